"""``tierline demo``."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands.options import workspace_option
from tierline.errors import BadInputError
from tierline.messages import N_, _

if TYPE_CHECKING:
    from tierline.store.run import Run

_LAST = "2026-10"


@click.command(
    "demo",
    help=_("Write a sample province, close its months, run the reports for the last one, and show it."),
    epilog=_("Example: tierline demo --workspace demo --accounts 20000 --months 13"),
)
@workspace_option
@click.option("--accounts", type=click.IntRange(1), default=20_000, show_default=True, help=_("Accounts."))
@click.option("--months", type=click.IntRange(1), default=13, show_default=True, help=_("Months."))
@click.option("--reports/--no-reports", default=True, help=_("Run the notebooks on the last month."))
def command(workspace: Path, accounts: int, months: int, reports: bool) -> None:
    from tierline.commands.printing import Lines
    from tierline.monthly import run_month
    from tierline.reports import notebooks
    from tierline.store.workspace import Workspace
    from tierline.tables.sample import write_sample

    place = Workspace.create(workspace)
    began = time.perf_counter()
    click.echo(
        _("Writing a sample province: {accounts} accounts, {months} months ...").format(
            accounts=f"{accounts:,}", months=months
        )
    )
    written = write_sample(place.path, accounts, months, last_month=_LAST)
    click.echo(_("Sample written in {seconds} s").format(seconds=f"{time.perf_counter() - began:.1f}"))
    for month in sorted(written.rows):
        last = month == _LAST
        with Lines(month) as watcher:
            run = run_month(place, month, reports=last and reports and bool(notebooks()), progress=watcher)
    _show(place.path, run, time.perf_counter() - began)
    if run.failed_reports:
        raise BadInputError(
            N_("{month} is closed. Reports that could not be made: {count}."),
            month=run.month,
            count=len(run.failed_reports),
        )


def _show(workspace: Path, run: Run, seconds: float) -> None:
    from tierline.commands.printing import STEP_NAMES, columns, moves_table, tier_table
    from tierline.messages import translate

    click.echo("\n" + _("Tiers of {month}, run {run}:").format(month=run.month, run=run.id))
    click.echo(tier_table(run))
    if moves := moves_table(run):
        click.echo(
            "\n" + _("From the tiers of the month before (rows) to those of {month}:").format(month=run.month)
        )
        click.echo(moves)
    click.echo(
        "\n"
        + _("Seconds per step of {month}; the whole demo took {seconds} s:").format(
            month=run.month, seconds=f"{seconds:.1f}"
        )
    )
    steps = [(translate(STEP_NAMES[step]), f"{taken:.2f}") for step, taken in run.seconds.items()]
    click.echo(columns((_("step"), _("seconds")), steps, numbers=(1,)))
    click.echo("\n" + _("Closed month: {folder}").format(folder=run.folder))
    for report in run.reports:
        click.echo(_("Report: {file}").format(file=report))
    for failed in run.failed_reports:
        click.echo(failed.render(), err=True)
    click.echo(_("Open the notebooks: make lab      Open the apps: make apps"))
    click.echo(
        _("Elsewhere: set TIERLINE_WORKSPACE={workspace} and start jupyter lab").format(workspace=workspace)
    )
    click.echo(
        _("Look at one account: {tierline} explain ACCOUNT --workspace {workspace} --month {month}").format(
            tierline=_as_called(), workspace=workspace, month=run.month
        )
    )


def _as_called() -> str:
    """Return how this shell reaches the command: by its name where that is found, else as it was called."""
    called = Path(sys.argv[0])
    if called.stem == "__main__":
        return f"{Path(sys.executable).name} -m tierline"
    found = shutil.which("tierline")
    if found is not None and called.exists() and Path(found).samefile(called):
        return "tierline"
    return str(called) if called.stem == "tierline" else "tierline"
