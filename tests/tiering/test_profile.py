"""Means per tier and class, and each contradiction of the expected order by name (XJ-2)."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given as drawing
from hypothesis import settings
from hypothesis import strategies as st

import tierline
from tierline.errors import BadInputError
from tierline.policy.resolved import Policy
from tierline.tiering.profile import Profile, profile

COLUMNS = {
    "ict_revenue": pa.float64(),
    "ict_products": pa.int64(),
    "employees": pa.int64(),
    "monthly_revenue": pa.float64(),
}
TIERS = ("A1", "A2", "B1", "B2", "C")
CLASS = {"A1": "A", "A2": "A", "B1": "B", "B2": "B", "C": "C"}
# One account a tier, falling in every column: what the document expects.
EXPECTED = {
    "A1": (900.0, 9, 900, 9000.0),
    "A2": (800.0, 8, 800, 8000.0),
    "B1": (700.0, 7, 700, 7000.0),
    "B2": (600.0, 6, 600, 6000.0),
    "C": (500.0, 5, 500, 5000.0),
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return tierline.load_policy("xinjiang-2008", "2026-10")


def profiled(rows: list[tuple[str, tuple[Any, ...]]], policy: Policy) -> Profile:
    ids = pa.array([f"a{n}" for n in range(len(rows))], pa.string())
    columns = {
        name: pa.array([values[place] for _tier, values in rows], kind)
        for place, (name, kind) in enumerate(COLUMNS.items())
    }
    accounts = pa.table({"account_id": ids, **columns})
    result = pa.table({"account_id": ids, "tier": pa.array([tier for tier, _values in rows], pa.string())})
    return profile(accounts, result, policy)


def told(found: Profile) -> list[str]:
    return [message.render("en") for message in found.contradictions]


def test_the_expected_order_contradicts_nothing(policy: Policy) -> None:
    assert told(profiled(list(EXPECTED.items()), policy)) == []


def test_revenue_need_not_fall_between_a_and_b1(policy: Policy) -> None:
    """XJ-2 says A and B1 high: no order among them."""
    rows = {**EXPECTED, "B1": (700.0, 7, 700, 99000.0)}
    assert told(profiled(list(rows.items()), policy)) == []


@pytest.mark.parametrize(
    ("tier", "values", "words"),
    [
        ("A2", (950.0, 8, 800, 8000.0), [("ICT revenue", "A1", "900.00", "A2", "950.00")]),
        ("C", (500.0, 6, 500, 5000.0), [("ICT products", "B2", "6.00", "C", "6.00")]),
        ("C", (500.0, 5, 500, 6500.0), [("Monthly revenue", "B2", "6,000.00", "C", "6,500.00")]),
        (
            "B2",
            (600.0, 6, 600, 8500.0),
            [
                ("Monthly revenue", "A2", "8,000.00", "B2", "8,500.00"),
                ("Monthly revenue", "B1", "7,000.00", "B2", "8,500.00"),
            ],
        ),
        ("C", (500.0, 5, 660, 5000.0), [("Employees", "B", "650.00", "C", "660.00")]),
    ],
)
def test_each_contradiction_is_named(
    tier: str, values: tuple[Any, ...], words: list[tuple[str, ...]], policy: Policy
) -> None:
    rows = {**EXPECTED, tier: values}
    messages = profiled(list(rows.items()), policy).contradictions
    assert len(messages) == len(words)
    for message, wanted in zip(messages, words, strict=True):
        english = message.render("en")
        assert all(word in english for word in wanted), english
        chinese = message.render("zh")
        assert wanted[1] in chinese
        assert chinese != english


def test_a_tier_without_accounts_or_values_contradicts_nothing(policy: Policy) -> None:
    rows = {"A1": (None, 9, 900, 9000.0), "A2": (800.0, 8, 800, 8000.0), "C": (float("nan"), 5, 500, 5000.0)}
    found = profiled(list(rows.items()), policy)
    assert told(found) == []
    assert found.mean("ict_revenue", "A1") is None
    assert found.mean("ict_revenue", "C") is None
    assert found.mean("ict_products", "B1") is None


def test_no_accounts_at_all(policy: Policy) -> None:
    found = profiled([], policy)
    assert told(found) == []
    assert {each.mean for each in found.means} == {None}


def test_the_order_of_rows_does_not_touch_the_means(policy: Policy) -> None:
    amounts = [0.1, 1e16, 0.2, -1e16, 0.3, 12.345]
    rows = [("A1", (amount, 1, 1, amount)) for amount in amounts]
    forward, backward = profiled(rows, policy), profiled(rows[::-1], policy)
    assert forward.mean("ict_revenue", "A1") == backward.mean("ict_revenue", "A1")


amounts = st.one_of(st.none(), st.floats(-1e9, 1e9).map(lambda value: round(value, 2)))
counts = st.one_of(st.none(), st.integers(0, 10**6))
accounts = st.tuples(st.sampled_from(TIERS), st.tuples(amounts, counts, counts, amounts))


@drawing(rows=st.lists(accounts, max_size=25))
@settings(max_examples=60)
def test_means_are_those_of_the_standard_library(
    rows: list[tuple[str, tuple[Any, ...]]], policy: Policy
) -> None:
    found = profiled(rows, policy)
    assert {each.column for each in found.means} == set(COLUMNS)
    for each in found.means:
        place = list(COLUMNS).index(each.column)
        own = [
            values[place]
            for tier, values in rows
            if each.group == (tier if each.by == "tier" else CLASS[tier]) and values[place] is not None
        ]
        assert each.count == len(own)
        if own:
            assert each.mean == pytest.approx(statistics.mean(own), rel=1e-15, abs=1e-12)
        else:
            assert each.mean is None


def test_it_can_be_written_as_json_in_both_languages(policy: Policy) -> None:
    rows = {**EXPECTED, "C": (500.0, 5, 660, 5000.0)}
    data = json.loads(json.dumps(profiled(list(rows.items()), policy).to_dict()))
    assert len(data["means"]) == 3 * 5 + 3
    ((contradiction,), _rest) = data["contradictions"], None
    assert set(contradiction) == {"en", "zh"}


def test_a_result_of_other_accounts_is_refused(policy: Policy) -> None:
    accounts = pa.table({"account_id": ["a", "b"], "employees": [1, 2]})
    result = pa.table({"account_id": ["b", "a"], "tier": ["A1", "C"]})
    with pytest.raises(BadInputError, match="same order"):
        profile(accounts, result, policy)


def test_the_province_is_averaged_after_scoring(policy: Policy) -> None:
    """Through the whole path: score, then profile the scored accounts."""
    from tierline.tables.registry import arrow_schema

    table = pa.Table.from_pylist(
        [
            {"account_id": "big", "unit_kind": "large_group", "employees": 10, "monthly_revenue": 1.0},
            {"account_id": "small", "employees": 2000, "monthly_revenue": 2.0},
        ],
        schema=arrow_schema("accounts"),
    )
    found = profile(table, tierline.score(table, policy), policy)
    assert (found.mean("employees", "A"), found.mean("employees", "C")) == (10, 2000)
    assert any(text.startswith("Employees") for text in told(found))


def test_policies_without_an_expected_order_have_no_profile() -> None:
    text = (Path(__file__).parent.parent / "policies" / "small.toml").read_text(encoding="utf-8")
    from tierline.policy.load import policy_from_text

    bare = policy_from_text(text[: text.index("[[profile]]")], "2026-10")
    table = pa.table({"account_id": ["a"], "tier": ["top"]})
    assert profile(table, table, bare) == Profile((), ())
