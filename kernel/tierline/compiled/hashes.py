"""Which of many 64-bit hashes occur more than once, found without sorting them."""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import Array


@compiled(nogil=True)
def divide(hashes: Array, bits: int, starts: Array, out: Array) -> None:
    """Put hashes with the same leading bits together.

    Parameters
    ----------
    hashes : uint64[n]
    bits : int
        How many leading bits tell the parts apart.
    starts : int64[2 ** bits + 1]
        Zeros; part p becomes ``out[starts[p]:starts[p + 1]]``.
    out : uint64[n]
    """
    shift = np.uint64(64 - bits)
    for i in range(len(hashes)):
        starts[np.int64(hashes[i] >> shift) + 1] += 1
    for place in range(1, len(starts)):
        starts[place] += starts[place - 1]
    ends = starts[:-1].copy()
    for i in range(len(hashes)):
        part = np.int64(hashes[i] >> shift)
        out[ends[part]] = hashes[i]
        ends[part] += 1


@compiled(nogil=True)
def occur_twice(hashes: Array, slots: Array, out: Array) -> int:
    """Write every hash that was met before to ``out`` and return how many; three times are written twice.

    Parameters
    ----------
    hashes : uint64[n]
    slots : uint64[m]
        Zeros; m a power of two greater than n.
    out : uint64[n]
    """
    mask = np.uint64(len(slots) - 1)
    zeros = found = 0
    for i in range(len(hashes)):
        value = hashes[i]
        if value == 0:  # the mark of a free slot
            zeros += 1
            if zeros > 1:
                out[found] = value
                found += 1
            continue
        at = value & mask
        while slots[at] != 0 and slots[at] != value:
            at = (at + np.uint64(1)) & mask
        if slots[at] == value:
            out[found] = value
            found += 1
        slots[at] = value
    return found
