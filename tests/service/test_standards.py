"""What each tier's service costs: the table of the policy, added up exactly (XJ-7, XJ-9, XJ-11)."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import tomlkit

import tierline
from tests import naive
from tests.policy.cases import policy_path
from tierline.policy.load import policy_from_text, policy_ids
from tierline.policy.resolved import Policy
from tierline.policy.show import to_dict
from tierline.service.standards import hours_by_service, hours_per_tier, no_hours, promise, response_days

SMALL = Path(__file__).parent.parent / "policies" / "small.toml"
WITH_STANDARDS = [name for name in policy_ids() if tierline.load_policy(name, "2026-10").services]


def by_hand(name: str) -> list[int]:
    """Read the table as a person would: tier first, then class, then nobody."""
    document = naive.read_policy(policy_path(name))
    depths = {each["id"]: each.get("depth") for each in document["class"]}
    totals = []
    for tier in document["tier"]:
        total = Decimal(0)
        for service in document["service"]:
            depth = depths[tier["class"]]
            if service.get("optional") or "hours" not in service:
                continue
            if depth is not None and depth < service.get("depth", 1):
                continue
            figures = [service[part]["values"][-1]["value"] for part in ("per_year", "hours")]
            often, each = (Decimal(str(table.get(tier["id"], table.get(tier["class"])))) for table in figures)
            total += often * each
        totals.append(int((total * 100).quantize(Decimal(1), ROUND_HALF_UP)))
    return totals


@pytest.mark.parametrize("name", WITH_STANDARDS)
def test_hours_are_those_of_the_table(name: str) -> None:
    policy = tierline.load_policy(name, "2026-10")
    hours = hours_per_tier(policy)
    assert hours is not None
    assert list(hours) == by_hand(name)
    assert list(hours) == sorted(hours, reverse=True)  # a better tier is never served less
    assert min(hours) > 0


def test_some_shipped_policies_have_standards_and_some_say_that_they_have_none() -> None:
    assert {"xinjiang-2008", "generic-abcd"} <= set(WITH_STANDARDS)
    without = tierline.load_policy("size-by-sales", "2026-10")
    assert hours_per_tier(without) is None
    assert promise(without) is None
    assert "size-by-sales" in no_hours(without).render("en")
    assert "服务标准" in no_hours(without).render("zh")


def test_network_coverage_is_answered_within_one_two_and_three_working_days() -> None:
    """XJ-9, given by the document; the rest of the table is ours (XJ-11)."""
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    assert response_days(policy, "network_coverage") == (1, 1, 2, 2, 3)
    sources = {each.id: each.source for each in policy.parameters if each.id.startswith("service.")}
    assert [name for name, source in sources.items() if source == "seed"] == [
        "service.network_coverage.response"
    ]
    with pytest.raises(KeyError):
        response_days(policy, "no_such_service")


def test_the_catalogue_is_that_of_the_document() -> None:
    """XJ-7: quality, value-added and care; before, in and after the sale. XJ-8: by depth."""
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    groups: dict[str, int] = {}
    for service in policy.services:
        groups[service.group] = groups.get(service.group, 0) + 1
    assert groups == {
        "visits": 1, "quality": 3, "value_added": 5, "care": 3, "pre_sale": 3, "in_sale": 2, "after_sale": 6,
    }  # fmt: skip
    assert [each.id for each in policy.services if each.optional] == ["resident_service"]
    deepest = next(each for each in policy.services if each.id == "solution_design")
    assert deepest.per_year[2:] == (0, 0, 0)
    assert deepest.response[2:] == (None, None, None)


def test_visits_and_care_are_told_apart_from_cases() -> None:
    """LY-18: visits from the tier's frequency."""
    due = promise(tierline.load_policy("xinjiang-2008", "2026-10"))
    assert due is not None
    assert due.visits == (1200, 600, 400, 200, 100)
    assert due.care == (900, 900, 500, 500, 300)


def test_optional_services_cost_nothing_here() -> None:
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    assert "resident_service" not in {each.service.id for each in hours_by_service(policy)}


def small(change: Any) -> Policy:
    document = tomlkit.parse(SMALL.read_text(encoding="utf-8")).unwrap()
    change(document)
    return policy_from_text(tomlkit.dumps(document), "2026-10")


def test_a_tiers_own_figure_goes_before_its_classs() -> None:
    def change(document: Any) -> None:
        document["class"].pop()
        document["tier"][1]["class"] = "key"
        for part in ("response", "per_year", "hours"):
            document["service"][0][part]["values"][0]["value"] = {"key": 2, "low": 1}
        document["staffing"]["grade_needed"]["values"][0]["value"] = {"key": "senior"}

    policy = small(change)
    assert policy.services[0].response == (2, 1)
    assert hours_per_tier(policy) == (400, 100)
    assert policy.staffing is not None
    assert policy.staffing.grade_needed == ("senior", "senior")


def test_hours_are_rounded_once_and_half_up() -> None:
    def change(document: Any) -> None:
        again = {**document["service"][0], "id": "again"}
        document["service"].append(again)
        document["service"][0]["per_year"]["values"][0]["value"] = {"key": 0.01, "rest": 0.01}
        document["service"][0]["hours"]["values"][0]["value"] = {"key": 0.25, "rest": 0.24}

    assert hours_per_tier(small(change)) == (1, 0)


def test_the_month_decides_which_figures_hold() -> None:
    def change(document: Any) -> None:
        values = document["service"][0]["hours"]["values"]
        values.append({"from": dt.date(2027, 1, 1), "value": {"key": 9, "rest": 9}})

    assert hours_per_tier(small(change)) == (300, 25)


def test_a_policy_shows_its_standards_as_data() -> None:
    shown = to_dict(tierline.load_policy("xinjiang-2008", "2026-10"))["services"]
    visit = next(each for each in shown if each["id"] == "proactive_visit")
    assert visit["per_year"] == {"A1": "12", "A2": "6", "B1": "4", "B2": "2", "C": "1"}
    assert visit["hours_each"]["A1"] == "1.5"
