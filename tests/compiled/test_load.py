"""Every kind of memory and every kind of validity, read a block at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tierline.compiled import layout
from tierline.compiled.layout import ALL_VALID, BITS, MISSING_BYTES, VALID_BITS, Columns
from tierline.compiled.load import load_codes, load_numbers

NUMBERS = {
    layout.FLOAT64: np.float64,
    layout.FLOAT32: np.float32,
    layout.INT64: np.int64,
    layout.INT32: np.int32,
    layout.INT16: np.int16,
    layout.INT8: np.int8,
    layout.UINT8: np.uint8,
}
CODES = {kind: dtype for kind, dtype in NUMBERS.items() if np.issubdtype(dtype, np.integer)}
ROWS, OFFSET, START, SIZE = 40, 3, 5, 20
ABSENT = np.random.default_rng(1).random(ROWS) < 0.3


def _validity(kind: int) -> Any:
    """Return the memory that says which rows, counted from OFFSET, are absent."""
    shifted = np.concatenate([np.zeros(OFFSET, bool), ABSENT])
    if kind == VALID_BITS:
        return np.packbits(~shifted, bitorder="little")
    return shifted.astype(np.uint8)


def _column(values: Any, kind: int, validity: int, codes: int = 0) -> tuple[Columns, list[Any]]:
    """Lay out one column; whoever reads it keeps the second part alive."""
    held = _validity(validity)
    columns = Columns(
        address=np.array([values.ctypes.data], np.uint64),
        kind=np.array([kind], np.int8),
        offset=np.array([OFFSET]),
        validity=np.array([validity], np.int8),
        valid_address=np.array([held.ctypes.data], np.uint64),
        valid_offset=np.array([OFFSET]),
        coded=np.array([codes > 0]),
        codes=np.array([codes]),
    )
    return columns, [values, held]


def _block(values: list[Any], validity: int, missing: Any) -> list[Any]:
    absent = ABSENT & (validity != ALL_VALID)
    return [missing if absent[row] else values[OFFSET + row] for row in range(START, START + SIZE)]


@pytest.mark.parametrize("validity", [ALL_VALID, VALID_BITS, MISSING_BYTES])
@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers(kind: int, validity: int) -> None:
    values = np.arange(OFFSET + ROWS).astype(NUMBERS[kind])
    columns, held = _column(values, kind, validity)
    out, missing = np.empty(SIZE), np.zeros(SIZE, bool)
    load_numbers(columns, 0, START, out, missing)
    np.testing.assert_array_equal(out, _block(held[0].astype(float).tolist(), validity, np.nan))


@pytest.mark.parametrize("validity", [ALL_VALID, VALID_BITS, MISSING_BYTES])
@pytest.mark.parametrize("kind", CODES)
def test_codes(kind: int, validity: int) -> None:
    known = 5
    # codes of no entry, below and above, are missing too
    values = (np.arange(OFFSET + ROWS) % 7 - (kind != layout.UINT8)).astype(CODES[kind])
    columns, held = _column(values, kind, validity, known)
    out, missing = np.empty(SIZE, np.uint32), np.zeros(SIZE, bool)
    load_codes(columns, 0, START, out, missing)
    read = [code if 0 <= code < known else known for code in held[0].tolist()]
    assert out.tolist() == _block(read, validity, known)


@pytest.mark.parametrize("validity", [ALL_VALID, VALID_BITS, MISSING_BYTES])
def test_flags(validity: int) -> None:
    flags = np.random.default_rng(2).random(OFFSET + ROWS) < 0.5
    columns, held = _column(np.packbits(flags, bitorder="little"), BITS, validity, 2)
    out, missing = np.empty(SIZE, np.uint32), np.zeros(SIZE, bool)
    load_codes(columns, 0, START, out, missing)
    assert len(held) == 2
    assert out.tolist() == _block(flags.astype(int).tolist(), validity, 2)
