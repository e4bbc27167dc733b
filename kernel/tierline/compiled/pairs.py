"""Two banded columns at once: what is known of a row is read and written once for both.

Two columns are read as fast side by side as one after the other, but the sums of a stretch, which lie
in the second-level cache, are passed half as often. Three find no room in registers with their edges
and points, and are no faster. Source: rulebook XJ-3; Readings, Tiering.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import ALL_VALID, FEW, FLOAT64, NONE, Array, Columns, Indicators

HEAD = 3  # of a group of edges: how many, the points below the first, the points when missing
SOME, MOST = 5, 8  # edges that are compared with; no number reaches those that are added to fill up


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
    one_group: bool = len(_weighted(rules, k)) == HEAD + len(_edges(rules, k))
    return one_group


@compiled
def add_two(one: Array, two: Array, rules: Indicators, first: int, sums: Array) -> None:
    """Add the weighted points of indicators ``first`` and the next one, each of a column of its own."""
    p, q = _weighted(rules, first), _weighted(rules, first + 1)
    e, f = _edges(rules, first), _edges(rules, first + 1)
    if max(len(e), len(f)) <= SOME:
        add_bands(one, two, p, q, _five(e), _five(f), _five_points(p), _five_points(q), sums)
    else:
        add_bands(one, two, p, q, _eight(e), _eight(f), _eight_points(p), _eight_points(q), sums)


@compiled
def add_bands(
    one: Array, two: Array, p: Array, q: Array, e: Any, f: Any, points: Any, others: Any, sums: Array
) -> None:
    """Do as ``points.add_bands`` for two columns with as many edges each."""
    base, base2, absent, absent2 = p[1], q[1], p[2], q[2]
    if (base == absent) & (base2 == absent2):
        for i in range(len(sums)):
            value, got, other, more = one[i], base, two[i], base2
            for k in range(len(e)):
                got = points[k] if value >= e[k] else got
                more = others[k] if other >= f[k] else more
            sums[i] += got + more
        return
    for i in range(len(sums)):
        value, other = one[i], two[i]
        got = base if value == value else absent  # noqa: PLR0124 (NaN is not itself)
        more = base2 if other == other else absent2  # noqa: PLR0124
        for k in range(len(e)):
            got = points[k] if value >= e[k] else got
            more = others[k] if other >= f[k] else more
        sums[i] += got + more


@compiled
def _edges(rules: Indicators, k: int) -> Array:
    return rules.figures[rules.figures_start[k] : rules.figures_start[k + 1]]


@compiled
def _weighted(rules: Indicators, k: int) -> Array:
    return rules.weighted[rules.weighted_start[k] : rules.weighted_start[k + 1]]


@compiled
def _edge(edges: Array, k: int) -> float:
    return edges[k] if k < len(edges) else np.nan


@compiled
def _five(edges: Array) -> Any:
    return _edge(edges, 0), _edge(edges, 1), _edge(edges, 2), _edge(edges, 3), _edge(edges, 4)


@compiled
def _eight(edges: Array) -> Any:
    return (*_five(edges), _edge(edges, 5), _edge(edges, 6), _edge(edges, 7))


@compiled
def _gain(weighted: Array, k: int) -> Any:
    return weighted[HEAD + k] if HEAD + k < len(weighted) else np.int32(0)


@compiled
def _five_points(weighted: Array) -> Any:
    return _gain(weighted, 0), _gain(weighted, 1), _gain(weighted, 2), _gain(weighted, 3), _gain(weighted, 4)


@compiled
def _eight_points(weighted: Array) -> Any:
    return (*_five_points(weighted), _gain(weighted, 5), _gain(weighted, 6), _gain(weighted, 7))
