"""Comparisons that are true of a row, a bit each. Source: rulebook XJ-4."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import Array, Conditions
from tierline.compiled.sums import Sums, bits_of

NEVER = np.uint8(0)


class Mark(NamedTuple):
    """A column's only comparison, if it is true from a number on; its bit is 0 where there is none."""

    low: Any  # float64: from here on, this one too
    bit: Any  # uint8
    plane: Any  # int64
    simple: Any  # bool: this says all of the column's comparisons


@compiled
def mark_of(conditions: Conditions, column: int) -> Mark:
    """Return a numeric column's comparison as the number from which on it is true, if that is possible."""
    k, count = conditions.first[column], conditions.first[column + 1] - conditions.first[column]
    if count == 0:
        return Mark(np.inf, NEVER, 0, True)
    bit = conditions.bit[k]
    from_here_on = bit[0] == bit[3] == NEVER and bit[1] == bit[2]
    return Mark(conditions.value[k], bit[1], conditions.plane[k], count == 1 and from_here_on)


@compiled
def mark_all(numbers: Array, column: int, conditions: Conditions, sums: Sums) -> None:
    """Note the comparisons that are true of a block of numbers."""
    for k in range(conditions.first[column], conditions.first[column + 1]):
        mark_numbers(numbers, conditions.value[k], conditions.bit[k], bits_of(sums, conditions.plane[k]))


@compiled
def mark_numbers(numbers: Array, other: float, bit: Array, bits: Array) -> None:
    """Add a comparison's bit to the rows for which it is true."""
    below, equal, above, absent = bit[0], bit[1], bit[2], bit[3]
    if below == absent == NEVER and equal == above:
        for i in range(len(bits)):
            bits[i] |= above if numbers[i] >= other else NEVER
        return
    if above == absent == NEVER and equal == below:
        for i in range(len(bits)):
            bits[i] |= below if numbers[i] <= other else NEVER
        return
    for i in range(len(bits)):
        value = numbers[i]
        found = absent
        found = below if value < other else found
        found = equal if value == other else found
        found = above if value > other else found
        bits[i] |= found


@compiled
def mark_codes(codes: Array, own: Array, bits: Array) -> None:
    """Add the bits of each code."""
    for i in range(len(bits)):
        bits[i] |= own[codes[i]]
