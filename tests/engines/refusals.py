"""What no engine may score: one change of a month's files each, and the words that tell of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.engines.months import Month

Row = dict[str, Any]
NEXT_MONTH = dt.date(2099, 1, 1)


@dataclass(frozen=True)
class Refused:
    """A change of the rows of one file; ``words`` stand in every engine's message besides the file's name."""

    which: str
    change: Callable[[list[Row]], object]
    words: tuple[str, ...]
    types: tuple[tuple[str, pa.DataType], ...] = ()  # columns that are stored otherwise

    @property
    def name(self) -> str:
        return f"{self.which}: {' '.join(self.words)}"

    def write(self, month: Month, path: Path) -> Path:
        """Write the month's file with the change."""
        table = pq.read_table(getattr(month, self.which))
        rows = table.to_pylist()
        self.change(rows)
        schema = table.schema
        for column, kind in self.types:
            schema = schema.set(schema.get_field_index(column), pa.field(column, kind))
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
        return path


def put(row: int, **values: Any) -> Callable[[list[Row]], object]:
    return lambda rows: rows[row].update(values)


def repeat(row: int, **values: Any) -> Callable[[list[Row]], object]:
    return lambda rows: rows.append({**rows[row], **values})


REFUSED = (
    Refused("accounts", repeat(0), ("account_id",)),
    Refused("accounts", put(3, account_id=None), ("Account number is missing",)),
    Refused("accounts", put(3, account_id=""), ("Account number is missing",)),
    Refused("accounts", put(3, account_id="0000"), ("Account number is missing",)),
    Refused("accounts", put(5, monthly_revenue=None), ("Monthly revenue is missing",)),
    Refused("accounts", put(5, monthly_revenue=float("inf")), ("not a finite number",)),
    Refused("accounts", put(5, monthly_revenue=float("nan")), ("not a finite number",)),
    Refused("accounts", put(5, ict_revenue=float("nan")), ("not a finite number",)),
    Refused("accounts", put(5, monthly_revenue=2e12), ("beyond what such a figure can be",)),
    Refused("accounts", put(5, employees=-1), ("-1 is negative",)),
    Refused(
        "accounts", put(5, employees=2.5), ("'2.5' is not a whole number",), (("employees", pa.float64()),)
    ),
    Refused("accounts", put(5, admin_level="moon"), ("'moon' is not one of",)),
    Refused("previous", repeat(7), ("account_id",)),
    Refused("previous", put(2, tier="Z9"), ("last month's result", "no tier 'Z9'")),
    Refused("previous", put(2, tier=None), ("tier is missing",)),
    Refused("previous", put(2, account_id=None), ("account_id is missing",)),
    Refused("previous", put(2, months_below=-5), ("months_below: -5 is negative",)),
    Refused("previous", put(2, months_below=121), ("121 is out of range. Allowed: 0 to 120",)),
    Refused(
        "previous",
        put(2, months_below=1.5),
        ("months_below: '1.5' is not a whole number",),
        (("months_below", pa.float64()),),
    ),
    Refused(
        "previous",
        put(2, months_below=float("nan")),
        ("months_below", "not a finite number"),
        (("months_below", pa.float64()),),
    ),
    *(
        Refused(
            "previous",
            put(2, reason=reason),
            (f"reason: '{reason}' is not one of the allowed codes: score, floor, cap, hysteresis (",),
        )
        for reason in ("Override", "人工调整", "magic", " override", "1")
    ),
    Refused("previous", put(2, reason=None), ("reason is missing",)),
    Refused("previous", put(2, reason=""), ("reason",)),
    Refused("previous", put(2, months_below=None), ("months_below is missing",)),
    Refused("overrides", repeat(1), ()),
    Refused("overrides", put(1, tier="Z9"), ("the overrides", "no tier 'Z9'")),
    Refused("overrides", put(1, approver=None), ("Approver is missing",)),
    Refused("overrides", put(1, from_date=NEXT_MONTH), ("lies before from_date (2099-01-01)",)),
    Refused("overrides", put(1, expires_on=None), ("Expires on is missing",)),
    Refused("overrides", put(1, from_date=dt.date(1899, 12, 31)), ("'1899-12-31' is not a date",)),
)
