"""Points of a month against decimal arithmetic; worked cases of LY-12..LY-14 and their readings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.building import MILLION, Row, one, run, scheme_of
from tests.performance.naive import statement
from tierline.performance.points import (
    ABSENT,
    HELD,
    LEFT_OUT,
    NONE,
    SETTLED,
    Statements,
)
from tierline.performance.scheme import KINDS, NO_ACTUAL, NO_TARGET, OUTCOMES, Indicator, Scheme

amounts = st.one_of(st.just(NONE), st.integers(-5, 40), st.integers(-(10**6), 10**15), st.just(0))
schemes = st.builds(
    lambda indicators, **more: scheme_of(*indicators, **more),
    st.lists(
        st.builds(
            Indicator,
            id=st.just("drawn"),
            category=st.sampled_from(["ict", "service", "daily"]),
            weight=st.integers(1, 3000),
            kind=st.sampled_from(KINDS),
            floor=st.sampled_from([0, 1, 600_000, 999_999, MILLION]),
            ceiling=st.sampled_from([MILLION, MILLION + 1, 1_200_000, 10 * MILLION]),
            no_actual=st.sampled_from(NO_ACTUAL),
            no_target=st.sampled_from(NO_TARGET),
            zero_target=st.sampled_from(OUTCOMES),
        ),
        min_size=1,
        max_size=5,
    ),
    bonus_cap=st.sampled_from([0, 100_000, 333_333, MILLION]),
    deduction_cap=st.sampled_from([0, 100_000, 333_333, MILLION]),
    cap_basis=st.sampled_from(["allotted", "attained"]),
    cap_categories=st.booleans(),
    highest=st.sampled_from([11_000, 200_000]),
)


@st.composite
def months(draw: st.DrawFn) -> tuple[Scheme, list[Row], list[tuple[int, int, int]], Any]:
    scheme = draw(schemes)
    place = st.tuples(st.integers(0, 2), st.integers(0, 1))
    indicator = st.integers(0, len(scheme.indicators) - 1)
    rows = draw(st.lists(st.tuples(place, indicator, amounts, amounts), max_size=25))
    events = draw(
        st.lists(st.tuples(place, st.integers(-60 * MILLION, 60 * MILLION).filter(bool)), max_size=8)
    )
    return (
        scheme,
        [(*at, k, actual, target) for at, k, actual, target in rows],
        [(*at, worth) for at, worth in events],
        draw(st.randoms(use_true_random=False)),
    )


def naive(scheme: Scheme, rows: list[Row], events: list[tuple[int, int, int]]) -> list[Any]:
    found = []
    for manager in range(3):
        for month in range(2):
            own = [row for row in rows if row[:2] == (manager, month)]
            cells = []
            for k in range(len(scheme.indicators)):
                sides = [[row[side] for row in own if row[2] == k and row[side] != NONE] for side in (3, 4)]
                cells.append(tuple(sum(side) if side else None for side in sides))
            noted = [worth for m, t, worth in events if (m, t) == (manager, month)]
            found.append(statement(cells, noted, scheme))  # type: ignore[arg-type]
    return found


def as_told(out: Statements) -> list[Any]:
    told: list[Any] = []
    for k, state in enumerate(out.state.tolist()):
        if state == SETTLED:
            told.append(
                {
                    "base": Decimal(int(out.base[k])) / MILLION,
                    "bonus": Decimal(int(out.bonus[k])) / MILLION,
                    "deduction": Decimal(int(out.deduction[k])) / MILLION,
                    "total": Decimal(int(out.total[k])) / 100,
                }
            )
        else:
            assert out.total[k] == out.base[k] == out.bonus[k] == out.deduction[k] == LEFT_OUT
            told.append({HELD: "held", ABSENT: "absent"}[state])
    return told


@given(months())
def test_agrees_with_decimal_arithmetic(drawn: Any) -> None:
    scheme, rows, events, _random = drawn
    assert as_told(run(rows, events, scheme, 3, 2)) == naive(scheme, rows, events)


@given(months())
def test_order_of_rows_and_threads_do_not_matter(drawn: Any) -> None:
    scheme, rows, events, random = drawn
    first = run(rows, events, scheme, 3, 2, lines=True)
    random.shuffle(rows)
    random.shuffle(events)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tierline.performance.points.LEAST_ROWS", 2)
        patch.setattr("tierline.performance.points._CELLS", 1)
        again = run(rows, events, scheme, 3, 2, lines=True, threads=3)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


@given(months())
def test_total_is_base_and_bonus_less_deduction_within_bounds(drawn: Any) -> None:
    scheme, rows, events, _random = drawn
    out = run(rows, events, scheme, 3, 2)
    for k in np.flatnonzero(out.state == SETTLED):
        total = Decimal(int(out.base[k]) + int(out.bonus[k]) - int(out.deduction[k])) / MILLION
        bounded = min(max(total, Decimal(0)), Decimal(scheme.highest) / 100)
        assert abs(Decimal(int(out.total[k])) / 100 - bounded) <= Decimal("0.005")
        assert 0 <= out.total[k] <= scheme.highest


@given(
    st.integers(0, 10**12),
    st.integers(0, 10**12),
    st.integers(1, 10**12),
    st.sampled_from(["more", "level"]),
    st.integers(1, 10_000),
    st.sampled_from([0, 600_000]),
    st.sampled_from([MILLION, 1_500_000]),
)
def test_raising_an_actual_never_lowers_points(
    low: int, high: int, target: int, kind: str, weight: int, floor: int, ceiling: int
) -> None:
    low, high = sorted([low, high])
    indicator = Indicator("drawn", "ict", weight, kind, floor, ceiling)
    assert one(low, target, indicator).total[0] <= one(high, target, indicator).total[0]
    for other in ("less", "less_linear"):
        fewer = replace(indicator, kind=other)
        assert one(low, target, fewer).total[0] >= one(high, target, fewer).total[0]
