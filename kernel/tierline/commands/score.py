"""``tierline score``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands.options import month_option
from tierline.messages import Message, _

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy

_FILE = click.Path(dir_okay=False, path_type=Path)
_PLACE = click.Path()  # a folder of Parquet files too, and for Spark a place on the cluster

_MAPPING = """

\b
[accounts]
"Customer no." = "account_id"
"Turnover" = "monthly_revenue"
"""


@click.command(
    "score",
    help=_(
        "Score the accounts in IN and write score, tier and reason to OUT; no workspace is needed. "
        "Both are Parquet, CSV or XLSX by their suffix.\n\n"
        "With --engine duckdb or spark the engine reads and writes Parquet itself and gives the same result. "
        "DuckDB keeps the order of IN; Spark writes a folder of part files in no order."
    ),
    epilog=_(
        "Example: tierline score accounts.xlsx tiers.csv --policy generic-abcd --month 2026-10\n\n"
        "A mapping file is TOML, one section a table; `tierline tables show accounts` lists the columns:"
    )
    + _MAPPING,
)
@click.argument("source", metavar="IN", type=_PLACE)
@click.argument("target", metavar="OUT", type=_PLACE)
@click.option("--policy", required=True, metavar="ID|PATH", help=_("Policy."))
@month_option
@click.option("--previous", metavar="PREV", type=_PLACE, help=_("OUT of the month before; slows downgrades."))
@click.option("--overrides", metavar="FILE", type=_PLACE, help=_("Table of tiers set by hand."))
@click.option("--mapping", type=_FILE, help=_("TOML file that maps your headings to columns."))
@click.option(
    "--engine",
    type=click.Choice(["kernel", "duckdb", "spark"]),
    default="kernel",
    show_default=True,
    help=_("What computes it."),
)
@click.option("--master", metavar="URL", help=_("Spark's master: local[2], spark://host:7077, yarn."))
def command(
    source: str,
    target: str,
    policy: str,
    month: str,
    previous: str | None,
    overrides: str | None,
    mapping: Path | None,
    engine: str,
    master: str | None,
) -> None:
    from tierline.commands.own_inputs import refuse_own_inputs
    from tierline.policy.load import load_policy
    from tierline.store.months import month_of

    if mapping is not None and engine != "kernel":
        raise click.UsageError(
            _("--mapping is for --engine kernel: other engines read the columns' own names.")
        )
    if master is not None and engine != "spark":
        raise click.UsageError(_("--master is for --engine spark."))
    refuse_own_inputs(
        target,
        {
            "IN": source,
            "--previous": previous,
            "--overrides": overrides,
            "--mapping": mapping,
            "--policy": policy,
        },
    )
    rules = load_policy(policy, month_of(month))
    if engine == "kernel":
        rows = _in_kernel(source, target, rules, month, previous, overrides, mapping)
    else:
        rows = _in_engine(engine, master, source, target, rules, previous, overrides)
    click.echo(_("{rows} accounts scored: {file}").format(rows=f"{rows:,}", file=target))


def _in_kernel(
    source: str,
    target: str,
    rules: Policy,
    month: str,
    previous: str | None,
    overrides: str | None,
    mapping: Path | None,
) -> int:
    from tierline.tiering.stream import can_stream, score_parquet

    notices: list[Message] = []
    if can_stream(source, target):
        try:
            return score_parquet(
                source,
                target,
                rules,
                previous=previous,
                overrides=overrides,
                mapping=mapping,
                notices=notices,
            )
        finally:
            for notice in notices:
                click.echo(notice.render(), err=True)
    from tierline.store.results_file import read_results
    from tierline.tables.read import read_table
    from tierline.tables.write import write_table
    from tierline.tiering.called import called
    from tierline.tiering.narrow import refuse_narrow_file
    from tierline.tiering.score import grade_table
    from tierline.tiering.unheld import unheld

    refuse_narrow_file(rules, Path(source))
    accounts = read_table(source, month=month, mapping=mapping, notices=notices, needed=rules.columns)
    empty = [name for name in rules.columns if accounts.num_rows == accounts[name].null_count > 0]
    for notice in (*notices, *unheld(Path(source).name, empty, rules)):
        click.echo(notice.render(), err=True)
    graded = grade_table(
        accounts,
        rules,
        previous=read_results(Path(previous)) if previous else None,
        overrides=read_table(overrides, "overrides") if overrides else None,
        names=called(previous, overrides),
    )
    result = graded.to_table(rules)
    write_table(result, target)
    return int(result.num_rows)


def _in_engine(
    name: str,
    master: str | None,
    source: str,
    target: str,
    rules: Policy,
    previous: str | None,
    overrides: str | None,
) -> int:
    from tierline.engines.engine import Engine, score_files

    engine: Engine
    if name == "duckdb":
        from tierline.engines.duckdb import DuckDB

        engine = DuckDB()
    else:
        from tierline.engines.spark import Spark

        engine = Spark(master)
    try:
        notices: list[Message] = []
        rows = score_files(engine, source, target, rules, previous, overrides, notices)
    finally:
        engine.close()
    for notice in notices:
        click.echo(notice.render(), err=True)
    return rows
