"""``tierline monthly``."""

from __future__ import annotations

from pathlib import Path

import click

from tierline.commands.options import month_option, workspace_option
from tierline.errors import BadInputError
from tierline.messages import N_, _


@click.command(
    "monthly",
    help=_(
        "Close a month: take in W/raw/month=YYYY-MM/, score, assign tiers, store the result under "
        "W/closed/. A run that is killed leaves the last good month; run it again."
    ),
    epilog=_("Example: tierline monthly --workspace demo --month 2026-10 --policy xinjiang-2008"),
)
@workspace_option
@month_option
@click.option(
    "--policy",
    metavar="ID|PATH",
    help=_("Policy; by default that of the last closed month, else xinjiang-2008."),
)
@click.option("--replace", "replaces", metavar="RUN", help=_("Run of this month that the new one replaces."))
@click.option("--reason", help=_("Why it is replaced."))
@click.option("--without-previous", is_flag=True, help=_("Score without the month before."))
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("TOML file that maps your headings to columns."),
)
@click.option(
    "--reports/--no-reports",
    default=None,
    help=_("Run the notebooks on the closed month, or leave them out."),
)
@click.option(
    "--points-policy",
    metavar="ID|PATH",
    help=_("Policy of points; by default that of the last month with points, else longyan-points."),
)
@click.option("--wait", type=float, default=0.0, metavar="SECONDS", help=_("Wait for another run to end."))
def command(
    workspace: Path,
    month: str,
    policy: str | None,
    replaces: str | None,
    reason: str | None,
    without_previous: bool,
    mapping: Path | None,
    reports: bool | None,
    points_policy: str | None,
    wait: float,
) -> None:
    from tierline.commands.printing import Lines, counts_table, moves_table, tier_table
    from tierline.monthly import run_month
    from tierline.reports import notebooks
    from tierline.store.months import last_day

    with Lines(month) as watcher:
        run = run_month(
            workspace,
            month,
            policy,
            replaces,
            reason,
            bool(notebooks()) if reports is None else reports,
            watcher,
            without_previous=without_previous,
            wait=wait,
            mapping=mapping,
            points_policy=points_policy,
        )
    for note in run.notes:
        click.echo(note.render(), err=True)
    said = {
        "closed": _("{month} is closed: run {run}, {folder}"),
        "replaced": _("{month} is closed anew: run {run}, {folder}"),
        "same": _("{month} is already closed, same result: run {run}, {folder}"),
    }
    click.echo(said[run.status].format(month=month, run=run.id, folder=run.folder))
    told = _("Policy: {policy} ({why}). Last day of the month: {day}.")
    policy_id = run.manifest["policy"]["id"]
    click.echo(told.format(policy=policy_id, why=run.policy_why.render(), day=last_day(month)))
    click.echo()
    click.echo(counts_table(run))
    click.echo()
    click.echo(tier_table(run))
    if moves := moves_table(run):
        click.echo("\n" + moves)
    for report in run.reports:
        click.echo(_("Report: {file}").format(file=report))
    for failed in run.failed_reports:
        click.echo(failed.render(), err=True)
    if run.failed_reports:
        raise BadInputError(
            N_("{month} is closed. Reports that could not be made: {count}."),
            month=month,
            count=len(run.failed_reports),
        )
