"""Events of an open month: listed as the close will read them, never decided while it goes on (LY-12)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.store.events_cast import MONTH, OTHER, WAITS, Cast, line, put_event
from tierline.errors import BadInputError, ScopeError
from tierline.store import lock, points_check, points_events
from tierline.store.lock import held, no_close
from tierline.store.points_check import check_points
from tierline.store.points_events import approve_event, events_asked, refuse_event
from tierline.store.points_records import EVENT, read
from tierline.store.points_step import PointsStep
from tierline.store.run import Progress
from tierline.store.scope import managers_in_scope, scope_for
from tierline.store.statements import statements


def on_record(cast: Cast) -> int:
    with cast.place.records.reading() as connection:
        return len(read(connection, EVENT, month=MONTH))


@pytest.mark.parametrize("again", [False, True])
def test_nothing_is_decided_while_the_month_is_being_closed(
    cast: Cast, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The close reads the decisions first: a later one would neither count nor stand on the statement."""
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    options = {"replaces": cast.close(), "reason": "with more"} if again else {}
    refused = []

    def interrupt(event: Progress) -> None:
        if (event.step, event.state) == ("score", "start"):
            for decide in (approve_event, refuse_event):
                with pytest.raises(BadInputError, match="is being closed in this workspace") as caught:
                    decide(cast.place, cast.boss, MONTH, WAITS, "seen")
                refused.append(caught.value.message.render("zh"))

    if again:  # so that the second close has something else to close
        approve_event(cast.place, cast.boss, MONTH, OTHER)
    cast.close(progress=interrupt, **options)
    assert len(refused) == 2
    assert all("正在关账" in each for each in refused)
    assert on_record(cast) == int(again)
    before = cast.statement().total
    made = approve_event(cast.place, cast.boss, MONTH, WAITS)
    assert before is not None
    assert cast.statement().total == before + made.points
    assert (made.points > 0, made.run) == (True, cast.place.closed(MONTH).run)


def test_a_month_closed_between_the_look_and_the_decision_is_looked_at_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_rows = points_events.open_rows

    def and_closed(*given: Any) -> Any:
        rows = open_rows(*given)
        cast.close()
        return rows

    monkeypatch.setattr(points_events, "open_rows", and_closed)
    with pytest.raises(BadInputError, match="was closed a moment ago"):
        approve_event(cast.place, cast.boss, MONTH, WAITS)
    assert on_record(cast) == 0
    assert approve_event(cast.place, cast.boss, MONTH, WAITS).points > 0  # a line on the statement
    assert line(cast.statement(), WAITS).decision is not None


def test_no_close_gives_the_lock_back(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), no_close(cast.place, MONTH, ""):
        raise ZeroDivisionError
    with held(cast.place, MONTH):
        pass


def test_what_the_policy_refuses_is_not_asked_about(cast: Cast) -> None:
    """No approval would make it count: it is named by the check, and not listed as waiting."""
    manager = cast.manager["manager_id"]
    put_event(cast.place, "X1", manager_id=manager, evidence="order 4", item="good_mood")
    put_event(cast.place, "X3", manager_id=manager, evidence="\u3000")
    put_event(cast.place, "X4", manager_id=cast.leader.login, evidence="order 6")
    asked = {each.row["event_id"] for each in events_asked(cast.place, cast.boss, MONTH)}
    assert {WAITS, OTHER} <= asked
    assert not asked & {"X1", "X3", "X4"}
    for event in ("X1", "X3", "X4"):
        with pytest.raises(ScopeError, match="No event"):
            approve_event(cast.place, cast.boss, MONTH, event)
    cast.close()
    waited = {each.event_id for each in cast.statement().events if each.status == "pending"}
    assert waited == {WAITS, OTHER}


def test_the_headings_of_the_close_are_those_of_the_list(cast: Cast, tmp_path: Path) -> None:
    file = cast.place.raw(MONTH) / "point_events.parquet"
    table = pq.read_table(file)
    headings = ["xyzzy" if name == "evidence" else name for name in table.column_names]
    pq.write_table(table.rename_columns(headings), file)
    mapping = tmp_path / "names.toml"
    mapping.write_text('[point_events]\n"xyzzy" = "evidence"\n', "utf-8")
    for decide in (events_asked, lambda *given: approve_event(*given, WAITS)):
        with pytest.raises(BadInputError, match="evidence"):
            decide(cast.place, cast.boss, MONTH)
    asked = events_asked(cast.place, cast.boss, MONTH, mapping=mapping)
    assert {WAITS, OTHER} <= {each.row["event_id"] for each in asked}
    approve_event(cast.place, cast.boss, MONTH, WAITS, mapping=mapping)
    refuse_event(cast.place, cast.boss, MONTH, OTHER, "no", mapping=mapping)
    told = [each.what.render("en") for each in check_points(
        cast.place, scope_for(cast.place), MONTH, mapping=mapping).findings]  # fmt: skip
    assert not any(f"event {WAITS} " in each for each in told)
    cast.close(mapping=mapping)
    statement = cast.statement()
    assert (line(statement, WAITS).status, line(statement, OTHER).status) == ("counted", "refused")


def test_only_what_is_asked_about_is_taken_in(cast: Cast) -> None:
    raw = cast.place.raw(MONTH)
    for table in ("accounts", "actuals", "targets"):
        (raw / f"{table}.parquet").write_bytes(b"being copied")
    assert (cast.state(WAITS), cast.state(OTHER)) == ("pending", "pending")
    assert approve_event(cast.place, cast.leader, MONTH, WAITS).decision.state == "approved"


def test_the_check_of_a_closed_month_settles_it_as_it_was_closed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An approval after the close is a dated line; it does not count at the close a second time."""
    cast.close()
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    steps: list[PointsStep] = []
    made = points_check.points_step

    def kept(*given: Any) -> PointsStep | None:
        step = made(*given)
        assert step is not None
        steps.append(step)
        return step

    monkeypatch.setattr(points_check, "points_step", kept)
    everybody = scope_for(cast.place)
    whole, seen = (check_points(cast.place, scope, MONTH) for scope in (everybody, cast.leader))
    closed = {each.manager_id: each for each in statements(cast.place.closed(MONTH), everybody)}
    (step,) = steps
    assert {each.manager_id: each.closed_total for each in step.statements} == {
        name: each.closed_total for name, each in closed.items()
    }
    for found in (whole, seen):
        told = " ".join(each.what.render("en") for each in found.findings)
        assert (f"event {WAITS} " in told, f"event {OTHER} " in told) == (False, True)


def test_one_rule_says_whose_rows_of_points_are_seen(cast: Cast) -> None:
    cast.close()
    closed, own = cast.place.closed(MONTH), cast.manager
    managers = closed.load(scope_for(cast.place), "managers")
    team = {row["manager_id"] for row in managers.to_pylist() if row["team_id"] == own["team_id"]}
    assert managers_in_scope(cast.leader, managers) == team
    everybody = scope_for(cast.place)
    assert managers_in_scope(everybody, managers) == set(managers["manager_id"].to_pylist())
    assert {each.manager_id for each in statements(closed, cast.leader)} <= team
