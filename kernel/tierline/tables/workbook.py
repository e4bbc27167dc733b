"""One workbook for several tables, as ``tierline tables template all`` writes it."""

from __future__ import annotations

from pathlib import Path

from tierline.tables.headers import Mappings
from tierline.tables.registry import TABLES, table_spec
from tierline.tables.xlsx_source import XlsxSource, open_book, sheets_of

STEM = "tables"


def tables_in(path: Path, mappings: Mappings) -> list[str]:
    """Return the tables that a workbook holds rows of.

    A sheet that was left blank below its header does not count, so that a template filled in
    only in part is not a table without rows.

    Parameters
    ----------
    path : Path
        The workbook.
    mappings : mapping
        What ``read_mapping`` returned.

    Returns
    -------
    list of str
        Names of tables.

    Raises
    ------
    BadInputError
        The workbook is damaged, or a sheet of it lacks a required column.
    """
    with open_book(path) as book:
        present = [name for name in TABLES if sheets_of(book, table_spec(name))]
    sources = {name: XlsxSource(path, table_spec(name), mappings) for name in present}
    return [name for name, source in sources.items() if source.filled()]
