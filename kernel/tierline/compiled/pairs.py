"""Two banded columns at once: what is known of a row is read and written once for both.

Two columns are read as fast side by side as one after the other, but the sums of a stretch, which lie
in the second-level cache, are passed half as often. Three find no room in registers with their edges
and points, and are no faster. A comparison of the same columns is made on the way: while it waits for
memory, the processor has nothing else to do. Source: rulebook XJ-3, XJ-4; Readings, Tiering.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.choose import choose
from tierline.compiled.layout import (
    ALL_VALID,
    FEW,
    FLOAT64,
    NONE,
    Array,
    Columns,
    Conditions,
    Indicators,
)
from tierline.compiled.load import in_place
from tierline.compiled.marks import NEVER, Mark, mark_all, mark_of
from tierline.compiled.points import reached
from tierline.compiled.sums import Sums, bits_of, part_of

HEAD = 3  # of a group of edges: how many, the points below the first, the points when missing
SOME = 5  # edges that are compared with, or seven; no number reaches those that are added to fill up
NEAR = 256  # rows whose comparisons are made at once: their numbers are still in the first-level cache


class Bands(NamedTuple):
    """The edges of a column and its weighted points, see ``points.add_few``."""

    edges: Array  # float64
    weighted: Array  # int32


@compiled
def pairs_of(columns: Columns, rules: Indicators, keeps_points: bool) -> Array:
    """Tell of each column whether it is read together with the next one; none is where points are kept."""
    pairs = np.zeros(len(columns.kind), np.bool_)
    column = 0
    while column + 1 < len(pairs) and not keeps_points:
        pairs[column] = _simple(columns, rules, column) and _simple(columns, rules, column + 1)
        column += 2 if pairs[column] else 1
    return pairs


@compiled
def _simple(columns: Columns, rules: Indicators, column: int) -> bool:
    """Tell whether a column is plain float64 and has one indicator of few bands, never left out."""
    k = rules.first[column]
    if rules.first[column + 1] != k + 1 or rules.plan[k] != FEW or rules.missing[k] == NONE:
        return False
    if columns.coded[column] or columns.kind[column] != FLOAT64 or columns.validity[column] != ALL_VALID:
        return False
    bands = bands_of(rules, k)
    one_group: bool = len(bands.weighted) == HEAD + len(bands.edges)
    return one_group


@compiled(forceinline=True)
def bands_of(rules: Indicators, k: int) -> Bands:
    """Return the bands of an indicator."""
    return Bands(
        rules.figures[rules.figures_start[k] : rules.figures_start[k + 1]],
        rules.weighted[rules.weighted_start[k] : rules.weighted_start[k + 1]],
    )


@compiled(forceinline=True)
def read_two(
    columns: Columns, column: int, start: int, rules: Indicators, conditions: Conditions, sums: Sums
) -> None:
    """Add what a stretch of two banded columns says; both are read in place."""
    size, k = len(sums.points), rules.first[column]
    one, two = in_place(columns, column, start, size), in_place(columns, column + 1, start, size)
    bands, others = bands_of(rules, k), bands_of(rules, k + 1)
    mark, other = mark_of(conditions, column), mark_of(conditions, column + 1)
    if conditions.first[column] == conditions.first[column + 2]:
        add_two(one, two, bands, others, sums.points)
    elif mark.simple & other.simple & _in_one_plane(mark, other) & _as_lowest(bands) & _as_lowest(others):
        bits = bits_of(sums, max(mark.plane, other.plane))  # one that marks nothing has plane 0
        add_and_mark(one, two, bands, others, sums.points, mark, other, bits)
    else:
        for first in range(0, size, NEAR):
            last = min(first + NEAR, size)
            near, part, pair = part_of(sums, first, last), one[first:last], two[first:last]
            add_two(part, pair, bands, others, near.points)
            mark_all(part, column, conditions, near)
            mark_all(pair, column + 1, conditions, near)


@compiled(forceinline=True)
def _in_one_plane(mark: Mark, other: Mark) -> bool:
    shared: bool = (mark.plane == other.plane) | (mark.bit == NEVER) | (other.bit == NEVER)
    return shared


@compiled(forceinline=True)
def _as_lowest(bands: Bands) -> bool:
    """Tell whether what is missing has the points below the first edge."""
    lowest: bool = bands.weighted[1] == bands.weighted[2]
    return lowest


@compiled
def add_two(one: Array, two: Array, bands: Bands, others: Bands, sums: Array) -> None:
    """Add the weighted points of two columns."""
    e, f, p, q = bands.edges, others.edges, bands.weighted, others.weighted
    if max(len(e), len(f)) <= SOME:
        add_bands(one, two, p, q, _five(e), _five(f), _five_points(p), _five_points(q), sums)
    else:
        add_bands(one, two, p, q, _seven(e), _seven(f), _seven_points(p), _seven_points(q), sums)


@compiled
def add_bands(
    one: Array, two: Array, p: Array, q: Array, e: Any, f: Any, points: Any, others: Any, sums: Array
) -> None:
    """Do as ``points.add_bands`` for two columns with as many edges each."""
    base, base2, absent, absent2 = p[1], q[1], p[2], q[2]
    if (base == absent) & (base2 == absent2):
        for i in range(len(sums)):
            sums[i] += reached(one[i], base, e, points) + reached(two[i], base2, f, others)
        return
    for i in range(len(sums)):
        value, other = one[i], two[i]
        below = choose(value == value, base, absent)  # noqa: PLR0124 (NaN is not itself)
        below2 = choose(other == other, base2, absent2)  # noqa: PLR0124
        sums[i] += reached(value, below, e, points) + reached(other, below2, f, others)


@compiled
def add_and_mark(
    one: Array, two: Array, bands: Bands, others: Bands, sums: Array, mark: Mark, other: Mark, bits: Array
) -> None:
    """Add the weighted points of two columns and note where their comparisons are true."""
    e, f, p, q = bands.edges, others.edges, bands.weighted, others.weighted
    if max(len(e), len(f)) <= SOME:
        five, fives = _five_points(p), _five_points(q)
        mark_bands(one, two, p[1], q[1], _five(e), _five(f), five, fives, sums, mark, other, bits)
    else:
        seven, sevens = _seven_points(p), _seven_points(q)
        mark_bands(one, two, p[1], q[1], _seven(e), _seven(f), seven, sevens, sums, mark, other, bits)


@compiled
def mark_bands(
    one: Array, two: Array, base: int, base2: int, e: Any, f: Any, points: Any, others: Any, sums: Array,
    mark: Mark, other: Mark, bits: Array,
) -> None:  # fmt: skip
    """Do as ``add_bands`` where what is missing has the points below the first edge, and mark."""
    low, bit, low2, bit2 = mark.low, mark.bit, other.low, other.bit
    for i in range(len(sums)):
        value, more = one[i], two[i]
        bits[i] |= choose(value >= low, bit, NEVER) | choose(more >= low2, bit2, NEVER)
        sums[i] += reached(value, base, e, points) + reached(more, base2, f, others)


@compiled
def _edge(edges: Array, k: int) -> float:
    return edges[k] if k < len(edges) else np.nan


@compiled
def _five(edges: Array) -> Any:
    return _edge(edges, 0), _edge(edges, 1), _edge(edges, 2), _edge(edges, 3), _edge(edges, 4)


@compiled
def _seven(edges: Array) -> Any:
    return (*_five(edges), _edge(edges, 5), _edge(edges, 6))


@compiled
def _gain(weighted: Array, k: int) -> Any:
    return weighted[HEAD + k] if HEAD + k < len(weighted) else np.int32(0)


@compiled
def _five_points(weighted: Array) -> Any:
    return _gain(weighted, 0), _gain(weighted, 1), _gain(weighted, 2), _gain(weighted, 3), _gain(weighted, 4)


@compiled
def _seven_points(weighted: Array) -> Any:
    return (*_five_points(weighted), _gain(weighted, 5), _gain(weighted, 6))
