"""A statement as CSV: part below part, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from io import StringIO

from tierline.tables.safe_text import neutralise
from tierline_widgets.panels.statement.sheet import Sheet


def as_csv(sheet: Sheet) -> bytes:
    """Return a sheet as CSV, encoded utf-8-sig so that spreadsheets read Chinese."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for name, said in sheet.facts:
        writer.writerow([neutralise(name), neutralise(said)])
    for part in sheet.parts:
        writer.writerow([])
        writer.writerow([neutralise(head) for head in part.heads])
        writer.writerows([neutralise(cell) for cell in row] for row in part.rows)
    return out.getvalue().encode("utf-8-sig")
