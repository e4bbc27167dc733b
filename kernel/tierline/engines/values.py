"""Which values of a column an engine may not take, as Ibis expressions.

An engine compares what is stored: where intake would take blanks off, read a word as "not known" or
half a width for a full one, the row is refused instead, as the engine would answer otherwise.
"""

from __future__ import annotations

import datetime
from functools import reduce
from operator import or_
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.expression_values import day_of, read_as
from tierline.tables.registry import ColumnSpec, TableSpec
from tierline.tables.values import FIRST_YEAR, MISSING

_NUMBERS = ("integer", "money", "number", "ratio")
_BLANK = "[\\s\\p{Z}\\x0B\\x1C-\\x1F\\x85]"
_NOT_PLAIN = f"^{_BLANK}|{_BLANK}$|^'"
_FULL_WIDTH = "[\uff01-\uff5e\u3000\uffe5]"


def refuse_kind(file: str, column: ColumnSpec, kind: Any, *, is_key: bool) -> None:
    """Refuse a column of an engine's type that intake would refuse, or that would be read otherwise.

    Raises
    ------
    BadInputError
        Names the file, the column, its type and what to write instead.
    """
    dtype = column.dtype
    if kind.is_null():
        return
    if dtype in _NUMBERS:
        right = kind.is_numeric() and not kind.is_boolean()
        needed = N_("plain numbers")
    elif dtype == "date":
        right = kind.is_date() or (kind.is_timestamp() and kind.timezone is None)
        needed = N_("dates, or moments without a time zone")
    elif dtype == "flag":
        right = kind.is_boolean() or kind.is_integer() or kind.is_floating() or kind.is_string()
        needed = N_("true and false")
    else:
        right = kind.is_string() or (kind.is_integer() and (is_key or column.codes is None))
        needed = N_("plain texts")
    if not right:
        raise BadInputError(
            N_("{file}: the column {column} holds {dtype}, but {needed} are needed. Convert it, "
               "or use --engine kernel."),
            file=file, column=column.name, dtype=str(kind), needed=Message(needed),
        )  # fmt: skip


def bad_in(
    table: Any, spec: TableSpec, name: str, read: tuple[str, ...], month_end: datetime.date | None
) -> Any:
    """Return where a column holds what intake would refuse: true or false, never null.

    Parameters
    ----------
    table : ibis Table
        Its columns, as the engine keeps them.
    spec : TableSpec
        What the registry says of them.
    name : str
        The column.
    read : tuple of str
        All columns that are read.
    month_end : date or None
        Limit of dates.
    """
    column, found = spec.column(name), table[name]
    value = read_as(found, name, column.dtype)
    tests = [value.isnull()] if column.never_empty else []
    if found.type().is_floating():
        tests.append(found.isnan())  # null stands for "not known"; NaN is a slip
    if column.dtype in _NUMBERS:
        tests += _not_allowed(column, value)
    elif column.dtype == "date":
        tests += _not_in_time(column, value, month_end)
        if column.not_before in read:
            tests.append(value < read_as(table[column.not_before], str(column.not_before), "date"))
    elif column.dtype == "flag":
        tests.append(value.notin(["true", "false"]))
    elif column.codes is not None:
        tests.append(value.notin(list(column.codes)))
    else:
        tests += _not_plain(spec, column, value)
    return reduce(or_, (test.fill_null(False) for test in tests))


def _not_allowed(column: ColumnSpec, value: Any) -> list[Any]:
    low, high = column.limits
    tests = [value < low, value > high]
    return [*tests, value != value.floor()] if column.dtype == "integer" else tests


def _not_in_time(column: ColumnSpec, value: Any, month_end: datetime.date | None) -> list[Any]:
    tests = [value < day_of(datetime.date(FIRST_YEAR, 1, 1)), value > day_of(datetime.date.max)]
    if month_end is not None and not column.future:
        tests.append(value > day_of(month_end))
    if month_end is not None and column.in_month:
        tests.append(value < day_of(month_end.replace(day=1)))
    return tests


def _not_plain(spec: TableSpec, column: ColumnSpec, value: Any) -> list[Any]:
    tests = [value.isin(list(MISSING)), value.re_search(_NOT_PLAIN)]
    if column.name in spec.key or column.references is not None or column.dtype == "code":
        tests.append(value.re_search(_FULL_WIDTH))
    return tests
