"""What a close told of events that waited, after they were decided (LY-12)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tierline.performance.approvals import Decision
from tierline.performance.findings import KINDS, WAITING, Finding, told_since

MADE = Decision("E1", "0" * 16, "approved", "boss", "2026-11-02")


def test_every_kind_that_waits_is_held_and_names_its_event() -> None:
    for kind in WAITING:
        outcome, text = KINDS[kind]
        assert outcome == "held"
        assert "{event}" in text


@pytest.mark.parametrize("kind", WAITING)
def test_an_event_that_was_decided_is_said_to_wait_no_more(kind: str) -> None:
    places = {"event": "E1", "manager": "M1", "approver": "X1", "on": "2027-01-01", "day": "2026-11-22"}
    waits, other = Finding(kind, places), Finding(kind, {**places, "event": "E2"})
    (approved, still) = told_since([waits, other], {"E1": MADE}, {"E1": 150})
    assert (approved.kind, approved.outcome, approved.manager_id) == ("approved_since", "noted", "M1")
    assert "boss approved it on 2026-11-02" in approved.message.render("en")
    assert "boss" in approved.message.render("zh")
    assert still == other
    (refused,) = told_since([waits], {"E1": replace(MADE, state="refused", reason="no report")}, {})
    assert refused.kind == "turned_down"
    assert "no report" in refused.message.render("en")


def test_what_does_not_wait_stays_as_it_was_told() -> None:
    found = Finding("no_evidence", {"event": "E1", "manager": "M1", "evidence": "x"})
    assert told_since([found, Finding("no_actual", {"manager": "M1"})], {"E1": MADE}, {"E1": 150})[0] == found
