"""Scenarios side by side add up, differ where they differ, and are refused when they are not of one kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tierline
from tierline.errors import BadInputError, UsageError
from tierline.policy.delta import Change, Delta
from tierline.policy.delta_apply import apply_delta
from tierline.policy.resolved import Policy
from tierline.service.standards import hours_per_tier
from tierline.simulate.scenarios_compared import Case, compare

MONTH = "2026-10"
MEASURES = ("revenue_fen",)


def policy(line: float = 80) -> Policy:
    base = tierline.load_policy("xinjiang-2008", MONTH)
    return apply_delta(base, Delta.of(base, [Change(f"tiers.{base.tiers[0].id}.line", line)]))


@st.composite
def moves(draw: st.DrawFn, accounts: list[tuple[int, int]], tiers: int) -> Any:
    """Put every account (baseline tier, revenue) into a tier of the scenario."""
    found = np.zeros((tiers, tiers, 2), np.int64)
    for tier, revenue in accounts:
        found[tier, draw(st.integers(0, tiers - 1))] += (1, revenue)
    return found


@given(data=st.data())
def test_figures_are_those_of_the_accounts(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.sampled_from([75, 80, 82.5, 90]), min_size=1, max_size=4))
    size = len(policy().tiers)
    account = st.tuples(st.integers(0, size - 1), st.integers(-(10**12), 10**12))
    accounts = data.draw(st.lists(account, max_size=12))
    cases = [
        Case(f"s{n}", policy(line), data.draw(moves(accounts, size)), MEASURES)
        for n, line in enumerate(lines)
    ]
    found = compare(cases)
    assert found.base[:, 0].tolist() == [sum(tier == each for tier, _ in accounts) for each in range(size)]
    assert found.base[:, 1].sum() == sum(revenue for _, revenue in accounts)
    hours = hours_per_tier(policy())
    for place, (case, line) in enumerate(zip(cases, lines, strict=True)):
        assert found.lines[place, 0] == line * 100
        assert found.totals[place].sum(axis=0).tolist() == [len(accounts), found.base[:, 1].sum()]
        off = sum(int(case.moves[i, j, 0]) for i in range(size) for j in range(size) if i != j)
        assert found.moved[place] == off
        assert found.difference(place, 0).sum() == 0
        if hours is not None:
            each = [int(found.totals[place, tier, 0]) * hours[tier] for tier in range(size)]
            assert found.hours[place].tolist() == each
    told = found.to_dict()
    assert [each["name"] for each in told["scenarios"]] == list(found.names)
    assert told["scenarios"][0]["moves_less_first"] == [[0] * size] * size


def one(name: str = "one", **more: Any) -> Case:
    size = len(policy().tiers)
    given = {"policy": policy(), "moves": np.ones((size, size, 2), np.int64), "measures": MEASURES} | more
    return Case(name, **given)


@pytest.mark.parametrize("count", [0, 5])
def test_none_or_more_than_four_are_refused(count: int) -> None:
    with pytest.raises(UsageError, match="one to 4"):
        compare([one()] * count)


def test_cases_of_another_kind_are_refused() -> None:
    size = len(policy().tiers)
    other = tierline.load_policy("generic-abcd", MONTH)
    for odd in (
        one("odd", policy=other),
        one("odd", measures=("ict_fen",)),
        one("odd", moves=np.full((size, size, 2), 2, np.int64)),
    ):
        with pytest.raises(BadInputError, match="'one' and 'odd' are not"):
            compare([one(), odd])
