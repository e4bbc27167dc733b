"""What the command line tells of machine code, and that nobody else hears it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tests.machine_code.doubling import Doubling
from tierline.machine_code.notices import being_made, heard_by, not_kept
from tierline.messages import Message

# as `tierline score` would call it: through the command line, on arguments of the process
_COMMAND = """
import sys
import click
import tierline.cli
tierline.cli._Commands.get_command = lambda *_given: click.Command("score", callback=lambda: print(twice(1j)))
sys.argv = ["tierline", "score"]
tierline.cli.main()
"""
MADE = {
    "en": "Machine code is being made for what runs here for the first time; this takes a while. "
    "Later runs start at once.\n",
    "zh": "首次在此运行，正在生成机器码，需要一些时间。以后运行会立即开始。\n",
}


def _heard(doubling: Doubling, cache: Path | str) -> tuple[str, str]:
    process = doubling.start(cache, _COMMAND)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out.splitlines()[0], errors


@pytest.mark.parametrize("language", MADE)
def test_the_first_run_says_so_once(doubling: Doubling, tmp_path: Path, language: str) -> None:
    doubling.surroundings = {"TIERLINE_LANG": language}
    cache = tmp_path / "cache"
    assert _heard(doubling, cache) == ("2j", MADE[language])
    assert _heard(doubling, cache) == ("2j", "")


def test_where_nothing_can_be_kept_no_later_run_is_promised(doubling: Doubling, tmp_path: Path) -> None:
    doubling.surroundings = {"HOME": "/dev/null", "XDG_CACHE_HOME": "", "TIERLINE_LANG": "en"}
    doubling.surroundings["TMPDIR"] = str(tmp_path)
    _out, said = _heard(doubling, "")
    assert "every run makes it anew: set NUMBA_CACHE_DIR" in said
    assert "at once" not in said


def test_a_full_disk_stops_no_scoring(doubling: Doubling, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * 61_000)
    doubling.surroundings = {"TIERLINE_LANG": "en"}
    out, said = _heard(doubling, small_disk)
    assert out == "2j"
    told = f"Machine code cannot be kept in {small_disk}"
    assert said.startswith(MADE["en"] + told)
    assert said.endswith(": the disk is full. This run goes on; the next one makes it anew.\n")
    assert not [path for path in small_disk.rglob("*.nbc*") if path.is_file()]
    assert doubling.run(small_disk) == "0 2"  # a program hears nothing


def test_each_notice_is_heard_once_and_by_listeners_only() -> None:
    heard: list[Message] = []
    full = OSError(errno.ENOSPC, "No space left on device")
    being_made(kept=True)
    with heard_by(heard.append):
        for _time in range(2):
            being_made(kept=True)
            not_kept(Path("cache"), full, full=True)
    being_made(kept=True)
    assert [notice.render("en").split(".")[0] for notice in heard] == [
        "Machine code is being made for what runs here for the first time; this takes a while",
        "Machine code cannot be kept in cache: the disk is full",
    ]
    assert heard[1].render("zh") == "机器码无法保存到 cache：磁盘已满。本次运行继续进行；下次运行将重新生成。"
