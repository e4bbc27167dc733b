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
from tierline.tables.decimals import nearest_floats
from tierline.tiering.frames import is_categorical, is_frame
from tierline.tiering.given import (
    CODES,
    DATES,
    FLAGS,
    NUMBERS,
    TEXT,
    VALUES,
    arrow_array,
    as_text,
    native,
    refusal,
)

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
TICKS_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
LAST_DAY = 2_932_896  # 9999-12-31, counted from 1970
FLAG_CODES = ("false", "true")
_FLAG_OF = {"0": "false", "1": "true"}


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
    """Return the names of a table's columns.

    Raises
    ------
    BadInputError
        It is no table.
    """
    if isinstance(table, pa.Table):
        return list(table.column_names)
    if not (is_frame(table) or isinstance(table, Mapping)):
        raise BadInputError(
            N_("A table is needed, not {given}: a pyarrow Table, a pandas DataFrame or a dict of arrays."),
            given=type(table).__name__,
        )
    return [str(name) for name in table]


def row_count(table: Table) -> int:
    """Return the number of rows; every column of a mapping must have the same."""
    if isinstance(table, pa.Table):
        return int(table.num_rows)
    if is_frame(table):
        return len(table)
    sizes = {str(name): _length(str(name), values) for name, values in table.items()}
    if len(set(sizes.values())) > 1:
        raise BadInputError(
            N_("The columns differ in length: {sizes}. Give columns of one length."),
            sizes=", ".join(f"{name} {size}" for name, size in sizes.items()),
        )
    return next(iter(sizes.values()), 0)


def column_array(table: Table, name: str, needed: str) -> pa.Array:
    """Return a column as one Arrow array; ``needed`` says in a refusal what it should hold."""
    found = arrow_array(_column(table, name), name, needed)
    return found.dictionary_decode() if pa.types.is_dictionary(found.type) else found


def text_column(table: Table, name: str) -> pa.Array:
    """Return a column as Arrow strings.

    Raises
    ------
    BadInputError
        It holds neither text nor whole numbers.
    """
    found = as_text(arrow_array(_column(table, name), name, TEXT), name)
    return found.dictionary_decode() if pa.types.is_dictionary(found.type) else found


def number_view(table: Table, name: str, *, date: bool = False) -> View:
    """Return a column of numbers, or of days where a ``date`` is wanted; missing values are NaN or
    stand in its validity.

    Raises
    ------
    BadInputError
        The column holds something else.
    """
    values = native(_column(table, name))
    plain = None if date else _plain_numbers(values)
    if plain is not None:
        return plain
    found = arrow_array(values, name, DATES if date else NUMBERS)
    found = found.dictionary_decode() if pa.types.is_dictionary(found.type) else found
    kind = found.type
    if pa.types.is_null(kind):
        return _numpy_view(np.full(len(found), np.nan))
    if date:
        return _arrow_view(days_of(found, name))
    if pa.types.is_decimal(kind):
        found = nearest_floats(found)
    elif pa.types.is_unsigned_integer(kind) and kind != pa.uint8():
        found = found.cast(pa.float64(), safe=False)
    elif not (pa.types.is_integer(kind) or kind in (pa.float32(), pa.float64())):
        raise refusal(name, kind, NUMBERS)
    return _arrow_view(found)


def days_of(found: pa.Array, name: str) -> pa.Array:
    """Return dates and moments (of these the day where they were taken) as date32.

    Raises
    ------
    BadInputError
        It holds something else.
    """
    kind = found.type
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        raise refusal(name, kind, DATES)
    try:
        if pa.types.is_timestamp(kind):
            found = pc.floor_temporal(pc.local_timestamp(found) if kind.tz else found, unit="day")
    except pa.ArrowException as error:  # a time zone that nobody knows
        raise refusal(name, kind, DATES) from error
    if kind != pa.date32():
        furthest = LAST_DAY * TICKS_A_DAY[getattr(kind, "unit", "ms")]
        ticks = pc.min_max(found.cast(pa.int64()))
        if not all(abs(tick or 0) <= furthest for tick in ticks.as_py().values()):
            raise refusal(name, kind, DATES)
    return found.cast(pa.date32(), safe=False)


def code_view(table: Table, name: str, *, flag: bool = False) -> View:
    """Return a column of codes or flags with its dictionary; text is encoded first.

    A ``flag`` may be kept as true and false, 0 and 1 or these words.

    Raises
    ------
    BadInputError
        The column holds something else.
    """
    needed = FLAGS if flag else CODES
    values = _column(table, name)
    if is_categorical(values):
        words = arrow_array(values.cat.categories, name, needed)
        view = _numpy_view(values.cat.codes.to_numpy())
        view.dictionary = _words(words, name, flag=flag)
        return view
    found = arrow_array(values, name, needed)
    if pa.types.is_boolean(found.type):
        view = _arrow_view(found)
        view.dictionary = FLAG_CODES
        return view
    if pa.types.is_null(found.type):
        view = _numpy_view(np.full(len(found), kernel.NONE, np.int8))
        view.dictionary = ()
        return view
    if not pa.types.is_dictionary(found.type):
        plain = pa.types.is_string(found.type) or pa.types.is_large_string(found.type)
        found = pc.dictionary_encode(found if plain else as_text(found, name, needed))
    indices = found.indices
    if str(indices.type) not in _KINDS:
        indices = indices.cast(pa.int32())
    view = _arrow_view(indices)
    view.dictionary = _words(found.dictionary, name, flag=flag)
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


def _column(table: Table, name: str) -> Any:
    if not isinstance(table, pa.Table):
        return table[name]
    if table.column_names.count(name) > 1:
        raise BadInputError(N_("The table has several columns '{column}'. Rename all but one."), column=name)
    return table.column(name)


def _length(name: str, values: Any) -> int:
    try:
        return len(values)
    except TypeError as error:
        raise refusal(name, type(values).__name__, VALUES) from error


def _words(dictionary: pa.Array, name: str, *, flag: bool) -> tuple[str | None, ...]:
    """Return a dictionary's words; a flag's 0 and 1 as the words that policies use."""
    if pa.types.is_boolean(dictionary.type):
        return tuple(None if value is None else FLAG_CODES[value] for value in dictionary.to_pylist())
    words = as_text(dictionary, name, FLAGS if flag else CODES).to_pylist()
    return tuple(_FLAG_OF.get(word, word) if flag else word for word in words)


def _plain_numbers(values: Any) -> View | None:
    """Return a view of NumPy numbers, or None when the values lie elsewhere."""
    if not isinstance(values, np.ndarray) or isinstance(values, np.ma.MaskedArray):
        return None  # Arrow knows what a mask means
    if str(values.dtype) not in _KINDS or values.ndim != 1:
        return None
    return _numpy_view(values)


def _numpy_view(values: np.ndarray[Any, Any]) -> View:
    values = np.require(values, requirements=("C", "ALIGNED"))
    return View(values.ctypes.data, _KINDS[str(values.dtype)], owners=[values])


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
