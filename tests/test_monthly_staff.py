"""Who may close a month, and what a close does to the staff table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tierline
from tests.months import change, closed_files, leftovers, raw_months
from tierline.errors import ScopeError
from tierline.store.run import Progress
from tierline.store.staff import Person, add_person, people, remove_person, system_user
from tierline.store.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return raw_months(tmp_path)


def test_a_slip_in_a_manager_s_row_takes_no_access_away(folder: Path) -> None:
    first = tierline.run_month(folder, "2026-08")
    workspace = Workspace.open(folder)
    path = folder / "raw" / "month=2026-09" / "managers.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    slip, leaves = [row for row in rows if row["login"] and row["role"] == "account_manager"][:2]
    before = {one.login: one for one in people(workspace)}
    slip["grade"] = "no such grade"
    kept = [row for row in rows if row is not leaves]
    pq.write_table(pa.Table.from_pylist(kept, schema=table.schema), path)
    second = tierline.run_month(folder, "2026-09")
    assert second.counts["managers"].quarantined == 1
    after = {one.login: one for one in people(workspace)}
    assert after[slip["login"]] == before[slip["login"]]
    assert leaves["login"] not in after
    said = "keeps the access of before"
    assert any(said in note["en"] for note in second.manifest["notes"])
    assert not any(said in note["en"] for note in first.manifest["notes"])
    assert tierline.run_month(folder, "2026-09").status == "same"


def _as_role(folder: Path, role: str) -> None:
    """Make whoever runs the tests a person of this role; somebody else is administrator."""
    place, me = Workspace.open(folder), system_user()
    add_person(place, Person(login="boss", name="boss", role="administrator"), by=me, reason="test")
    add_person(place, Person(login=me, name=me, role=role), by="boss", reason="test")


@pytest.mark.parametrize("role", ["planner", "supervisor", "quality_inspector", "account_manager"])
def test_closing_and_replacing_need_the_role(folder: Path, role: str) -> None:
    first = tierline.run_month(folder, "2026-08")
    before = closed_files(folder)
    _as_role(folder, role)
    change(folder, "2026-08")
    for more in ({}, {"replaces": first.id, "reason": "mended"}):
        with pytest.raises(ScopeError, match="may not close or replace") as refused:
            tierline.run_month(folder, "2026-08", **more)  # type: ignore[arg-type]
        assert refused.value.exit_code == 3
    with pytest.raises(ScopeError):
        tierline.run_month(folder, "2026-09")
    assert closed_files(folder) == before
    assert leftovers(folder) == []


def test_an_analyst_closes_and_one_who_was_removed_does_not(folder: Path) -> None:
    Workspace.open(folder)
    _as_role(folder, "analyst")
    assert tierline.run_month(folder, "2026-08").status == "closed"
    remove_person(Workspace.open(folder), system_user(), by="boss", reason="left")
    with pytest.raises(ScopeError):
        tierline.run_month(folder, "2026-09")


def test_a_role_taken_away_during_the_run_closes_nothing(folder: Path) -> None:
    def meanwhile(event: Progress) -> None:
        if (event.step, event.state) == ("score", "done"):
            _as_role(folder, "planner")

    with pytest.raises(ScopeError):
        tierline.run_month(folder, "2026-08", progress=meanwhile)
    assert Workspace.open(folder).months() == []
    assert leftovers(folder) == []
