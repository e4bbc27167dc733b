"""A month's figures put together; rows that cannot be used are told one by one, and the rest goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.performance.facts_at_hand import MONTH, POLICY, facts
from tests.performance.naive import statement
from tierline.performance.actuals import Gathered, gather, kernel_input
from tierline.performance.derive import derive, derived_schema
from tierline.performance.points import HELD, SETTLED, points
from tierline.performance.policy_changes import with_changes
from tierline.tables.registry import arrow_schema

ROLE = "account_manager"
STAFF = [("M1", ROLE), ("M2", ROLE), ("P1", "phone_manager"), ("L1", "supervisor"), ("N1", None)]
UNITS = {
    "ict_revenue": "yuan",
    "first_reply": "percent",
    "care_done": "percent",
    "callback_satisfaction": "percent",
}
UNITS |= {
    "plan_and_log": "mark",
    "exam": "mark",
    "exceptions_reported": "percent",
    "off_net": "percent",
    "loss": "percent",
}


def table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(name))


def asked(which: str, manager: str = "M1", role: str = ROLE) -> list[dict[str, Any]]:
    """Return a row for every target or actual that the table has to give one manager."""
    rows = []
    for name in POLICY.role(role).indicator_ids:
        each = POLICY.indicator(name)
        if each.derivation is None if which == "actual" else each.target_value is None:
            rows.append(
                {"manager_id": manager, "indicator": name, which: 80.0, "unit": UNITS.get(name, "count")}
            )
    return rows


def gathered(
    targets: Sequence[dict[str, Any]] = (),
    actuals: Sequence[dict[str, Any]] = (),
    events: Sequence[dict[str, Any]] = (),
    derived: pa.Table | None = None,
    staff: Sequence[tuple[str, str | None]] = STAFF,
) -> Gathered:
    tables = {
        "managers": table("managers", [{"manager_id": name, "role": role} for name, role in staff]),
        "targets": table("targets", targets),
        "actuals": table("actuals", [{"source": "report", **row} for row in actuals]),
        "point_events": table("point_events", events),
    }
    return gather(POLICY, tables, derived_schema().empty_table() if derived is None else derived)


def told(found: Gathered, *kinds: str) -> list[tuple[str, str | None]]:
    return [(each.kind, each.manager_id) for each in found.findings if not kinds or each.kind in kinds]


def test_every_manager_with_points_has_every_line_of_the_role() -> None:
    found = gathered()
    lines = [(row["manager_id"], row["indicator"]) for row in found.figures.to_pylist()]
    expected = [(name, each) for name in ("M1", "M2") for each in POLICY.role(ROLE).indicator_ids]
    assert lines == [*expected, *(("P1", each) for each in POLICY.role("phone_manager").indicator_ids)]
    assert found.managers(ROLE) == ("M1", "M2")
    assert dict(found.roles) == {"M1": ROLE, "M2": ROLE, "P1": "phone_manager"}


@pytest.mark.parametrize(
    ("value", "unit", "smallest"),
    [
        (12.5, "wan_yuan", 12_500_000),
        (0.01, "yuan", 1),
        (125_000, "yuan", 12_500_000),
        (0.0001, "wan_yuan", 100),
    ],
)
def test_targets_are_read_in_whatever_unit_they_are_written(value: float, unit: str, smallest: int) -> None:
    row = {"manager_id": "M1", "indicator": "ict_revenue", "target": value, "unit": unit}
    (line,) = [
        line
        for line in gathered([row]).figures.to_pylist()
        if (line["manager_id"], line["indicator"]) == ("M1", "ict_revenue")
    ]
    assert (line["target"], line["target_source"], line["actual_source"]) == (smallest, "table", "derived")


def test_policy_targets_and_sources_are_on_the_line() -> None:
    row = {
        "manager_id": "M1",
        "indicator": "exam",
        "actual": 88.25,
        "unit": "mark",
        "source": "test of October",
    }
    lines = {
        line["indicator"]: line
        for line in gathered([], [row]).figures.to_pylist()
        if line["manager_id"] == "M1"
    }
    assert (lines["exam"]["target"], lines["exam"]["target_source"]) == (10_000, "policy")
    assert (lines["exam"]["actual"], lines["exam"]["source"]) == (8825, "test of October")
    assert lines["first_reply"]["actual"] is None


@pytest.mark.parametrize(
    ("which", "row", "kind"),
    [
        ("actual", {"indicator": "ict_revenue", "unit": "yuan"}, "derived"),
        ("actual", {"indicator": "retention", "unit": "percent"}, "derived"),
        ("target", {"indicator": "exam", "unit": "mark"}, "policy_target"),
        ("actual", {"indicator": "visits_done", "unit": "yuan"}, "wrong_unit"),
        ("actual", {"indicator": "visits_done", "unit": "percent"}, "wrong_unit"),
        ("target", {"indicator": "ict_revenue", "unit": "usd"}, "wrong_unit"),
        ("actual", {"indicator": "visits_done", "unit": None}, "wrong_unit"),
        ("actual", {"indicator": "visits_done", "unit": "count", "actual": 7.5}, "too_fine"),
        ("actual", {"indicator": "exam", "unit": "mark", "actual": 88.255}, "too_fine"),
        ("target", {"indicator": "ict_revenue", "unit": "wan_yuan", "target": 1e12}, "too_fine"),
        ("actual", {"indicator": "exam", "unit": "mark", "actual": 100.01}, "beyond_most"),
        ("actual", {"indicator": "exam", "unit": "mark", "actual": 1e3}, "beyond_most"),
        ("actual", {"indicator": "first_reply", "unit": "ratio", "actual": 1.5}, "beyond_most"),
        ("actual", {"indicator": "luck", "unit": "count"}, "unknown_indicator"),
        ("actual", {"indicator": "sticky_products", "unit": "count"}, "unknown_indicator"),
        ("actual", {"manager_id": "M9", "indicator": "exam", "unit": "mark"}, "unknown_manager"),
        ("actual", {"manager_id": "L1", "indicator": "exam", "unit": "mark"}, "manager_without_points"),
        ("actual", {"manager_id": "N1", "indicator": "exam", "unit": "mark"}, "manager_without_points"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_by_name_and_the_rest_goes_on(
    which: str, row: dict[str, Any], kind: str
) -> None:
    given = {"manager_id": "M1", which: 5.0, **row}
    good = [each for each in asked(which, "M2") if each["indicator"] != given["indicator"]]
    found = gathered(**{f"{which}s": [given, *good]})
    (fault,) = [each for each in found.findings if each.outcome == "refused"]
    assert (fault.kind, fault.manager_id) == (kind, given["manager_id"])
    for language in ("en", "zh"):
        text = fault.message.render(language)
        assert given["manager_id"] in text
        assert given["indicator"] in text or kind in ("unknown_manager", "manager_without_points")
    lines = found.figures.to_pylist()
    taken = {line["indicator"] for line in lines if line["manager_id"] == "M2" and line[which] is not None}
    assert taken >= {each["indicator"] for each in good}
    assert all(
        line[which] is None
        for line in lines
        if line["manager_id"] == "M1" and line[f"{which}_source"] == "table"
    )


def test_rows_that_stand_twice_are_all_refused() -> None:
    row = {"manager_id": "M1", "indicator": "exam", "actual": 80.0, "unit": "mark"}
    found = gathered([], [row, {**row, "actual": 90.0}])
    assert told(found, "twice") == [("twice", "M1")] * 2
    assert [line["actual"] for line in found.figures.to_pylist() if line["indicator"] == "exam"] == [None] * 3


def test_targets_missing_for_a_whole_role_are_told_once() -> None:
    found = gathered(
        [row for row in asked("target") + asked("target", "M2") if row["indicator"] != "visits_done"]
    )
    missing = [
        each
        for each in found.findings
        if each.kind == "no_targets" and "visits_done" in str(each.message.render("en"))
    ]
    assert len(missing) == 1
    assert "Account manager" in missing[0].message.render("en")
    assert ("no_target", "M1") not in told(found)


def test_a_target_missing_for_one_is_told_of_that_one() -> None:
    found = gathered(asked("target") + asked("target", "M2")[1:])
    assert told(found, "no_target") == [("no_target", "M2")]


# -- from the tables to the kernel


def october(targets: Sequence[dict[str, Any]], actuals: Sequence[dict[str, Any]], **more: Any) -> Gathered:
    """Gather the months of M1 and M2, whose customers are known."""
    own = [
        {
            "account_id": f"a{n}",
            "manager_id": name,
            "ict_revenue": 40.0,
            "ict_products": 1,
            "updated_on": date(2026, 10, 2),
        }
        for n, name in enumerate(["M1", "M1", "M2"])
    ]
    return gathered(targets, actuals, derived=derive(facts(own), POLICY), staff=STAFF[:2], **more)


def settled(found: Gathered) -> Any:
    figures, events = kernel_input(found, POLICY, ROLE)
    return points(figures, events, POLICY.scheme(ROLE), len(found.managers(ROLE)), 1, lines=True)


def test_a_complete_month_is_settled_and_a_missing_actual_holds_one_statement() -> None:
    full = asked("target") + asked("target", "M2")
    done = asked("actual") + asked("actual", "M2")
    assert settled(october(full, done)).state.tolist() == [SETTLED, SETTLED]
    without = [row for row in done if (row["manager_id"], row["indicator"]) != ("M2", "exam")]
    found = october(full, without)
    assert settled(found).state.tolist() == [SETTLED, HELD]
    assert told(found) == [("no_actual", "M2")]


FIGURE = st.integers(0, 200)


@settings(max_examples=40)
@given(st.lists(st.tuples(FIGURE, FIGURE), min_size=30, max_size=30), st.randoms(use_true_random=False))
def test_points_are_those_of_decimal_arithmetic_in_any_order_of_rows(
    drawn: list[tuple[int, int]], chance: Any
) -> None:
    """LY-14: from the rows of the tables to the total, against a reference that shares no code."""
    values = iter(drawn)
    rows = {which: asked(which) + asked(which, "M2") for which in ("target", "actual")}
    for which, place in (("target", 0), ("actual", 1)):
        for row in rows[which]:
            most = POLICY.indicator(row["indicator"]).most
            drawn_here = next(values, (50, 50))[place]
            row[which] = float(drawn_here if most is None else min(drawn_here, 100))
        chance.shuffle(rows[which])
    found = october(rows["target"], rows["actual"])
    statements = settled(found)
    scheme = POLICY.scheme(ROLE)
    lines = sorted(found.figures.to_pylist(), key=lambda row: row["manager_id"])
    for place, (_manager, own) in enumerate(groupby(lines, key=lambda row: row["manager_id"])):
        cells = {row["indicator"]: (row["actual"], row["target"]) for row in own}
        expected = statement([cells[each.id] for each in scheme.indicators], [], scheme)
        assert isinstance(expected, dict)
        assert statements.total[place] == int(expected["total"] * 100)


def test_raising_one_actual_never_lowers_the_total() -> None:
    rows = asked("target") + asked("target", "M2")
    before = None
    for visits in (0, 40, 47, 48, 79, 80, 81, 500):
        done = [
            {**row, "actual": float(visits)} if row["indicator"] == "visits_done" else row
            for row in asked("actual") + asked("actual", "M2")
        ]
        total = settled(october(rows, done)).total
        assert before is None or np.all(total >= before)
        before = total


def test_events_reach_the_kernel_in_millionths_signed() -> None:
    day = date(2026, 10, 3)
    event = {"manager_id": "M2", "date": day, "evidence": "x", "approver": "L1", "approved_on": day}
    events = [
        {**event, "event_id": "1", "item": "new_service_promotion"},
        {**event, "event_id": "2", "item": "justified_complaint"},
        {**event, "event_id": "3", "item": "justified_complaint", "approver": None},
    ]
    found = gathered(events=events)
    _figures, given = kernel_input(found, POLICY, ROLE)
    assert (given.manager.tolist(), given.points.tolist()) == ([1, 1], [2_000_000, -2_000_000])
    assert told(found, "pending") == [("pending", "M2")]


def test_a_month_without_the_tables_has_lines_but_no_figures() -> None:
    managers = table("managers", [{"manager_id": "M1", "role": ROLE}])
    found = gather(POLICY, {"managers": managers}, derived_schema().empty_table())
    assert found.figures["actual"].null_count == found.figures.num_rows == 14
    assert settled(found).state.tolist() == [HELD]


def test_outcomes_of_the_policy_decide_what_is_told() -> None:
    policy = with_changes(POLICY, {"defaults.no_actual": "nothing", "defaults.no_target": "skip"})
    managers = table("managers", [{"manager_id": "M1", "role": ROLE}])
    assert gather(policy, {"managers": managers}, derived_schema().empty_table()).findings == []
    assert policy.month == MONTH
