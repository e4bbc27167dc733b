"""Statements as a file: the ledger's rows as CSV, or as a workbook with the statements beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.messages import N_, current_language, translate
from tierline.performance.ledger_rows import (
    NUMBERS,
    OF_LINES,
    OF_STATEMENTS,
    Row,
    ledger_rows,
    statement_rows,
)
from tierline.tables.aside import aside, told
from tierline.tables.safe_text import neutralise
from tierline.tables.xlsx_written import workbook

if TYPE_CHECKING:
    from tierline.performance.statement import Statement


def write_csv(statements: Iterable[Statement], path: Path, language: str | None = None) -> Path:
    """Write the ledger's rows as CSV (UTF-8 with mark); text that a sheet would run gets an apostrophe.

    Parameters
    ----------
    statements : iterable of Statement
    path : Path
    language : str, optional
        Of headings and words; default: the current one.
    """
    language = language or current_language()
    return write_rows_csv(OF_LINES, list(ledger_rows(statements, language)), path, language)


def write_xlsx(statements: Sequence[Statement], path: Path, language: str | None = None) -> Path:
    """Write a workbook: one sheet with a row a statement, one with the ledger's rows."""
    language = language or current_language()
    return write_book(
        {
            N_("statements"): (OF_STATEMENTS, statement_rows(statements, language)),
            N_("lines"): (OF_LINES, list(ledger_rows(statements, language))),
        },
        path,
        language,
    )


def write_rows_csv(headings: Mapping[str, str], rows: Iterable[Row], path: Path, language: str) -> Path:
    """Write rows under translated headings as CSV; an earlier file is replaced only by a whole one."""
    with aside(path) as place, told(path), place.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([translate(heading, language) for heading in headings.values()])
        for row in rows:
            writer.writerow([_cell(name, row.get(name)) for name in headings])
    return path


def write_book(
    sheets: Mapping[str, tuple[Mapping[str, str], Sequence[Row]]], path: Path, language: str
) -> Path:
    """Write sheets of rows as a workbook; text stays text, numbers are numbers."""
    with aside(path) as place, told(path), workbook(place) as book:
        bold = book.add_format({"bold": True})
        for title, (headings, rows) in sheets.items():
            sheet = book.add_worksheet(translate(title, language))
            sheet.freeze_panes(1, 0)
            for column, (name, heading) in enumerate(headings.items()):
                sheet.set_column(column, column, 14 if name in NUMBERS else 20)
                sheet.write_string(0, column, translate(heading, language), bold)
                for number, row in enumerate(rows, 1):
                    _put(sheet, number, column, name, row.get(name))
    return path


def _put(sheet: Any, row: int, column: int, name: str, value: Any) -> None:
    if value is None:
        return
    if name in NUMBERS:
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, neutralise(str(value)))


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if name in NUMBERS else neutralise(str(value))
