"""Half own, half the team's mean, rounded once (LY-16); and units without a float in between."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.messages import use_language
from tierline.performance.mix import mixed, team_of, unrounded
from tierline.performance.policy_resolved import Mix
from tierline.performance.units import BASES, UNITS, in_unit, to_smallest, unit_text

POINTS = st.integers(0, 110_000_000)


@pytest.mark.parametrize(
    ("own", "team", "share", "total"),
    [
        (80_000_000, [90_000_000], 5000, 8500),
        (80_000_000, [90_000_000, 70_000_000], 5000, 8000),
        (80_000_000, [], 5000, 8000),
        (80_004_999, [], 5000, 8000),
        (80_005_000, [], 5000, 8001),
        (80_000_000, [80_010_000], 5000, 8001),  # 80.005 rounds half up
        (0, [100_000_000], 0, 10_000),
        (100_000_000, [0], 10_000, 10_000),
        (70_000_000, [100_000_000, 100_000_000, 0], 5000, 6833),
    ],
)
def test_mix_worked_by_hand(own: int, team: list[int], share: int, total: int) -> None:
    assert mixed(own, sum(team), len(team), share) == total


@given(POINTS, st.lists(POINTS, min_size=1, max_size=9), st.integers(0, 10_000))
def test_mix_is_exact_and_rounded_half_up_once(own: int, team: list[int], share: int) -> None:
    exact = Fraction(own * share, 10_000) + Fraction(sum(team), len(team)) * Fraction(10_000 - share, 10_000)
    assert mixed(own, sum(team), len(team), share) == math.floor(exact / 10_000 + Fraction(1, 2))


def test_the_total_before_rounding_keeps_its_bounds() -> None:
    assert unrounded(95_000_001, 10_000_000, 5, 0, 11_000) == 104_999_996
    assert unrounded(100_000_000, 10_000_001, 0, 0, 11_000) == 110_000_000
    assert unrounded(1_000_000, 0, 10_000_000, 0, 11_000) == 0


def test_a_team_is_whoever_the_policy_says() -> None:
    names = [("A1", "account_manager", "T1"), ("A2", "account_manager", "T2"), ("H1", "assistant", "T1")]
    names += [("H2", "assistant", None), ("A3", "account_manager", None)]
    staff = [dict(zip(("manager_id", "role", "team_id"), each, strict=True)) for each in names]
    team, every = (Mix(5000, "account_manager", which, "own") for which in ("team", "all"))
    assert team_of("H1", staff, team) == ("A1",)
    assert team_of("H2", staff, team) == ()
    assert team_of("H1", staff, every) == ("A1", "A2", "A3")
    assert team_of("A1", staff, every) == ("A2", "A3")


@given(st.integers(-(10**14), 10**14), st.sampled_from(sorted(UNITS)))
def test_a_figure_written_in_a_unit_is_read_back_exactly(smallest: int, unit: str) -> None:
    """LY-14: whole smallest units, as a decimal or as the float64 that a table holds."""
    assert to_smallest(in_unit(smallest, unit), unit) == smallest
    if abs(smallest) < 10**13:
        assert to_smallest(float(in_unit(smallest, unit)), unit) == smallest


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (0.001, "yuan"),
        (1.5, "count"),
        (0.99999, "ratio"),
        (1e14, "yuan"),
        (float("nan"), "yuan"),
        (float("inf"), "count"),
    ],
)
def test_what_is_finer_or_too_large_is_none(value: float, unit: str) -> None:
    assert to_smallest(value, unit) is None


def test_units_name_themselves_and_their_base() -> None:
    assert BASES == ("yuan", "usd", "percent", "count", "mark")
    assert (to_smallest(Decimal("0.95"), "ratio"), to_smallest(95, "percent")) == (9500, 9500)
    assert unit_text("wan_yuan", "zh") == "万元"
    with use_language("en"):
        assert unit_text("percent") == "per cent"
