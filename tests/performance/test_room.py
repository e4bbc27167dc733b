"""What corrections can give or take of an event's line: the item's cap holds for all its events (LY-12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.performance.facts_at_hand import POLICY
from tests.performance.ledgers import one
from tierline.performance.room import room_of
from tierline.performance.statement import Statement
from tierline.performance.statement_parts import Correction

CAP = POLICY.item("media_coverage").cap


def corrected(statement: Statement, **points: int) -> Statement:
    made = [
        Correction(
            name, "2026-10", "M1", dt.date(2026, 11, 3), some, name, "why", "boss", "boss", "2026-11-03"
        )
        for name, some in points.items()
    ]
    return replace(statement, corrections=tuple(made))


@pytest.fixture(scope="module")
def three() -> Statement:
    events = [{"event_id": name, "item": "media_coverage", "points": 2} for name in ("E1", "E2", "E3")]
    return one(events=events)


def test_an_event_has_what_the_others_of_its_item_leave(three: Statement) -> None:
    assert CAP == 400
    rooms = [room_of(three, POLICY, name) for name in ("E1", "E2", "E3")]
    assert [(each.holds, each.gives, each.takes) for each in rooms] == [
        (200, 0, -200),
        (200, 0, -200),
        (0, 0, 0),
    ]


def test_what_a_correction_took_is_there_for_another_event(three: Statement) -> None:
    again = corrected(three, E1=-150)
    assert room_of(again, POLICY, "E3").gives == 150
    assert (room_of(again, POLICY, "E1").holds, room_of(again, POLICY, "E1").gives) == (50, 150)
    full = corrected(three, E1=-150, E3=150)
    assert [room_of(full, POLICY, name).gives for name in ("E1", "E2", "E3")] == [0, 0, 0]


def test_an_event_that_waits_is_decided_not_corrected(three: Statement) -> None:
    waits = replace(three.events[0], status="pending", kept=0)
    room = room_of(replace(three, events=(waits, *three.events[1:])), POLICY, "E1")
    assert (room.gives, room.takes) == (0, 0)


def test_all_bonuses_together_have_a_cap_of_their_own(three: Statement) -> None:
    assert three.bonus_cap is not None
    narrow = replace(three, bonus_cap=3_500_000)
    again = corrected(narrow, E1=-150)
    assert room_of(again, POLICY, "E3").gives == 100  # 3.50 of the cap, 0.50 and 2.00 are held
