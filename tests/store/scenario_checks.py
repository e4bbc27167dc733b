"""What scenarios must hold on every database; run on SQLite here, on PostgreSQL in tests/service."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.policy.delta import line_changes
from tierline.policy.load import load_policy
from tierline.policy.resolved import Policy
from tierline.store import scenario, scenario_edit
from tierline.store.scenario_records import history
from tierline.store.scenario_state import Scenario
from tierline.store.staff import Person, add_person, system_user
from tierline.store.workspace import Workspace
from tierline.times import when

MONTH = "2026-10"
POLICY = "xinjiang-2008"
DECEMBER = dt.date(2026, 12, 1)

_KILLED = """
import sys
from tierline.store import scenario_edit, scenario_records
from tierline.store.workspace import Workspace
from tierline.times import when
workspace = Workspace.open(sys.argv[1])
with workspace.records.writing() as connection:
    found, _records = scenario_records.existing(connection, sys.argv[2])
    after = {"hysteresis.months": 9}
    scenario_records.write(connection, found.id, found.number + 1, sys.argv[3], "change", {}, after)
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(POLICY, MONTH)


def hire(workspace: Workspace, login: str, role: str = "planner") -> str:
    add_person(workspace, Person(login, login, role), by=system_user(), reason="test")
    return login


def begun(workspace: Workspace, policy: Policy, login: str = "li.na", **more: Any) -> Scenario:
    hire(workspace, login)
    return scenario.begin(workspace, policy, by=login, title="高线", **more)


def set_to(
    workspace: Workspace, found: Scenario, policy: Policy, by: str = "li.na", **values: Any
) -> Scenario:
    paths = {"line": "tiers.A1.line", "months": "hysteresis.months", "buffer": "hysteresis.buffer"}
    changes = {paths[name]: value for name, value in values.items()}
    return scenario_edit.edit(workspace, found.id, changes, on=found.number, by=by, policy=policy)


def values(found: Scenario) -> dict[str, Any]:
    return {change.path: change.value for change in found.changes}


class ScenarioChecks:
    def test_every_edit_is_one_record(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        found = set_to(workspace, found, policy, line=82.5, months=3)
        found = set_to(workspace, found, policy, line=81)
        records = history(workspace, found.id)
        assert [record.kind for record in records] == ["create", "change", "change"]
        assert [record.number for record in records] == [1, 2, 3]
        assert records[1].path == "tiers.A1.line, hysteresis.months"
        assert records[2].before == {"tiers.A1.line": Decimal("82.5")}
        assert records[2].after == {"tiers.A1.line": 81}
        assert {record.author for record in records} == {"li.na"}
        assert values(found) == {"tiers.A1.line": 81, "hysteresis.months": 3}
        assert scenario.load(workspace, found.id) == found
        assert found.delta.title == "高线"
        assert found.delta.policy_sha256 == policy.sha256

    def test_undo_and_redo_are_records_too(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        for line in (81, 82, 83):
            found = set_to(workspace, found, policy, line=line)
        for expected in (82, 81, None):
            found = scenario_edit.undo(workspace, found.id, on=found.number, by="li.na")
            assert found.delta.get("tiers.A1.line") == expected
        with pytest.raises(BadInputError, match="nothing to undo"):
            scenario_edit.undo(workspace, found.id, on=found.number, by="li.na")
        found = scenario_edit.redo(workspace, found.id, on=found.number, by="li.na")
        assert found.delta.get("tiers.A1.line") == 81
        found = set_to(workspace, found, policy, line=90)
        assert found.redoable == ()
        with pytest.raises(BadInputError, match="nothing to do again"):
            scenario_edit.redo(workspace, found.id, on=found.number, by="li.na")
        assert found.number == len(history(workspace, found.id)) == 9

    def test_a_saved_state_can_be_brought_back(self, workspace: Workspace, policy: Policy) -> None:
        found = set_to(workspace, begun(workspace, policy), policy, line=81, buffer="off")
        found = scenario.save(workspace, found.id, "before the meeting", on=found.number, by="li.na")
        (saved,) = found.saves
        assert (saved.name, saved.author) == ("before the meeting", "li.na")
        found = set_to(workspace, found, policy, line=None, months=5)
        found = scenario_edit.restore(workspace, found.id, saved.number, on=found.number, by="li.na")
        assert values(found) == {"tiers.A1.line": 81, "hysteresis.buffer": "off"}
        found = scenario_edit.undo(workspace, found.id, on=found.number, by="li.na")
        assert values(found) == {"hysteresis.buffer": "off", "hysteresis.months": 5}
        with pytest.raises(BadInputError, match="no step 99"):
            scenario_edit.restore(workspace, found.id, 99, on=found.number, by="li.na")

    def test_title_and_note_have_a_history(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        found = scenario.rename(workspace, found.id, " Higher\nlines ", on=1, by="li.na")
        found = scenario.write_note(workspace, found.id, "for the board", on=2, by="li.na")
        assert (found.title, found.note, found.author) == ("Higher lines", "for the board", "li.na")
        assert history(workspace, found.id)[1].before == {"title": "高线"}
        with pytest.raises(UsageError):
            scenario.rename(workspace, found.id, " ", on=3, by="li.na")
        with pytest.raises(UsageError):
            scenario.write_note(workspace, found.id, "x" * 4001, on=3, by="li.na")

    def test_an_edit_back_to_the_policy_leaves_no_change(self, workspace: Workspace, policy: Policy) -> None:
        found = set_to(workspace, begun(workspace, policy), policy, line=82)
        found = set_to(workspace, found, policy, line=80.00)
        assert found.changes == ()
        assert set_to(workspace, found, policy, line=80).number == found.number

    def test_what_is_begun_with_the_policys_own_figures_changes_none_of_them(
        self, workspace: Workspace, policy: Policy
    ) -> None:
        tops = [tier.line for tier in policy.tiers[:-1]]
        found = begun(workspace, policy, changes=line_changes(policy, [tops[0] + 250, *tops[1:]]))
        assert values(found) == {"tiers.A1.line": Decimal("82.5")}

    def test_what_does_not_fit_is_refused_and_the_state_kept(
        self, workspace: Workspace, policy: Policy
    ) -> None:
        found = set_to(workspace, begun(workspace, policy), policy, line=82)
        for bad in ({"tiers.A1.line": 60}, {"indicators.employees.weight": 99}, {"tiers.A1.lime": 3}):
            with pytest.raises(BadInputError):
                scenario_edit.edit(workspace, found.id, bad, on=found.number, by="li.na")
        assert scenario.load(workspace, found.id) == found

    def test_the_second_planner_is_told_and_nothing_is_overwritten(
        self, workspace: Workspace, policy: Policy
    ) -> None:
        found = begun(workspace, policy)
        hire(workspace, "wang.wei")
        mine = set_to(workspace, found, policy, line=82)
        with pytest.raises(BadInputError) as caught:
            set_to(workspace, found, policy, by="wang.wei", line=85)
        told = caught.value.render("en")
        assert "step 2" in told
        assert "changed by li.na (tiers.A1.line)" in told
        assert when(mine.changed_at) in told
        assert "Nothing was overwritten" in told
        assert scenario.load(workspace, found.id) == mine
        copy = scenario.fork(workspace, found.id, by="wang.wei", title="Mine")
        assert (copy.origin, copy.author, values(copy)) == (found.id, "wang.wei", {"tiers.A1.line": 82})
        with pytest.raises(BadInputError, match="no step 7"):
            scenario_edit.undo(workspace, found.id, on=7, by="li.na")

    def test_a_name_or_note_that_came_between_is_no_conflict_of_figures(
        self, workspace: Workspace, policy: Policy
    ) -> None:
        found = begun(workspace, policy)
        hire(workspace, "wang.wei")
        named = scenario.save(workspace, found.id, "for Monday", on=found.number, by="wang.wei")
        scenario.write_note(workspace, found.id, "see the minutes", on=named.number, by="wang.wei")
        mine = set_to(workspace, found, policy, line=82)  # pending since before both
        assert (mine.number, values(mine)) == (found.number + 3, {"tiers.A1.line": 82})
        assert (mine.note, scenario.load(workspace, found.id)) == ("see the minutes", mine)
        with pytest.raises(BadInputError, match=r"changed by li\.na"):  # figures between are one still
            set_to(workspace, found, policy, by="wang.wei", line=85)
        last = scenario.save(workspace, found.id, "after", on=mine.number, by="wang.wei")
        with pytest.raises(BadInputError) as caught:  # what changes no figure is told so
            scenario.rename(workspace, found.id, "lower", on=mine.number, by="li.na")
        told = caught.value.render("en")
        assert told.startswith("Meanwhile this scenario was: saved by name by wang.wei, ")
        assert "Its figures are the same." in told
        undone = scenario_edit.undo(workspace, found.id, on=mine.number, by="li.na")
        assert (undone.number, values(undone)) == (last.number + 1, {})

    def test_many_at_once_lose_nothing(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        people = [hire(workspace, f"planner{n}") for n in range(4)]

        def work(login: str) -> int:
            done = refused = 0
            while done < 5:
                held = scenario.load(workspace, found.id)
                try:
                    line = 8101 + held.number
                    scenario_edit.edit(
                        workspace, found.id, {"tiers.A1.line": Decimal(line) / 100},
                        on=held.number, by=login, policy=policy,
                    )  # fmt: skip
                    done += 1
                except BadInputError as error:
                    assert "Nothing was overwritten" in error.render("en")
                    refused += 1
            return refused

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, people))
        records = history(workspace, found.id)
        assert [record.number for record in records] == list(range(1, 22))
        # each edit was made on the very step before it
        assert all(
            record.after == {"tiers.A1.line": Decimal(8100 + record.number) / 100} for record in records[1:]
        )

    def test_one_killed_in_the_middle_leaves_nothing_behind(
        self, workspace: Workspace, policy: Policy
    ) -> None:
        found = set_to(workspace, begun(workspace, policy), policy, line=82)
        command = [sys.executable, "-c", _KILLED, str(workspace.path), found.id, "li.na"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ), text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "written"
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert scenario.load(workspace, found.id) == found
        assert scenario.last_open(workspace, "li.na") == found
        assert set_to(workspace, found, policy, line=83).number == found.number + 1

    def test_the_last_open_draft_is_offered_again(self, workspace: Workspace, policy: Policy) -> None:
        assert scenario.last_open(workspace, "li.na") is None
        first = begun(workspace, policy)
        second = begun(workspace, policy)
        found = scenario.last_open(workspace, "li.na")
        assert found is not None
        assert found.id == second.id
        first = set_to(workspace, first, policy, line=82)
        assert scenario.last_open(workspace, "li.na") == first
        assert scenario.last_open(workspace, "li.na", "2026-09") is None
        hire(workspace, "wang.wei")
        assert scenario.last_open(workspace, "wang.wei") is None
        scenario.delete(workspace, first.id, on=first.number, by="li.na")
        assert scenario.last_open(workspace, "li.na") == second
        assert [each.id for each in scenario.scenarios(workspace)] == [second.id]
        assert len(scenario.scenarios(workspace, deleted=True)) == 2

    def test_a_deleted_or_unknown_scenario_is_told(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        scenario.delete(workspace, found.id, on=1, by="li.na")
        for call in (
            lambda: scenario.load(workspace, found.id),
            lambda: set_to(workspace, found, policy, line=82),
            lambda: scenario.fork(workspace, found.id, by="li.na"),
        ):
            with pytest.raises(BadInputError, match=r"'高线' was deleted by li\.na at "):
                call()
        assert [record.kind for record in history(workspace, found.id)] == ["create", "delete"]
        for name in ("nothing", "", "\x00", "x' OR '1'='1", "../x", "编号"):
            with pytest.raises(BadInputError, match="There is no scenario"):
                scenario.load(workspace, name)

    def test_who_may_not_plan_is_refused(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        hire(workspace, "qi", "quality_inspector")
        for login in ("qi", "nobody"):
            with pytest.raises(ScopeError, match="planner, analyst, administrator"):
                set_to(workspace, found, policy, by=login, line=82)
            with pytest.raises(ScopeError):
                scenario.begin(workspace, policy, by=login)
        assert scenario.load(workspace, found.id) == found

    def test_a_record_cannot_be_changed(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        for statement in (
            "UPDATE scenario_records SET author = 'x'",
            "DELETE FROM scenario_records",
        ):
            with pytest.raises(DBAPIError, match="append-only"), workspace.records.writing() as connection:
                connection.execute(text(statement))
        assert scenario.load(workspace, found.id) == found
