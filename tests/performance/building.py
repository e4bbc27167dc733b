"""Schemes, figures and events for tests of points."""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.performance.points import Events, Figures, Statements, points
from tierline.performance.scheme import Indicator, Scheme

Row = tuple[int, int, int, int, int]  # manager, month, indicator, actual, target
MILLION = 10**6


def scheme_of(*indicators: Indicator, **more: Any) -> Scheme:
    given = {"bonus_cap": 100_000, "deduction_cap": 100_000, "lowest": 0, "highest": 11_000, **more}
    return Scheme(indicators, **given)


def run(
    rows: list[Row],
    events: list[tuple[int, int, int]],
    scheme: Scheme,
    managers: int = 1,
    months: int = 1,
    **more: Any,
) -> Statements:
    figures = np.array(rows, np.int64).reshape(-1, 5).T
    noted = np.array(events, np.int64).reshape(-1, 3).T
    return points(Figures(*figures), Events(*noted), scheme, managers, months, **more)


def one(actual: int, target: int, indicator: Indicator, *events: int, **more: Any) -> Any:
    return run(
        [(0, 0, 0, actual, target)], [(0, 0, e) for e in events], scheme_of(indicator, **more), lines=True
    )
