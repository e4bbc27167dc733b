"""Reads a block of a column where it lies, as numbers with NaN or as codes."""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import (
    ALL_VALID,
    FLOAT32,
    FLOAT64,
    INT8,
    INT16,
    INT32,
    INT64,
    UINT8,
    VALID_BITS,
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


@compiled
def mark_missing(columns: Columns, column: int, start: int, size: int, missing: Array) -> bool:
    """Write which rows the column's validity calls missing; False when it has none."""
    validity = columns.validity[column]
    if validity == ALL_VALID:
        return False
    first = columns.valid_offset[column] + start
    if validity == VALID_BITS:
        bits = uint8_at(columns.valid_address[column], (first + size) // 8 + 1)
        for i in range(size):
            at = first + i
            missing[i] = (bits[at // 8] >> np.uint8(at % 8)) & 1 == 0
    else:
        flags = uint8_at(columns.valid_address[column], first + size)
        for i in range(size):
            missing[i] = flags[first + i] != 0
    return True


@compiled
def load_numbers(columns: Columns, column: int, start: int, size: int, out: Array, missing: Array) -> None:
    """Read rows ``start .. start + size`` of a numeric column as float64, missing as NaN."""
    address, kind = columns.address[column], columns.kind[column]
    first = columns.offset[column] + start
    end = first + size
    if kind == FLOAT64:
        out[:size] = float64_at(address, end)[first:end]
    elif kind == FLOAT32:
        out[:size] = float32_at(address, end)[first:end]
    elif kind == INT64:
        out[:size] = int64_at(address, end)[first:end]
    elif kind == INT32:
        out[:size] = int32_at(address, end)[first:end]
    elif kind == INT16:
        out[:size] = int16_at(address, end)[first:end]
    elif kind == INT8:
        out[:size] = int8_at(address, end)[first:end]
    else:
        out[:size] = uint8_at(address, end)[first:end]
    if mark_missing(columns, column, start, size, missing):
        for i in range(size):
            if missing[i]:
                out[i] = np.nan


@compiled
def load_codes(columns: Columns, column: int, start: int, size: int, out: Array, missing: Array) -> None:
    """Read codes of rows ``start .. start + size``; a missing one becomes the size of the dictionary."""
    address, kind = columns.address[column], columns.kind[column]
    first = columns.offset[column] + start
    end = first + size
    if kind == INT32:
        out[:size] = int32_at(address, end)[first:end]
    elif kind == INT16:
        out[:size] = int16_at(address, end)[first:end]
    elif kind == INT8:
        out[:size] = int8_at(address, end)[first:end]
    elif kind == UINT8:
        out[:size] = uint8_at(address, end)[first:end]
    elif kind == INT64:
        out[:size] = int64_at(address, end)[first:end]
    else:
        bits = uint8_at(address, end // 8 + 1)
        for i in range(size):
            at = first + i
            out[i] = (bits[at // 8] >> np.uint8(at % 8)) & 1
    none = columns.codes[column]
    for i in range(size):
        if out[i] < 0 or out[i] >= none:
            out[i] = none
    if mark_missing(columns, column, start, size, missing):
        for i in range(size):
            if missing[i]:
                out[i] = none
