"""Identifiers as they lie in memory: are they clean, do they ascend, where does one stand in a list.

Text is given as Arrow keeps it: identifier i is ``data[offsets[i]:offsets[i + 1]]``.
"""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import NONE, Array

CLEAN = 1
ASCENDING = 2
_BLANK, _QUOTE, _ZERO, _ASCII = 32, 39, 48, 128
_UNKNOWN = 4  # "0000" means that the value is not known
_BASIS, _PRIME, _MIX = 0xCBF29CE484222325, 0x100000001B3, 0xFF51AFD7ED558CCD


@compiled
def compare(data: Array, first: int, first_end: int, other: Array, second: int, second_end: int) -> int:
    """Return -1, 0 or 1 as one run of bytes stands before, at or after another."""
    size = min(first_end - first, second_end - second)
    for i in range(size):
        if data[first + i] != other[second + i]:
            return -1 if data[first + i] < other[second + i] else 1
    rest = (first_end - first) - (second_end - second)
    return 0 if rest == 0 else -1 if rest < 0 else 1


@compiled(nogil=True)
def inspect(offsets: Array, data: Array, last: Array) -> int:
    """Return CLEAN and ASCENDING together, as far as they hold.

    Parameters
    ----------
    offsets : int32[n + 1]
    data : uint8[:]
    last : uint8[:]
        The identifier before these; empty when there is none.

    Notes
    -----
    Clean is ASCII, no blank at either end, no apostrophe before it, and not one of the values that
    mean missing: what intake takes over as it stands.
    """
    clean, ascending = True, True
    for i in range(len(offsets) - 1):
        start, end = offsets[i], offsets[i + 1]
        if end == start:
            return 0
        odd = data[start] <= _BLANK or data[start] == _QUOTE or data[end - 1] <= _BLANK
        zeros = True
        for k in range(start, end):
            odd |= data[k] >= _ASCII
            zeros &= data[k] == _ZERO
        clean &= not (odd or (zeros and end - start == _UNKNOWN))
        if ascending:
            if i > 0:
                ascending = compare(data, offsets[i - 1], start, data, start, end) < 0
            elif len(last):
                ascending = compare(last, 0, len(last), data, start, end) < 0
    return (CLEAN if clean else 0) | (ASCENDING if ascending else 0)


@compiled
def hash_of(data: Array, start: int, end: int) -> np.uint64:
    """Return 64 well mixed bits of one identifier."""
    mixed = np.uint64(_BASIS)
    for k in range(start, end):
        mixed = (mixed ^ np.uint64(data[k])) * np.uint64(_PRIME)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(_MIX)
    return mixed ^ (mixed >> np.uint64(29))


@compiled(nogil=True)
def hash_all(offsets: Array, data: Array, out: Array) -> None:
    """Write the hash of every identifier into ``out`` (uint64[n])."""
    for i in range(len(offsets) - 1):
        out[i] = hash_of(data, offsets[i], offsets[i + 1])


@compiled(nogil=True)
def put_in_slots(offsets: Array, data: Array, slots: Array) -> None:
    """Enter every identifier into an open table (int32, a power of two, NONE where free)."""
    mask = np.uint64(len(slots) - 1)
    for i in range(len(offsets) - 1):
        at = hash_of(data, offsets[i], offsets[i + 1]) & mask
        while slots[at] != NONE:
            at = (at + np.uint64(1)) & mask
        slots[at] = i


@compiled(nogil=True)
def find_in_slots(
    offsets: Array, data: Array, known_offsets: Array, known: Array, slots: Array, out: Array
) -> None:
    """Write where each identifier stands in the known ones, NONE where it does not; bytes are compared."""
    mask = np.uint64(len(slots) - 1)
    for i in range(len(offsets) - 1):
        start, end = offsets[i], offsets[i + 1]
        at = hash_of(data, start, end) & mask
        out[i] = NONE
        while slots[at] != NONE:
            place = slots[at]
            if compare(data, start, end, known, known_offsets[place], known_offsets[place + 1]) == 0:
                out[i] = place
                break
            at = (at + np.uint64(1)) & mask


@compiled(nogil=True)
def all_within(values: Array, bits: Array, offset: int, low: float, high: float, whole: bool) -> bool:
    """Return whether every number lies in low .. high (NaN does not) and, if asked, is whole.

    ``bits`` is the validity as Arrow keeps it, from bit ``offset`` on; empty when all are valid.
    """
    good = True
    if len(bits) == 0:
        for i in range(len(values)):
            value = np.float64(values[i])
            good &= (value >= low) & (value <= high) & ((not whole) | (np.floor(value) == value))
        return good
    for i in range(len(values)):
        at = offset + i
        if (bits[at // 8] >> np.uint8(at % 8)) & 1:
            value = np.float64(values[i])
            good &= (value >= low) & (value <= high) & ((not whole) | (np.floor(value) == value))
    return good
