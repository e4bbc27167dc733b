"""Chooses, for each indicator, the loop that adds it up, and works out that loop's figures.

A policy's own figures decide: few edges are compared one by one, many are found by the numbers'
leading bits, a curve of few stretches is one division. What fits none of them, and every indicator
that may be left out when missing, takes the exact rule row by row.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tierline.compiled import layout as kernel
from tierline.policy.resolved import Indicator
from tierline.policy.scales import Bands, Linear

FEW_EDGES = 16
STRETCHES = 4
MOST_RUN = 2**37  # steps: up to here numerators are whole in float64 and the quotient cannot round up
MOST_BUCKETS = 4096

Plan = tuple[int, list[float], list[int]]  # loop, figures, buckets


def plan(indicator: Indicator) -> Plan:
    """Return the loop of an indicator with its figures and buckets."""
    scale = indicator.scale
    if indicator.missing is None:
        return kernel.EXACT, [], []
    absent = float(indicator.missing * indicator.weight)
    if isinstance(scale, Bands):
        if len(scale.edges) <= FEW_EDGES:
            return kernel.FEW, _few(scale, indicator.weight, absent), []
        return (
            kernel.MANY,
            [absent, *(float(each * indicator.weight) for each in scale.points)],
            _buckets(scale),
        )
    if isinstance(scale, Linear) and len(scale.x) - 1 <= STRETCHES and max(_runs(scale)) <= MOST_RUN:
        return kernel.CURVE, _curve(scale, indicator.weight, absent), []
    return kernel.EXACT, [], []


def _few(scale: Bands, weight: int, absent: float) -> list[float]:
    steps = [float((after - before) * weight) for before, after in pairwise(scale.points)]
    spare = -len(steps) % kernel.GROUP
    edges, steps = [*scale.edges, *[np.inf] * spare], [*steps, *[0.0] * spare]
    figures = [float(scale.points[0] * weight), absent]
    for first in range(0, len(edges), kernel.GROUP):
        figures += [*edges[first : first + kernel.GROUP], *steps[first : first + kernel.GROUP]]
    return figures


def _runs(scale: Linear) -> list[int]:
    return [after - before for before, after in pairwise(scale.x)]


def _curve(scale: Linear, weight: int, absent: float) -> list[float]:
    figures = [float(weight), absent, float(scale.per_unit), float(scale.x[0]), float(scale.x[-1])]
    for k, run in enumerate(_runs(scale)):
        # round half up: (2 * points + run) / (2 * run), all in whole numbers
        numerator = 2 * scale.y[k] * run + run
        figures += [
            float(scale.x[k]),
            float(numerator),
            float(2 * (scale.y[k + 1] - scale.y[k])),
            float(2 * run),
        ]
    for _spare in range(STRETCHES - len(_runs(scale))):
        figures += [np.inf, 0.0, 0.0, 1.0]
    return figures


def _buckets(scale: Bands) -> list[int]:
    """Count the edges below each bucket of numbers that share their leading bits."""
    words = np.array(scale.edges, np.float64).view(np.int64)
    words = np.sort(words ^ ((words >> 63) & np.int64(0x7FFFFFFFFFFFFFFF)))
    first, last = int(words[0]), int(words[-1])  # whole numbers of any size: their distance may need 65 bits
    shift = next(bits for bits in range(64) if (last >> bits) - (first >> bits) < MOST_BUCKETS - 2)
    # one bucket on either side takes what lies outside the edges
    lowest, highest = (first >> shift) - 1, (last >> shift) + 1
    starts = np.arange(lowest, highest + 1, dtype=np.int64)
    below = np.searchsorted(words >> shift, starts, side="left")
    return [shift, lowest, *(int(each) for each in below)]
