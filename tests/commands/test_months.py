"""Commands that close, replace, verify and show months."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.commands.told import Tell
from tests.months import change
from tierline.policy.load import load_policy
from tierline.store.notices import not_over
from tierline.store.workspace import Workspace
from tierline.tables.registry import table_spec


def _account(folder: Path) -> str:
    return str(pq.read_table(folder / "raw" / "month=2026-09" / "accounts.parquet")["account_id"][0])


def test_a_month_is_closed_shown_and_said_to_be_the_same(tell: Tell, folder: Path) -> None:
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 0
    assert "2026-10 is closed: run" in said.out
    assert "revenue of the month" in said.out
    assert "before \\ after" in said.out
    for step in ("intake", "score and tiers", "close"):
        assert f"2026-10  {step}" in said.err
    again = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert again.code == 0
    assert "already closed, same result" in again.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--month", "2026-13"], 2, "YYYY-MM"),
        (["--month", "2026-11"], 3, "is not closed"),
        (["--month", "2027-05", "--without-previous"], 3, "no such folder"),
        (["--month", "2026-10", "--policy", "nonesuch"], 3, "xinjiang-2008"),
        (["--month", "2026-10", "--mapping", "none.toml"], 3, "none.toml"),
        (["--month", "2026-10", "--reason", "just so"], 2, "--replace RUN"),
        (["--month", "2026-09", "--policy", "generic-abcd"], 4, "--replace"),
        (["--month", "2026-10", "--replace", "abc", "--reason", "x"], 3, "no run 'abc'"),
    ],
)
def test_monthly_refuses(tell: Tell, folder: Path, words: list[str], code: int, said: str) -> None:
    found = tell("monthly", "--workspace", folder, "--no-reports", *words)
    assert found.code == code
    assert said in found.err


@pytest.fixture
def sealed(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A workspace that nobody can write to; root is only stopped by the disk."""
    if os.geteuid():
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)
        return
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a disk")
    try:
        shutil.copytree(folder, disk / "work")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield disk / "work"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_workspace_that_cannot_be_written_to(tell: Tell, sealed: Path) -> None:
    for words in (["monthly", "--no-reports"], ["explain", _account(sealed)]):
        said = tell(*words, "--workspace", sealed, "--month", "2026-09")
        assert said.code == 3
        assert str(sealed) in said.err
        assert not said.out


def test_replace_and_verify(tell: Tell, folder: Path) -> None:
    place = Workspace.open(folder)
    first = place.closed("2026-09").run
    change(folder, "2026-09")
    assert tell("verify", "--workspace", folder).code == 4
    said = tell(
        "monthly", "--workspace", folder, "--month", "2026-09", "--no-reports",
        "--replace", first, "--reason", "booked twice",
    )  # fmt: skip
    assert said.code == 0
    assert "closed anew" in said.out
    said = tell("verify", "--workspace", folder, "--recompute")
    assert said.code == 0
    assert said.out.count("as it was closed") == 3
    assert tell("verify", "--workspace", folder, "--month", "2026-09").out.count("as it was closed") == 2


def test_verify_names_what_differs(tell: Tell, folder: Path) -> None:
    closed = Workspace.open(folder).closed("2026-09")
    path = closed.folder / "results.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    said = tell("verify", "--workspace", folder)
    assert said.code == 4
    assert f"2026-09  run {closed.run}  results.parquet" in said.err
    assert "2026-08" in said.out
    assert tell("verify", "--workspace", folder, "--month", "2026-08").code == 0
    assert tell("verify", "--workspace", folder, "--month", "2026-12").code == 3
    assert tell("verify", "--workspace", folder, "--month", "x").code == 2


def test_demo_runs_and_runs_again(tell: Tell, tmp_path: Path) -> None:
    words = ["demo", "--workspace", tmp_path / "demo", "--accounts", "40", "--months", "2", "--no-reports"]
    first = tell(*words)
    assert first.code == 0
    for part in ("Tiers of 2026-10, run", "before \\ after", "Seconds per step", "make lab", "make apps"):
        assert part in first.out
    assert Workspace.open(tmp_path / "demo").months() == ["2026-09", "2026-10"]
    again = tell(*words)
    assert again.code == 0
    table = first.out.split("Tiers of")[1].split("Seconds")[0]
    assert table == again.out.split("Tiers of")[1].split("Seconds")[0]


def test_csv_and_xlsx_in_the_raw_folder(tell: Tell, folder: Path) -> None:
    raw = folder / "raw" / "month=2026-10"
    (raw / "overrides.parquet").unlink()
    table = pq.read_table(raw / "accounts.parquet")
    (raw / "accounts.parquet").unlink()
    table.to_pandas().to_csv(raw / "accounts.csv", index=False, encoding="gb18030")
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 0, said.err
    manifest = Workspace.open(folder).closed("2026-10").manifest
    assert manifest["inputs"]["accounts"]["file"] == "accounts.csv"
    assert manifest["inputs"]["accounts"]["encoding"] == "gb18030"
    assert manifest["rows"]["accounts"]["read"] == table.num_rows


def _raw(folder: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> int:
    """Change the raw accounts of 2026-10 and return how many there are."""
    path = folder / "raw" / "month=2026-10" / "accounts.parquet"
    changed = change(pq.read_table(path).to_pandas())
    changed.to_parquet(path, index=False)
    return len(changed)


def _lower(first: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Make the revenue of all rows from ``first`` on one that intake refuses."""
    return lambda rows: rows.assign(
        monthly_revenue=[v if n < first else -1.0 for n, v in enumerate(rows["monthly_revenue"])]
    )


def test_monthly_says_what_came_in_under_which_policy(tell: Tell, folder: Path) -> None:
    words = ["monthly", "--workspace", folder, "--no-reports", "--month"]
    read = _raw(folder, _lower(58))
    said = tell(*words, "2026-10")
    assert said.code == 0
    assert "Policy: xinjiang-2008 (that of the last closed month, 2026-09)." in said.out
    assert "Last day of the month: 2026-10-31." in said.out
    assert ["accounts", str(read), "58", str(read - 58)] in [line.split() for line in said.out.splitlines()]
    assert f"Rows refused: {read - 58}." in said.err
    assert "Warning: of" not in said.err
    assert "missing or empty" not in said.err
    assert "the one 2026-10 is closed with" in tell(*words, "2026-10").out
    assert "(as named)" in tell(*words, "2026-09", "--policy", "xinjiang-2008").out
    shutil.rmtree(folder / "closed")
    assert "the default, as no month is closed yet" in tell(*words, "2026-08").out
    assert "else xinjiang-2008" in " ".join(tell("monthly", "--help").out.split())


def test_monthly_warns_when_fewer_than_half_are_accepted(tell: Tell, folder: Path) -> None:
    (folder / "raw" / "month=2026-10" / "overrides.parquet").unlink()
    read = _raw(folder, _lower(29))
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 0
    assert f"of {read} accounts read only 29 were accepted" in said.err


def test_monthly_refuses_when_none_is_accepted(tell: Tell, folder: Path) -> None:
    _raw(folder, _lower(0))
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 3
    assert "no row was accepted" in said.err
    assert Workspace.open(folder).months() == ["2026-08", "2026-09"]


def test_monthly_names_an_indicator_without_values(tell: Tell, folder: Path) -> None:
    policy = load_policy("xinjiang-2008", "2026-10")
    required = {column.name for column in table_spec("accounts").columns if column.required}
    one = next(each for each in policy.indicators if each.column not in required)
    _raw(folder, lambda rows: rows.rename(columns={one.column: "mis-spelt"}))
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 0
    assert f"the column {one.column} is missing or empty" in said.err
    assert f"the indicator {one.id} (weight {one.weight / 100:g} %)" in said.err


def test_a_month_closed_before_it_is_over(tell: Tell, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = []
    for day in (date(2026, 10, 31), date(2026, 11, 1)):
        monkeypatch.setattr(
            "tierline.monthly_steps.not_over", lambda month, _now, day=day: not_over(month, day)
        )
        place = folder.with_name(f"on-{day}")
        shutil.copytree(folder, place)
        said = tell("monthly", "--workspace", place, "--month", "2026-10", "--no-reports")
        assert said.code == 0
        manifest = Workspace.open(place).closed("2026-10").manifest
        early = day == date(2026, 10, 31)
        assert ("is not over yet (2026-10-31)" in said.err) is early
        assert [
            ("is not over" in note["en"], "2026-10-31" in note["zh"]) for note in manifest["made"]["notes"]
        ] == ([(True, True)] if early else [])
        hashes.append((manifest["run"], manifest["content_sha256"]))
        assert tell("verify", "--workspace", place).code == 0
    assert hashes[0] == hashes[1]
