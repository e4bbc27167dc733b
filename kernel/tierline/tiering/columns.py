"""Finds a table's columns where they lie, so that the compiled pass can read them in place.

Arrow, pandas and NumPy memory is handed over by address; only what no kernel could read (text
without a dictionary, decimals, several chunks) is turned into something that can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import layout as kernel
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tiering.frames import is_categorical, is_frame, is_series

if TYPE_CHECKING:
    import pandas as pd

Table: TypeAlias = "pa.Table | pd.DataFrame | Mapping[str, Any]"

_KINDS = {
    "float64": kernel.FLOAT64,
    "float32": kernel.FLOAT32,
    "int64": kernel.INT64,
    "int32": kernel.INT32,
    "int16": kernel.INT16,
    "int8": kernel.INT8,
    "uint8": kernel.UINT8,
}
FLAG_CODES = ("false", "true")


@dataclass
class View:
    """One column in memory: where its values are, what they are, and which of them are missing."""

    address: int
    kind: int
    offset: int = 0
    validity: int = kernel.ALL_VALID
    valid_address: int = 0
    valid_offset: int = 0
    dictionary: tuple[Any, ...] | None = None
    owners: list[Any] = field(default_factory=list)  # what must stay alive while the view is read


def column_names(table: Table) -> list[str]:
    """Return the names of a table's columns."""
    return list(table.column_names) if isinstance(table, pa.Table) else [str(name) for name in table]


def row_count(table: Table) -> int:
    """Return the number of rows; every column of a mapping must have the same."""
    if isinstance(table, pa.Table):
        return int(table.num_rows)
    if is_frame(table):
        return len(table)
    sizes = {name: len(values) for name, values in table.items()}
    if len(set(sizes.values())) > 1:
        raise BadInputError(
            N_("The columns differ in length: {sizes}. Give columns of one length."),
            sizes=", ".join(f"{name} {size}" for name, size in sizes.items()),
        )
    return next(iter(sizes.values()), 0)


def text_column(table: Table, name: str) -> pa.Array:
    """Return a column as Arrow strings."""
    values = table[name] if not isinstance(table, pa.Table) else table.column(name)
    found = _one_array(_to_arrow(values))
    if pa.types.is_dictionary(found.type):
        found = found.dictionary_decode()
    return found.cast(pa.string())


def number_view(table: Table, name: str) -> View:
    """Return a numeric (or date) column; missing values are NaN or stand in its validity.

    Raises
    ------
    BadInputError
        The column holds something else.
    """
    values = table.column(name) if isinstance(table, pa.Table) else table[name]
    plain = _plain_numbers(values)
    if plain is not None:
        return plain
    found = _one_array(_to_arrow(values))
    kind = found.type
    if pa.types.is_null(kind):
        return _numpy_view(np.full(len(found), np.nan))
    if pa.types.is_timestamp(kind) or pa.types.is_date64(kind):
        found = found.cast(pa.date32(), safe=False)
    elif pa.types.is_decimal(kind) or (pa.types.is_unsigned_integer(kind) and kind != pa.uint8()):
        found = found.cast(pa.float64(), safe=False)
    elif pa.types.is_boolean(kind):
        found = found.cast(pa.int8())
    elif not (pa.types.is_integer(kind) or kind in (pa.float32(), pa.float64(), pa.date32())):
        raise BadInputError(
            N_("Column {column} holds {dtype}, but numbers are needed. Convert the column first."),
            column=name,
            dtype=str(kind),
        )
    return _arrow_view(found)


def code_view(table: Table, name: str) -> View:
    """Return a column of codes or flags with its dictionary; text is encoded first."""
    values = table.column(name) if isinstance(table, pa.Table) else table[name]
    if is_categorical(values):
        view = _numpy_view(values.cat.codes.to_numpy())
        view.dictionary = tuple(map(_code_text, values.cat.categories))
        return view
    found = _one_array(_to_arrow(values))
    if pa.types.is_boolean(found.type):
        view = _arrow_view(found)
        view.dictionary = FLAG_CODES
        return view
    if pa.types.is_null(found.type):
        view = _numpy_view(np.full(len(found), kernel.NONE, np.int8))
        view.dictionary = ()
        return view
    if not pa.types.is_dictionary(found.type):
        if not (pa.types.is_string(found.type) or pa.types.is_large_string(found.type)):
            found = _as_text(found)
        found = pc.dictionary_encode(found)
    indices = found.indices
    if str(indices.type) not in _KINDS:
        indices = indices.cast(pa.int32())
    view = _arrow_view(indices)
    view.dictionary = tuple(map(_code_text, found.dictionary.to_pylist()))
    view.owners.append(found)
    return view


def lay_out(views: Sequence[View]) -> kernel.Columns:
    """Put the views into the arrays that the compiled pass takes."""
    return kernel.Columns(
        np.array([view.address for view in views], np.uint64),
        np.array([view.kind for view in views], np.int8),
        np.array([view.offset for view in views], np.int64),
        np.array([view.validity for view in views], np.int8),
        np.array([view.valid_address for view in views], np.uint64),
        np.array([view.valid_offset for view in views], np.int64),
        np.array([view.dictionary is not None for view in views], np.bool_),
        np.array([len(view.dictionary or ()) for view in views], np.int64),
    )


def _code_text(value: Any) -> str | None:
    return str(value).lower() if isinstance(value, bool | np.bool_) else None if value is None else str(value)


def _as_text(found: pa.Array) -> pa.Array:
    """Write flags kept as 0 and 1 as the codes "false" and "true", other numbers as they read."""
    texts = [
        None if value is None else FLAG_CODES[int(value)] if value in (0, 1) else str(value)
        for value in found.dictionary_encode().dictionary.to_pylist()
    ]
    indices = found.dictionary_encode().indices
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string())).dictionary_decode()


def _plain_numbers(values: Any) -> View | None:
    """Return a view of NumPy numbers, or None when the values lie elsewhere."""
    if is_series(values) and isinstance(values.dtype, np.dtype):
        values = values.to_numpy()
    if not isinstance(values, np.ndarray) or isinstance(values, np.ma.MaskedArray):
        return None  # Arrow knows what a mask means
    if str(values.dtype) not in _KINDS or values.ndim != 1:
        return None
    return _numpy_view(values)


def _numpy_view(values: np.ndarray[Any, Any]) -> View:
    values = np.ascontiguousarray(values)
    return View(values.ctypes.data, _KINDS[str(values.dtype)], owners=[values])


def _to_arrow(values: Any) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if is_series(values):
        return pa.array(values.array, from_pandas=True)
    return pa.array(values, from_pandas=True)


def _one_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    if not isinstance(values, pa.ChunkedArray):
        return values
    if values.num_chunks == 1:
        return values.chunk(0)
    if pa.types.is_dictionary(values.type):
        values = values.unify_dictionaries()
    combined = values.combine_chunks()
    return combined if isinstance(combined, pa.Array) else combined.chunk(0)


def _arrow_view(values: pa.Array) -> View:
    valid, data = values.buffers()[:2]
    boolean = pa.types.is_boolean(values.type)
    kind = (
        kernel.BITS if boolean else kernel.INT32 if values.type == pa.date32() else _KINDS[_name(values.type)]
    )
    view = View(data.address if data is not None else 0, kind, values.offset, owners=[values])
    if valid is not None and values.null_count:
        view.validity = kernel.VALID_BITS
        view.valid_address = valid.address
        view.valid_offset = values.offset
    return view


def _name(kind: pa.DataType) -> str:
    return {"double": "float64", "float": "float32"}.get(str(kind), str(kind))
