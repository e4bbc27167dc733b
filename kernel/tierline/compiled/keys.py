"""Identifiers as they lie in memory: are they clean, do they ascend, where does one stand in a list.

Text is given as Arrow keeps it: identifier i is ``data[offsets[i]:offsets[i + 1]]``.
"""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import NONE, Array

CLEAN = 1
ASCENDING = 2
_BLANK, _QUOTE, _ZERO = 32, 39, 48
_HIGH_BITS = 0x8080808080808080  # none is set in eight bytes of ASCII
_UNKNOWN = 4  # "0000" means that the value is not known
_WORD = 8  # bytes taken at once, and bits of a byte
_BASIS, _MIX = 0xCBF29CE484222325, 0xFF51AFD7ED558CCD


@compiled
def compare(data: Array, first: int, first_end: int, other: Array, second: int, second_end: int) -> int:
    """Return -1, 0 or 1 as one run of bytes stands before, at or after another."""
    size = min(first_end - first, second_end - second)
    for i in range(size):
        if data[first + i] != other[second + i]:
            return -1 if data[first + i] < other[second + i] else 1
    rest = (first_end - first) - (second_end - second)
    return 0 if rest == 0 else -1 if rest < 0 else 1


@compiled
def word_at(data: Array, at: int) -> np.uint64:
    """Return eight bytes as one number that orders as they do; the compiler makes one load of it."""
    word, first = np.uint64(0), np.uint64(at)  # an unsigned place needs no check for a negative one
    for place in range(_WORD):
        word = (word << np.uint64(_WORD)) | np.uint64(data[first + np.uint64(place)])
    return word


@compiled
def all_ascii(data: Array, first: int, end: int) -> bool:
    """Return whether the bytes from ``first`` to ``end`` are ASCII."""
    seen = np.uint64(0)
    whole = (end - first) // _WORD
    for word in range(whole):
        seen |= word_at(data, first + word * _WORD)
    for k in range(first + whole * _WORD, end):
        seen |= np.uint64(data[k])
    return bool(seen & np.uint64(_HIGH_BITS) == 0)


@compiled
def all_ascending(offsets: Array, data: Array) -> bool:
    """Return whether each identifier stands after the one before it."""
    for i in range(1, len(offsets) - 1):
        before, start, end = offsets[i - 1], offsets[i], offsets[i + 1]
        if end - start == start - before and _WORD <= end - start <= 2 * _WORD:
            # the first and the last eight bytes, overlapping where there are fewer than sixteen
            one, other = word_at(data, before), word_at(data, start)
            if one == other:
                one, other = word_at(data, start - _WORD), word_at(data, end - _WORD)
            if one >= other:
                return False
        elif compare(data, before, start, data, start, end) >= 0:
            return False
    return True


@compiled(nogil=True)
def inspect(offsets: Array, data: Array) -> int:
    """Return CLEAN and ASCENDING together, as far as they hold.

    Parameters
    ----------
    offsets : int32[n + 1]
    data : uint8[:]

    Notes
    -----
    Clean is ASCII, no blank at either end, no apostrophe before it, and not one of the values that
    mean missing: what intake takes over as it stands.
    """
    clean = all_ascii(data, offsets[0], offsets[-1])
    for i in range(len(offsets) - 1):
        start, end = offsets[i], offsets[i + 1]
        if end == start:
            return 0
        clean &= (data[start] > _BLANK) & (data[start] != _QUOTE) & (data[end - 1] > _BLANK)
        if end - start == _UNKNOWN:
            zeros = True
            for k in range(start, end):
                zeros &= data[k] == _ZERO
            clean &= not zeros
    ascending = all_ascending(offsets, data)
    return (CLEAN if clean else 0) | (ASCENDING if ascending else 0)


@compiled
def hash_of(data: Array, start: int, end: int) -> np.uint64:
    """Return 64 well mixed bits of one identifier, eight bytes at a time."""
    # mixed at once: a length may not undo what the letters differ in
    mixed = (np.uint64(_BASIS) ^ np.uint64(end - start)) * np.uint64(_MIX)
    at = start
    while end - at >= _WORD:
        mixed = (mixed ^ word_at(data, at)) * np.uint64(_MIX)
        mixed ^= mixed >> np.uint64(32)
        at += _WORD
    rest = np.uint64(0)
    if end - start >= _WORD:
        rest = word_at(data, end - _WORD)  # some bytes a second time: cheaper than one by one
    else:
        for k in range(at, end):
            rest = (rest << np.uint64(8)) | np.uint64(data[k])
    mixed = (mixed ^ rest) * np.uint64(_MIX)
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
def find_ascending(offsets: Array, data: Array, known_offsets: Array, known: Array, out: Array) -> None:
    """Write where each identifier stands in the known ones, NONE where it does not; both ascend."""
    place, count = 0, len(known_offsets) - 1
    for i in range(len(offsets) - 1):
        order = 1
        while place < count:
            order = compare(
                data, offsets[i], offsets[i + 1], known, known_offsets[place], known_offsets[place + 1]
            )
            if order <= 0:
                break
            place += 1
        out[i] = place if place < count and order == 0 else NONE


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
