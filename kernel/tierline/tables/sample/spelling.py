"""Right values, written the many ways people write them: 万, full-width digits, Chinese dates, 是 and 否."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.tables.registry import ColumnSpec, table_spec

_ODD = 0.04  # part of the cells that are written in an unusual way
_WIDE = {ord(plain): chr(ord(plain) + 0xFEE0) for plain in "0123456789."}
_TEN_THOUSAND = Decimal(10_000)


def as_text(table: pa.Table) -> pa.Table:
    """Return the table with every column as plain text, missing values null."""
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        flag = pa.types.is_boolean(field.type)
        columns.append(pc.if_else(column, "是", "否") if flag else column.cast(pa.string()))
    return pa.Table.from_arrays(columns, names=table.column_names)


def respell(name: str, table: pa.Table, text: pa.Table, draw: np.random.Generator) -> pa.Table:
    """Write some cells of ``text`` another way; every one still means the same.

    Parameters
    ----------
    name : str
        Table in the registry.
    table, text : pa.Table
        The values, and the same as text.
    draw : Generator
        Which cells, and how.
    """
    done = []
    for column in table_spec(name).columns:
        ways = _ways(column)
        values = text[column.name].combine_chunks()
        chosen = np.flatnonzero(draw.random(len(values)) < _ODD)
        if ways and len(chosen):
            plain = table[column.name].take(pa.array(chosen)).to_pylist()
            how = draw.integers(0, len(ways), len(chosen))
            written = [
                None if value is None else ways[way](value)
                for value, way in zip(plain, how.tolist(), strict=True)
            ]
            mask = np.zeros(len(values), np.bool_)
            mask[chosen] = True
            values = pc.replace_with_mask(values, pa.array(mask), pa.array(written, pa.string()))
        done.append(values)
    return pa.Table.from_arrays(done, names=text.column_names)


def _ways(column: ColumnSpec) -> list[Callable[..., str]]:
    if column.codes is not None:
        titles = {code: title["zh"] for code, title in column.codes.items()}
        return [titles.__getitem__, str.upper]
    return _WAYS.get(column.dtype, [])


def _grouped(value: float) -> str:
    return f"{value:,}"


def _in_ten_thousands(value: float) -> str:
    # nobody writes small amounts in ten thousands
    return f"{(Decimal(repr(value)) / _TEN_THOUSAND).normalize():f}万" if value >= 10_000 else _grouped(value)


def _wide(value: float) -> str:
    return repr(value).translate(_WIDE)


def _with_unit(value: float) -> str:
    return f"¥{value:,.2f}元" if value < 1e12 else repr(value)


def _percent(value: float) -> str:
    return f"{Decimal(repr(value)) * 100:f}%"


def _chinese_date(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _slashed(value: date) -> str:
    return f"{value.year}/{value.month}/{value.day}"


_WAYS: dict[str, list[Callable[..., str]]] = {
    "money": [_grouped, _in_ten_thousands, _wide, _with_unit],
    "integer": [_grouped, _wide],
    "ratio": [_percent, _wide],
    "date": [_chinese_date, _slashed],
    "flag": [lambda value: "1" if value else "0", lambda value: "TRUE" if value else "FALSE"],
}
