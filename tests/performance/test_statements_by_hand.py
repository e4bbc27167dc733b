"""Statements worked out by hand, kept as data; accounts that change hands within the month (LY-12..LY-16)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.performance.facts_at_hand import POLICY, facts
from tests.performance.ledgers import Person, settled
from tierline.performance.derive import derive
from tierline.performance.entries import own_unrounded, shown
from tierline.performance.policy_changes import with_changes
from tierline.performance.statement import HELD, Statement
from tierline.performance.statement_data import millionths_text
from tierline.policy.exact import decimal_text

CASES = tomllib.loads(Path(__file__).with_name("statements.toml").read_text(), parse_float=Decimal)["case"]
BOUNDED = ("bonus", "deduction")


def worked(case: Mapping[str, Any]) -> Statement:
    """Return the statement of a case's person M1."""
    policy = with_changes(POLICY, case["policy"]) if "policy" in case else POLICY
    events = [{**each, "approver": each.get("approver", "L1") or None} for each in case.get("events", ())]
    own = Person(
        role=case.get("role", "account_manager"),
        targets=case.get("targets"),
        actuals=case.get("actuals"),
        events=events,
        team=case.get("team_id", "T1"),
    )
    team = [Person(f"A{number}", actuals=each) for number, each in enumerate(case.get("team", ()))]
    for each in team[:1]:
        each.events = case.get("team_events", [])
    return settled([own, *team], policy)["M1"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_statement_worked_by_hand(case: dict[str, Any]) -> None:
    found = worked(case)
    if case["total"] == HELD:
        assert (found.state, found.total, found.coefficient, found.entries) == (HELD, None, None, ())
        assert found.findings
        return
    assert found.total is not None
    assert decimal_text(found.total) == case["total"]
    assert sum(entry.points for entry in found.entries) == found.total
    for name, points in case.get("lines", {}).items():
        assert (name, millionths_text(found.line(name).points)) == (name, points)
    for name, points in case.get("categories", {}).items():
        made = {each.id: millionths_text(each.points) for each in found.categories}
        assert (name, made[name]) == (name, points)
    for name in BOUNDED:
        if name in case:
            assert millionths_text(getattr(found, name)) == case[name]
    if "coefficient" in case:
        assert decimal_text(found.coefficient or 0) == case["coefficient"]
    if "own" in case:
        assert decimal_text(shown(own_unrounded(found))) == case["own"]
    entries = [[each.kind, decimal_text(each.points)] for each in found.entries]
    assert [each for each in case.get("entries", []) if each not in entries] == []
    if "cuts" in case:
        cuts = {each.event_id: millionths_text(each.cut_by_cap) for each in found.events if each.cut_by_cap}
        assert cuts == case["cuts"]


def test_no_case_is_told_twice() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert {case["total"] for case in CASES} >= {"held", "0.00", "110.00"}


@pytest.mark.parametrize(
    ("rule", "revenue"),
    [("days", (100_000, 210_000)), ("receiver", (0, 310_000)), ("giver", (310_000, 0))],
)
def test_an_account_that_changes_hands_counts_by_days_or_for_one_of_them(
    rule: str, revenue: tuple[int, int]
) -> None:
    """3 100 yuan, given on the 11th of a month of 31 days: ten days are the giver's (LY-14, switch)."""
    account = {"account_id": "A", "manager_id": "M2", "ict_revenue": 3100.0, "ict_products": 1}
    month = facts([account], [("A", "M1", "M2", date(2026, 10, 11))])
    rows = derive(month, with_changes(POLICY, {"derive.transfers": rule})).to_pylist()
    found = {row["manager_id"]: row["actual"] for row in rows if row["indicator"] == "ict_revenue"}
    assert (found.get("M1", 0), found.get("M2", 0)) == revenue
    people = [
        Person(
            name, actuals={"ict_revenue": Decimal(found.get(name, 0)) / 100}, targets={"ict_revenue": 3100}
        )
        for name in ("M1", "M2")
    ]
    lines = {name: each.line("ict_revenue") for name, each in settled(people).items()}
    assert [lines[name].actual for name in ("M1", "M2")] == list(revenue)
    # 0.6 of the target is the floor: ten days of thirty-one stay below it, twenty-one do not
    points = {"days": (0, 16_935_484), "receiver": (0, 25_000_000), "giver": (25_000_000, 0)}
    assert tuple(lines[name].points for name in ("M1", "M2")) == points[rule]
