"""Lines at natural breaks: no other grouping of the scores is tighter."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.suggesting import FIVE, THREE, Account, counts, index_of
from tierline.errors import UsageError
from tierline.policy.resolved import Hysteresis
from tierline.simulate import suggest_breaks
from tierline.simulate.suggest_breaks import by_breaks
from tierline.simulate.suggestion import histogram

PLAIN = Hysteresis(False, 2, None)


def spread(groups: list[list[int]]) -> Fraction:
    """Sum of squared distances from each group's mean."""
    total = Fraction(0)
    for group in groups:
        mean = Fraction(sum(group), len(group))
        total += sum((score - mean) ** 2 for score in group)
    return total


def grouped(scores: list[int], lines: tuple[int, ...]) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in range(len(lines) + 1)]
    for score in scores:
        groups[next((rank for rank, line in enumerate(lines) if score >= line), len(lines))].append(score)
    return groups


@settings(max_examples=80, deadline=None)
@given(scores=st.lists(st.integers(0, 10_000) | st.integers(0, 12), min_size=3, max_size=14))
def test_no_other_grouping_is_tighter(scores: list[int]) -> None:
    different = sorted(set(scores))
    found = by_breaks(index_of([Account(score) for score in scores], THREE, PLAIN))
    if len(different) < 3:
        assert found.lines is None
        assert found.infeasible is not None
        assert str(len(different)) in found.infeasible.render("en")
        return
    assert found.lines is not None
    assert 10_000 >= found.lines[0] > found.lines[1] > 0
    best = min(spread(grouped(scores, (high, low))) for low, high in combinations(different[1:], 2))
    assert spread(grouped(scores, found.lines)) == best
    assert list(found.accounts) == counts([Account(score) for score in scores], found.lines, PLAIN)


def test_many_scores_are_taken_at_even_ranks_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest_breaks, "MOST_SCORES", 50)
    heaps = [centre + step for centre in (1000, 3000, 5000, 7000, 9000) for step in range(-20, 21)]
    found = by_breaks(index_of([Account(score) for score in heaps], FIVE, PLAIN))
    assert found.lines is not None
    middles = (8000, 6000, 4000, 2000)
    assert all(abs(line - middle) < 1000 for line, middle in zip(found.lines, middles, strict=True))
    assert found.accounts == (41,) * 5
    assert "50 of 205 scores" in found.found_how.render("en")
    assert "205" in found.found_how.render("zh")


def test_the_histogram_counts_every_account_once() -> None:
    accounts = [Account(5, floor=0), Account(5), Account(10_000, cap=2), Account(0)]
    found = histogram(index_of(accounts, THREE))
    assert {score: int(found[score]) for score in found.nonzero()[0].tolist()} == {0: 1, 5: 2, 10_000: 1}


def test_nobody_to_group() -> None:
    found = by_breaks(index_of([], THREE))
    assert found.infeasible is not None
    assert "no accounts" in found.infeasible.render("en")


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jenkspy", None)
    with pytest.raises(UsageError, match="suggest") as caught:
        by_breaks(index_of([Account(1)], THREE))
    assert caught.value.render("zh") != caught.value.render("en")
