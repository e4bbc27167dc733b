"""Lines by value at risk: as much of what was lost as the limit allows, with no account too many."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.suggesting import FIVE, SETTINGS, THREE, Account, index_of, some_accounts
from tests.simulate.test_suggest_hours import HOURS, dropped
from tierline.errors import BadInputError, UsageError
from tierline.policy.resolved import Hysteresis
from tierline.simulate.at_risk import left_since, value_at_risk
from tierline.simulate.index import WhatIfIndex
from tierline.simulate.suggest_risk import by_value_at_risk

PLAIN = Hysteresis(False, 2, None)
DROPS = range(-10_000, 10_001)


def sums(index: WhatIfIndex) -> dict[tuple[int, ...], tuple[int, int, int]]:
    """Captured value, accounts of the upper tiers, hours of all: for every place of the lines."""
    found = {}
    for drop in DROPS:
        lines = tuple(dropped(index, [], 0, 3, drop))
        if lines not in found:
            totals = index.preview(lines).totals
            hours = sum(int(count) * each for count, each in zip(totals[:, 0], HOURS, strict=True))
            found[lines] = (int(totals[:4, 1].sum()), int(totals[:4, 0].sum()), hours)
    return found


@settings(max_examples=8, deadline=None)
@given(
    accounts=some_accounts(5, 12),
    slow=SETTINGS,
    share=st.integers(0, 10_000),
    hours=st.integers(0, 300_000),
)
def test_no_other_place_of_the_lines_holds_more(
    accounts: list[Account], slow: Hysteresis, share: int, hours: int
) -> None:
    index = index_of(accounts, FIVE, slow)
    every = sums(index)
    at_risk = sum(each.at_risk for each in accounts)
    asked = {
        "share": {place: each for place, each in every.items() if each[1] * 10_000 <= share * len(accounts)},
        "hours": {place: each for place, each in every.items() if each[2] <= hours},
    }
    for limit, fitting in asked.items():
        found = by_value_at_risk(index, FIVE, **{limit: share if limit == "share" else hours})
        assert (found.lines is None) == (not fitting or not at_risk)
        if found.lines is not None:
            best = max(captured for captured, _accounts, _hours in fitting.values())
            assert found.figures["captured"] == best
            assert found.figures["at_risk"] == at_risk
            # of all places that hold as much, the highest: it takes in the fewest accounts
            assert found.lines == max(place for place, each in every.items() if each[0] >= best)
            assert found.figures["upper"] == every[found.lines][1]
        elif at_risk:
            assert found.infeasible is not None
            assert found.infeasible.render("en").startswith("Not feasible: ")
    dual = by_value_at_risk(index, FIVE, capture=share)
    enough = [place for place, each in every.items() if each[0] * 10_000 >= share * at_risk]
    if at_risk:
        assert dual.lines == (max(enough) if enough else None)


def test_no_account_is_taken_in_that_risks_nothing() -> None:
    accounts = [Account(score, at_risk=100 if score > 4000 else 0) for score in range(100, 10_001, 100)]
    found = by_value_at_risk(index_of(accounts, FIVE, PLAIN), FIVE, share=9000)
    assert found.figures == {"captured": 6000, "at_risk": 6000, "upper": 60}
    assert found.binding is not None  # the share would bind if there were anything more to hold
    tight = by_value_at_risk(index_of(accounts, FIVE, PLAIN), FIVE, share=3000)
    assert tight.figures == {"captured": 3000, "at_risk": 6000, "upper": 30}
    assert tight.binding is not None
    assert tight.binding.render("en") == (
        "The share binds: lines lower by 0.01 would put 31.00\u202f% of accounts into the upper tiers."
    )
    assert tight.binding.render("zh") != tight.binding.render("en")


def test_half_of_the_value_with_the_fewest_accounts() -> None:
    accounts = [Account(score, at_risk=100) for score in range(100, 10_001, 100)]
    found = by_value_at_risk(index_of(accounts, FIVE, PLAIN), FIVE, capture=5000, upper=2)
    assert found.figures == {"captured": 5000, "at_risk": 10_000, "upper": 50}
    assert "50.00%" in found.found_how.render("en")


def test_limits_that_nothing_can_keep() -> None:
    floors = [Account(0, floor=0, at_risk=5)] * 3 + [Account(9000, cap=4, at_risk=5)]
    index = index_of(floors, FIVE, PLAIN)
    for words, asked in (
        ("75.00\u202f% of the accounts", {"share": 1000}),
        ("43.10 more than", {"hours": 10_000}),
        ("at most 75.00\u202f%", {"capture": 9000}),
    ):
        found = by_value_at_risk(index, FIVE, **asked)
        assert found.lines is None
        assert found.infeasible is not None
        assert words in found.infeasible.render("en")
        assert found.infeasible.render("zh") != found.infeasible.render("en")


def test_without_an_outcome_it_says_so() -> None:
    index = index_of([Account(1, at_risk=5)], FIVE)
    bare = WhatIfIndex(index.arrays, index.tiers, index.lines, index.hysteresis, ("revenue",))
    for ask in (
        lambda: by_value_at_risk(bare, FIVE, share=5000),
        lambda: value_at_risk(np.array([100]), None),
    ):
        with pytest.raises(BadInputError, match="No retention outcome is known"):
            ask()
    nothing = by_value_at_risk(index_of([Account(1)], FIVE), FIVE, share=5000)
    assert nothing.infeasible is not None
    assert "none of these accounts left" in nothing.infeasible.render("en")
    nobody = by_value_at_risk(index_of([], FIVE), FIVE, share=5000)
    assert nobody.infeasible is not None
    assert "no accounts" in nobody.infeasible.render("en")


def test_value_at_risk_is_the_revenue_of_those_that_left() -> None:
    """FZ-6 in its plainest reading: no longer among the accounts."""
    left = left_since(pa.array(["a", "b", "c"]), pa.array(["c", "d"]))
    assert left.tolist() == [True, True, False]
    assert value_at_risk(np.array([100, -50, 70]), left).tolist() == [100, 0, 0]
    with pytest.raises(BadInputError, match="3"):
        value_at_risk(np.array([1, 2, 3]), np.array([True]))


def test_what_is_asked_must_be_one_thing_and_possible() -> None:
    index = index_of([Account(1, at_risk=5)], FIVE)
    for asked in ({}, {"share": 1, "hours": 1}):
        with pytest.raises(UsageError, match="one of share"):
            by_value_at_risk(index, FIVE, **asked)
    for asked, word in (
        ({"share": 10_001}, "100.01"),
        ({"capture": -1}, "-0.01"),
        ({"hours": -100}, "-1.00"),
        ({"share": 1, "upper": 5}, "5"),
    ):
        with pytest.raises(BadInputError, match=word):
            by_value_at_risk(index, FIVE, **asked)
    with pytest.raises(BadInputError, match="no service standards"):
        by_value_at_risk(index_of([Account(1, at_risk=5)], THREE), THREE, hours=100)
