"""Chooses, for each indicator, the loop that adds it up, and works out that loop's figures.

A policy's own figures decide: of few edges the middle one is compared with first, many are found by
the numbers' leading bits, a curve of few stretches is one product, a code is looked up. What fits none
of them takes the exact rule row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tierline.compiled import layout as kernel
from tierline.policy.resolved import Indicator
from tierline.policy.scales import Bands, Linear

FEW_EDGES = 12
GROUP = 7  # edges compared in one round
SIZES = (1, 3, 5, 7)  # numbers of edges that have a loop of their own
MOST_STRETCHES = 4
MOST_RUN = 2**34  # steps: up to here numerators are whole in float64 and the quotient cannot round up
FARTHEST = 2**36  # steps from 0: up to here numerators are whole from there on, too
FRACTION = 52  # lowest bits of a float64: without them, NaN still lies beyond every number
# a table of buckets: small ones stay in the first-level cache, large ones hold fewer edges a bucket
BUCKETS = (512, 1024, 4096, 16_384)


class Plan(NamedTuple):
    """A loop, what it compares with, the weighted points it adds, and how numbers find their bucket."""

    loop: int
    figures: list[float]
    weighted: list[int]
    key: tuple[int, int, int] = (0, 0, 0)  # bits to drop, first bucket, most edges in one bucket
    buckets: Sequence[int] = ()


def plan(indicator: Indicator) -> Plan:
    """Return the loop of an indicator of numbers; one that may be left out adds nothing when missing."""
    scale, weight = indicator.scale, indicator.weight
    absent = (indicator.missing or 0) * weight
    if isinstance(scale, Bands):
        weighted = [each * weight for each in scale.points]
        if len(scale.edges) <= FEW_EDGES:
            return _few(scale.edges, weighted, absent)
        return _many(scale.edges, weighted, absent)
    if isinstance(scale, Linear) and len(scale.x) - 1 <= MOST_STRETCHES and _whole(scale):
        return _curve(scale, weight, absent)
    return Plan(kernel.EXACT, [], [])


def coded_plan(indicator: Indicator, points: list[int]) -> Plan:
    """Return the weighted points of each code; ``points`` holds NONE where the policy gives none."""
    absent = indicator.missing or 0
    weighted = [(absent if each == kernel.NONE else each) * indicator.weight for each in points]
    return Plan(kernel.EXACT, [], weighted)


def _few(edges: tuple[float, ...], weighted: list[int], absent: int) -> Plan:
    compared: list[float] = []
    added: list[int] = []
    for first in range(0, max(len(edges), 1), GROUP):
        own = edges[first : first + GROUP]
        count = next(size for size in SIZES if size >= len(own))
        spare = count - len(own)
        # a later group tells what it adds to the one before, whose last edge has been reached then
        before = weighted[first] if first else 0
        added += [count, 0, 0] if first else [count, weighted[0], absent]
        added += [each - before for each in weighted[first + 1 : first + 1 + len(own)]] + [0] * spare
        compared += [*own, *[np.nan] * spare]  # no number reaches an edge that is none
    return Plan(kernel.FEW, compared, added)


def _runs(scale: Linear) -> list[int]:
    return [after - before for before, after in pairwise(scale.x)]


def _whole(scale: Linear) -> bool:
    """Tell whether all numerators are whole in float64 and small enough for a product to divide them."""
    return max(_runs(scale)) <= MOST_RUN and max(abs(scale.x[0]), abs(scale.x[-1])) <= FARTHEST


def _curve(scale: Linear, weight: int, absent: int) -> Plan:
    runs = _runs(scale)
    figures = [*scale.factors, float(scale.x[0]), float(scale.x[-1])]
    for k, run in enumerate(runs):
        # round half up: (2 * points + run) / (2 * run), all in whole numbers
        step = 2 * (scale.y[k + 1] - scale.y[k])
        start = 2 * scale.y[k] * run + run - scale.x[k] * step
        figures += [float(scale.x[k]), float(step), start + 0.5, 1.0 / (2 * run)]
    return Plan(kernel.CURVE, figures, [len(runs), weight, absent])


def _many(edges: tuple[float, ...], weighted: list[int], absent: int) -> Plan:
    rounds, key, buckets = _buckets(edges)
    if _is_split(rounds, key):
        return _split(edges, weighted, absent, key, buckets)
    compared = [*edges, np.nan]  # no number reaches an edge that is none
    return Plan(kernel.MANY, compared, [*weighted, absent], (*key, rounds), buckets)


def _split(
    edges: tuple[float, ...], weighted: list[int], absent: int, key: tuple[int, int], buckets: list[int]
) -> Plan:
    """Give every bucket its edge, if it holds one, and the points on either side of it."""
    ends = np.array([*buckets, len(edges)])
    lower, upper = ends[:-1], ends[1:]  # edges below each bucket, and below the next one
    compared = np.where(upper > lower, np.array([*edges, np.nan])[lower], np.nan)
    added = np.array(weighted)[np.stack([lower, upper], axis=1)]
    # the outermost hold no edge, but all that is missing: it alone does not reach -inf
    compared[[0, -1]], added[[0, -1], 0] = -np.inf, absent
    return Plan(kernel.SPLIT, compared.tolist(), added.ravel().tolist(), (*key, 1))


@lru_cache(maxsize=256)  # weights change under a planner's hand, edges hardly ever
def _buckets(edges: tuple[float, ...]) -> tuple[int, tuple[int, int], list[int]]:
    """Count the edges below each bucket of numbers that share their leading bits."""
    # an edge at zero is reached by -0.0, whose bits lie below those of 0.0: it is sorted in where that lies
    words = np.array([edge or -0.0 for edge in edges], np.float64).view(np.int64)
    words = np.sort(words ^ ((words >> 63) & np.int64(0x7FFFFFFFFFFFFFFF)))
    tables = []
    for most in BUCKETS:
        tables.append(_divided(words, most))
        if _is_split(*tables[-1][:2]):
            break
    # one without comparisons of its own for what is missing, else the fewest; of equal ones the smallest
    return min(tables, key=lambda table: (not _is_split(*table[:2]), table[0]))


def _is_split(rounds: int, key: tuple[int, int]) -> bool:
    """Tell whether each bucket holds one edge at most, and what is missing lies in the outermost."""
    return rounds == 1 and key[0] <= FRACTION


def _divided(words: npt.NDArray[np.int64], most: int) -> tuple[int, tuple[int, int], list[int]]:
    first, last = int(words[0]), int(words[-1])  # whole numbers of any size: their distance may need 65 bits
    # one bit less at least: a number may lie so far from the first bucket that 64 bits do not hold how far
    shift = next(bits for bits in range(1, 64) if (last >> bits) - (first >> bits) < most - 2)
    # one bucket on either side takes what lies outside the edges
    lowest, highest = (first >> shift) - 1, (last >> shift) + 1
    held = words >> shift
    below = np.searchsorted(held, np.arange(lowest, highest + 1, dtype=np.int64), side="left")
    rounds = int(np.unique(held, return_counts=True)[1].max())
    return rounds, (shift, lowest), below.tolist()
