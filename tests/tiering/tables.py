"""The same accounts as Arrow, pandas and NumPy, in every layout that the product must read in place."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tests.drawn_policies import CODES, COLUMNS, DATES, FLAGS, FLOATS, INTEGERS, Row
from tierline.policy.resolved import Policy
from tierline.tiering.narrow import lost_edges

ARROW_TYPES: dict[str, tuple[pa.DataType, ...]] = {
    **dict.fromkeys(FLOATS, (pa.float64(), pa.float32())),
    **dict.fromkeys(INTEGERS, (pa.int64(), pa.int32(), pa.float64(), pa.uint32(), pa.float32())),
    **dict.fromkeys(FLAGS, (pa.bool_(),)),
    **dict.fromkeys(DATES, (pa.date32(), pa.timestamp("us"), pa.date64())),
    **dict.fromkeys(
        CODES,
        (
            pa.string(),
            pa.large_string(),
            pa.dictionary(pa.int32(), pa.string()),
            pa.dictionary(pa.int8(), pa.string()),
        ),
    ),
}
LAYOUTS = ("whole", "sliced", "chunked", "chunked and sliced")
PADDING: Row = {
    **dict.fromkeys(FLOATS, 7.5),
    **dict.fromkeys(INTEGERS, 7),
    **dict.fromkeys(FLAGS, True),
    **dict.fromkeys(DATES, dt.date(1999, 9, 9)),
    **{column: codes[-1] for column, codes in CODES.items()},
    "account_id": "padding",
}


def surviving(types: dict[str, pa.DataType], policy: Policy) -> dict[str, pa.DataType]:
    """Widen the columns of float32 that would be refused: `test_narrow` holds that they are."""
    return {
        name: pa.float64() if pa.types.is_float32(kind) and any(lost_edges(policy, name)) else kind
        for name, kind in types.items()
    }


def fitting(value: Any, kind: pa.DataType) -> Any:
    """Return the value as a column of that type can hold it."""
    if value is None or isinstance(value, bool | str | dt.date):
        return value
    if pa.types.is_float32(kind):
        with np.errstate(over="ignore"):  # too large for 32 bits is endless
            return float(np.float32(value))
    if pa.types.is_floating(kind):
        return float(value)
    limits = np.iinfo(kind.to_pandas_dtype())
    return max(limits.min, min(limits.max, value))


def fitted(rows: Sequence[Row], types: dict[str, pa.DataType]) -> list[Row]:
    return [
        {name: fitting(value, types[name]) if name in types else value for name, value in row.items()}
        for row in rows
    ]


def arrow(rows: Sequence[Row], types: dict[str, pa.DataType], layout: str = "whole") -> pa.Table:
    """Lay the rows out; sliced tables lie in the middle of longer ones, at an offset inside a byte."""
    before, after = ([PADDING] * 3, [PADDING] * 2) if "sliced" in layout else ([], [])
    schema = pa.schema([("account_id", pa.string()), *types.items()])
    padded = [*fitted(before, types), *rows, *fitted(after, types)]
    if "chunked" in layout:
        middle = len(before) + len(rows) // 3
        parts = [padded[:middle], [], padded[middle:]]
        table = pa.concat_tables(_one_piece(part, schema) for part in parts)
    else:
        table = _one_piece(padded, schema)
    return table.slice(len(before), len(rows))


def _one_piece(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    columns = [_column([row[field.name] for row in rows], field.type) for field in schema]
    return pa.table(columns, schema=schema)


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Make an array; dictionary codes and times are reached by way of text and days."""
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode().cast(kind)
    if pa.types.is_temporal(kind):
        return pa.array(values, pa.date32()).cast(kind)
    return pa.array(values, kind)


def frame(rows: Sequence[Row], nullable: bool, categorical: bool) -> pd.DataFrame:
    """Lay the rows out as pandas does by itself, or in its nullable types; codes as text or categories."""
    columns: dict[str, Any] = {"account_id": pd.Series([row["account_id"] for row in rows], dtype="str")}
    for name in COLUMNS:
        values = [row[name] for row in rows]
        if name in FLOATS:
            columns[name] = pd.Series([math.nan if v is None else v for v in values], dtype="float64")
        elif name in INTEGERS:
            columns[name] = pd.Series(values, dtype="Int64" if nullable else "float64")
        elif name in FLAGS:
            columns[name] = pd.Series(values, dtype="boolean" if nullable else "object")
        elif name in DATES:
            columns[name] = (
                pd.to_datetime(pd.Series(values)) if nullable else pd.Series(values, dtype="object")
            )
        elif categorical:
            columns[name] = pd.Series(pd.Categorical(values, categories=CODES[name]))
        else:
            columns[name] = pd.Series(values, dtype="str" if nullable else "object")
    made = pd.DataFrame(columns)
    made.index = pd.Index(range(len(rows), 0, -1))
    return made


def arrays(rows: Sequence[Row]) -> dict[str, np.ndarray]:
    """Lay the rows out as NumPy arrays that may not be written to; missing is NaN or None."""
    columns: dict[str, np.ndarray] = {
        "account_id": np.array([row["account_id"] for row in rows], dtype=object)
    }
    for name in COLUMNS:
        values = [row[name] for row in rows]
        gaps = any(value is None for value in values)
        if name in FLOATS or (name in INTEGERS and gaps):
            columns[name] = np.array([math.nan if v is None else v for v in values], dtype=np.float64)
        elif name in INTEGERS:
            columns[name] = np.array(values, dtype=np.int64)
        elif name in FLAGS and not gaps:
            columns[name] = np.array(values, dtype=np.bool_)
        elif name in DATES:
            columns[name] = np.array(values, dtype="datetime64[D]")
        else:
            columns[name] = np.array(values, dtype=object)
    for column in columns.values():
        column.setflags(write=False)
    return columns


def records(result: pa.Table | pd.DataFrame) -> list[Row]:
    """Return a result's rows as plain values, null as None."""
    table = result if isinstance(result, pa.Table) else pa.Table.from_pandas(result, preserve_index=False)
    return table.to_pylist()
