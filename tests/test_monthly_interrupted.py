"""No way of dying leaves half a month: killed at any step, a full disk, two runs at once."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tierline
from tests.months import closed_files, leftovers, raw_months
from tierline.errors import BadInputError
from tierline.monthly_steps import STEPS
from tierline.store.lock import held
from tierline.store.run import Progress
from tierline.store.verification import verify
from tierline.store.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return raw_months(tmp_path / "work")


_KILLED = """
import os, signal, sys
import tierline
folder, month, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = []
def watch(event):
    if len(seen) == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
    seen.append(event)
tierline.run_month(folder, month, progress=watch)
"""


def _events(folder: Path) -> list[Progress]:
    seen: list[Progress] = []
    tierline.run_month(folder, "2026-09", progress=seen.append)
    return seen


def test_killed_at_any_step_it_leaves_the_last_good_month(folder: Path, tmp_path: Path) -> None:
    tierline.run_month(folder, "2026-08")
    whole = tmp_path / "whole"
    shutil.copytree(folder, whole)
    events = _events(whole)
    assert [event.step for event in events if event.state == "start"] == [s for s in STEPS if s != "reports"]
    expected = closed_files(whole)
    renamed = next(n for n, event in enumerate(events) if event.detail == "renamed")
    for number, event in enumerate(events):
        if event.state == "done":
            continue  # nothing lies between the end of a step and the start of the next
        place = tmp_path / f"killed-{number}"
        shutil.copytree(folder, place)
        before = closed_files(place)
        ended = subprocess.run(
            [sys.executable, "-c", _KILLED, str(place), "2026-09", str(number)],
            check=False,
            capture_output=True,
        )
        assert ended.returncode == -signal.SIGKILL, (event, ended.stderr)
        workspace = Workspace.open(place)
        closed = number >= renamed
        assert workspace.months() == (["2026-08", "2026-09"] if closed else ["2026-08"]), event
        assert {n: h for n, h in closed_files(place).items() if ".writing-" not in n} == (
            expected if closed else before
        ), event
        assert verify(workspace) == [], event
        run = tierline.run_month(place, "2026-09")
        assert run.status == ("same" if closed else "closed"), event
        assert closed_files(place) == expected, event
        assert not leftovers(place)
        assert verify(Workspace.open(place)) == [], event
        shutil.rmtree(place)


@pytest.mark.parametrize("fails", ["os.fsync", "pyarrow.parquet.write_table", "pathlib.Path.rename"])
def test_a_full_disk_leaves_the_last_good_month(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    tierline.run_month(folder, "2026-08")
    before = closed_files(folder)

    def full(*_arguments: Any, **_named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(fails, full)
        with pytest.raises(OSError, match="No space left"):
            tierline.run_month(folder, "2026-09")
    assert closed_files(folder) == before
    assert not leftovers(folder)
    assert verify(Workspace.open(folder)) == []
    assert tierline.run_month(folder, "2026-09").status == "closed"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_disk_that_is_really_full(folder: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        place = raw_months(disk / "work")
        tierline.run_month(place, "2026-08")
        before = closed_files(place)
        free = shutil.disk_usage(disk).free
        (disk / "ballast").write_bytes(b"x" * (free - 20_000))
        with pytest.raises((OSError, BadInputError)):
            tierline.run_month(place, "2026-09")
        assert closed_files(place) == before
        (disk / "ballast").unlink()
        assert verify(Workspace.open(place)) == []
        assert tierline.run_month(place, "2026-09").status == "closed"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_what_a_killed_run_left_is_swept(folder: Path) -> None:
    leftover = folder / "closed" / ".writing-2026-08-1"
    leftover.mkdir(parents=True)
    (leftover / "results.parquet").write_bytes(b"half")
    tierline.run_month(folder, "2026-08")
    assert not leftovers(folder)


def test_two_at_once_the_second_is_told_who_is_at_work(folder: Path) -> None:
    workspace = Workspace.open(folder)
    with held(workspace, "2026-07"), pytest.raises(BadInputError) as caught:
        tierline.run_month(folder, "2026-08")
    assert f"process {os.getpid()} of" in str(caught.value)
    assert "month 2026-07" in str(caught.value)
    assert "--wait" in str(caught.value)
    assert tierline.run_month(folder, "2026-08").status == "closed"
    assert not (folder / ".lock-holder.json").exists()


def test_two_at_once_one_waits(folder: Path) -> None:
    code = "import sys, tierline; print(tierline.run_month(sys.argv[1], '2026-08', wait=300).status)"
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert sorted(run.communicate(timeout=300)[0].strip() for run in runs) == ["closed", "same"]
    assert verify(Workspace.open(folder)) == []
