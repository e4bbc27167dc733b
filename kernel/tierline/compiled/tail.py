"""The tail: the last rows, fewer than are settled at once, are settled in a room of their own and copied."""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import NONE, Array, Before, Outcome
from tierline.compiled.registers import ROWS
from tierline.compiled.state import State


@compiled
def room_for_tail() -> Outcome:
    """Return room for ROWS rows."""
    words, small = np.zeros((2, ROWS), np.int16), np.zeros((6, ROWS), np.int8)
    return Outcome(
        words[0], small[0], small[1], small[2], small[3], small[4], words[1], small[5],
        np.empty((0, 0), np.int16),
    )  # fmt: skip


@compiled
def tail_of(before: Before, start: int, end: int) -> State:
    """Return what rows ``start .. end`` bring along, and nothing for the others of ROWS."""
    return State(
        _padded(before.tier, start, end), _padded(before.below, start, end), 1,
        _padded(before.override, start, end), 1,
    )  # fmt: skip


@compiled
def _padded(ranks: Array, start: int, end: int) -> Array:
    out = np.full(ROWS, NONE, np.int8)
    if len(ranks) > 0:
        out[: end - start] = ranks[start:end]
    return out


@compiled
def copy_rows(source: Outcome, target: Outcome) -> None:
    """Copy the first rows of ``source``, as many as ``target`` has."""
    rows = len(target.score)
    target.score[:], target.by_score[:] = source.score[:rows], source.by_score[:rows]
    target.floor[:], target.cap[:] = source.floor[:rows], source.cap[:rows]
    target.tier[:], target.reason[:] = source.tier[:rows], source.reason[:rows]
    target.rule[:], target.below[:] = source.rule[:rows], source.below[:rows]
