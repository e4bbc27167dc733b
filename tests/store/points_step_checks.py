"""What corrections and appeals must hold on every database: SQLite here, PostgreSQL in tests/service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.months import raw_months, without_overrides
from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.monthly import run_month
from tierline.performance.replaced import correction_since
from tierline.performance.room import room_of
from tierline.performance.statement import Statement
from tierline.policy.exact import decimal_text
from tierline.store.appeals import answer, appeals, decide, raise_appeal, withdraw
from tierline.store.audit import audit_trail, verify_audit
from tierline.store.closed import ClosedMonth
from tierline.store.corrections import approve, corrections, propose, refuse
from tierline.store.run import Run
from tierline.store.scope import Scope, scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.statements import manager_points, points_policy_of, statements
from tierline.store.workspace import Workspace

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
        assert line.date == datetime.now(UTC).date()
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

    def test_no_line_is_corrected_beyond_what_it_can_hold(self, workspace: Workspace) -> None:
        """LY-12, LY-14: a line holds its weight at most; the refusal names line, maximum and amounts."""
        here = cast(workspace)
        policy = points_policy_of(here.closed)
        assert policy is not None
        raised = raise_appeal(here.closed, here.manager, "my exam", "exam")
        answer(here.place, here.leader, raised.id, "not in the log")
        room = room_of(here.statement(), policy, "exam")
        assert room.highest == here.statement().line("exam").weight
        for points in (9900, room.gives + 1, room.takes - 1, 0):
            with pytest.raises(BadInputError) as refused:
                decide(here.place, here.boss, raised.id, "too much", upheld=True, points=points)
            told = refused.value.render("en")
            assert "(exam)" in told
            assert f"and {decimal_text(room.highest)}" in told
            assert f"gives at most {decimal_text(room.gives)}" in told
        assert corrections(here.closed, here.boss) == []
        assert [each.state for each in appeals(here.closed, here.boss)] == ["answered"]
        for each in here.statement().events:
            own = room_of(here.statement(), policy, each.event_id)
            with pytest.raises(BadInputError, match=each.event_id):
                propose(here.closed, here.leader, here.manager_id, own.gives + 1, "x", each.event_id)
        made = [
            propose(here.closed, here.leader, here.manager_id, room.takes, "no exam", "exam")
            for _ in range(2)
        ]
        approve(here.place, here.boss, made[0].id)
        with pytest.raises(BadInputError, match=r"takes at most 0\.00"):  # nothing is left of the line
            approve(here.place, here.boss, made[1].id)

    def test_what_is_open_goes_over_to_the_new_run_and_what_counted_is_named(
        self, workspace: Workspace
    ) -> None:
        here = cast(workspace)
        answered = raise_appeal(here.closed, here.manager, "an exam", "exam")
        answer(here.place, here.leader, answered.id, "yes")
        waiting = raise_appeal(here.closed, here.manager, "and the visits", "visits_done")
        decided = raise_appeal(here.closed, here.manager, "all of it")
        answer(here.place, here.leader, decided.id, "no")
        decide(here.place, here.boss, decided.id, "no", upheld=False)
        stays = propose(here.closed, here.leader, here.manager_id, -30, "a visit", "visits_done")
        approve(here.place, here.boss, stays.id)
        carried = propose(here.closed, here.leader, here.manager_id, -20, "another visit", "visits_done")
        run = _anew(here)
        told = "\n".join(note.render("en") for note in run.notes)
        assert f"{stays.id} of {here.manager_id}, visits_done: -0.30, approved by boss" in told
        assert f"stays with run {here.closed.run}" in told
        assert (
            f"{carried.id} of {here.manager_id}, visits_done: -0.20, proposed by leader, stays open" in told
        )
        assert [each.id in told for each in (answered, waiting, decided)] == [True, True, False]
        now = workspace.closed(MONTH)
        for scope in (here.manager, here.leader, here.boss):
            assert [each.id for each in appeals(now, scope)] == [answered.id, waiting.id, decided.id]
            found = {each.id: each for each in corrections(now, scope)}
            assert {name: each.state for name, each in found.items()} == {
                stays.id: "approved", carried.id: "proposed",
            }  # fmt: skip
            since = correction_since(found[stays.id], now.run)
            assert since is not None
            assert f"counts in run {here.closed.run} only" in since.render("en")
        assert appeals(now, here.other) == []
        assert corrections(now, here.other) == []
        with pytest.raises(BadInputError, match="open already"):
            raise_appeal(now, here.manager, "again", "visits_done")
        before = statements(now, here.boss, here.manager_id)[0]
        assert before.corrections == ()
        answer(here.place, here.leader, waiting.id, "we looked")
        done = decide(here.place, here.boss, answered.id, "it was there", upheld=True, points=-10)
        approve(here.place, here.second, done.correction)
        approved = approve(here.place, here.boss, carried.id)
        assert (approved.run, approved.counts_in) == (here.closed.run, now.run)
        after = statements(now, here.boss, here.manager_id)[0]
        assert (after.total or 0) - (before.total or 0) == -30
        assert [each.id for each in after.corrections] == [done.correction, carried.id]
        assert [each.id for each in here.statement().corrections] == [stays.id]
        assert verify_audit(workspace) is None

    def test_who_is_gone_from_the_new_run_keeps_the_open_appeal(self, workspace: Workspace) -> None:
        here = cast(workspace)
        raised = raise_appeal(here.closed, here.manager, "an exam")
        made = propose(here.closed, here.leader, here.manager_id, -100, "a visit")
        _without(workspace, here.manager_id)
        _anew(here)
        now = workspace.closed(MONTH)
        assert statements(now, here.boss, here.manager_id) == []
        for scope in (here.leader, here.boss):
            assert [each.id for each in appeals(now, scope)] == [raised.id]
        assert appeals(now, here.other) == []
        with pytest.raises(ScopeError, match="no statement of"):
            approve(here.place, here.boss, made.id)
        assert refuse(here.place, here.boss, made.id, "there is no statement").state == "refused"
        answer(here.place, here.leader, raised.id, "gone")
        assert decide(here.place, here.boss, raised.id, "gone", upheld=False).state == "rejected"

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
        run = _anew(here)
        assert any("must be proposed again" in note.render("en") for note in run.notes)
        now = manager_points(workspace, MONTH, here.manager_id, scope=here.boss)[0]
        assert now.run != here.closed.run
        assert now.corrections == ()
        assert here.statement() == corrected  # the replaced run stays readable as it stood
        with pytest.raises(BadInputError, match="was replaced"):
            propose(here.closed, here.leader, here.manager_id, 100, "a visit")


def _anew(here: Cast) -> Run:
    """Replace the run by one without overrides."""
    without_overrides(here.place.path)
    return run_month(
        here.place, MONTH, policy="xinjiang-2008", replaces=here.closed.run, reason="without overrides",
        without_previous=True,
    )  # fmt: skip


def _without(workspace: Workspace, manager: str) -> None:
    """Take a manager's targets, actuals and events out of the month's tables, and the role."""
    for name in ("targets", "actuals", "point_events"):
        file = workspace.raw(MONTH) / f"{name}.parquet"
        table = pq.read_table(file)
        pq.write_table(table.filter(pc.not_equal(table["manager_id"], manager)), file)
    file = workspace.raw(MONTH) / "managers.parquet"
    table = pq.read_table(file)
    rows = [
        {**row, "role": "quality_inspector"} if row["manager_id"] == manager else row
        for row in table.to_pylist()
    ]
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), file)


def _inspector(workspace: Workspace) -> str:
    add_person(workspace, Person("qi", "qi", "quality_inspector"), by=system_user(), reason="test")
    return "qi"
