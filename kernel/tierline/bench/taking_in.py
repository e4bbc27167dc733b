"""Takes in one month's accounts from CSV with all checks, beside tools that only read the file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tierline.bench.timing import Line, best_time
from tierline.tables.intake import take_in
from tierline.tables.sample import write_sample

MONTH = "2026-10"
SUM_OF = "monthly_revenue"
Told = tuple[int, int]  # rows, and the sum of revenue in fen


def _told(revenue: pa.ChunkedArray) -> Told:
    # whole fen, so that the order of addition does not matter
    return len(revenue), sum(round(value * 100) for value in revenue.to_pylist())


def _by_pandas(path: Path) -> Callable[[], pa.ChunkedArray]:
    import pandas as pd

    return lambda: pa.chunked_array([pa.array(pd.read_csv(path)[SUM_OF])])


def _by_pyarrow(path: Path) -> Callable[[], pa.ChunkedArray]:
    return lambda: pa_csv.read_csv(path)[SUM_OF]


def _by_polars(path: Path) -> Callable[[], pa.ChunkedArray]:
    import polars as pl

    # optional columns are empty for many rows at the top
    return lambda: pa.chunked_array([pl.read_csv(path, infer_schema_length=10_000)[SUM_OF].to_arrow()])


_READERS = {"pandas": _by_pandas, "pyarrow": _by_pyarrow, "polars": _by_polars}


def write_month(folder: Path, rows: int) -> Path:
    """Write a month's tables with ``rows`` accounts as CSV; return the folder that holds them."""
    write_sample(folder, accounts=rows, months=1, last_month=MONTH)
    month = folder / "raw" / f"month={MONTH}"
    whole = month / "accounts.parquet"
    pa_csv.write_csv(pq.read_table(whole).slice(0, rows), month / "accounts.csv")
    whole.unlink()
    return month


def bench_intake(rows: int) -> Line:
    """Compare taking in ``rows`` accounts with mere reading of the same CSV.

    Returns
    -------
    Line
        ``equal`` is whether no row was lost: ours accepted all, and rows and revenue agree with every reader.
    """
    with tempfile.TemporaryDirectory(prefix="tierline-bench-") as scratch:
        folder = Path(scratch)
        month = write_month(folder, rows)
        quarantine = folder / "quarantine"

        def ours() -> pa.Table:
            return take_in(month, MONTH, quarantine).tables["accounts"]

        own = _told(ours()[SUM_OF])
        equal = own[0] == rows
        taken: dict[str, float] = {}
        absent: list[str] = []
        for name, prepare in _READERS.items():
            if find_spec(name) is None:
                absent.append(name)
                continue
            read = prepare(month / "accounts.csv")
            equal = equal and _told(read()) == own
            taken[name] = best_time(read, rounds=3)
        return Line("intake", rows, best_time(ours, rounds=3), taken, None, equal, absent)
