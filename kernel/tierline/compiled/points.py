"""Points of a value: bands and curves. Source: rulebook XJ-3; Readings, Tiering.

The exact rules come first; they give every indicator's points, for explanations and for indicators
that may be left out. The loops after them add weighted points to a whole block at once and are
written so that the compiler can use wide registers: no branch, no call, no table look-up where a
comparison will do. All points times all weights together are at most 10^8 and fit 32 bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.ahead import ask_for
from tierline.compiled.choose import choose
from tierline.compiled.layout import NONE, Array

PART = 512  # numbers whose buckets are found at once
LINE = 8  # float64 in a line of memory
AHEAD = 768  # numbers: while those here are looked up, memory fetches what lies as far on as this


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


@compiled(forceinline=True)
def whole_steps(value: float, per_unit: Any) -> Any:
    """Read a number to whole steps, half up; ``per_unit`` for numbers from zero on, and below it."""
    return np.floor(value * choose(value >= 0.0, per_unit[0], per_unit[1]) + 0.5)


@compiled
def points_between(value: float, per_unit: Any, corners: Array, points: Array) -> Any:
    """Interpolate in whole steps; rounded half up to hundredths, flat outside the corners."""
    steps = whole_steps(value, per_unit)
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
    numbers: Array, linear: bool, per_unit: Any, edges: Array, corners: Array, points: Array, got: Array
) -> None:
    """Write each number's points, one by one; missing (NaN) gives NONE."""
    for i in range(len(got)):
        value = numbers[i]
        if np.isnan(value):
            got[i] = NONE
        elif linear:
            got[i] = points_between(value, per_unit, corners, points)
        else:
            got[i] = points[band_of(value, edges)]


@compiled
def weigh(got: Array, weight: int, absent: int, sums: Array, present: Array) -> None:
    """Add one indicator's weighted points; NONE becomes ``absent``, or is left out when that is NONE too."""
    for i in range(len(got)):
        if got[i] == NONE:
            got[i] = absent
        if got[i] == NONE:
            present[i] -= weight
        else:
            sums[i] += got[i] * weight


@compiled
def keep_points(got: Array, start: int, place: int, found: Array) -> None:
    """Keep one indicator's points for the explanation, when wanted."""
    if found.shape[0] > 0:
        for i in range(len(got)):
            found[start + i, place] = got[i]


@compiled
def leave_out(numbers: Array, weight: int, present: Array) -> None:
    """Take the weight of an indicator from the rows where it is missing."""
    for i in range(len(present)):
        present[i] -= np.int32(0) if numbers[i] == numbers[i] else np.int32(weight)


@compiled(forceinline=True)
def reached(value: float, base: Any, edges: Any, points: Any) -> Any:
    """Return the points of the last edge that ``value`` reaches, ``base`` below the first one.

    ``edges`` and ``points`` are tuples of an odd length, which is part of their type, so that the
    compiler makes one loop without inner loop for each length, every edge in a register. The edge in
    the middle is compared with first and decides which half is compared with after it. NaN, as a number
    or as an edge that is none, reaches nothing.
    """
    half = len(edges) // 2
    above = value >= edges[half]
    got = choose(above, points[half], base)
    for k in range(half):
        edge = choose(above, edges[half + 1 + k], edges[k])
        got = choose(value >= edge, choose(above, points[half + 1 + k], points[k]), got)
    return got


@compiled
def add_bands(numbers: Array, base: int, absent: int, edges: Any, points: Any, sums: Array) -> None:
    """Add the points that each number reaches.

    What is missing need not be told apart where it has the points below the first edge.
    """
    if base == absent:
        for i in range(len(sums)):
            sums[i] += reached(numbers[i], base, edges, points)
        return
    for i in range(len(sums)):
        value = numbers[i]
        known = value == value  # noqa: PLR0124 (NaN is not itself)
        sums[i] += reached(value, choose(known, base, absent), edges, points)


@compiled
def add_few(numbers: Array, edges: Array, weighted: Array, sums: Array) -> None:
    """Add the weighted points of bands with few edges, comparing with half of them.

    In groups: ``weighted`` holds a number of edges, the points below the first, the points when
    missing, and the points from each edge on; ``edges`` that many edges (NaN = none).
    """
    at, first = 0, 0
    while at < len(weighted):
        count, base, absent = weighted[at], weighted[at + 1], weighted[at + 2]
        e, p = edges[first : first + count], weighted[at + 3 : at + 3 + count]
        if count == 1:
            add_bands(numbers, base, absent, (e[0],), (p[0],), sums)
        elif count == 3:
            add_bands(numbers, base, absent, (e[0], e[1], e[2]), (p[0], p[1], p[2]), sums)
        elif count == 5:
            five, theirs = (e[0], e[1], e[2], e[3], e[4]), (p[0], p[1], p[2], p[3], p[4])
            add_bands(numbers, base, absent, five, theirs, sums)
        else:
            seven, own = (
                (e[0], e[1], e[2], e[3], e[4], e[5], e[6]),
                (p[0], p[1], p[2], p[3], p[4], p[5], p[6]),
            )
            add_bands(numbers, base, absent, seven, own, sums)
        at, first = at + 3 + count, first + count


@compiled
def add_many(
    numbers: Array, key: Array, buckets: Array, edges: Array, weighted: Array, bands: Array, sums: Array
) -> None:
    """Add the weighted points of bands with many edges.

    A number's leading bits say how many edges lie below its bucket; a bucket holds few edges, mostly
    one, so that as many comparisons find the band. ``buckets``: edges below each bucket. ``weighted``:
    points of each band, then when missing; ``edges``: the edge above each band, NaN where there is none.
    ``bands`` is room for a block of uint32.
    """
    rounds, missing = key[2], np.uint32(len(weighted) - 1)
    find_buckets(numbers, key, len(buckets), bands)
    for i in range(len(sums)):
        value, band = numbers[i], np.uint32(buckets[bands[i]])
        for _round in range(rounds):
            band += np.uint32(value >= edges[band])
        sums[i] += weighted[choose(value == value, band, missing)]  # noqa: PLR0124 (NaN is not itself)


@compiled
def add_split(numbers: Array, key: Array, edges: Array, weighted: Array, buckets: Array, sums: Array) -> None:
    """Add the weighted points of bands whose edges are so far apart that a bucket holds at most one.

    ``edges``: of each bucket, NaN where it has none; ``weighted``: the points below and from that edge
    on, bucket by bucket. Beyond the outermost edges lies a bucket on either side, into which NaN falls,
    too: its edge is -inf, and below that are the points when missing. ``buckets`` is room for a block of
    uint32; it is used in parts that stay in the first-level cache together with the tables.
    """
    for first in range(0, len(sums), PART):
        part = numbers[first : first + PART]
        own, added = buckets[: len(part)], sums[first : first + PART]
        find_buckets(part, key, len(edges), own)
        lines = len(own) // LINE
        for line in range(lines):
            ask_for(part, AHEAD + LINE * line)
            for i in range(LINE * line, LINE * line + LINE):
                added[i] += beside(part[i], own[i], edges, weighted)
        for i in range(LINE * lines, len(own)):
            added[i] += beside(part[i], own[i], edges, weighted)


@compiled(forceinline=True)
def beside(value: float, bucket: Any, edges: Array, weighted: Array) -> Any:
    """Return the points on the side of its bucket's edge on which ``value`` lies."""
    return weighted[np.uint32(2) * bucket + np.uint32(value >= edges[bucket])]


@compiled
def find_buckets(numbers: Array, key: Array, count: int, buckets: Array) -> None:
    """Write the bucket of each number by its leading bits, one of ``count``; NaN falls into an outer one."""
    shift, lowest, last = key[0], key[1], count - 1
    words = numbers.view(np.int64)
    if lowest >= 0:  # every edge is above zero: what is below it lies before the first bucket in any order
        for i in range(len(words)):
            buckets[i] = min(max((words[i] >> shift) - lowest, 0), last)
        return
    for i in range(len(words)):
        word = words[i]
        # turns the order of floating-point bits into the order of whole numbers
        word ^= (word >> 63) & np.int64(0x7FFFFFFFFFFFFFFF)
        buckets[i] = min(max((word >> shift) - lowest, 0), last)


@compiled
def add_stretches(
    numbers: Array, weight: int, absent: int, per_unit: Any, low: float, high: float, corners: Any,
    steps: Any, starts: Any, shares: Any, sums: Array,
) -> None:  # fmt: skip
    """Add the weighted points of a curve; the tuples hold what belongs to each of its stretches.

    The quotient is cut off, not divided: half a numerator beyond a whole number is far more than
    what a product with ``shares`` (one by the divisor) can be wrong by.
    """
    for i in range(len(sums)):
        value = numbers[i]
        at = whole_steps(value, per_unit)
        at = at if at > low else low  # NaN, too
        at = high if at > high else at
        step, start, share = steps[0], starts[0], shares[0]
        for k in range(1, len(corners)):
            beyond = at >= corners[k]
            step = steps[k] if beyond else step
            start = starts[k] if beyond else start
            share = shares[k] if beyond else share
        points = np.int32((at * step + start) * share)
        known = value == value  # noqa: PLR0124 (NaN is not itself)
        sums[i] += points * weight if known else absent


@compiled
def add_curve(numbers: Array, figures: Array, weighted: Array, sums: Array) -> None:
    """Add the weighted points of a curve of at most four stretches.

    ``figures``: steps in a unit (from zero on, below it), first and last corner, then of each stretch:
    the corner, the numerator of a step, the numerator where the line of the stretch meets step 0 and
    half a one, one by the divisor. ``weighted``: number of stretches, weight, weighted points when missing.
    """
    count, weight, absent = weighted[0], weighted[1], weighted[2]
    per_unit, low, high, f = (figures[0], figures[1]), figures[2], figures[3], figures[4:]
    if count == 1:
        add_stretches(
            numbers, weight, absent, per_unit, low, high, (f[0],), (f[1],), (f[2],), (f[3],), sums
        )  # fmt: skip
    elif count == 2:
        add_stretches(
            numbers, weight, absent, per_unit, low, high,
            (f[0], f[4]), (f[1], f[5]), (f[2], f[6]), (f[3], f[7]), sums,
        )  # fmt: skip
    elif count == 3:
        add_stretches(
            numbers, weight, absent, per_unit, low, high,
            (f[0], f[4], f[8]), (f[1], f[5], f[9]), (f[2], f[6], f[10]), (f[3], f[7], f[11]), sums,
        )  # fmt: skip
    else:
        add_stretches(
            numbers, weight, absent, per_unit, low, high,
            (f[0], f[4], f[8], f[12]), (f[1], f[5], f[9], f[13]), (f[2], f[6], f[10], f[14]),
            (f[3], f[7], f[11], f[15]), sums,
        )  # fmt: skip


@compiled
def add_by_code(codes: Array, weighted: Array, sums: Array) -> None:
    """Add the weighted points of each code."""
    for i in range(len(sums)):
        sums[i] += weighted[codes[i]]
