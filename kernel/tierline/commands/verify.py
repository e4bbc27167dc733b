"""``tierline verify``."""

from __future__ import annotations

from pathlib import Path

import click

from tierline.commands.options import workspace_option
from tierline.errors import IntegrityError, ScopeError
from tierline.messages import N_, _


@click.command(
    "verify",
    help=_("Hold the closed months against their manifests, the raw tables and the audit trail."),
    epilog=_("Example: tierline verify --workspace demo --month 2026-10 --recompute"),
)
@workspace_option
@click.option("--month", metavar="YYYY-MM", help=_("Only this month; every closed month by default."))
@click.option("--recompute", is_flag=True, help=_("Also score again from the stored tables, row by row."))
def command(workspace: Path, month: str | None, recompute: bool) -> None:
    from tierline.store.closed import ClosedMonth
    from tierline.store.months import month_of
    from tierline.store.scope import scope_for
    from tierline.store.verification import verify
    from tierline.store.workspace import Workspace

    looked: list[ClosedMonth] = []
    place = Workspace.open(workspace)
    scope = scope_for(place)
    if not scope.whole:  # a difference is told with the account and both values
        raise ScopeError(
            N_(
                "'{login}' does not see every customer, but verifying may name any of them. "
                "Ask an administrator or an analyst to run it."
            ),
            login=scope.login,
        )
    found = verify(place, None if month is None else month_of(month), recompute, looked.append)
    wrong = {(finding.month, finding.run) for finding in found if not finding.note}
    for run in looked:
        if (run.month, run.run) not in wrong:
            click.echo(_("{month}  run {run}  as it was closed").format(month=run.month, run=run.run))
    for finding in found:
        where = (
            _("{month}  run {run}").format(month=finding.month, run=finding.run or "?")
            if finding.month
            else ""
        )
        click.echo(f"{where}  {finding.what.render()}".strip(), err=not finding.note)
    differing = sum(not finding.note for finding in found)
    if differing:
        raise IntegrityError(
            N_(
                "Differences found: {count}. Put back a copy of what was changed, or replace the month's run."
            ),
            count=differing,
        )
    if not looked:
        click.echo(_("No month is closed yet. The audit trail is in order."))
    else:
        click.echo(_("In order: the audit trail and all runs looked at ({count}).").format(count=len(looked)))
