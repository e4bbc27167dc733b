"""Turns a column as Python programs hold it into one Arrow array, or says why it cannot be one.

NumPy arrays (of either byte order, masked, of any stride), pandas' own types, lists and all of Arrow's
layouts are taken; whole numbers beyond 2^53 are read to the nearest float64. What has no order of rows or
no single number a row (sets, complex numbers, long doubles, tables within a column) is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tiering.frames import is_frame, is_series, is_sparse

NUMBERS, DATES, CODES, FLAGS, TEXT, VALUES = (
    N_("plain numbers"),
    N_("dates"),
    N_("codes"),
    N_("true and false"),
    N_("plain texts"),
    N_("values, one a row,"),
)
_NATIVE = "="


def native(values: Any) -> Any:
    """Return a dense column in this machine's byte order; Series of plain NumPy become arrays."""
    if is_sparse(values):
        values = np.asarray(values)
    if is_series(values) and isinstance(values.dtype, np.dtype):
        values = values.to_numpy()
    if isinstance(values, np.ndarray) and not values.dtype.isnative:
        return values.astype(values.dtype.newbyteorder(_NATIVE))
    return values


def arrow_array(values: Any, name: str, needed: str) -> pa.Array:
    """Return a column as one Arrow array, in one piece and without run ends; a dictionary stays one.

    Parameters
    ----------
    values : array, Series, list or Arrow array
        The column.
    name : str
        Its name, for messages.
    needed : str
        What is wanted of it, such as ``NUMBERS``.

    Raises
    ------
    BadInputError
        It cannot be one array, or some of its values could change on the way.
    """
    values = native(values)
    if is_frame(values) or isinstance(values, Set | Mapping) or getattr(values, "ndim", 1) != 1:
        raise refusal(name, _kind_of(values), needed)
    if isinstance(values, np.ndarray) and values.dtype.kind == "f" and values.dtype.itemsize > 8:
        raise refusal(name, values.dtype, needed)
    try:
        found = values if isinstance(values, pa.Array | pa.ChunkedArray) else _made(values)
        found = _one(found, name)
        if isinstance(found, pa.ExtensionArray):
            raise refusal(name, found.type, needed)
        if pa.types.is_run_end_encoded(found.type):
            found = pc.run_end_decode(found)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise refusal(name, _kind_of(values), needed) from error
    return found


def refusal(name: str, kind: object, needed: str) -> BadInputError:
    """Return what to say of a column of the wrong kind."""
    return BadInputError(
        N_("Column {column} holds {dtype}, but {needed} are needed. Convert the column first."),
        column=name,
        dtype=str(kind),
        needed=Message(needed),
    )


def as_text(found: pa.Array, name: str, needed: str = TEXT) -> pa.Array:
    """Return an Arrow array of text or whole numbers as text; of dictionaries only the words.

    Raises
    ------
    BadInputError
        It holds something else: how a fraction or a moment is spelt is for the caller to say.
    """
    kind = found.type
    if pa.types.is_dictionary(kind):
        words = as_text(found.dictionary, name, needed)
        return pa.DictionaryArray.from_arrays(_signed(found.indices), words)
    if pa.types.is_floating(kind) and not pa.types.is_float16(kind):
        found = _whole(found, name, needed)
    elif pa.types.is_boolean(kind) or not _spells(kind):
        raise refusal(name, kind, needed)
    try:
        return found.cast(pa.string())
    except pa.ArrowException as error:  # bytes that are no UTF-8
        raise refusal(name, kind, needed) from error


def _made(values: Any) -> pa.Array | pa.ChunkedArray:
    return pa.array(values.array if is_series(values) else values, from_pandas=True)


def _one(values: pa.Array | pa.ChunkedArray, name: str) -> pa.Array:
    if not isinstance(values, pa.ChunkedArray):
        return values
    if values.num_chunks == 1:
        return values.chunk(0)
    if pa.types.is_dictionary(values.type):
        values = values.unify_dictionaries()
    combined = values.combine_chunks()
    if isinstance(combined, pa.ChunkedArray):
        if combined.num_chunks > 1:
            raise BadInputError(
                N_(
                    "Column {column} holds more than 2 GB of text. Score it from Parquet to Parquet, "
                    "or in parts."
                ),
                column=name,
            )
        combined = combined.chunk(0)
    return combined


def _kind_of(values: Any) -> str:
    if getattr(values, "ndim", 1) != 1:
        return f"{type(values).__name__} ({' x '.join(map(str, values.shape))})"
    return str(getattr(values, "type", None) or getattr(values, "dtype", None) or type(values).__name__)


def _spells(kind: pa.DataType) -> bool:
    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_integer,
        pa.types.is_null,
    )
    return any(test(kind) for test in tests)


def _whole(found: pa.Array, name: str, needed: str) -> pa.Array:
    """Return whole numbers that stand among gaps as integers, as pandas cannot keep them."""
    known = pc.if_else(pc.is_nan(found), None, found)
    try:
        return known.cast(pa.int64())
    except pa.ArrowInvalid as error:
        raise refusal(name, found.type, needed) from error


def _signed(indices: pa.Array) -> pa.Array:
    return indices if indices.type in (pa.int8(), pa.int16(), pa.int32()) else indices.cast(pa.int32())
