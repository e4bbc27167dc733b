"""Rows as a file: CSV that spreadsheets read Chinese from, or XLSX; no cell that a spreadsheet would run."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from tierline.tables.write import write_table

KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def content_of(rows: pa.Table, kind: str) -> bytes:
    """Return ``rows`` as a file of a kind, "csv" (utf-8-sig) or "xlsx".

    Raises
    ------
    BadInputError
        There are more rows than a sheet holds.
    """
    with TemporaryDirectory(prefix="tierline-") as folder:
        return write_table(rows, Path(folder) / f"rows.{kind}").read_bytes()


def in_whole_units(rows: pa.Table, names: dict[str, str]) -> pa.Table:
    """Return ``rows`` with columns in hundredths (old name: new name) in points or in the currency."""
    for old, new in names.items():
        place = rows.column_names.index(old)
        rows = rows.set_column(place, new, pa.array(np.asarray(rows[old]) / 100))
    return rows
