"""A file is whole or as it was: killed runs leave nothing for long, a full disk is told as such."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tierline.errors import BadInputError
from tierline.messages import use_language
from tierline.performance.statement_file import write_book, write_rows_csv
from tierline.store.own_policies import put_text
from tierline.tables.aside import aside, cannot_write, told
from tierline.tables.read import read_table
from tierline.tables.template import write_template
from tierline.tables.write import write_table

NOISE = pa.table({"text": [os.urandom(60).hex() for _row in range(4000)]})  # nothing packs it


def _ended_process() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.mark.skipif(os.name == "nt", reason="whether a process lives is not asked there")
def test_what_killed_runs_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    path, dead, alive = tmp_path / "out.parquet", _ended_process(), os.getppid()
    kept = (
        f".out.parquet.writing-{alive}",  # at work
        f".other.parquet.writing-{dead}",  # of another file
        f"out.parquet.writing-{dead}",
        ".out.parquet.writing-",
        ".out.parquet.writing-x1",
    )
    for name in (*kept, f".out.parquet.writing-{dead}", f".out.parquet.writing-{2**70}"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / f".out.parquet.writing-{dead}9").mkdir()
    with aside(path) as place:
        place.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
    assert {each.name for each in tmp_path.iterdir()} == {*kept, path.name, f".out.parquet.writing-{dead}9"}


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"before")
    with pytest.raises(BadInputError, match=r"the disk is full\. It is as it was"), aside(path) as place:
        place.write_bytes(b"half")
        with told(path):
            raise OSError(errno.ENOSPC, "No space left on device")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"before"]


def test_why_is_told_in_both_languages() -> None:
    full = cannot_write(Path("out.csv"), OSError(errno.ENOSPC, "No space left on device"))
    assert full.render("zh") == "无法写入 out.csv：磁盘已满。该文件保持原样。请腾出空间，或改选其他位置。"
    other = cannot_write(Path("out.csv"), OSError(errno.EACCES, "Permission denied"))
    assert other.render("en").startswith("out.csv cannot be written: Permission denied.")


ROWS = [{"text": text} for text in NOISE["text"].to_pylist()]
WRITERS: dict[str, Callable[[Path], object]] = {
    "table.parquet": lambda path: write_table(NOISE, path),
    "table.csv": lambda path: write_table(NOISE, path),
    "table.xlsx": lambda path: write_table(NOISE, path),
    "statements.csv": lambda path: write_rows_csv({"text": "text"}, ROWS, path, "en"),
    "statements.xlsx": lambda path: write_book({"lines": ({"text": "text"}, ROWS)}, path, "en"),
    "delta.toml": lambda path: put_text(path, "#" * 100_000),
    "template.xlsx": lambda path: write_template("all", path, "en"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk(small_disk: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    use_language("en")
    if name == "template.xlsx":
        (small_disk / "ballast").write_bytes(b"x" * 60_000)
    before = list(small_disk.iterdir())
    with pytest.raises(BadInputError) as refused:
        WRITERS[name](small_disk / name)
    assert str(refused.value).startswith(f"{small_disk / name} cannot be written: the disk is full.")
    assert list(small_disk.iterdir()) == before
    del refused
    assert capfd.readouterr().err == ""  # not even from what is left to be collected


def test_no_room_for_the_sheets_of_a_workbook(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    with pytest.raises(BadInputError, match="no room for temporary files: the disk is full") as refused:
        write_table(NOISE, tmp_path / "out.xlsx")
    assert str(small_disk) in str(refused.value)
    assert [each.name for each in tmp_path.iterdir()] == ["disk"]


def test_no_room_for_what_intake_lays_aside(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = {"account_id": [f"A{row:06}" for row in range(9000)], "monthly_revenue": [1.0] * 9000}
    path = write_table(pa.table(accounts), tmp_path / "accounts.csv")
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    with pytest.raises(BadInputError, match="no room for temporary files: the disk is full"):
        read_table(path, month="2026-10")
    assert list(small_disk.iterdir()) == []
