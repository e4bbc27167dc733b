"""What is known so far of the rows of a stretch, and parts of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import STRETCH, WHOLE, Array


class Sums(NamedTuple):
    """One entry a row; the bits of plane p begin at ``p * STRETCH``, so that each plane is one run."""

    points: Array  # int32: weighted points
    present: Array  # int32: weight of the indicators that are not left out; empty where none can be
    bits: Array  # uint8[planes * STRETCH]: comparisons that are true, of the whole stretch
    first: Any  # int64: place of the first row in the stretch


@compiled
def room_for_sums(skips: bool, planes: int) -> Sums:
    """Return room for a stretch."""
    weights = STRETCH if skips else 0
    return Sums(
        np.empty(STRETCH, np.int32), np.empty(weights, np.int32), np.empty(planes * STRETCH, np.uint8), 0
    )


@compiled(forceinline=True)
def part_of(sums: Sums, start: int, end: int) -> Sums:
    """Return the sums of some rows."""
    return Sums(sums.points[start:end], sums.present[start:end], sums.bits, sums.first + start)


@compiled(forceinline=True)
def bits_of(sums: Sums, plane: int) -> Array:
    """Return one plane of bits."""
    first = plane * STRETCH + sums.first
    return sums.bits[first : first + len(sums.points)]


@compiled
def forget(sums: Sums) -> None:
    """Begin a stretch: nothing is known."""
    sums.points[:] = 0
    sums.present[:] = WHOLE
    sums.bits[:] = 0
