"""What a close told of events that waited, after they were decided (LY-12)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tierline.messages import translate
from tierline.performance.approvals import Decision
from tierline.performance.findings import KINDS, WAITING, Finding
from tierline.performance.findings_since import told_since
from tierline.tables.registry import TABLES, table_spec

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


@pytest.mark.parametrize(
    ("table", "kind"),
    [("actuals", "unknown_manager"), ("targets", "twice"), ("point_events", "manager_without_points")],
)
def test_a_table_is_named_by_its_title_in_chinese(table: str, kind: str) -> None:
    places = {"table": table, "manager": "M1", "role": "agent", "indicator": "exam"}
    found = Finding(kind, places)
    assert found.message.render("en").startswith(f"{table}: ")
    assert found.message.render("zh").startswith(f"{table_spec(table).title['zh']}：")
    assert table not in found.message.render("zh")
    assert found.places == places


@pytest.mark.parametrize("kind", KINDS)
def test_no_chinese_text_names_a_table_by_its_id(kind: str) -> None:
    """Also where the text itself names the table: point_events is 加扣分事项."""
    assert not [table for table in TABLES if re.search(rf"\b{table}\b", translate(KINDS[kind][1], "zh"))]
