"""The shipped policies: in order, described in both languages, each figure traced to the rulebook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

import tierline
from tests import naive
from tests.policy.cases import policy_path
from tierline.policy.load import policy_ids, read_policy_file

SHIPPED = pytest.mark.parametrize("policy", policy_ids())
REFERENCE = re.compile(r"(XJ|LY|FZ|VIP|SH)-\d+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def records(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every titled record of a policy file with its place."""
    if isinstance(value, dict):
        if "title" in value:
            yield place, value
        for name, inner in value.items():
            yield from records(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            name = inner.get("id", inner.get("column", "")) if isinstance(inner, dict) else ""
            yield from records(inner, f"{place}.{name}")


def parameters(policy: str) -> list[tuple[str, dict[str, Any]]]:
    document = naive.read_policy(policy_path(policy))
    return [(place, record) for place, record in records(document, policy) if "values" in record]


def test_the_four_are_shipped() -> None:
    assert set(policy_ids()) >= {"xinjiang-2008", "online-retail", "generic-abcd", "size-by-sales"}


@SHIPPED
def test_it_is_in_order_from_its_first_month_on(policy: str) -> None:
    file, _text, path = read_policy_file(policy)
    assert file.id == policy == path.parent.name
    first = min(entry.since for parameter in file.parameters().values() for entry in parameter.values)
    loaded = tierline.load_policy(policy, f"{first:%Y-%m}")
    assert sum(indicator.weight for indicator in loaded.indicators) == 10_000


@SHIPPED
def test_everything_is_named_in_both_languages(policy: str) -> None:
    document = naive.read_policy(policy_path(policy))
    found = list(records(document, policy))
    assert len(found) > 10
    for place, record in found:
        for key in {"title", "description", "goal", "note"} & set(record):
            text = record[key]
            assert set(text) == {"en", "zh"}, f"{place}.{key}"
            assert text["en"].strip() == text["en"] != "", f"{place}.{key}"
            assert text["en"][0].isupper() or text["en"][0].isdigit(), f"{place}.{key}: {text['en']}"
            assert not CHINESE.search(text["en"]), f"{place}.{key}"
            assert not re.search(r"\b(ict|vip|gbp)\b", text["en"]), f"{place}.{key}: {text['en']}"
            assert CHINESE.search(text["zh"]) or (text["zh"].isascii() and text["zh"].isupper()), (
                f"{place}.{key}"
            )


@SHIPPED
def test_everything_says_which_rule_and_whether_the_document_gives_it(policy: str) -> None:
    document = naive.read_policy(policy_path(policy))
    for place, record in records(document, policy):
        if "reference" in record:
            ids = [part.strip() for part in record["reference"].split(";")[0].split(",")]
            assert all(REFERENCE.fullmatch(each) for each in ids), f"{place}: {record['reference']}"
        if "values" in record or "when" in record:
            assert "reference" in record, place
            assert record["source"] in ("seed", "default"), place


@SHIPPED
def test_values_lie_in_their_ranges_and_carry_units(policy: str) -> None:
    found = parameters(policy)
    assert len(found) > 5
    for place, parameter in found:
        assert parameter["unit"].strip(), place
        days = [dated["from"] for dated in parameter["values"]]
        assert days == sorted(set(days)), place
        assert all(type(day) is dt.date for day in days), place
        low, high = parameter.get("range", [float("-inf"), float("inf")])
        for dated in parameter["values"]:
            value = dated["value"]
            if isinstance(value, dict):
                figures = value.get("edges", value.get("x", []))
            else:
                figures = [] if isinstance(value, bool | str | list) else [value]
            assert all(low <= figure <= high for figure in figures), place


@SHIPPED
def test_every_figure_is_loaded_as_it_is_written(policy: str) -> None:
    """Lines and weights in hundredths, points in hundredths: exactly the decimals of the file."""
    document = naive.read_policy(policy_path(policy))
    loaded = tierline.load_policy(policy, "2026-10")
    lines = [Fraction(str(naive.value_in(tier["line"], "2026-10"))) * 100 for tier in document["tier"][:-1]]
    assert [tier.cut for tier in loaded.tiers] == [*lines, 0]
    weights = [Fraction(str(naive.value_in(one["weight"], "2026-10"))) * 100 for one in document["indicator"]]
    assert [indicator.weight for indicator in loaded.indicators] == weights


def test_xinjiang_has_the_tiers_and_classes_of_the_document() -> None:
    """XJ-1, XJ-8: A1 > A2 > B1 > B2 > C in the classes A, B, C, of service depth 3, 2, 1."""
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    assert [(tier.id, tier.class_id) for tier in policy.tiers] == [
        ("A1", "A"), ("A2", "A"), ("B1", "B"), ("B2", "B"), ("C", "C"),
    ]  # fmt: skip
    assert [(each.id, each.depth) for each in policy.classes] == [("A", 3), ("B", 2), ("C", 1)]


def test_xinjiang_covers_the_four_dimensions_and_the_named_indicators() -> None:
    """XJ-2 and XJ-3."""
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    assert {each.dimension for each in policy.indicators} == {"present", "potential", "influence", "loyalty"}
    assert {"employees", "monthly_revenue", "ict_revenue", "ict_products"} <= {
        each.column for each in policy.indicators
    }


def test_xinjiang_has_a_floor_for_every_qualification_of_the_document() -> None:
    """XJ-4: four for A1, four for A2, three for B1, two for B2, all given by the document."""
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    floors = [policy.tier_ids[rule.tier] for rule in policy.rules if rule.effect == "floor"]
    assert {tier: floors.count(tier) for tier in set(floors)} == {"A1": 4, "A2": 4, "B1": 3, "B2": 2}
    assert {rule.source for rule in policy.rules} == {"seed"}


def test_xinjiang_expects_the_profile_of_the_document() -> None:
    """XJ-2: revenue is high in A and B1, low in B2, lowest in C; employees fall by class."""
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    expected = {each.column: (each.by, each.order) for each in policy.profile}
    by_tier = (("A1",), ("A2",), ("B1",), ("B2",), ("C",))
    assert expected == {
        "ict_revenue": ("tier", by_tier),
        "ict_products": ("tier", by_tier),
        "employees": ("class", (("A",), ("B",), ("C",))),
        "monthly_revenue": ("tier", (("A1", "A2", "B1"), ("B2",), ("C",))),
    }
