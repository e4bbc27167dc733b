"""``tierline points correct``: a dated line on a closed statement, proposed by one, approved by another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands.options import month_option, workspace_option
from tierline.errors import UsageError
from tierline.messages import N_, _, translate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tierline.messages import Message
    from tierline.performance.corrections import Proposal
    from tierline.store.workspace import Workspace

JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))


@click.group(
    "correct",
    help=_(
        "Correct a closed statement by a dated line: one person proposes it, another approves it, neither "
        "is the one concerned. What was closed stays readable."
    ),
    epilog=_("Example: tierline points correct list --workspace demo --month 2026-10"),
)
def command() -> None:
    pass


@command.command(
    "propose",
    help=_("Propose a correction of a settled statement."),
    epilog=_(
        "Example: tierline points correct propose M00008 --points 1.50 --reason 'visit of 28 October "
        "counted' --about visits_done --workspace demo --month 2026-10"
    ),
)
@click.argument("manager")
@workspace_option
@month_option
@click.option("--points", required=True, help=_("Points given, or with a minus taken; two decimals at most."))
@click.option("--reason", required=True, help=_("Why; kept in the audit trail."))
@click.option("--about", default="", metavar="ID", help=_("Indicator, category or event that it corrects."))
@JSON
def propose_(
    manager: str, workspace: Path, month: str, points: str, reason: str, about: str, as_json: bool
) -> None:
    from tierline.store.corrections import propose
    from tierline.store.months import month_of
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    closed = place.closed(month_of(month))
    made = propose(closed, scope_for(place), manager, points_of(points), reason, about)
    echo([made], place, as_json=as_json)


@command.command(
    "approve",
    help=_("Approve a proposed correction; it counts from today on."),
    epilog=_("Example: tierline points correct approve 3fa8c01b2d44 --workspace demo"),
)
@click.argument("correction")
@workspace_option
@JSON
def approve_(correction: str, workspace: Path, as_json: bool) -> None:
    from tierline.store.corrections import approve
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    echo([approve(place, scope_for(place), correction)], place, as_json=as_json)


@command.command(
    "refuse",
    help=_("Refuse a proposed correction."),
    epilog=_("Example: tierline points correct refuse 3fa8c01b2d44 --reason 'no record' --workspace demo"),
)
@click.argument("correction")
@workspace_option
@click.option("--reason", required=True, help=_("Why; kept in the audit trail."))
@JSON
def refuse_(correction: str, workspace: Path, reason: str, as_json: bool) -> None:
    from tierline.store.corrections import refuse
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    echo([refuse(place, scope_for(place), correction, reason)], place, as_json=as_json)


@command.command(
    "list",
    help=_("List the corrections of a month that you may see, in every state."),
    epilog=_("Example: tierline points correct list --workspace demo --month 2026-10"),
)
@workspace_option
@month_option
@JSON
def list_(workspace: Path, month: str, as_json: bool) -> None:
    from tierline.store.corrections import corrections
    from tierline.store.months import month_of
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    echo(corrections(place.closed(month_of(month)), scope_for(place)), place, as_json=as_json)


def points_of(words: str) -> int:
    """Read points in hundredths from a word.

    Raises
    ------
    UsageError
        No number, or more than two decimals.
    """
    from decimal import Decimal, InvalidOperation

    from tierline.policy.exact import hundredths

    try:
        found = hundredths(Decimal(words))
    except InvalidOperation:
        found = None
    if found is None:
        raise UsageError(
            N_("'{value}' is no number of points with at most two decimals, such as -1.50."), value=words
        )
    return found


def echo(found: list[Proposal], place: Workspace, *, as_json: bool) -> None:
    """Print corrections, and what became of those on a run that was replaced."""
    from tierline.commands.printing import columns
    from tierline.commands.scenario_words import echo_json
    from tierline.performance.corrections import STATES
    from tierline.performance.replaced import correction_since
    from tierline.policy.exact import decimal_text

    if as_json:
        echo_json([{**each.__dict__, "points": decimal_text(each.points)} for each in found])
        return
    if not found:
        click.echo(_("No correction that you may see."))
        return
    rows = [
        (
            each.id,
            each.month,
            each.manager_id,
            decimal_text(each.points),
            each.about,
            translate(STATES[each.state]),
            each.by,
            each.decided_by,
            each.reason,
        )
        for each in found
    ]
    headings = (
        _("id"), _("month"), _("manager"), _("points"), _("about"), _("state"), _("proposed by"),
        _("decided by"), _("reason"),
    )  # fmt: skip
    click.echo(columns(headings, rows, numbers=(3,)))
    echo_since((each.id, correction_since(each, place.closed(each.month).run)) for each in found)


def echo_since(told: Iterable[tuple[str, Message | None]]) -> None:
    """Print what became of each item that a replaced run left; nothing of the others."""
    for subject, since in told:
        if since is not None:
            click.echo(f"{subject}: {since.render()}")
