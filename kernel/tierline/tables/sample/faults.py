"""Faults put into a month's accounts, one a row, and the record of where they are.

Every reason for which intake refuses a row of accounts has its turn. Rows are counted as people see
them in the file: the header is row 1; a Parquet file has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from tierline.tables.sample.setting import Integers

# reason -> (column, what is written there); {late} is a day after the month's end
CELLS: dict[str, tuple[tuple[str, str], ...]] = {
    "missing_required": (("monthly_revenue", ""), ("account_id", ""), ("monthly_revenue", "　")),
    "bad_type": (("employees", "约三百人"), ("monthly_revenue", "待定"), ("has_website", "正在建设")),
    "bad_date": (("opened_on", "2019-02-30"), ("updated_on", "去年九月"), ("opened_on", "31/12/2019")),
    "not_finite": (("ict_revenue", "inf"), ("revenue_growth", "NaN"), ("monthly_revenue", "-Infinity")),
    "negative": (("monthly_revenue", "-120.50"), ("complaints", "-1"), ("ict_revenue", "（35.00）")),
    "out_of_range": (("competitor_share", "1.7"), ("competitor_share", "135%"), ("revenue_growth", "-3")),
    "unknown_code": (("industry", "航天"), ("admin_level", "district"), ("area_type", "4")),
    "future_date": (("updated_on", "{late}"), ("opened_on", "{late}")),
    "unknown_reference": (("manager_id", "M99999"), ("area_id", "659999")),
}
# faults of a whole row; the last two only a CSV file can hold
ROWS = ("identical_row", "conflicting_rows")
FIELDS = ("too_many_fields", "too_few_fields")


@dataclass
class Faults:
    """What was put in: one entry for each row that must be refused."""

    month: list[str] = field(default_factory=list)
    table: list[str] = field(default_factory=list)
    file: list[str] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[str | None] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    value: list[str | None] = field(default_factory=list)

    def add(
        self, month: str, file: str, row: int, column: str | None, reason: str, value: str | None = None
    ) -> None:
        """Note one row; the table is the file's name without its suffix."""
        given = (month, file.partition(".")[0], file, row, column, reason, value)
        for name, entry in zip(vars(self), given, strict=True):
            getattr(self, name).append(entry)

    def as_table(self) -> pa.Table:
        """Return the entries in the order in which they were noted."""
        names = ("month", "table", "file", "row", "column", "reason", "value")
        types = [pa.int64() if name == "row" else pa.string() for name in names]
        arrays = [pa.array(getattr(self, name), kind) for name, kind in zip(names, types, strict=True)]
        return pa.Table.from_arrays(arrays, names=list(names))


def first_row(file: str) -> int:
    """Return the number of a file's first row: below the header, which a Parquet file has not."""
    return 1 if file.endswith(".parquet") else 2


@dataclass(frozen=True)
class Spoilt:
    """The rows of accounts with the faults in, and those lines whose number of fields is wrong."""

    table: pa.Table
    lines: dict[int, str]  # place of the row -> too_many_fields or too_few_fields


def spoil(
    accounts: pa.Table,
    spared: set[str],
    month_end: date,
    file: str,
    draw: np.random.Generator,
    faults: Faults,
) -> Spoilt:
    """Put faults into about one row in a hundred.

    Parameters
    ----------
    accounts : pa.Table
        All columns as text.
    spared : set of str
        Accounts that stay as they are (others refer to them).
    month_end : date
        Last day of the month.
    file : str
        Name of the file that the rows go to; only a CSV file gets wrong numbers of fields.
    draw : Generator
        Where the faults go.
    faults : Faults
        Is told of each.
    """
    month = f"{month_end:%Y-%m}"
    kinds = (*CELLS, *ROWS, *(FIELDS if file.endswith(".csv") else ()))
    free = np.array(
        [place for place, name in enumerate(accounts["account_id"].to_pylist()) if name not in spared]
    )
    count = min(len(free), max(len(kinds), round(accounts.num_rows / 100)))
    places: Integers = np.sort(draw.permutation(free)[:count])
    late = (month_end + timedelta(days=int(draw.integers(1, 60)))).isoformat()
    columns = {name: accounts[name].to_pylist() for name in accounts.column_names}
    lines: dict[int, str] = {}
    for number, place in enumerate(places.tolist()):
        kind = kinds[number % len(kinds)]
        if kind in CELLS:
            turn = number // len(kinds)
            column, value = CELLS[kind][turn % len(CELLS[kind])]
            value = value.format(late=late)
            columns[column][place] = value
            faults.add(month, file, place + first_row(file), column, kind, value)
        elif kind in FIELDS:
            lines[place] = kind
            faults.add(month, file, place + first_row(file), None, kind)
        else:
            _repeat(columns, place, kind, month, file, faults)
    schema = accounts.schema
    return Spoilt(pa.table({name: pa.array(columns[name], pa.string()) for name in schema.names}), lines)


def _repeat(
    columns: dict[str, list[str | None]], place: int, kind: str, month: str, file: str, faults: Faults
) -> None:
    """Append the row once more, the same or with another revenue; either way under the same key."""
    for values in columns.values():
        values.append(values[place])
    last = len(columns["account_id"]) - 1
    name = columns["account_id"][place]
    if kind == "conflicting_rows":
        columns["monthly_revenue"][last] = "1.00"
        faults.add(month, file, place + first_row(file), "account_id", "duplicate_key", name)
    faults.add(month, file, last + first_row(file), "account_id", "duplicate_key", name)
