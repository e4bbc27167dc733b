"""Lines by target shares: no other lines come nearer, and what binds is said."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.suggesting import FIVE, SETTINGS, THREE, Account, counts, index_of, some_accounts
from tierline.errors import BadInputError
from tierline.policy.resolved import Hysteresis
from tierline.simulate.suggest_shares import by_shares
from tierline.simulate.suggestion import Trial

PLAIN = Hysteresis(False, 2, None)


def turning_points(accounts: list[Account], slow: Hysteresis) -> list[int]:
    """Every line at which somebody's tier may change, and its neighbours."""
    shifts = [0, slow.buffer or 0]
    near = {each.score + shift + step for each in accounts for shift in shifts for step in (-1, 0, 1, 2)}
    return sorted({line for line in near | {1, 2, 9999, 10_000} if 1 <= line <= 10_000}, reverse=True)


@settings(max_examples=60, deadline=None)
@given(
    accounts=some_accounts(3),
    slow=SETTINGS,
    split=st.lists(st.integers(0, 10_000), min_size=2, max_size=2).map(sorted),
)
def test_no_other_lines_come_nearer(accounts: list[Account], slow: Hysteresis, split: list[int]) -> None:
    shares = [split[0], split[1] - split[0], 10_000 - split[1]]
    found = by_shares(index_of(accounts, THREE), shares, slow)
    assert found.lines is not None
    assert 10_000 >= found.lines[0] > found.lines[1] > 0
    assert list(found.accounts) == counts(accounts, found.lines, slow)

    def distance(own: list[int]) -> list[int]:
        missed = [abs(own[rank] * 10_000 - shares[rank] * len(accounts)) for rank in (0, 1)]
        return [missed[0], own[0], missed[1], own[1]]

    every = combinations(turning_points(accounts, slow), 2)
    assert distance(list(found.accounts)) == min(distance(counts(accounts, lines, slow)) for lines in every)


@settings(max_examples=60, deadline=None)
@given(accounts=some_accounts(5, 20), data=st.data())
def test_no_line_stands_farther_from_todays_than_it_must(
    accounts: list[Account], data: st.DataObject
) -> None:
    split = sorted(data.draw(st.lists(st.integers(0, 10_000), min_size=4, max_size=4)))
    shares = [high - low for low, high in zip([0, *split], [*split, 10_000], strict=True)]
    index = index_of(accounts, FIVE)
    found = by_shares(index, shares)
    assert found.lines is not None
    trial = Trial(index)
    for place, (line, today) in enumerate(zip(found.lines, index.lines, strict=True)):
        if line == today:
            continue
        step = 1 if today > line else -1
        moved = [*found.lines[:place], line + step, *found.lines[place + 1 :]]
        ordered = all(high > low for high, low in zip(moved, moved[1:], strict=False))
        assert not ordered or (trial.totals(moved) != trial.totals(found.lines)).any()


def test_shares_that_can_be_met_are_met_and_nothing_binds() -> None:
    accounts = [Account(score) for score in range(100, 10_001, 100)]
    found = by_shares(index_of(accounts, FIVE, PLAIN), [500, 1000, 2000, 3000, 3500])
    assert found.accounts == (5, 10, 20, 30, 35)
    assert found.binding is None
    assert "target shares" in found.found_how.render("en")
    assert "目标占比" in found.found_how.render("zh")


def test_floors_alone_that_give_more_than_asked_are_named() -> None:
    accounts = [Account(100, floor=0)] * 12 + [Account(200 + n) for n in range(88)]
    found = by_shares(index_of(accounts, FIVE, PLAIN), [500, 1000, 2000, 3000, 3500])
    assert found.binding is not None
    said = found.binding.render("en")
    assert said.startswith(
        "A1 cannot have less than 12.00\u202f%, though 5.00\u202f% is asked. Accounts by floors: 12,"
    )
    assert "12.00\u202f%" in found.binding.render("zh")
    assert found.accounts == (12, 10, 20, 30, 28)  # the miss ends in the lowest tier


def test_caps_that_leave_too_few_and_scores_that_stay_together_are_named() -> None:
    capped = [Account(9000, cap=1)] * 10
    found = by_shares(index_of(capped, THREE, PLAIN), [5000, 2000, 3000])
    assert found.binding is not None
    first, second = found.binding.render("en").split("\n")
    assert "cannot have more than 0.00\u202f%" in first
    assert "stay together" in second


def test_nobody_to_draw_lines_for() -> None:
    found = by_shares(index_of([], THREE), [5000, 2000, 3000])
    assert found.lines is None
    assert found.infeasible is not None
    assert found.shares == ()
    assert found.infeasible.render("zh") != found.infeasible.render("en")


@pytest.mark.parametrize(
    ("shares", "word"), [([5000, 5000], "3"), ([5000, 4000, 900], "99.00"), ([-1, 5001, 5000], "large")]
)
def test_shares_that_are_none_are_refused(shares: list[int], word: str) -> None:
    with pytest.raises(BadInputError, match=word):
        by_shares(index_of([Account(1)], THREE), shares)
