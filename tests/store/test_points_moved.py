"""Who sees the statement of a replaced run, the run that holds decides (LY-20), by whichever door."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.store.moved_cast import MONTH, SEES, Moved, moved_at
from tierline import manager_points
from tierline.errors import BadInputError, ScopeError
from tierline.performance.statement_tables import TABLES
from tierline.store.points_people import visible_statement
from tierline.store.scope import Scope, scope_for
from tierline.store.statements import points_findings, statements
from tierline.store.workspace import Workspace
from tierline.times import day


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    found = moved_at(Workspace.create(tmp_path_factory.mktemp("moved") / "work"))
    seen = {who: _seen(found, scope_for(found.place, login)) for who, login in found.logins.items()}
    wrong = {"old leader": True, "new leader": False, "old supervisor": True, "new supervisor": False}
    assert {who: found.manager in ids for who, ids in seen.items()} == {**SEES, **wrong}
    found.replace()
    return found


def _seen(moved: Moved, scope: Scope) -> set[str]:
    return {each.manager_id for each in manager_points(moved.place, MONTH, scope=scope, run=moved.old.run)}


@pytest.mark.parametrize("who", SEES)
def test_the_run_that_holds_decides_who_sees_a_replaced_run_s_statement(moved: Moved, who: str) -> None:
    """LY-20: leader and supervisor of the wrong team no longer; those of the right one from now on."""
    place, old, manager = moved.place, moved.old, moved.manager
    scope = scope_for(place, moved.logins[who])
    assert place.closed(MONTH).run != old.run
    for run in (old, place.runs(MONTH)[0], place.closed(MONTH)):
        assert bool(statements(run, scope, manager)) is SEES[who]
        assert (manager in {each.manager_id for each in statements(run, scope)}) is SEES[who]
        for name in (TABLES[0], "actuals", "targets"):
            assert (manager in run.load(scope, name)["manager_id"].to_pylist()) is SEES[who]
        for name in (*TABLES, "point_events"):
            assert SEES[who] or manager not in run.load(scope, name)["manager_id"].to_pylist()
    assert bool(manager_points(place, MONTH, manager, scope=scope, run=old.run)) is SEES[who]
    assert SEES[who] or manager not in {each.manager_id for each in points_findings(old, scope)}
    if SEES[who]:
        assert visible_statement(old, scope, manager).run == old.run
    else:
        with pytest.raises(ScopeError, match="no statement of"):
            visible_statement(old, scope, manager)


def test_the_others_of_a_replaced_run_stay_as_they_were(moved: Moved) -> None:
    seen = {who: _seen(moved, scope_for(moved.place, login)) for who, login in moved.logins.items()}
    assert {who for who, ids in seen.items() if moved.colleague in ids} == {
        "colleague", "old leader", "old supervisor", "supervisor of all", "inspector",
    }  # fmt: skip
    assert (seen["own"], seen["colleague"]) == ({moved.manager}, {moved.colleague})


def test_who_is_not_in_the_run_that_holds_is_seen_as_the_replaced_run_has_them(tmp_path: Path) -> None:
    found = moved_at(Workspace.create(tmp_path / "work"))
    found.replace(manager_id="M99999", login="m99999", name="somebody else")
    seen = {who: _seen(found, scope_for(found.place, login))
            for who, login in found.logins.items() if who != "own"}  # fmt: skip
    assert {who for who, ids in seen.items() if found.manager in ids} == {
        "old leader", "old supervisor", "supervisor of all", "inspector",
    }  # fmt: skip


def test_a_run_that_was_not_closed_by_a_day_is_not_shown_of_that_day(moved: Moved) -> None:
    """LY-20: the day comes before the run; on the day of its close it is there."""
    closed_on = date.fromisoformat(day(moved.old.manifest["made"]["at"]))
    scope = scope_for(moved.place)
    for run in moved.place.runs(MONTH):
        with pytest.raises(BadInputError) as refused:
            manager_points(moved.place, MONTH, scope=scope, run=run.run, as_of=closed_on - timedelta(days=1))
        assert f"the run {run.run} was closed on {closed_on}" in refused.value.render("en")
        found = manager_points(moved.place, MONTH, scope=scope, run=run.run, as_of=closed_on)
        assert {each.run for each in found} == {run.run}


def test_a_day_before_the_replacement_shows_its_run_to_those_who_may_see_it_now(
    moved: Moved, tmp_path: Path
) -> None:
    """LY-20: a replaced run that is reached by a day, not by its name, is no other door."""
    place = Workspace.open(shutil.copytree(moved.place.path, tmp_path / "copy"))
    manifest = place.runs(MONTH)[0].folder / "manifest.json"
    noted = json.loads(manifest.read_text("utf-8"))
    noted["made"]["at"] = "2026-11-02T03:00:00+00:00"
    manifest.write_text(json.dumps(noted), "utf-8")
    for who, login in moved.logins.items():
        found = manager_points(place, MONTH, scope=scope_for(place, login), as_of=date(2026, 11, 3))
        assert {each.run for each in found} == {moved.old.run}
        assert (moved.manager in {each.manager_id for each in found}) is SEES[who], who
