"""A scenario's report as a workbook: aggregates, every cell of the matrix, and the accounts that move."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.store.scenario_report import (
    COUNT,
    HOURS,
    MONEY,
    POINTS,
    SHARE,
    TEXT,
    Block,
    ScenarioReport,
    shown,
)
from tierline.tables.aside import aside, told
from tierline.tables.safe_text import neutralise
from tierline.tables.xlsx_written import workbook

_MOST_ROWS = 1_048_575
_WIDTH = {TEXT: 22, COUNT: 14, MONEY: 18, HOURS: 16, POINTS: 12, SHARE: 10}
_FORMAT = {COUNT: "#,##0", MONEY: "#,##0.00", HOURS: "#,##0.00", POINTS: "0.00", SHARE: "0.00%"}
_PARTS = {COUNT: 1, MONEY: 100, HOURS: 100, POINTS: 100, SHARE: 10_000}


def write_xlsx(report: ScenarioReport, further: Sequence[Block], path: Path, language: str) -> Path:
    """Write a report as a workbook, one sheet a table; an earlier file is replaced only by a whole one.

    Parameters
    ----------
    report : ScenarioReport
    further : sequence of Block
        Further tables, such as `cells` and `movers`.
    path : Path
    language : str
        "en" or "zh".

    Returns
    -------
    Path
        The file. Text that a spreadsheet would run as a formula has an apostrophe before it.

    Raises
    ------
    BadInputError
        More rows than a sheet holds, or no room on the disk.
    """
    blocks = [*report.blocks, *further]
    for block in blocks:
        if len(block.rows) > _MOST_ROWS:
            raise BadInputError(
                N_("{rows} rows do not fit into a sheet (at most {limit}). Write .csv or .parquet."),
                rows=len(block.rows),
                limit=_MOST_ROWS,
            )
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with aside(path) as place, told(path), workbook(place, rows_in_order=True) as book:
        bold = book.add_format({"bold": True})
        formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMAT.items()}
        facts = book.add_worksheet(_sheet_name(Message(N_("Scenario")).render(language), []))
        facts.set_column(0, 1, 40)
        facts.write_string(0, 0, neutralise(report.title), bold)
        for row, (name, value) in enumerate(report.facts, 2):
            facts.write_string(row, 0, neutralise(shown(name, TEXT, language)))
            facts.write_string(row, 1, neutralise(shown(value, TEXT, language)))
        taken = [facts.get_name()]
        for block in blocks:
            sheet = book.add_worksheet(_sheet_name(block.title.render(language), taken))
            taken.append(sheet.get_name())
            _fill(sheet, block, report.heads(block, language), language, bold, formats)
    return path


def _fill(
    sheet: Any, block: Block, heads: Sequence[str], language: str, bold: Any, formats: dict[str, Any]
) -> None:
    sheet.freeze_panes(1, 0)
    for place, (column, name) in enumerate(zip(block.columns, heads, strict=True)):
        sheet.set_column(place, place, _WIDTH[column.kind])
        sheet.write_string(0, place, neutralise(name), bold)
    for row, values in enumerate(block.rows, 1):
        for place, (column, value) in enumerate(zip(block.columns, values, strict=True)):
            if value is None:
                continue
            if column.kind == TEXT:
                sheet.write_string(row, place, neutralise(shown(value, TEXT, language)))
            else:
                sheet.write_number(row, place, value / _PARTS[column.kind], formats[column.kind])


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a title as a sheet may be called: short, without signs that formulas use, and only once."""
    name = "".join(" " if sign in "[]:*?/\\'：" else sign for sign in title).strip()[:28] or "-"
    lower = [each.lower() for each in taken]
    found, number = name, 2
    while found.lower() in lower:
        found, number = f"{name} {number}", number + 1
    return found
