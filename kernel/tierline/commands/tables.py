"""``tierline tables show|template``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tierline.errors import UsageError
from tierline.messages import LANGUAGES, N_, _


def _language_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--lang", "language", type=click.Choice(LANGUAGES), help=_("Language; default: that of messages.")
    )(function)


@click.group("tables", help=_("Show what the tables hold, write blank ones to fill in."))
def command() -> None:
    pass


@command.command(
    "show",
    help=_("Print the tables, or every column of one: names, type, unit, range, codes, meaning."),
    epilog=_("Example: tierline tables show accounts --lang zh"),
)
@click.argument("table", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON, with both languages."))
@_language_option
def show_table(table: str | None, as_json: bool, language: str | None) -> None:
    from tierline.tables.dictionary import as_data, render_table, render_tables
    from tierline.tables.registry import TABLES

    if as_json:
        data = as_data(table) if table else [as_data(name) for name in TABLES]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(render_table(table, language) if table else render_tables(language))


@command.command(
    "template",
    help=_(
        "Write a blank workbook to fill in: TABLE is a table's name, or 'all' for one sheet each. "
        "Put it, filled in, into the month's raw folder as TABLE.xlsx (all: tables.xlsx)."
    ),
    epilog=_("Example: tierline tables template accounts --out accounts.xlsx"),
)
@click.argument("table")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=_("The workbook to write.")
)
@click.option("--force", is_flag=True, help=_("Replace the workbook if it is there already."))
@_language_option
def write_blank(table: str, out: Path, force: bool, language: str | None) -> None:
    from tierline.tables.registry import TABLES
    from tierline.tables.template import write_template

    if table not in (*TABLES, "all"):
        raise UsageError(
            N_("There is no table '{table}'. Use one of: {tables}."),
            table=table,
            tables=", ".join((*TABLES, "all")),
        )
    click.echo(write_template(table, out, language, force=force))
