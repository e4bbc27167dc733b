"""``tierline sample``."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from tierline.errors import UsageError
from tierline.messages import N_, _

MONTHS = 13


@click.command(
    "sample",
    help=_("Write a sample: raw tables for every month, and the truth behind them."),
    epilog=_("Example: tierline sample --workspace demo --accounts 20000 --months 13"),
)
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="TIERLINE_WORKSPACE",
    default=Path("workspace"),
    show_default=True,
    help=_("Folder of the workspace; made when it does not exist."),
)
@click.option(
    "--accounts", type=int, default=20_000, show_default=True, help=_("Accounts in the first month.")
)
@click.option("--months", type=int, show_default="13", help=_("Number of months."))
@click.option(
    "--seed", type=int, default=2008, show_default=True, help=_("The same seed gives the same bytes.")
)
@click.option("--last-month", default="2026-10", show_default=True, help=_("The last month, as YYYY-MM."))
@click.option(
    "--dirty",
    is_flag=True,
    help=_("Put faults into one row in a hundred and write files as people send them."),
)
@click.option(
    "--source",
    type=click.Choice(["province", "online-retail", "crm-sales"]),
    default="province",
    show_default=True,
    help=_(
        "An invented province, a real wholesaler's customers of 2010 and 2011, or a sales force of 2017, "
        "quarter by quarter (policy of points crm-sales-points)."
    ),
)
@click.option("--force", is_flag=True, help=_("Replace different tables that are already there."))
@click.pass_context
def command(
    context: click.Context,
    workspace: Path,
    accounts: int,
    months: int | None,
    seed: int,
    last_month: str,
    dirty: bool,
    source: str,
    force: bool,
) -> None:
    from tierline.store.workspace import Workspace
    from tierline.tables.sample import MOST_MONTHS, write_sample

    if source != "province":
        _refuse_for_real_data(context, source)
    months = months if months is not None else MOST_MONTHS.get(source, MONTHS)
    with click.progressbar(length=months, label=_("Writing months")) as bar:
        written = write_sample(
            workspace,
            accounts,
            months,
            seed,
            dirty,
            last_month,
            source,
            force,
            lambda *_at: bar.update(1),
        )
    Workspace.create(workspace)
    if source == "crm-sales":
        _tell_quarters(workspace, list(written.rows))
        return
    done = _("{folder}: {months} months, {rows} account rows. Next: tierline monthly --workspace {folder}")
    rows = f"{sum(written.rows.values()):,}"
    click.echo(done.format(folder=written.folder, months=len(written.rows), rows=rows))


def _tell_quarters(folder: Path, months: list[str]) -> None:
    """Say how the quarters are closed: each by itself, under the policies that fit them."""
    click.echo(_("{folder}: {count} quarters. Close each and look at its points:").format(
        folder=folder, count=len(months)
    ))  # fmt: skip
    for month in months:
        click.echo(
            f"  tierline monthly --workspace {folder} --month {month} --without-previous "
            "--policy size-by-sales --points-policy crm-sales-points"
        )
    click.echo(f"  tierline points --workspace {folder} --month {months[-1]}")


def _refuse_for_real_data(context: click.Context, source: str) -> None:
    """Options that shape the invented province mean nothing for real customers."""
    for name in ("accounts", "seed", "last_month"):
        if context.get_parameter_source(name) == ParameterSource.COMMANDLINE:
            raise UsageError(
                N_("{option} shapes the invented province; {source} is as published. Leave it out."),
                option="--" + name.replace("_", "-"),
                source=source,
            )
