"""Points of a value: bands and curves. Source: rulebook XJ-3; Readings, Tiering.

The exact rules come first; they give every indicator's points, for explanations and for indicators
that may be left out. The loops after them add weighted points to a whole block at once and are
written so that the compiler can use wide registers: no branch, no call, no table look-up where a
comparison will do. Sums are float64 because comparisons are, and stay whole numbers below 2^53.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import GROUP, NONE, Array


@compiled
def band_of(value: float, edges: Array) -> int:
    """Return how many of the rising ``edges`` are at or below ``value``; an edge is in the upper band."""
    low, high = 0, len(edges)
    while low < high:
        middle = (low + high) // 2
        if value >= edges[middle]:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def points_between(value: float, per_unit: float, corners: Array, points: Array) -> Any:
    """Interpolate in whole steps; rounded half up to hundredths, flat outside the corners."""
    steps = np.floor(value * per_unit + 0.5)
    last = len(corners) - 1
    if steps <= corners[0]:
        return points[0]
    if steps >= corners[last]:
        return points[last]
    at = np.int64(steps)
    k = 1
    while at > corners[k]:
        k += 1
    run = corners[k] - corners[k - 1]
    doubled = 2 * (points[k - 1] * run + (at - corners[k - 1]) * (points[k] - points[k - 1]))
    return (doubled + run) // (2 * run)


@compiled
def exact_points(
    numbers: Array, size: int, linear: bool, per_unit: float, edges: Array, corners: Array, points: Array,
    got: Array,
) -> None:  # fmt: skip
    """Write each number's points, one by one; missing (NaN) gives NONE."""
    for i in range(size):
        value = numbers[i]
        if np.isnan(value):
            got[i] = NONE
        elif linear:
            got[i] = points_between(value, per_unit, corners, points)
        else:
            got[i] = points[band_of(value, edges)]


@compiled
def weigh(got: Array, size: int, weight: int, absent: int, sums: Array, present: Array) -> None:
    """Add one indicator's weighted points; NONE becomes ``absent``, or is left out when that is NONE too."""
    for i in range(size):
        if got[i] == NONE:
            got[i] = absent
        if got[i] == NONE:
            present[i] -= weight
        else:
            sums[i] += got[i] * weight


@compiled
def keep_points(got: Array, size: int, start: int, place: int, found: Array) -> None:
    """Keep one indicator's points for the explanation, when wanted."""
    if found.shape[0] > 0:
        for i in range(size):
            found[start + i, place] = got[i]


@compiled
def add_few(numbers: Array, size: int, figures: Array, sums: Array) -> None:
    """Add the weighted points of bands with few edges, comparing with every edge.

    ``figures``: points below the first edge, points when missing, then groups of edges and of what
    each edge adds; the last group is filled up with edges at infinity that add nothing.
    """
    base, absent = figures[0], figures[1]
    for i in range(size):
        sums[i] += base if numbers[i] == numbers[i] else absent
    for group in range(2, len(figures), 2 * GROUP):
        edge0, edge1, edge2, edge3 = (
            figures[group],
            figures[group + 1],
            figures[group + 2],
            figures[group + 3],
        )
        add0, add1, add2, add3 = (
            figures[group + 4],
            figures[group + 5],
            figures[group + 6],
            figures[group + 7],
        )
        for i in range(size):
            value = numbers[i]
            first = (add0 if value >= edge0 else 0.0) + (add1 if value >= edge1 else 0.0)
            second = (add2 if value >= edge2 else 0.0) + (add3 if value >= edge3 else 0.0)
            sums[i] += first + second


@compiled
def add_many(numbers: Array, size: int, edges: Array, figures: Array, buckets: Array, sums: Array) -> None:
    """Add the weighted points of bands with many edges.

    A number's leading bits say how many edges lie below its bucket; few buckets hold an edge, so
    hardly any further comparison is needed. ``figures``: points when missing, points of each band;
    ``buckets``: bits to drop, first bucket, then the edges below each bucket.
    """
    absent, shift, lowest, last = figures[0], buckets[0], buckets[1], len(buckets) - 3
    words = numbers.view(np.int64)
    count = len(edges)
    for i in range(size):
        value = numbers[i]
        if np.isnan(value):
            sums[i] += absent
            continue
        word = words[i]
        # turns the order of floating-point bits into the order of whole numbers
        word ^= (word >> 63) & np.int64(0x7FFFFFFFFFFFFFFF)
        band = buckets[2 + min(max((word >> shift) - lowest, 0), last)]
        while band < count and value >= edges[band]:
            band += 1
        sums[i] += figures[1 + band]


@compiled(
    error_model="numpy"
)  # the divisors are at least 2 by construction; a check would cost the wide registers
def add_curve(numbers: Array, size: int, figures: Array, sums: Array) -> None:
    """Add the weighted points of a curve of at most four stretches.

    ``figures``: weight, weighted points when missing, steps in a unit, first and last corner, then
    for each stretch: its corner, numerator at the corner, numerator a step, divisor. All are whole
    and small enough that the quotient, rounded down, is exact.
    """
    weight, absent, per_unit, low, high = figures[0], figures[1], figures[2], figures[3], figures[4]
    corner0, at0, step0, divisor0 = figures[5], figures[6], figures[7], figures[8]
    corner1, at1, step1, divisor1 = figures[9], figures[10], figures[11], figures[12]
    corner2, at2, step2, divisor2 = figures[13], figures[14], figures[15], figures[16]
    corner3, at3, step3, divisor3 = figures[17], figures[18], figures[19], figures[20]
    for i in range(size):
        value = numbers[i]
        known = value == value  # noqa: PLR0124 (NaN is not itself)
        steps = np.floor((value if known else 0.0) * per_unit + 0.5)
        steps = low if steps < low else steps
        steps = high if steps > high else steps
        in1, in2, in3 = steps >= corner1, steps >= corner2, steps >= corner3
        corner = corner3 if in3 else corner2 if in2 else corner1 if in1 else corner0
        at = at3 if in3 else at2 if in2 else at1 if in1 else at0
        step = step3 if in3 else step2 if in2 else step1 if in1 else step0
        divisor = divisor3 if in3 else divisor2 if in2 else divisor1 if in1 else divisor0
        points = np.floor(((steps - corner) * step + at) / divisor)
        sums[i] += points * weight if known else absent
