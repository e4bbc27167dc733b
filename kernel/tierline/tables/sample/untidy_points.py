"""Targets, actuals, events and transfers as people send them, with rows that intake must refuse."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tierline.tables.sample.csv_as_sent import write_csv
from tierline.tables.sample.faults import Faults, first_row
from tierline.tables.sample.province import last_day
from tierline.tables.sample.setting import stream
from tierline.tables.sample.spelling import as_text, respell
from tierline.tables.sample.write import write_parquet

_Wrong = list[tuple[str, str, dict[str, str | None]]]  # reason, column, cells that differ from a good row
NAMES = ("targets", "actuals", "point_events", "transfers")


def write_untidy_points(
    folder: Path, month: str, tables: dict[str, pa.Table], index: int, seed: int, faults: Faults
) -> None:
    """Write the month's tables of points to ``folder``; ``faults`` is told which rows must be refused.

    Transfers of accounts whose own row was spoilt are left out: nobody could tell what they mean.
    """
    draw = stream(seed, "untidy points", index)
    first = last_day(month).replace(day=1)
    wrong = _wrong(first, last_day(month))
    for name in NAMES:
        table = tables[name]
        if name == "transfers":
            table = table.filter(pc.invert(pc.is_in(table["account_id"], _spoilt(month, tables, faults))))
        text = respell(name, table, as_text(table), draw)
        file = f"{name}.parquet" if name == "transfers" else f"{name}.csv"
        text = _with_faults(text, wrong[name], month, file, faults)
        if name == "transfers":
            write_parquet(text, folder / file)
        else:
            write_csv(folder / file, name, text, "gb18030" if index % 2 else "utf-8-sig", {})


def _wrong(first: date, last: date) -> dict[str, _Wrong]:
    before, after = (first - timedelta(days=1)).isoformat(), (last + timedelta(days=1)).isoformat()
    return {
        "targets": [
            ("missing_required", "unit", {"unit": None, "indicator": "other_1"}),
            ("unknown_reference", "manager_id", {"manager_id": "M99999"}),
        ],
        "actuals": [
            ("missing_required", "unit", {"unit": None, "indicator": "other_1"}),
            ("unknown_code", "unit", {"unit": "箱", "indicator": "other_2"}),
            ("negative", "actual", {"actual": "-5", "indicator": "other_3"}),
            ("bad_type", "actual", {"actual": "待定", "indicator": "other_4"}),
            ("unknown_reference", "manager_id", {"manager_id": "M99999"}),
            ("duplicate_key", "manager_id", {}),
        ],
        "point_events": [
            ("missing_required", "evidence", {"evidence": None, "event_id": "E1"}),
            ("past_date", "date", {"date": before, "event_id": "E2"}),
            ("future_date", "date", {"date": after, "event_id": "E3", "approved_on": after}),
            ("unknown_reference", "manager_id", {"manager_id": "M99999", "event_id": "E4"}),
        ],
        "transfers": [("past_date", "date", {"date": before})],
    }


def _spoilt(month: str, tables: dict[str, pa.Table], faults: Faults) -> pa.Array:
    """Return the accounts whose own row was spoilt this month."""
    count = tables["accounts"].num_rows
    places = [
        row - first_row(file)
        for when, table, file, row in zip(faults.month, faults.table, faults.file, faults.row, strict=True)
        if when == month and table == "accounts" and row - first_row(file) < count
    ]
    return tables["accounts"]["account_id"].combine_chunks().take(pa.array(sorted(set(places)), pa.int64()))


def _with_faults(text: pa.Table, wrong: _Wrong, month: str, file: str, faults: Faults) -> pa.Table:
    """Return the table with faulty rows below it, each like the first row but for a few cells."""
    if not text.num_rows:
        return text
    columns = {name: text[name].to_pylist() for name in text.column_names}
    for reason, column, cells in wrong:
        for name, values in columns.items():
            values.append(cells.get(name, values[0]))
        row = len(columns[column]) - 1 + first_row(file)
        faults.add(month, file, row, column, reason, columns[column][-1])
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
