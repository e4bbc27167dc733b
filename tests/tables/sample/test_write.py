"""Same seed, same bytes; nothing different is overwritten unasked; nothing half-written stays."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tierline.commands.sample import command
from tierline.errors import BadInputError, UsageError
from tierline.tables.sample import write_sample


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("dirty", [False, True], ids=["tidy", "dirty"])
def test_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path, dirty: bool) -> None:
    code = (
        "import sys; from tierline.tables.sample import write_sample; "
        f"write_sample(sys.argv[1], accounts=600, months=4, dirty={dirty})"
    )
    found = []
    for number in ("0", "4242"):
        folder = tmp_path / number
        run = [sys.executable, "-c", code, str(folder)]
        subprocess.run(run, check=True, env={**os.environ, "PYTHONHASHSEED": number, "TZ": f"UTC{number[0]}"})
        found.append(_hashes(folder))
    assert len(found[0]) == 4 * 9 + 6 + dirty
    assert found[0] == found[1]


def test_another_seed_gives_another_province(tmp_path: Path) -> None:
    write_sample(tmp_path / "a", accounts=300, months=1, seed=1)
    write_sample(tmp_path / "b", accounts=300, months=1, seed=2)
    one, other = _hashes(tmp_path / "a"), _hashes(tmp_path / "b")
    accounts = "raw/month=2026-10/accounts.parquet"
    assert one[accounts] != other[accounts]
    assert one["raw/month=2026-10/areas.parquet"] == other["raw/month=2026-10/areas.parquet"]


def test_the_same_again_is_fine_and_different_data_are_refused(tmp_path: Path) -> None:
    write_sample(tmp_path, accounts=300, months=2, seed=1)
    before = _hashes(tmp_path)
    write_sample(tmp_path, accounts=300, months=2, seed=1)
    assert _hashes(tmp_path) == before
    with pytest.raises(BadInputError, match="--force"):
        write_sample(tmp_path, accounts=300, months=2, seed=2)
    assert _hashes(tmp_path) == before
    write_sample(tmp_path, accounts=300, months=2, seed=2, force=True)
    assert _hashes(tmp_path).keys() == before.keys()
    assert _hashes(tmp_path) != before


def test_a_table_is_never_there_twice(tmp_path: Path) -> None:
    write_sample(tmp_path, accounts=300, months=1)
    with pytest.raises(BadInputError, match=r"parquet"):
        write_sample(tmp_path, accounts=300, months=1, dirty=True)
    write_sample(tmp_path, accounts=300, months=1, dirty=True, force=True)
    files = sorted(path.name for path in (tmp_path / "raw" / "month=2026-10").iterdir())
    assert files == [
        "accounts.csv",
        "actuals.csv",
        "areas.parquet",
        "managers.csv",
        "overrides.xlsx",
        "point_events.csv",
        "targets.csv",
        "teams.parquet",
        "transfers.parquet",
    ]


def test_a_broken_run_leaves_nothing(tmp_path: Path) -> None:
    def stop(month: str, done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_sample(tmp_path, accounts=300, months=3, progress=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"accounts": 3}, "accounts is 3; give 20 or more"),
        ({"months": 0}, "months is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"last_month": "2026-13"}, "'2026-13' is not a month"),
        ({"source": "elsewhere"}, "No sample is called 'elsewhere'"),
        ({"source": "online-retail", "dirty": True}, "Leave out --dirty"),
        ({"source": "online-retail", "months": 14}, "Leave out --months"),
    ],
)
def test_senseless_wishes_are_refused(tmp_path: Path, wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        write_sample(tmp_path / "w", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(("accounts", "months"), [(20, 1), (37, 2), (150, 5)])
def test_small_samples_work(tmp_path: Path, accounts: int, months: int) -> None:
    written = write_sample(tmp_path, accounts=accounts, months=months)
    assert next(iter(written.rows.values())) == accounts


def test_command_writes_a_workspace(tmp_path: Path) -> None:
    told = ["--workspace", str(tmp_path), "--accounts", "50", "--months", "2", "--last-month", "2024-02"]
    done = CliRunner().invoke(command, told, catch_exceptions=False)
    assert done.exit_code == 0
    assert "2 months, 100 account rows" in done.output
    assert sorted(path.name for path in (tmp_path / "raw").iterdir()) == ["month=2024-01", "month=2024-02"]
    assert (tmp_path / "records.sqlite").exists()


def test_command_refuses_options_that_mean_nothing_for_real_customers(tmp_path: Path) -> None:
    told = ["--workspace", str(tmp_path / "w"), "--source", "online-retail", "--seed", "7"]
    done = CliRunner().invoke(command, told)
    assert isinstance(done.exception, UsageError)
    assert "--seed" in str(done.exception)
    assert not (tmp_path / "w").exists()
