"""What an approval after the close adds: exactly what the close would have given (LY-12, LY-16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.decided import approved_late
from tests.performance.facts_at_hand import POLICY
from tests.performance.ledgers import Person, settled
from tierline.performance.standing import added_by
from tierline.performance.statement_parts import Correction

ITEMS = [item.id for item in POLICY.items]
EVENT = st.tuples(st.sampled_from(ITEMS), st.integers(1, 28), st.booleans())


def _people(drawn: list[tuple[str, int, bool]], role: str, approved: set[int], exam: int) -> list[Person]:
    events = [
        {
            "event_id": f"E{n}",
            "item": item,
            "date": date(2026, 10, day),
            "approver": "L1" if sound or n in approved else None,
        }
        for n, (item, day, sound) in enumerate(drawn)
    ]
    team = [Person(f"T{n}", actuals={"exam": 90 + n}) for n in range(4)]
    return [Person("M1", role, actuals={"exam": exam}, events=events), *team]


@given(
    drawn=st.lists(EVENT, max_size=8),
    role=st.sampled_from(["account_manager", "assistant", "product_manager"]),
    exam=st.integers(0, 100),
    data=st.data(),
)
def test_an_event_approved_later_gives_what_it_would_have_given_at_the_close(
    drawn: list[tuple[str, int, bool]], role: str, exam: int, data: Any
) -> None:
    waiting = [n for n, (_item, _day, sound) in enumerate(drawn) if not sound]
    approved = set(data.draw(st.lists(st.sampled_from(waiting), unique=True))) if waiting else set()
    closed = settled(_people(drawn, role, set(), exam))["M1"]
    anew = settled(_people(drawn, role, approved, exam))["M1"]
    since = closed
    for n in data.draw(st.permutations(sorted(approved))):
        since = approved_late(since, f"E{n}")
    assert since.total == anew.closed_total
    assert sum(each.points for each in since.entries) == since.total


@pytest.mark.parametrize(("waiting", "adds"), [(1, 200), (2, 200), (3, 0)])
def test_the_caps_leave_what_they_leave(waiting: int, adds: int) -> None:
    """Two points each, four a month: worked by hand."""
    events = [
        {"event_id": f"E{n}", "item": "new_service_promotion", "date": date(2026, 10, n),
         "approver": None if n == waiting else "L1"}
        for n in range(1, waiting + 1)
    ]  # fmt: skip
    statement = settled([Person("M1", actuals={"exam": 0}, events=events)])["M1"]
    assert added_by(statement, POLICY, f"E{waiting}") == adds


@pytest.mark.parametrize(
    ("item", "counted", "corrected", "adds"),
    [
        ("new_service_promotion", 1, 0, 200),
        ("new_service_promotion", 1, 150, 50),  # four a month: 2 at the close, 1.50 by correction
        ("new_service_promotion", 1, 200, 0),
        ("new_service_promotion", 2, -200, 200),  # what was taken back is there again
        ("justified_complaint", 2, -200, 0),  # six a month: 4 at the close, 2 by correction
        ("justified_complaint", 2, -50, -150),
        ("justified_complaint", 2, 100, -200),
    ],
)
def test_what_was_corrected_of_an_event_takes_room_of_its_item(
    item: str, counted: int, corrected: int, adds: int
) -> None:
    """LY-12, worked by hand: two points an event."""
    days = [(f"E{n}", date(2026, 10, 1 + n), "L1" if n < counted else None) for n in range(counted + 1)]
    events = [{"event_id": id_, "item": item, "date": on, "approver": by} for id_, on, by in days]
    statement = settled([Person("M1", actuals={"exam": 0}, events=events)])["M1"]
    day = date(2026, 11, 3)
    made = [Correction("C1", "2026-10", "M1", day, corrected, "E0", "why", "boss", "boss", str(day))]
    assert added_by(replace(statement, corrections=tuple(made)), POLICY, f"E{counted}") == adds
