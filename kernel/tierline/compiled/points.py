"""Points of a value: bands, curves, and the weighing of a block. Source: rulebook XJ-3; Readings, Tiering."""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import FEW_EDGES, NONE, Array


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
def band_points(numbers: Array, size: int, edges: Array, points: Array, got: Array) -> None:
    """Write the points of each number's band; NaN reaches no edge."""
    if len(edges) > FEW_EDGES:
        for i in range(size):
            got[i] = points[band_of(numbers[i], edges)]
        return
    got[:size] = points[0]
    for k in range(len(edges)):
        edge, step = edges[k], points[k + 1] - points[k]
        for i in range(size):
            got[i] += step if numbers[i] >= edge else 0


@compiled
def curve_points(
    numbers: Array, size: int, per_unit: float, corners: Array, points: Array, got: Array
) -> None:
    """Write the points of each number on a curve."""
    for i in range(size):
        value = numbers[i]
        got[i] = points[0] if np.isnan(value) else points_between(value, per_unit, corners, points)


@compiled
def weigh(got: Array, size: int, weight: int, absent: int, sums: Array, present: Array) -> None:
    """Add one indicator's weighted points; NONE stands for missing and becomes ``absent``."""
    for i in range(size):
        points = got[i]
        if points == NONE:
            points = absent
            got[i] = absent
        if points == NONE:
            present[i] -= weight
        else:
            sums[i] += points * weight


@compiled
def keep_points(got: Array, size: int, start: int, place: int, found: Array) -> None:
    """Keep one indicator's points for the explanation, when wanted."""
    if found.shape[0] > 0:
        for i in range(size):
            found[start + i, place] = got[i]
