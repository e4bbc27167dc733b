"""Room for results, used again once nobody holds it: the system takes longer to give it than scoring does."""

from __future__ import annotations

import weakref
from contextlib import suppress

import numpy as np
import numpy.typing as npt

from tierline.compiled.layout import Outcome

LINE = 64  # bytes of a line of memory: every column begins on one
LEAST_BYTES = 2**22  # smaller room is cheap to ask for
KEPT = 2  # a result and the one it is compared with

_spare: list[npt.NDArray[np.uint8]] = []


class _Lease:
    """Lends memory to the arrays made from it; as long as one of them lives, so does this."""

    def __init__(self, memory: npt.NDArray[np.uint8]) -> None:
        self.__array_interface__ = memory.__array_interface__
        weakref.finalize(self, _give_back, memory).atexit = False


def empty_outcome(rows: int, indicators: int = 0) -> Outcome:
    """Return room for the results of ``rows`` accounts, with ``indicators`` for their points too.

    The columns lie in one piece of memory, each on a line of its own. Once every array of an outcome is
    gone, its memory serves the next outcome of that size.
    """
    wide, narrow = _padded(2 * rows), _padded(rows)
    memory = _memory(2 * wide + 6 * narrow)
    words = [memory[place * wide :][: 2 * rows].view(np.int16) for place in range(2)]
    small = [memory[2 * wide + place * narrow :][:rows].view(np.int8) for place in range(6)]
    by_score, floor, cap, tier, reason, below = small
    points = np.empty((rows if indicators else 0, indicators), np.int16)
    return Outcome(words[0], by_score, floor, cap, tier, reason, words[1], below, points)


def _padded(size: int) -> int:
    return -(-size // LINE) * LINE


def _memory(size: int) -> npt.NDArray[np.uint8]:
    """Return ``size`` bytes that begin on a line."""
    if size < LEAST_BYTES:
        return _on_a_line(np.empty(size + LINE, np.uint8))[:size]
    memory = _taken_again(size + LINE)
    if memory is None:
        memory = np.empty(size + LINE, np.uint8)
    return _on_a_line(np.asarray(_Lease(memory)))[:size]


def _taken_again(size: int) -> npt.NDArray[np.uint8] | None:
    """Return spare memory of just this size; any other is let go. One step at a time, so threads may race."""
    with suppress(IndexError):
        while True:
            memory = _spare.pop()
            if len(memory) == size:
                return memory
    return None


def _on_a_line(memory: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return memory[-memory.ctypes.data % LINE :]


def _give_back(memory: npt.NDArray[np.uint8]) -> None:
    _spare.append(memory)
    del _spare[:-KEPT]
