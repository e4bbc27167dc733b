"""A statement as CSV: part below part, figures as plain numbers, no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from io import StringIO

from tierline.tables.safe_text import neutralise
from tierline_widgets.numbers import MINUS
from tierline_widgets.panels.statement.sheet import Sheet

_FIGURE = re.compile(rf"[+{MINUS}]?[\d,]+(\.\d+)?")


def as_csv(sheet: Sheet) -> bytes:
    """Return a sheet as CSV, encoded utf-8-sig so that spreadsheets read Chinese."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for name, said in sheet.facts:
        writer.writerow([neutralise(name), neutralise(said)])
    for part in sheet.parts:
        writer.writerow([])
        writer.writerow([neutralise(head) for head in part.heads])
        writer.writerows(
            [_figure(cell) if place in part.figures else neutralise(cell) for place, cell in enumerate(row)]
            for row in part.rows
        )
    return out.getvalue().encode("utf-8-sig")


def _figure(cell: str) -> str:
    """Return a figure as a plain number; one with its unit is text."""
    if not _FIGURE.fullmatch(cell):
        return neutralise(cell)
    return cell.removeprefix("+").replace(",", "").replace(MINUS, "-")
