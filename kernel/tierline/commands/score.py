"""``tierline score``."""

from __future__ import annotations

from pathlib import Path

import click

from tierline.commands.options import month_option
from tierline.messages import _

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "score",
    help=_(
        "Score the accounts in IN and write score, tier and reason to OUT; no workspace is needed. "
        "Both are Parquet, CSV or XLSX by their suffix."
    ),
    epilog=_("Example: tierline score accounts.xlsx tiers.csv --policy generic-abcd --month 2026-10"),
)
@click.argument("source", metavar="IN", type=_FILE)
@click.argument("target", metavar="OUT", type=_FILE)
@click.option("--policy", required=True, metavar="ID|PATH", help=_("Policy."))
@month_option
@click.option("--previous", metavar="PREV", type=_FILE, help=_("OUT of the month before; slows downgrades."))
@click.option("--overrides", metavar="FILE", type=_FILE, help=_("Table of tiers set by hand."))
@click.option("--mapping", type=_FILE, help=_("TOML file that maps your headings to columns."))
def command(
    source: Path,
    target: Path,
    policy: str,
    month: str,
    previous: Path | None,
    overrides: Path | None,
    mapping: Path | None,
) -> None:
    from tierline.policy.load import load_policy
    from tierline.store.months import month_of
    from tierline.store.results_file import read_results
    from tierline.tables.read import read_table
    from tierline.tables.write import write_table
    from tierline.tiering.score import score

    rules = load_policy(policy, month_of(month))
    result = score(
        read_table(source, month=month, mapping=mapping),
        rules,
        previous=read_results(previous) if previous else None,
        overrides=read_table(overrides, "overrides") if overrides else None,
    )
    write_table(result, target)
    click.echo(_("{rows} accounts scored: {file}").format(rows=f"{result.num_rows:,}", file=target))
