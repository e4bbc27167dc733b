"""Gathers the rows of a performance month by month: rows in any order become sums a cell.

Rows are first dealt into buckets of a few managers, then each bucket is summed in memory that stays
in the second-level cache; a sum of whole numbers does not depend on the order, so neither does the
result. Source: rulebook LY-12, LY-14.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.views import int16_at, int32_at, int64_at

Array = Any
NONE = np.iinfo(np.int64).min  # a missing actual or target
LARGEST = 2**61  # no sum may reach it: it is doubled to carry a mark


class Shape(NamedTuple):
    """How many there are of each, and managers a bucket as a power of two."""

    managers: int
    months: int
    indicators: int
    shift: int


@compiled(nogil=True)
def count_rows(first: int, last: int, address: int, rows: int, shape: Shape, counts: Array) -> int:
    """Count the rows of each bucket; return the first row whose manager does not exist, or -1."""
    manager = int32_at(address, rows)[first:last]
    for i in range(len(manager)):
        if manager[i] < 0 or manager[i] >= shape.managers:
            return first + i
        counts[manager[i] >> shape.shift] += 1
    return -1


@compiled
def marked(value: int) -> int:
    """Double a value and mark it as present in its last bit; 0 stands for missing or far too large."""
    number = int(value)
    return 2 * number + 1 if -LARGEST < number < LARGEST else 0


@compiled
def size_of(value: int) -> int:
    """Return the magnitude of a value, a missing one having none."""
    number = int(value)
    return 0 if number == NONE else abs(number)


@compiled(nogil=True)
def deal_figures(
    first: int, last: int, addresses: Array, rows: int, shape: Shape, at: Array, cells: Array, values: Array
) -> tuple[int, int]:
    """Deal rows into buckets from ``at``; return the first bad row or -1, and the largest magnitude."""
    manager, month = int32_at(addresses[0], rows)[first:last], int16_at(addresses[1], rows)[first:last]
    indicator = int16_at(addresses[2], rows)[first:last]
    actual, target = int64_at(addresses[3], rows)[first:last], int64_at(addresses[4], rows)[first:last]
    inner, statements = (1 << shape.shift) - 1, shape.months << shape.shift
    largest = 0
    for i in range(len(manager)):
        if month[i] < 0 or month[i] >= shape.months or indicator[i] < 0 or indicator[i] >= shape.indicators:
            return first + i, largest
        bucket = manager[i] >> shape.shift
        place = at[bucket]
        at[bucket] = place + 1
        own = (int(manager[i]) & inner) * shape.months + int(month[i])
        cells[place] = int(indicator[i]) * statements + own
        values[place, 0] = marked(actual[i])
        values[place, 1] = marked(target[i])
        largest = max(largest, size_of(actual[i]), size_of(target[i]))
    return -1, largest


@compiled(nogil=True)
def deal_events(
    first: int, last: int, addresses: Array, rows: int, shape: Shape, at: Array, cells: Array, values: Array
) -> tuple[int, int]:
    """Deal bonuses (above 0) and deductions (below) into the cell after the last indicator's."""
    manager, month = int32_at(addresses[0], rows)[first:last], int16_at(addresses[1], rows)[first:last]
    points = int64_at(addresses[2], rows)[first:last]
    inner, statements = (1 << shape.shift) - 1, shape.months << shape.shift
    largest = 0
    for i in range(len(manager)):
        if month[i] < 0 or month[i] >= shape.months or points[i] == NONE:
            return first + i, largest
        bucket = manager[i] >> shape.shift
        place = at[bucket]
        at[bucket] = place + 1
        own = (int(manager[i]) & inner) * shape.months + int(month[i])
        cells[place] = shape.indicators * statements + own
        values[place, 0] = marked(max(int(points[i]), 0))
        values[place, 1] = marked(max(-int(points[i]), 0))
        largest = max(largest, size_of(points[i]))
    return -1, largest


@compiled
def add_up(cells: Array, values: Array, sums: Array) -> None:
    """Add one bucket's marked values to ``sums`` (2, cells); a sum is doubled and marked too."""
    sums[:] = 0
    for i in range(len(cells)):
        cell = cells[i]
        for side in range(2):
            value = values[i, side]
            sums[side, cell] = (sums[side, cell] + (value & -2)) | (value & 1)
