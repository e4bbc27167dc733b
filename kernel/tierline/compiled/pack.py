"""Small whole numbers packed bit by bit, and texts with their lengths, as Parquet's pages hold them."""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import Array

_WORD = 32  # bits written at once


@compiled(nogil=True)
def mark_used(values: Array, used: Array) -> int:
    """Set ``used[v]`` for every value v that is not negative; return how many are negative."""
    negative = 0
    for i in range(len(values)):
        value = values[i]
        if value < 0:
            negative += 1
        else:
            used[value] = True
    return negative


@compiled(nogil=True)
def pack_codes(values: Array, codes: Array, width: int, out: Array) -> None:
    """Write ``codes[v]`` of every value v that is not negative, ``width`` bits each, lowest bits first.

    Parameters
    ----------
    values : int8[n] or int16[n]
    codes : uint32[:]
        The code of each value; each less than 2 ** width.
    width : int
        1 .. 32.
    out : uint32[:]
        Zero where nothing is written; as Parquet has it on a little-endian machine.
    """
    held, bits, at = np.uint64(0), np.uint64(0), 0
    wide, full = np.uint64(width), np.uint64(_WORD)
    for i in range(len(values)):
        value = values[i]
        if value >= 0:
            held |= np.uint64(codes[value]) << bits
            bits += wide
            if bits >= full:
                out[at] = np.uint32(held & np.uint64(0xFFFFFFFF))
                at += 1
                held >>= full
                bits -= full
    if bits > np.uint64(0):
        out[at] = np.uint32(held)


@compiled(nogil=True)
def pack_present(values: Array, out: Array) -> None:
    """Set a bit of ``out`` (uint8[:], zero) for every value (int8[n] or int16[n]) that is not negative."""
    for i in range(len(values)):
        out[i >> 3] |= np.uint8(values[i] >= 0) << np.uint8(i & 7)


@compiled(nogil=True)
def with_lengths(offsets: Array, data: Array, out: Array) -> None:
    """Write each text after its length of four bytes.

    Parameters
    ----------
    offsets : int32[n + 1]
    data : uint8[:]
    out : uint8[4 * n + bytes of all texts]
    """
    at = np.uint64(0)
    for i in range(len(offsets) - 1):
        start, end = np.uint64(offsets[i]), np.uint64(offsets[i + 1])
        size = end - start
        for k in range(4):
            out[at + np.uint64(k)] = np.uint8((size >> np.uint64(8 * k)) & np.uint64(0xFF))
        at += np.uint64(4)
        for k in range(size):
            out[at + np.uint64(k)] = data[start + np.uint64(k)]
        at += size
