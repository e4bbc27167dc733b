"""Points of every manager's month from unsorted figures and events, beside the same work elsewhere."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from tierline.bench.points_peers import PEERS, Given
from tierline.bench.reading import reading_time
from tierline.bench.timing import Line, best_time
from tierline.performance.points import Events, Figures, points
from tierline.performance.scheme import Indicator, Scheme

MONTHS = 12
_SEED = 2008
_EVENTS_A_MANAGER = 20
# for timing only: a category's place, points in hundredths, kind
_WORTH = (
    (0, 1500, "more"),
    (0, 1300, "more"),
    (0, 1200, "more"),
    (0, 1000, "level"),
    (0, 1000, "more"),
    (1, 1000, "more"),
    (1, 800, "less"),
    (1, 700, "more"),
    (1, 500, "level"),
    (2, 400, "more"),
    (2, 300, "less"),
    (2, 300, "more"),
)


def timed_scheme() -> Scheme:
    """Return the scheme that is timed: twelve indicators in three categories."""
    return Scheme(
        tuple(
            Indicator(f"indicator_{k}", f"category_{category}", weight, kind)
            for k, (category, weight, kind) in enumerate(_WORTH)
        ),
        bonus_cap=100_000,
        deduction_cap=100_000,
        lowest=0,
        highest=11_000,
    )


def make_given(rows: int) -> Given:
    """Return about ``rows`` figures in random order, one an indicator of each month, and their events."""
    random = np.random.default_rng(_SEED)
    indicators = len(_WORTH)
    managers = max(1, rows // (MONTHS * indicators))
    size, events = managers * MONTHS * indicators, managers * _EVENTS_A_MANAGER
    order = random.permutation(size)
    target = random.integers(1_000, 1_000_000, size)
    share = random.integers(300, 1_400, size)
    share[::64] = random.choice([600, 1_000], len(share[::64]))  # the floor and the ceiling themselves
    target[::64] *= 5  # so that they are met exactly
    return Given(
        scheme=timed_scheme(),
        managers=managers,
        months=MONTHS,
        figures=Figures(
            manager=(order // (MONTHS * indicators)).astype(np.int32),
            month=(order // indicators % MONTHS).astype(np.int16),
            indicator=(order % indicators).astype(np.int16),
            actual=target * share // 1_000,
            target=target,
        ),
        events=Events(
            manager=random.integers(0, managers, events).astype(np.int32),
            month=random.integers(0, MONTHS, events).astype(np.int16),
            points=random.integers(-3_000_000, 4_000_000, events),
        ),
    )


def ours(given: Given) -> Any:
    """Return the totals in hundredths, manager by manager, month by month."""
    return points(given.figures, given.events, given.scheme, given.managers, given.months).total


def bench_points(rows: int) -> Line:
    """Compare the points of managers with ``rows`` figures.

    Returns
    -------
    Line
        ``equal`` is whether every peer gave the same totals for every manager and month.
    """
    given = make_given(rows)
    own = ours(given)
    equal = True
    taken: dict[str, float] = {}
    absent: list[str] = []
    for name, prepare in PEERS.items():
        if find_spec(name) is None:
            absent.append(name)
            continue
        run = prepare(given)
        equal = equal and np.array_equal(own, run())
        taken[name] = best_time(run)
    figures, events = given.figures, given.events
    columns = [figures.manager, figures.month, figures.indicator, figures.actual, figures.target]
    return Line(
        bench="points",
        rows=len(figures.manager),
        ours_s=best_time(lambda: ours(given)),
        peers=taken,
        bound_s=reading_time([*columns, events.manager, events.month, events.points]),
        equal=equal,
        absent=absent,
    )
