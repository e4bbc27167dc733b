"""Approvals of point events on record: before the close, after it, and for a month closed anew (LY-12)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.store.events_cast import MONTH, OTHER, WAITS, Cast, line, put_events
from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.performance.approvals import approval_text
from tierline.performance.place import place_of
from tierline.store.audit import audit_trail, verify_audit
from tierline.store.corrections import approve, propose
from tierline.store.points_check import check_points
from tierline.store.points_events import approve_event, events_asked, refuse_event
from tierline.store.points_place import own_place
from tierline.store.points_simulation import simulate_file
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.statements import points_policy_of, statements
from tierline.store.verification import verify


def test_what_is_approved_before_the_close_counts_at_the_close(cast: Cast) -> None:
    """LY-12: only approved events count; the other is named in the check and on the statement."""
    assert (cast.state(WAITS), cast.state(OTHER)) == ("pending", "pending")
    made = approve_event(cast.place, cast.leader, MONTH, WAITS)
    assert (made.run, made.points, cast.state(WAITS)) == ("", 0, "approved")
    told = [
        each.what.render("en")
        for each in check_points(cast.place, scope_for(cast.place), MONTH).findings
        if f"event {OTHER} " in each.what.render("en") or f"event {WAITS} " in each.what.render("en")
    ]
    assert len(told) == 1
    assert OTHER in told[0]
    assert "waits for approval" in told[0]
    run = cast.close()
    statement = cast.statement()
    counted, pending = line(statement, WAITS), line(statement, OTHER)
    assert (counted.status, counted.approver, counted.kept) == ("counted", "chief", counted.counted * 10_000)
    assert (pending.status, pending.kept) == ("pending", 0)
    assert approval_text(pending, "en") == "not counted: waits for approval"
    assert sum(each.points for each in statement.entries) == statement.total
    assert verify(cast.place, recompute=True) == []
    assert cast.close() == run  # and again: the same


def test_what_is_refused_before_the_close_stays_out_with_its_reason(cast: Cast) -> None:
    refuse_event(cast.place, cast.boss, MONTH, WAITS, "no such report")
    cast.close()
    event = line(cast.statement(), WAITS)
    assert (event.status, event.approver, event.kept) == ("refused", "boss", 0)
    assert "refused: boss" in approval_text(event, "en")
    (told,) = [each for each in cast.statement().findings if each.kind == "turned_down"]
    assert "no such report" in told.message.render("zh")
    assert (cast.state(WAITS), cast.state(OTHER)) == ("refused", "pending")
    with pytest.raises(BadInputError, match="turned down before"):
        approve_event(cast.place, cast.boss, MONTH, WAITS)


def test_what_is_approved_after_the_close_adds_a_dated_line(cast: Cast, tmp_path: Path) -> None:
    run = cast.close()
    before = cast.statement()
    assert before.total is not None
    policy = points_policy_of(cast.place.closed(MONTH))
    assert policy is not None
    item = policy.item("new_service_promotion")
    made = approve_event(cast.place, cast.boss, MONTH, WAITS, "seen")
    after = cast.statement()
    assert made.points == item.points  # nothing else of this manager's comes near a cap
    assert (after.closed_total, after.total) == (before.total, before.total + item.points)
    (added,) = after.corrections
    assert (added.points, added.about, added.approver, added.reason) == (item.points, WAITS, "boss", "seen")
    assert sum(each.points for each in after.entries) == after.total
    assert "approved after the close: boss" in approval_text(line(after, WAITS), "en")
    day_before = added.date - timedelta(days=1)
    closed = cast.place.closed(MONTH)
    assert statements(closed, cast.boss, before.manager_id, as_of=day_before)[0] == before
    refuse_event(cast.place, cast.boss, MONTH, OTHER, "not theirs")
    assert cast.statement().total == after.total
    assert cast.close() == run  # the closed month is what it was
    assert verify(cast.place, recompute=True) == []
    with pytest.raises(BadInputError, match="approved already, by boss"):
        refuse_event(cast.place, cast.boss, MONTH, WAITS, "no")
    again = cast.close(replaces=run, reason="with the approvals")
    assert again != run
    anew = cast.statement()
    assert (line(anew, WAITS).status, line(anew, OTHER).status) == ("counted", "refused")
    assert (anew.total, anew.corrections) == (after.total, ())
    assert verify(cast.place, recompute=True) == []
    delta = tmp_path / "delta.toml"
    noted = cast.place.closed(MONTH).manifest["points"]["policy"]
    delta.write_text(
        f'schema = 1\n[baseline]\npolicy = "{noted["id"]}"\nmonth = "{MONTH}"\n'
        f'policy_sha256 = "{noted["sha256"]}"\n'
        '[[change]]\npath = "targets.visits_done"\nvalue = 1.0\n',
        "utf-8",
    )
    tried, _read = simulate_file(cast.place.closed(MONTH), scope_for(cast.place), delta)
    assert {each.before for each in tried.changes if each.manager_id == anew.manager_id} == {anew.total}


def test_four_eyes_and_the_right_role(cast: Cast) -> None:
    """Neither whom it is about nor who reported it; nobody who does not see it (LY-20)."""
    me, own = system_user(), cast.manager["manager_id"]
    raiser = next(
        each.row["raised_by"] for each in events_asked(cast.place, cast.boss, MONTH)
        if each.row["event_id"] == WAITS
    )  # fmt: skip
    others = pq.read_table(cast.place.raw(MONTH) / "managers.parquet").to_pylist()
    stranger = next(row["team_id"] for row in others if row["team_id"] not in (None, cast.manager["team_id"]))
    for login, role, more in (
        ("own", "supervisor", {"manager_id": own}),
        ("raiser", "supervisor", {"manager_id": raiser}),
        ("qi", "quality_inspector", {}),
        ("elsewhere", "team_leader", {"team_id": stranger}),
        ("self", "account_manager", {"manager_id": own}),
    ):
        add_person(cast.place, Person(login, login, role, **more), by=me, reason="test")
    for month_closed in (False, True):
        if month_closed:
            cast.close()
        for login, told in (
            ("own", "is the one concerned"),
            ("self", "is the one concerned"),
            ("raiser", "reported this event"),
            ("qi", "these roles may"),
            ("elsewhere", "No event"),
        ):
            with pytest.raises(ScopeError, match=told):
                approve_event(cast.place, scope_for(cast.place, login), MONTH, WAITS)
            with pytest.raises(ScopeError, match=told):
                refuse_event(cast.place, scope_for(cast.place, login), MONTH, WAITS, "no")
        with pytest.raises(UsageError, match="--reason"):
            refuse_event(cast.place, cast.boss, MONTH, WAITS, " ")
        for name in ("nonesuch", "x' OR '1'='1", ""):
            with pytest.raises(ScopeError, match="No event"):
                approve_event(cast.place, cast.boss, MONTH, name)
        assert events_asked(cast.place, scope_for(cast.place, "elsewhere"), MONTH) == [
            each
            for each in events_asked(cast.place, scope_for(cast.place), MONTH)
            if each.row["manager_id"] in {r["manager_id"] for r in others if r["team_id"] == stranger}
        ]


def test_an_event_that_is_changed_after_its_approval_waits_again(cast: Cast) -> None:
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    put_events(cast.place, cast.manager["manager_id"], raiser="", evidence="report 8")
    assert cast.state(WAITS) == "pending"
    cast.close()
    assert line(cast.statement(), WAITS).status == "pending"
    assert approve_event(cast.place, cast.boss, MONTH, WAITS).points > 0  # a new decision, about the new text


def test_decisions_stand_in_the_audit_trail(cast: Cast) -> None:
    approve_event(cast.place, cast.leader, MONTH, WAITS)
    refuse_event(cast.place, cast.boss, MONTH, OTHER, "not theirs")
    steps = [(each.action, each.who) for each in audit_trail(cast.place) if each.action.startswith("event-")]
    assert steps == [("event-approve", "chief"), ("event-refuse", "boss")]
    assert any(each.subject == "point_events" and each.action == "look" for each in audit_trail(cast.place))
    assert verify_audit(cast.place) is None


def test_a_place_among_others_counts_what_was_approved_since_the_close(cast: Cast) -> None:
    """LY-20: as of today, with everybody's corrections; nobody's points come out."""
    cast.close()
    closed = cast.place.closed(MONTH)
    before = cast.statement()
    made = propose(closed, cast.leader, before.manager_id, -3000, "counted twice")
    approve(cast.place, cast.boss, made.id)
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    now = {
        each.manager_id: each.total
        for each in statements(closed, scope_for(cast.place))
        if each.role == before.role and each.total is not None
    }
    assert now[before.manager_id] != before.total
    fewest = points_policy_of(closed).fewest["place"]  # type: ignore[union-attr]
    for manager in [before.manager_id, next(name for name in now if name != before.manager_id)]:
        others = [total for name, total in now.items() if name != manager]
        assert own_place(closed, cast.boss, manager)[1] == place_of(now[manager], others, fewest)
