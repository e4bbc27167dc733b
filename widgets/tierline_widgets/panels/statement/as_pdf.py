"""A statement as PDF."""

from __future__ import annotations

from tierline_widgets.look import pdf
from tierline_widgets.panels.statement.sheet import Sheet


def as_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as PDF, A4 upright.

    Raises
    ------
    BadInputError
        There is no font with Chinese signs.
    """
    paper = pdf.Sheet(sheet.title, sheet.language)
    paper.facts(sheet.facts)
    for part in sheet.parts:
        paper.put(part)
    paper.listed(sheet.notes)
    paper.signatures(sheet.signatures)
    return paper.content()
