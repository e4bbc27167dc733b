"""Reads a block of a column where it lies, as numbers with NaN or as codes."""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import (
    ALL_VALID,
    BITS,
    FLOAT32,
    FLOAT64,
    INT8,
    INT16,
    INT32,
    INT64,
    UINT8,
    VALID_BITS,
    WIDTHS,
    Array,
    Columns,
)
from tierline.compiled.views import (
    float32_at,
    float64_at,
    int8_at,
    int16_at,
    int32_at,
    int64_at,
    uint8_at,
)


@compiled(forceinline=True)
def in_place(columns: Columns, column: int, row: int, size: int) -> Array:
    """Return rows of a column of plain float64 where they lie."""
    return float64_at(columns.address[column] + np.uint64(8 * (columns.offset[column] + row)), size)


@compiled
def mark_missing(columns: Columns, column: int, start: int, missing: Array) -> bool:
    """Write which of the rows from ``start`` the column's validity calls missing; False when it has none."""
    validity, size = columns.validity[column], len(missing)
    if validity == ALL_VALID:
        return False
    first = columns.valid_offset[column] + start
    if validity == VALID_BITS:
        spread_bits(
            uint8_at(columns.valid_address[column] + np.uint64(first // 8), size // 8 + 2), first % 8, missing
        )
        for i in range(size):
            missing[i] = not missing[i]
    else:
        flags = uint8_at(columns.valid_address[column] + np.uint64(first), size)
        for i in range(size):
            missing[i] = flags[i] != 0
    return True


@compiled
def spread_bits(bits: Array, skip: int, out: Array) -> None:
    """Write each bit, but the first ``skip`` of them, as one entry."""
    whole = len(out) // 8 if skip == 0 else 0
    for byte in range(whole):
        eight = out[8 * byte : 8 * byte + 8]
        for k in range(8):
            eight[k] = (bits[byte] >> np.uint8(k)) & np.uint8(1) != 0
    for i in range(8 * whole, len(out)):
        at = skip + i
        out[i] = (bits[at // 8] >> np.uint8(at % 8)) & np.uint8(1) != 0


@compiled
def copy(values: Array, out: Array) -> None:
    """Write ``values`` as the type of ``out``, each at its place."""
    for i in range(len(out)):
        out[i] = values[i]


@compiled
def load_numbers(columns: Columns, column: int, start: int, out: Array, missing: Array) -> None:
    """Read the rows from ``start`` of a numeric column as float64, missing as NaN."""
    kind, size = columns.kind[column], len(out)
    address = columns.address[column] + np.uint64((columns.offset[column] + start) * WIDTHS[kind])
    if kind == FLOAT64:
        copy(float64_at(address, size), out)
    elif kind == FLOAT32:
        copy(float32_at(address, size), out)
    elif kind == INT64:
        copy(int64_at(address, size), out)
    elif kind == INT32:
        copy(int32_at(address, size), out)
    elif kind == INT16:
        copy(int16_at(address, size), out)
    elif kind == INT8:
        copy(int8_at(address, size), out)
    else:
        copy(uint8_at(address, size), out)
    if mark_missing(columns, column, start, missing[:size]):
        for i in range(size):
            out[i] = np.nan if missing[i] else out[i]


@compiled
def load_codes(columns: Columns, column: int, start: int, out: Array, missing: Array) -> None:
    """Read the codes of the rows from ``start``; a missing one becomes the size of the dictionary.

    ``out`` is uint32: below zero becomes very large, and a look-up need not ask whether an index
    counts from the end.
    """
    kind, size, none = columns.kind[column], len(out), np.uint32(columns.codes[column])
    first = columns.offset[column] + start
    if kind == BITS:
        spread_bits(uint8_at(columns.address[column] + np.uint64(first // 8), size // 8 + 2), first % 8, out)
    else:
        address = columns.address[column] + np.uint64(first * WIDTHS[kind])
        if kind == INT32:
            copy(int32_at(address, size), out)
        elif kind == INT16:
            copy(int16_at(address, size), out)
        elif kind == INT8:
            copy(int8_at(address, size), out)
        elif kind == UINT8:
            copy(uint8_at(address, size), out)
        else:
            narrow(int64_at(address, size), none, out)
    for i in range(size):
        out[i] = min(out[i], none)
    if mark_missing(columns, column, start, missing[:size]):
        for i in range(size):
            out[i] = none if missing[i] else out[i]


@compiled
def narrow(values: Array, none: Any, out: Array) -> None:
    """Write wide codes as narrow ones; what the dictionary does not hold as ``none``."""
    for i in range(len(out)):
        code = values[i]
        out[i] = none if (code < 0) | (code >= none) else code
