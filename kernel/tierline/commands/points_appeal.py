"""``tierline points appeal``: raised by the manager, answered by the leader, decided by the supervisor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands.options import month_option, workspace_option
from tierline.commands.points_correct import JSON, echo_since, points_of
from tierline.messages import _, translate

if TYPE_CHECKING:
    from tierline.performance.appeals import Appeal
    from tierline.store.workspace import Workspace

_REASON = click.option("--reason", required=True, help=_("What you say; kept in the audit trail."))


@click.group(
    "appeal",
    help=_(
        "Appeal against a statement: the manager raises it, the leader answers, the supervisor decides. "
        "Every step is recorded."
    ),
    epilog=_("Example: tierline points appeal list --workspace demo --month 2026-10"),
)
def command() -> None:
    pass


@command.command(
    "raise",
    help=_("Raise an appeal against your own statement."),
    epilog=_(
        "Example: tierline points appeal raise --about visits_done --reason 'two visits are missing' "
        "--workspace demo --month 2026-10"
    ),
)
@workspace_option
@month_option
@_REASON
@click.option("--about", default="", metavar="ID", help=_("Indicator, category or event that it is about."))
@JSON
def raise_(workspace: Path, month: str, reason: str, about: str, as_json: bool) -> None:
    from tierline.store.appeals import raise_appeal
    from tierline.store.months import month_of
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    _echo(
        [raise_appeal(place.closed(month_of(month)), scope_for(place), reason, about)],
        place,
        as_json=as_json,
    )


@command.command(
    "answer",
    help=_("Answer an appeal, as the leader of the team."),
    epilog=_(
        "Example: tierline points appeal answer 3fa8c01b2d44 --reason 'not in the log' --workspace demo"
    ),
)
@click.argument("appeal")
@workspace_option
@_REASON
@JSON
def answer_(appeal: str, workspace: Path, reason: str, as_json: bool) -> None:
    from tierline.store.appeals import answer
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    _echo([answer(place, scope_for(place), appeal, reason)], place, as_json=as_json)


@command.command(
    "decide",
    help=_("Decide an answered appeal, as a supervisor who did not answer it."),
    epilog=_(
        "Example: tierline points appeal decide 3fa8c01b2d44 --uphold --points 1.50 --reason 'both were "
        "made' --workspace demo"
    ),
)
@click.argument("appeal")
@workspace_option
@click.option("--uphold/--reject", "upheld", required=True, help=_("Whether the manager is right."))
@click.option("--points", help=_("Points that a correction gives or takes (-), once another approves it."))
@_REASON
@JSON
def decide_(
    appeal: str, workspace: Path, upheld: bool, points: str | None, reason: str, as_json: bool
) -> None:
    from tierline.store.appeals import decide
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    amount = None if points is None else points_of(points)
    made = decide(place, scope_for(place), appeal, reason, upheld=upheld, points=amount)
    _echo([made], place, as_json=as_json)
    if made.correction and not as_json:
        told = _("It counts once another person approves it: tierline points correct approve {correction}")
        click.echo(told.format(correction=made.correction))


@command.command(
    "withdraw",
    help=_("Take your own appeal back while it is not decided."),
    epilog=_("Example: tierline points appeal withdraw 3fa8c01b2d44 --workspace demo"),
)
@click.argument("appeal")
@workspace_option
@JSON
def withdraw_(appeal: str, workspace: Path, as_json: bool) -> None:
    from tierline.store.appeals import withdraw
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    _echo([withdraw(place, scope_for(place), appeal)], place, as_json=as_json)


@command.command(
    "list",
    help=_("List the appeals of a month that you may see, in every state."),
    epilog=_("Example: tierline points appeal list --workspace demo --month 2026-10"),
)
@workspace_option
@month_option
@JSON
def list_(workspace: Path, month: str, as_json: bool) -> None:
    from tierline.store.appeals import appeals
    from tierline.store.months import month_of
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    _echo(appeals(place.closed(month_of(month)), scope_for(place)), place, as_json=as_json)


def _echo(found: list[Appeal], place: Workspace, *, as_json: bool) -> None:
    from tierline.commands.printing import columns
    from tierline.commands.scenario_words import echo_json
    from tierline.performance.appeals import STATES
    from tierline.performance.replaced import appeal_since

    if as_json:
        echo_json([each.to_dict() for each in found])
        return
    if not found:
        click.echo(_("No appeal that you may see."))
        return
    rows = [
        (
            each.id,
            each.month,
            each.manager_id,
            each.about,
            translate(STATES[each.state]),
            each.text,
            each.answer,
            each.decision,
            each.correction,
        )
        for each in found
    ]
    headings = (
        _("id"), _("month"), _("manager"), _("about"), _("state"), _("appeal"), _("answer"), _("decision"),
        _("correction"),
    )  # fmt: skip
    click.echo(columns(headings, rows))
    echo_since((each.id, appeal_since(each, place.closed(each.month).run)) for each in found)
