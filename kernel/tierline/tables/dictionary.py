"""The data dictionary: what every table and column means, as text and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tierline.messages import N_, current_language, translate
from tierline.tables.faults import plain
from tierline.tables.registry import KINDS, TABLES, UNITS, ColumnSpec, TableSpec, table_spec


def kind(column: ColumnSpec, language: str | None = None) -> str:
    """Return a column's type and unit, such as ``money (yuan)``."""
    name = translate(KINDS[column.dtype], language)
    if not column.unit or column.unit == column.dtype:
        return name
    return f"{name} ({translate(UNITS[column.unit], language)})"


def allowed(column: ColumnSpec, language: str | None = None) -> str:
    """Return what a column may hold, in one line; empty when there is nothing to say."""
    language = language or current_language()
    holds = ""
    if column.codes is not None:
        holds = ", ".join(f"{code} {titles[language]}" for code, titles in column.codes.items())
    elif column.references is not None:
        holds = translate(N_("a value of {column}"), language).format(column=column.references)
    elif column.minimum is not None and column.maximum is not None:
        holds = f"{plain(column.minimum)} … {plain(column.maximum)}"
    elif column.minimum is not None:
        holds = f"≥ {plain(column.minimum)}"
    elif column.in_month:
        holds = translate(N_("within the month"), language)
    elif column.dtype == "date" and not column.future:
        holds = translate(N_("not after the month's last day"), language)
    elif column.not_before is not None:
        holds = translate(N_("not before {column}"), language).format(column=column.not_before)
    return holds


def duties(table: TableSpec, column: ColumnSpec, language: str | None = None) -> Sequence[str]:
    """Return what else binds a column: key, required, personal, kept for which classes."""
    language = language or current_language()
    words = []
    if column.name in table.key:
        words.append(translate(N_("key"), language))
    if column.required:
        words.append(translate(N_("required"), language))
    if column.personal:
        words.append(translate(N_("personal"), language))
    if column.condition is not None:
        condition = column.condition[language]
        words.append(translate(N_("kept for: {classes}"), language).format(classes=condition))
    return words


def render_tables(language: str | None = None) -> str:
    """Return one line for each table."""
    language = language or current_language()
    width = max(map(len, TABLES))
    lines = []
    for name in TABLES:
        spec = table_spec(name)
        lines.append(f"{name:<{width}}  {spec.title[language]}: {spec.meaning[language]}")
    return "\n".join(lines)


def render_table(name: str, language: str | None = None) -> str:
    """Return the data dictionary of one table as text.

    Parameters
    ----------
    name : str
        One of ``TABLES``.
    language : str or None
        "en" or "zh"; default: the current one.

    Returns
    -------
    str
        For every column its names, type, unit and duties, its meaning and rulebook ID, and what
        it may hold.
    """
    language = language or current_language()
    spec = table_spec(name)
    blocks = [f"{spec.name}: {spec.title[language]}\n{spec.meaning[language]}"]
    for column in spec.columns:
        facts = "; ".join((kind(column, language), *duties(spec, column, language)))
        lines = [
            f"{column.name}  {column.title['zh']} / {column.title['en']}  [{facts}]",
            f"    {column.meaning[language]} ({column.reference})",
        ]
        holds = allowed(column, language)
        if holds:
            lines.append(f"    {holds}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def as_data(name: str) -> dict[str, Any]:
    """Return everything that the registry says about one table, ready for JSON."""
    spec = table_spec(name)
    return {
        "table": spec.name,
        "title": dict(spec.title),
        "meaning": dict(spec.meaning),
        "key": list(spec.key),
        "columns": [_column_data(column) for column in spec.columns],
    }


def _column_data(column: ColumnSpec) -> dict[str, Any]:
    codes = (
        {code: dict(titles) for code, titles in column.codes.items()} if column.codes is not None else None
    )
    return {
        "name": column.name,
        "title": dict(column.title),
        "meaning": dict(column.meaning),
        "dtype": column.dtype,
        "unit": column.unit or None,
        "required": column.required,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "codes": codes,
        "references": column.references,
        "personal": column.personal,
        "condition": dict(column.condition) if column.condition is not None else None,
        "needed": list(column.needed),
        "reference": column.reference,
        "future": column.future,
        "in_month": column.in_month,
        "not_before": column.not_before,
        "aliases": list(column.aliases),
    }
