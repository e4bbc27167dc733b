"""Rows as a file: CSV that spreadsheets read Chinese from, or XLSX; no cell that a spreadsheet would run."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pyarrow as pa

from tierline.tables.write import write_table

KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

_BOOK = "xl/workbook.xml"


def content_of(rows: pa.Table, kind: str, sheet: str = "") -> bytes:
    """Return ``rows`` as a file of a kind, "csv" (utf-8-sig) or "xlsx", whose sheet is called ``sheet``.

    Raises
    ------
    BadInputError
        There are more rows than a sheet holds.
    """
    with TemporaryDirectory(prefix="tierline-") as folder:
        content = write_table(rows, Path(folder) / f"rows.{kind}").read_bytes()
    return _called(content, sheet) if sheet and kind == "xlsx" else content


def _called(content: bytes, sheet: str) -> bytes:
    """Return a workbook of one sheet with that sheet's name changed."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            held = old.read(part)
            if part.filename == _BOOK:
                held = held.replace(b'<sheet name="Sheet1"', f"<sheet name={quoteattr(sheet)}".encode())
            new.writestr(part, held)
    return out.getvalue()


def in_whole_units(rows: pa.Table, names: dict[str, str]) -> pa.Table:
    """Return ``rows`` with columns in hundredths (old name: new name) in points or in the currency."""
    for old, new in names.items():
        place = rows.column_names.index(old)
        rows = rows.set_column(place, new, pa.array(np.asarray(rows[old]) / 100))
    return rows
