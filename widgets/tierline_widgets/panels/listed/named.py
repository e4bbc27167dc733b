"""Listed rows as a file holds them: names beside the codes, columns titled in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from tierline.tables.registry import table_spec
from tierline_widgets.headings import headed
from tierline_widgets.planner.desk import Desk
from tierline_widgets.planner.filters import COLUMNS, FilterModel

_BESIDE = {"area": "area", "industry": "industry_name", "manager": "manager"}


def with_names(rows: pa.Table, desk: Desk) -> pa.Table:
    """Return ``rows`` with the names of areas, industries and managers beside their codes.

    Parameters
    ----------
    rows : pyarrow.Table
    desk : Desk
        Whose scope says which names may be read; the others stay empty.
    """
    options = FilterModel(desk)
    language = desk.session.language
    for kind, column in COLUMNS.items():
        if column in rows.column_names:
            names = {each.code: each.title.get(language) for each in options.options(kind)}
            place = rows.column_names.index(column)
            found = [names.get(code) for code in rows[column].to_pylist()]
            rows = rows.add_column(place + 1, _BESIDE[kind], pa.array(found, pa.string()))
    return rows


def in_words(rows: pa.Table, column: str, words: Mapping[str, str]) -> pa.Table:
    """Return ``rows`` with the codes of a column in words; a code without any stays."""
    told = [words.get(code, code) for code in rows[column].to_pylist()]
    return rows.set_column(rows.column_names.index(column), column, pa.array(told, pa.string()))


def grades(language: str) -> dict[str, str]:
    """Return the registry's titles of managers' grades (LY-4)."""
    codes: Mapping[str, Any] = table_spec("managers").column("grade").codes or {}
    return {code: str(titles[language]) for code, titles in codes.items()}


def titled(rows: pa.Table, desk: Desk) -> pa.Table:
    """Return ``rows`` with the columns' titles and units for names."""
    session = desk.session
    return rows.rename_columns(
        [headed(name, session.language, session.currency) for name in rows.column_names]
    )
