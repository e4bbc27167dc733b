"""Approved events that a month closed anew does not count any more: each is told (LY-12)."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from tests.store.events_cast import MONTH, OTHER, WAITS, Cast, line, put_event
from tierline.monthly import run_month
from tierline.policy.exact import decimal_text
from tierline.store.points_events import approve_event, events_asked, refuse_event
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user


def told(cast: Cast, run: str, language: str = "en") -> list[str]:
    """Close the month anew in place of ``run``; return what is said of events."""
    made = run_month(
        cast.place, MONTH, policy="xinjiang-2008", without_previous=True, replaces=run, reason="tables mended"
    )
    notes = [note.render(language) for note in made.notes]
    return [note for note in notes if any(event in note for event in (WAITS, OTHER))]


def without(cast: Cast, event: str) -> None:
    """Take an event's row out of the month's raw table."""
    file = cast.place.raw(MONTH) / "point_events.parquet"
    table = pq.read_table(file)
    pq.write_table(table.filter([each != event for each in table["event_id"].to_pylist()]), file)


def asked(cast: Cast, login: str = "boss") -> dict[str, str]:
    """Return the states of the two events as a person has them listed."""
    every = events_asked(cast.place, scope_for(cast.place, login), MONTH)
    return {each.row["event_id"]: each.state for each in every if each.row["event_id"] in (WAITS, OTHER)}


def test_approved_after_the_close_and_gone_from_the_tables(cast: Cast) -> None:
    run = cast.close()
    made = approve_event(cast.place, cast.boss, MONTH, WAITS)
    assert made.points > 0
    refuse_event(cast.place, cast.boss, MONTH, OTHER, "not theirs")
    corrected = cast.statement()
    without(cast, WAITS)
    (said,) = told(cast, run)
    assert f"The event {WAITS} of {made.manager_id}: {decimal_text(made.points)}, approved by boss on" in said
    assert "its row is gone or was refused" in said
    assert (cast.statement().total or 0) == (corrected.total or 0) - made.points
    assert asked(cast) == {OTHER: "refused", WAITS: "left"}
    (left,) = [each for each in events_asked(cast.place, cast.boss, MONTH) if each.state == "left"]
    assert (left.row["item"], left.decision) == ("new_service_promotion", made.decision)


def test_approved_before_the_close_and_gone_from_the_tables(cast: Cast) -> None:
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    run = cast.close()
    points = line(cast.statement(), WAITS).counted
    without(cast, WAITS)
    (said,) = told(cast, run, "zh")
    assert WAITS in said
    assert f"{decimal_text(points)} 分" in said
    assert asked(cast) == {OTHER: "pending", WAITS: "left"}
    # told once: the run that is replaced next did not count it, either
    put_event(cast.place, OTHER, manager_id=cast.manager["manager_id"], evidence="order 4")
    assert told(cast, cast.place.closed(MONTH).run) == []


def test_changed_since_it_waits_again(cast: Cast) -> None:
    run = cast.close()
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    put_event(cast.place, WAITS, manager_id=cast.manager["manager_id"], evidence="report 8")
    (said,) = told(cast, run)
    assert "its row was changed since, so it waits again" in said
    assert asked(cast) == {WAITS: "pending", OTHER: "pending"}


def test_what_counts_in_the_new_run_is_not_told(cast: Cast) -> None:
    run = cast.close()
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    assert told(cast, run) == []
    assert asked(cast) == {WAITS: "approved", OTHER: "pending"}


def test_a_replaced_run_that_is_damaged_is_replaced_all_the_same(cast: Cast) -> None:
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    run = cast.close()
    (cast.place.closed(MONTH).folder / "statement_events.parquet").write_bytes(b"PAR1")
    without(cast, WAITS)
    (said,) = told(cast, run)
    assert f"{WAITS} of {cast.manager['manager_id']}: -, approved by boss" in said


@pytest.mark.parametrize("own", [True, False])
def test_left_events_are_listed_to_those_who_see_the_statement(cast: Cast, own: bool) -> None:
    """LY-20: a leader of another team sees nothing of them."""
    run = cast.close()
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    without(cast, WAITS)
    told(cast, run)
    staff = pq.read_table(cast.place.raw(MONTH) / "managers.parquet").to_pylist()
    mine = cast.manager["team_id"]
    team = mine if own else next(row["team_id"] for row in staff if row["team_id"] not in (None, mine))
    person = Person("looks", "looks", "team_leader", team_id=team)
    add_person(cast.place, person, by=system_user(), reason="test")
    assert asked(cast, "looks").get(WAITS) == ("left" if own else None)
