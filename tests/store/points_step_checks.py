"""What corrections and appeals must hold on every database: SQLite here, PostgreSQL in tests/service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.months import raw_months, without_overrides
from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.monthly import run_month
from tierline.performance.statement import Statement
from tierline.store.appeals import answer, appeals, decide, raise_appeal, withdraw
from tierline.store.audit import audit_trail, now, verify_audit
from tierline.store.closed import ClosedMonth
from tierline.store.corrections import approve, corrections, propose, refuse
from tierline.store.run import Run
from tierline.store.scope import Scope, scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.statements import manager_points, statements
from tierline.store.workspace import Workspace
from tierline.times import day

MONTH = "2026-10"


@dataclass
class Cast:
    """A closed month with points, and who takes part: one manager, the leader, two supervisors."""

    closed: ClosedMonth
    manager: Scope
    other: Scope
    leader: Scope
    boss: Scope
    second: Scope

    @property
    def place(self) -> Workspace:
        return self.closed.workspace

    @property
    def manager_id(self) -> str:
        return next(iter(self.manager.manager_ids or ()))

    def statement(self, as_of: date | None = None) -> Statement:
        return statements(self.closed, self.boss, self.manager_id, as_of=as_of)[0]


def cast(workspace: Workspace) -> Cast:
    """Close a month in a workspace and put its people on the staff table."""
    raw_months(workspace.path)
    run_month(workspace, MONTH, policy="xinjiang-2008", without_previous=True)
    closed, me = workspace.closed(MONTH), system_user()
    every = statements(closed, scope_for(workspace))
    settled = [each for each in every if each.total is not None and each.role == "account_manager"]
    staff = {row["manager_id"]: row for row in closed.load(scope_for(workspace), "managers").to_pylist()}
    manager, other = settled[:2]
    for login, role, team in (("boss", "supervisor", None), ("second", "supervisor", None),
                              ("leader", "team_leader", manager.team_id)):  # fmt: skip
        add_person(workspace, Person(login, login, role, team_id=team), by=me, reason="test")
    logins = [staff[each.manager_id]["login"] for each in (manager, other)]
    scopes = [scope_for(workspace, login) for login in (*logins, "leader", "boss", "second")]
    return Cast(closed, *scopes)


class PointsChecks:
    def test_an_approved_correction_adds_a_dated_line_and_the_old_statement_stays(
        self, workspace: Workspace
    ) -> None:
        here = cast(workspace)
        before = here.statement()
        made = propose(here.closed, here.leader, here.manager_id, -150, "counted twice", "visits_done")
        assert (made.state, here.statement()) == ("proposed", before)
        approved = approve(here.place, here.boss, made.id)
        assert (approved.state, approved.decided_by) == ("approved", "boss")
        after = here.statement()
        assert before.total is not None
        assert (after.total, after.closed_total) == (before.total - 150, before.total)
        (line,) = after.corrections
        assert (line.points, line.approver, line.by, line.reason) == (-150, "boss", "leader", "counted twice")
        assert line.date == date.fromisoformat(day(now()))
        assert sum(entry.points for entry in after.entries) == after.total
        assert [each.kind for each in after.entries][-1] == "correction"
        yesterday = line.date - timedelta(days=1)
        assert here.statement(as_of=yesterday) == before
        assert here.statement(as_of=line.date) == after
        assert statements(here.closed, here.manager)[0].corrections == after.corrections
        assert [each.id for each in corrections(here.closed, here.boss)] == [made.id]
        assert corrections(here.closed, here.other) == []

    def test_four_eyes_and_nobody_about_the_own_points(self, workspace: Workspace) -> None:
        here = cast(workspace)
        me = system_user()
        add_person(
            workspace, Person("own", "own", "supervisor", manager_id=here.manager_id), by=me, reason="x"
        )
        own = scope_for(workspace, "own")
        with pytest.raises(ScopeError, match="is the one concerned"):
            propose(here.closed, own, here.manager_id, 100, "mine")
        with pytest.raises(ScopeError, match="these roles may"):
            propose(here.closed, scope_for(workspace, _inspector(workspace)), here.manager_id, 100, "x")
        with pytest.raises(ScopeError, match="There is no statement"):
            propose(here.closed, here.other, here.manager_id, 100, "not mine to see")
        made = propose(here.closed, here.boss, here.manager_id, 100, "a visit")
        with pytest.raises(ScopeError, match="took a step before"):
            approve(here.place, here.boss, made.id)
        with pytest.raises(ScopeError, match="is the one concerned"):
            approve(here.place, own, made.id)
        with pytest.raises(ScopeError, match="these roles may"):
            approve(here.place, here.leader, made.id)
        assert refuse(here.place, here.second, made.id, "no record").state == "refused"
        with pytest.raises(BadInputError, match="already, by second"):
            approve(here.place, here.second, made.id)
        assert here.statement().corrections == ()

    def test_what_corrects_nothing_is_refused(self, workspace: Workspace) -> None:
        here = cast(workspace)
        held = [each for each in statements(here.closed, here.boss) if each.state == "held"]
        for points in (0, 11_001, -11_001):
            with pytest.raises(BadInputError, match=r"can hold between 0\.00 and 110\.00"):
                propose(here.closed, here.boss, here.manager_id, points, "x")
        with pytest.raises(BadInputError, match="no line 'good_mood'"):
            propose(here.closed, here.boss, here.manager_id, 100, "x", "good_mood")
        with pytest.raises(UsageError, match="--reason"):
            propose(here.closed, here.boss, here.manager_id, 100, "  ")
        for each in held[:1]:
            with pytest.raises(BadInputError, match="is held"):
                propose(here.closed, here.boss, each.manager_id, 100, "x")
        for name in ("nonesuch", "x' OR '1'='1", ""):
            with pytest.raises(BadInputError, match="There is no correction"):
                approve(here.place, here.boss, name)

    def test_an_appeal_goes_its_way(self, workspace: Workspace) -> None:
        """Raised by the manager, answered by the leader, decided by the supervisor; each step audited."""
        here = cast(workspace)
        before = here.statement()
        raised = raise_appeal(here.closed, here.manager, "two visits are missing", "visits_done")
        assert (raised.state, raised.manager_id) == ("raised", here.manager_id)
        with pytest.raises(BadInputError, match="open already"):
            raise_appeal(here.closed, here.manager, "again", "visits_done")
        with pytest.raises(BadInputError, match="not open to it"):
            decide(here.place, here.boss, raised.id, "yes", upheld=True)
        with pytest.raises(ScopeError):
            answer(here.place, here.other, raised.id, "me?")
        with pytest.raises(ScopeError, match="is the one concerned"):
            answer(here.place, here.manager, raised.id, "me")
        assert answer(here.place, here.leader, raised.id, "found one").state == "answered"
        with pytest.raises(ScopeError, match="these roles may: supervisor"):
            decide(here.place, here.leader, raised.id, "yes", upheld=True)
        with pytest.raises(BadInputError, match="corrects nothing"):
            decide(here.place, here.boss, raised.id, "no", upheld=False, points=-5)
        done = decide(here.place, here.boss, raised.id, "one visit counts", upheld=True, points=-40)
        assert (done.state, done.decided_by, done.answered_by) == ("upheld", "boss", "leader")
        (proposed,) = corrections(here.closed, here.manager)
        assert (proposed.id, proposed.by, proposed.reason) == (done.correction, "boss", "one visit counts")
        assert here.statement() == before  # the amount waits for a second person
        with pytest.raises(ScopeError, match="took a step before"):
            approve(here.place, here.boss, done.correction)
        with pytest.raises(ScopeError, match="is the one concerned"):
            approve(here.place, here.manager, done.correction)
        approve(here.place, here.second, done.correction)
        after = here.statement()
        (line,) = after.corrections
        assert (line.id, line.by, line.approver) == (done.correction, "boss", "second")
        assert after.total == (before.total or 0) - 40
        with pytest.raises(BadInputError, match="is upheld"):
            withdraw(here.place, here.manager, raised.id)
        assert appeals(here.closed, here.manager) == [done]
        assert appeals(here.closed, here.other) == []
        steps = [each.action for each in audit_trail(workspace) if each.action.startswith("appeal-")]
        assert steps == ["appeal-raise", "appeal-answer", "appeal-decide"]
        assert verify_audit(workspace) is None

    def test_an_appeal_may_be_taken_back_and_answered_by_nobody_twice(self, workspace: Workspace) -> None:
        here = cast(workspace)
        raised = raise_appeal(here.closed, here.manager, "look again")
        with pytest.raises(ScopeError, match="Only the manager concerned"):
            raise_appeal(here.closed, here.boss, "for somebody")
        assert answer(here.place, here.boss, raised.id, "it is right").state == "answered"
        with pytest.raises(ScopeError, match="took a step before"):
            decide(here.place, here.boss, raised.id, "no", upheld=False)
        assert decide(here.place, here.second, raised.id, "no", upheld=False).state == "rejected"
        again = raise_appeal(here.closed, here.manager, "and again")
        with pytest.raises(ScopeError, match="may take this appeal back"):
            withdraw(here.place, here.leader, again.id)
        assert withdraw(here.place, here.manager, again.id).state == "withdrawn"

    def test_records_of_points_only_grow_and_a_new_run_begins_without_them(
        self, workspace: Workspace
    ) -> None:
        here = cast(workspace)
        made = propose(here.closed, here.leader, here.manager_id, 100, "a visit")
        approve(here.place, here.boss, made.id)
        for statement in ("UPDATE points_records SET who = 'x'", "DELETE FROM points_records"):
            with pytest.raises(DBAPIError, match="append-only"), workspace.records.writing() as connection:
                connection.execute(text(statement))
        corrected = here.statement()
        run = close_anew(here)
        assert any("must be proposed again" in note.render("en") for note in run.notes)
        now = manager_points(workspace, MONTH, here.manager_id, scope=here.boss)[0]
        assert now.run != here.closed.run
        assert now.corrections == ()
        assert here.statement() == corrected  # the replaced run stays readable as it stood
        with pytest.raises(BadInputError, match="was replaced"):
            propose(here.closed, here.leader, here.manager_id, 100, "a visit")


def close_anew(here: Cast) -> Run:
    """Replace the run by one without overrides."""
    without_overrides(here.place.path)
    return run_month(
        here.place, MONTH, policy="xinjiang-2008", replaces=here.closed.run, reason="without overrides",
        without_previous=True,
    )  # fmt: skip


def _inspector(workspace: Workspace) -> str:
    add_person(workspace, Person("qi", "qi", "quality_inspector"), by=system_user(), reason="test")
    return "qi"
