"""What lines can hold, and what becomes of appeals and corrections when a month is closed anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.store.points_step_checks import MONTH, Cast, cast, close_anew
from tierline.errors import BadInputError, ScopeError
from tierline.performance.appeals import Appeal
from tierline.performance.replaced import appeal_since, correction_since
from tierline.performance.room import room_of
from tierline.performance.statement import Statement
from tierline.policy.exact import decimal_text
from tierline.store.appeals import answer, appeals, decide, raise_appeal
from tierline.store.audit import verify_audit
from tierline.store.closed import ClosedMonth
from tierline.store.corrections import approve, corrections, propose, refuse
from tierline.store.points_people import visible_statement
from tierline.store.statements import points_policy_of, statements
from tierline.store.workspace import Workspace


class ReplacedChecks:
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
        with pytest.raises(ScopeError, match="these roles may"):  # the amount is not spoken of
            decide(here.place, here.leader, raised.id, "too much", upheld=True, points=9900)
        made = [
            propose(here.closed, here.leader, here.manager_id, room.takes, "no exam", "exam")
            for _ in range(2)
        ]
        approve(here.place, here.boss, made[0].id)
        with pytest.raises(BadInputError, match=r"takes at most 0\.00"):  # nothing is left of the line
            approve(here.place, here.boss, made[1].id)

    @pytest.mark.parametrize("about", ["exam", ""])
    def test_of_two_approvals_at_the_same_moment_only_one_finds_the_room(
        self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, about: str
    ) -> None:
        """Both have read the statement before either writes: the amount is checked where it is written."""
        here = cast(workspace)
        policy = points_policy_of(here.closed)
        assert policy is not None
        most = room_of(here.statement(), policy, about).takes
        assert most < 0
        made = [propose(here.closed, here.leader, here.manager_id, most, "x", about) for _ in range(2)]
        both = Barrier(2, timeout=60)

        def read_together(*asked: Any) -> Statement:
            found = visible_statement(*asked)
            both.wait()
            return found

        monkeypatch.setattr("tierline.store.corrections.visible_statement", read_together)
        with ThreadPoolExecutor(2) as pool:
            asked = [
                pool.submit(approve, here.place, scope, each.id)
                for scope, each in zip((here.boss, here.second), made, strict=True)
            ]
            refused = [each.exception(timeout=120) for each in asked]
        (told,) = [each for each in refused if each is not None]
        assert isinstance(told, BadInputError)
        assert "takes at most 0.00" in told.render("en")
        assert sorted(each.state for each in corrections(here.closed, here.boss)) == ["approved", "proposed"]
        assert sum(each.points for each in here.statement().corrections) == most
        assert verify_audit(workspace) is None

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
        run = close_anew(here)
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
        assert (done.run, done.decided_in) == (here.closed.run, now.run)
        on_new, on_old = appeal_since(done, now.run), appeal_since(found_of(now, here, decided.id), now.run)
        assert on_new is not None
        assert on_old is not None
        assert on_new.render("en").endswith("decided on the run that holds")
        assert on_old.render("en") == f"belongs to run {here.closed.run}, which was replaced since"
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
        close_anew(here)
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


def found_of(now: ClosedMonth, here: Cast, appeal: str) -> Appeal:
    return next(each for each in appeals(now, here.boss) if each.id == appeal)


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
