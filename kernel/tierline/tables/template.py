"""A blank workbook to fill in, made from the registry."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tierline.errors import UsageError
from tierline.messages import N_, current_language, translate
from tierline.tables.aside import aside, told
from tierline.tables.dictionary import allowed, duties, kind
from tierline.tables.registry import TABLES, ColumnSpec, table_spec
from tierline.tables.values import FIRST_YEAR
from tierline.tables.xlsx_written import workbook

_LAST_ROW = 1_048_575
_FORMATS = {
    "text": "@",
    "code": "@",
    "integer": "0",
    "money": "#,##0.00",
    "number": "General",
    "ratio": "0.00%",
    "flag": "@",
    "date": "yyyy-mm-dd",
}


def write_template(table: str, path: Path, language: str | None = None, *, force: bool = False) -> Path:
    """Write a blank XLSX workbook that intake reads once it is filled in.

    Parameters
    ----------
    table : str
        One of the registry's tables, or "all" for one workbook with a sheet for each.
    path : Path
        Ends in .xlsx.
    language : str or None
        "en" or "zh": the language that stands first in headers, and that of the second sheet.
    force : bool
        Write over a file that is there already.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        Another suffix, or the file is there already.
    BadInputError
        No such table, no such folder, or the folder cannot be written to.
    """
    language = language or current_language()
    names = list(TABLES) if table == "all" else [table_spec(table).name]
    if path.suffix.lower() != ".xlsx":
        raise UsageError(N_("{file}: a template is a workbook. Let the name end in .xlsx."), file=path.name)
    if path.exists() and not force:
        raise UsageError(
            N_(
                "{file} is there already and may hold your rows. Give another name, or --force to replace it."
            ),
            file=path,
        )
    with aside(path) as written, told(path), workbook(written) as book:
        sheets = {name: book.add_worksheet(name) for name in names}
        _write_meanings(book, names, language)
        codes = book.add_worksheet(translate(N_("Codes"), language))
        place = 0
        for name, sheet in sheets.items():
            place = _write_sheet(book, sheet, name, codes, place, language)
    return path


def header_of(column: ColumnSpec, language: str) -> str:
    """Return a template's header: both names, that of ``language`` first, a star when required."""
    star = " *" if column.required else ""
    first, second = (column.zh, column.name) if language == "zh" else (column.name, column.zh)
    return f"{first}{star}\n{second}"


def _write_sheet(book: Any, sheet: Any, name: str, codes: Any, place: int, language: str) -> int:
    look = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    plain = book.add_format({**look, "bg_color": "#E8EDF3"})
    required = book.add_format({**look, "bg_color": "#FCE4C8"})
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 34)
    for number, column in enumerate(table_spec(name).columns):
        number_format = book.add_format({"num_format": _FORMATS[column.dtype]})
        sheet.set_column(number, number, max(14, 2 * len(column.zh) + 4), number_format)
        sheet.write_string(0, number, header_of(column, language), required if column.required else plain)
        if column.codes is not None:
            titles = [text[language] for text in column.codes.values()]
            place = _write_codes(codes, place, f"{name}.{column.name}", titles)
            source = (
                f"='{codes.get_name()}'!${_letters(place - 1)}$2:${_letters(place - 1)}${len(titles) + 1}"
            )
            _check(sheet, number, column, language, {"validate": "list", "source": source})
        else:
            rule = _rule(column, language)
            if rule:
                _check(sheet, number, column, language, rule)
    return place


def _write_codes(codes: Any, place: int, heading: str, titles: Sequence[str]) -> int:
    codes.set_column(place, place, 24)
    codes.write_column(0, place, [heading, *titles])
    return place + 1


def _letters(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(place))


def _rule(column: ColumnSpec, language: str) -> dict[str, Any] | None:
    if column.dtype == "flag":
        return {"validate": "list", "source": ["是", "否"] if language == "zh" else ["yes", "no"]}
    if column.dtype == "date":
        first = datetime.date(FIRST_YEAR, 1, 1)
        return {"validate": "date", "criteria": ">=", "value": first}
    if column.dtype in ("integer", "money", "number", "ratio"):
        low, high = column.limits
        what = "integer" if column.dtype == "integer" else "decimal"
        return {"validate": what, "criteria": "between", "minimum": low, "maximum": high}
    return None


def _check(sheet: Any, number: int, column: ColumnSpec, language: str, rule: dict[str, Any]) -> None:
    told = {
        "error_title": column.titled(language)[:32],
        "error_message": translate(N_("Not allowed here. See the sheet of meanings."), language),
    }
    sheet.data_validation(1, number, _LAST_ROW, number, {**rule, **told})


def _write_meanings(book: Any, names: Sequence[str], language: str) -> None:
    sheet = book.add_worksheet(translate(N_("Meanings"), language))
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    headings = (
        N_("table"),
        N_("column"),
        N_("Chinese name"),
        N_("English title"),
        N_("kind and unit"),
        N_("duties"),
        N_("meaning"),
        N_("allowed"),
        N_("rulebook"),
    )
    for number, (heading, width) in enumerate(
        zip(headings, (11, 22, 20, 24, 18, 22, 52, 60, 14), strict=True)
    ):
        sheet.set_column(number, number, width, wrap)
        sheet.write_string(0, number, translate(heading, language), bold)
    sheet.freeze_panes(1, 2)
    row = 1
    for name in names:
        spec = table_spec(name)
        for column in spec.columns:
            cells = (
                name,
                column.name,
                column.zh,
                column.title["en"],
                kind(column, language),
                "; ".join(duties(spec, column, language)),
                column.meaning[language],
                allowed(column, language),
                column.reference,
            )
            for number, cell in enumerate(cells):
                sheet.write_string(row, number, cell)
            row += 1
