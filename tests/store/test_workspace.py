"""The folder: found, made, refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.store import by_hand
from tierline.errors import BadInputError, IntegrityError, UsageError
from tierline.store.closed import ClosedMonth
from tierline.store.months import last_day, month_before, month_of
from tierline.store.staff import people
from tierline.store.workspace import Workspace
from tierline.tables.sample import write_sample


def test_nothing_is_there(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no workspace here"):
        Workspace.open(tmp_path / "none")
    with pytest.raises(BadInputError, match="no workspace here"):
        Workspace.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for door in (Workspace.open, Workspace.create):
        with pytest.raises(BadInputError, match="is a file"):
            door(tmp_path / "file")


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInputError, match="cannot be made here"):
        Workspace.create(tmp_path / "file" / "work")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_folder_made_here_is_its_owner_s_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = Workspace.create(tmp_path / "above" / "work")
        write_sample(tmp_path / "sample", 40, 1)
        (tmp_path / "shared").mkdir(mode=0o750)
        shared = Workspace.create(tmp_path / "shared")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (made.path, tmp_path / "sample", shared.path)]
    assert modes == [0o700, 0o700, 0o750]


def test_raw_tables_make_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "raw" / "month=2026-10").mkdir(parents=True)
    assert Workspace.open(tmp_path).months() == []


def test_whoever_was_stopped_before_being_entered_is_entered_by_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("tierline.store.staff.enter_creator", lambda _workspace: None)
        assert people(Workspace.create(tmp_path)) == []
    assert [one.role for one in people(Workspace.open(tmp_path))] == ["administrator"]


def test_empty_records_under_closed_months_make_nobody_an_administrator(closed: ClosedMonth) -> None:
    place = closed.workspace.path
    closed.workspace.records.close()
    for file in place.glob("records.sqlite*"):
        file.unlink()
    (place / "records.sqlite").touch()
    for _time in range(2):
        with pytest.raises(IntegrityError, match="1 months are closed"):
            Workspace.open(place)


def test_default_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIERLINE_WORKSPACE", raising=False)
    assert Workspace.create().path == (tmp_path / "workspace").resolve()
    monkeypatch.setenv("TIERLINE_WORKSPACE", str(tmp_path / "other"))
    assert Workspace.create().path == (tmp_path / "other").resolve()


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "2026-00", "202610", "", "2026-10-01", "../..", "００26-10"]
)
def test_months_badly_written(text: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM"):
        month_of(text)


def test_months() -> None:
    assert month_before("2026-01") == "2025-12"
    assert month_before("2026-10") == "2026-09"
    assert last_day("2028-02").isoformat() == "2028-02-29"


def test_month_that_is_not_closed(closed: ClosedMonth) -> None:
    with pytest.raises(BadInputError, match=r"2026-09 is not closed.*2026-10"):
        closed.workspace.closed("2026-09")


def test_the_run_that_holds_is_the_one_that_nobody_replaced(closed: ClosedMonth) -> None:
    second = by_hand.close(closed.workspace, replaces=closed.run, tiers=["tin"] * 8)
    third = by_hand.close(closed.workspace, replaces=second.run)
    assert [run.run for run in closed.workspace.runs("2026-10")] == [closed.run, second.run, third.run]
    assert closed.workspace.closed("2026-10").run == third.run


def test_a_run_copied_in_by_hand(closed: ClosedMonth) -> None:
    (closed.folder.parent / "run=abc").mkdir()
    with pytest.raises(IntegrityError, match="manifest is missing"):
        closed.workspace.closed("2026-10")
    (closed.folder.parent / "run=abc" / "manifest.json").write_bytes(
        (closed.folder / "manifest.json").read_bytes()
    )
    with pytest.raises(IntegrityError, match="do not replace one another"):
        closed.workspace.closed("2026-10")


def test_a_manifest_of_something_else(closed: ClosedMonth) -> None:
    (closed.folder / "manifest.json").write_text("[1, 2]")
    with pytest.raises(IntegrityError, match="manifest is missing or damaged"):
        closed.workspace.closed("2026-10")
