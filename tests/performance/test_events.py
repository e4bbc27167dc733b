"""Bonus and deduction events: which count, and what an item's cap cuts from which (LY-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.facts_at_hand import POLICY
from tierline.performance.approvals import Decision, mark_of
from tierline.performance.approvers import Approvers
from tierline.performance.events import count_events, cut_by_cap, sums_by_manager
from tierline.tables.registry import arrow_schema

STAFF = Approvers(
    [
        {"manager_id": "M1", "role": "account_manager", "team_id": "T1"},
        {"manager_id": "M2", "role": "account_manager", "team_id": "T1"},
        {"manager_id": "L1", "role": "team_leader", "team_id": "T1"},
        {"manager_id": "L2", "role": "team_leader", "team_id": "T2"},
    ],
    day=date(2026, 11, 22),
)
GOOD = {
    "event_id": "E1",
    "manager_id": "M1",
    "item": "new_service_promotion",
    "date": date(2026, 10, 5),
    "evidence": "order 1",
    "approver": "L1",
    "approved_on": date(2026, 10, 30),
}


def counted(*rows: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    proved = ({**GOOD, "evidence": f"order {row.get('event_id')}", **row} for row in rows)
    table = pa.Table.from_pylist(list(proved), schema=arrow_schema("point_events"))
    events, findings = count_events(table, STAFF, POLICY)
    return events.to_pylist(), [each.kind for each in findings]


def test_an_items_cap_cuts_the_event_that_goes_beyond_it() -> None:
    """Two points each, four a month: the third of them, by date and number, gives nothing."""
    events, findings = counted(
        {"event_id": "E3", "date": date(2026, 10, 9)},
        {"event_id": "E2"},
        {"event_id": "E1"},
        {"event_id": "E4", "manager_id": "M2"},
        {"event_id": "E5", "item": "justified_complaint"},
    )
    assert findings == []
    assert [(row["event_id"], row["points"], row["counted"]) for row in events] == [
        ("E1", 200, 200), ("E2", 200, 200), ("E5", 200, 200), ("E3", 200, 0), ("E4", 200, 200),
    ]  # fmt: skip
    assert [row["effect"] for row in events] == ["bonus", "bonus", "deduction", "bonus", "bonus"]
    table = pa.Table.from_pylist(events)
    assert sums_by_manager(table) == {"M1": (400, 200), "M2": (200, 0)}


@pytest.mark.parametrize(
    ("row", "kind", "taken"),
    [
        ({"evidence": None}, "no_evidence", False),
        ({"evidence": " 　"}, "no_evidence", False),
        ({"date": date(2026, 9, 30)}, "outside_month", False),
        ({"date": date(2026, 11, 1)}, "outside_month", False),
        ({"item": "good_mood"}, "unknown_item", False),
        ({"manager_id": "M9"}, "unknown_manager", False),
        ({"manager_id": "L1"}, "manager_without_points", False),
        ({"approver": None}, "pending", True),
        ({"approver": "M1"}, "own_approval", True),
        ({"approver": "L1", "raised_by": "L1"}, "raiser_approval", True),
        ({"approver": "M2"}, "approver_role", True),
        ({"approver": "M7"}, "approver_role", True),
        ({"approver": "L2"}, "approver_sight", True),
        ({"approved_on": None}, "approval_undated", True),
        ({"approved_on": date(2027, 1, 1)}, "approval_ahead", True),
    ],
)
def test_an_event_that_cannot_count_is_refused_or_waits(row: dict[str, Any], kind: str, taken: bool) -> None:
    events, findings = counted(row, {"event_id": "E2", "manager_id": "M2"})
    assert findings == [kind]
    assert [each["event_id"] for each in events if each["counted"]] == ["E2"]
    assert ("pending" in [each["status"] for each in events]) is taken
    table = pa.Table.from_pylist([{**GOOD, **row}], schema=arrow_schema("point_events"))
    (fault,) = count_events(table, STAFF, POLICY)[1]
    assert "E1" in fault.message.render("zh") or kind in ("unknown_manager", "manager_without_points")
    assert fault.outcome == ("held" if taken else "refused")


def test_events_with_the_same_evidence_count_and_are_named_together() -> None:
    """One report may tell of two complaints: a person decides, so both count and the check says so."""
    twins = [{**GOOD, "event_id": name, "evidence": proof} for name, proof in (
        ("E1", "order 1"), ("E2", " order  1"), ("E3", "order 2"))]  # fmt: skip
    twins += [{**GOOD, "event_id": "E4", "manager_id": "M2"}]
    twins += [{**GOOD, "event_id": "E5", "date": date(2026, 10, 6)}]
    table = pa.Table.from_pylist(twins, schema=arrow_schema("point_events"))
    events, (alike,) = count_events(table, STAFF, POLICY)
    assert [row["status"] for row in events.to_pylist()] == ["counted"] * 5
    assert (alike.kind, alike.outcome, alike.manager_id) == ("same_evidence", "noted", "M1")
    assert all("E1, E2" in alike.message.render(language) for language in ("en", "zh"))


def test_an_event_that_waits_takes_nothing_from_the_cap() -> None:
    events, _findings = counted({"event_id": "E1", "approver": None}, {"event_id": "E2"}, {"event_id": "E3"})
    assert [row["counted"] for row in events] == [0, 200, 200]


@pytest.mark.parametrize("approver", [None, "M1", "M2"])
def test_a_decision_on_record_counts_for_the_wording_it_was_made_about(approver: str | None) -> None:
    row = {**GOOD, "approver": approver}
    table = pa.Table.from_pylist([row], schema=arrow_schema("point_events"))
    mark = mark_of(table.to_pylist()[0])
    made = Decision("E1", mark, "approved", "boss", "2026-11-02")
    for decision, status, kinds in (
        (made, "counted", []),
        (replace(made, state="refused", reason="no"), "refused", ["turned_down"]),
        (replace(made, mark="0" * 16), "pending", None),
        (replace(made, event="E2"), "pending", None),
    ):
        events, findings = count_events(table, STAFF, POLICY, {decision.event: decision})
        (event,) = events.to_pylist()
        assert event["status"] == status
        assert event["counted"] == (200 if status == "counted" else 0)
        if kinds is not None:
            assert [each.kind for each in findings] == kinds
            assert (event["approver"], event["approved_on"]) == ("boss", date(2026, 11, 2))
    changed = {**row, "evidence": "order 2"}
    assert mark_of(changed) != mark


def test_a_decision_changes_nothing_about_an_event_that_names_a_sound_approver() -> None:
    table = pa.Table.from_pylist([GOOD], schema=arrow_schema("point_events"))
    made = Decision("E1", mark_of(table.to_pylist()[0]), "refused", "boss", "2026-11-02", "no")
    events, findings = count_events(table, STAFF, POLICY, {"E1": made})
    assert (events["status"].to_pylist(), events["approver"].to_pylist(), findings) == (
        ["counted"],
        ["L1"],
        [],
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["M1", "M2"]),
            st.sampled_from([item.id for item in POLICY.items]),
            st.integers(1, 31),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_does_not_matter_and_caps_hold(
    rows: list[tuple[str, str, int]], chance: Any
) -> None:
    given_rows = [
        {"event_id": f"E{n}", "manager_id": manager, "item": item, "date": date(2026, 10, day)}
        for n, (manager, item, day) in enumerate(rows)
    ]
    events, findings = counted(*given_rows)
    chance.shuffle(given_rows)
    assert (events, findings) == counted(*given_rows)
    for manager in ("M1", "M2"):
        for item in POLICY.items:
            own = [row for row in events if (row["manager_id"], row["item"]) == (manager, item.id)]
            assert sum(row["counted"] for row in own) == min(item.cap, item.points * len(own))


@pytest.mark.parametrize(
    ("points", "cap", "kept"),
    [
        ([400, 400, 400], 1000, [400, 400, 200]),
        ([1000, 50], 1000, [1000, 0]),
        ([], 5, []),
        ([300], 300, [300]),
        ([5], 0, [0]),
    ],
)
def test_what_the_cap_of_all_cuts_and_from_which_event(points: list[int], cap: int, kept: list[int]) -> None:
    assert cut_by_cap(points, cap) == kept


@given(st.lists(st.integers(0, 2000)), st.integers(0, 5000))
def test_kept_points_add_up_to_the_lesser_of_sum_and_cap(points: list[int], cap: int) -> None:
    kept = cut_by_cap(points, cap)
    assert sum(kept) == min(sum(points), cap)
    assert all(0 <= one <= other for one, other in zip(kept, points, strict=True))
