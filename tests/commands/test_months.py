"""Commands that close, replace, verify and show months."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.commands.told import Tell
from tests.months import change
from tierline.store.workspace import Workspace


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
