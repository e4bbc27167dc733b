"""``tierline points event``: events that wait, approved or refused by a leader or supervisor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tierline.commands.options import Decorated, month_option, workspace_option
from tierline.commands.points_correct import JSON
from tierline.commands.points_month import MAPPING, POINTS_POLICY
from tierline.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tierline.performance.approvals import EventApproval
    from tierline.store.points_events import AskedEvent


@click.group(
    "event",
    help=_(
        "Approve or refuse the bonus and deduction events that came without an approver, before or after the "
        "close: neither the one concerned nor the one who reported it may."
    ),
    epilog=_("Example: tierline points event list --workspace demo --month 2026-10"),
)
def command() -> None:
    pass


@command.command(
    "list",
    help=_("List the events of a month that you may see and that need an approval, in every state."),
    epilog=_("Example: tierline points event list --workspace demo --month 2026-10"),
)
@workspace_option
@month_option
@POINTS_POLICY
@MAPPING
@JSON
def list_(
    workspace: Path, month: str, points_policy: str | None, mapping: Path | None, as_json: bool
) -> None:
    from tierline.commands.printing import columns
    from tierline.commands.scenario_words import echo_json
    from tierline.performance.approvals import STATES
    from tierline.policy.exact import decimal_text
    from tierline.store.months import month_of
    from tierline.store.points_events import events_asked
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    scope, when = scope_for(place), month_of(month)
    found = events_asked(place, scope, when, mapping=mapping, points_policy=points_policy)
    if as_json:
        echo_json([_as_data(each) for each in found])
        return
    if not found:
        click.echo(_("No event that you may see needs an approval."))
        return
    rows = [
        (
            each.row["event_id"],
            each.row["manager_id"],
            each.row["item"] or "",
            str(each.row["date"] or ""),
            each.row["evidence"],
            translate(STATES[each.state]),
            "" if each.decision is None else f"{each.decision.by} {each.decision.on}",
            "" if each.decision is None else each.decision.reason,
            "" if each.points is None else decimal_text(each.points),
        )
        for each in found
    ]
    headings = (
        _("event"), _("manager"), _("item"), _("date"), _("evidence"), _("state"), _("decided by"),
        _("reason"), _("added"),
    )  # fmt: skip
    click.echo(columns(headings, rows, numbers=(8,)))


def _asking(function: Decorated) -> Decorated:
    """Ask which event, of which month, and how its tables are read."""
    for option in (JSON, MAPPING, POINTS_POLICY, month_option, workspace_option, click.argument("event")):
        function = option(function)
    return function


@command.command(
    "approve",
    help=_(
        "Approve an event that waits. Before the close it then counts; after it a dated line is added to the "
        "statement, as far as the caps leave room."
    ),
    epilog=_("Example: tierline points event approve E20261000007 --workspace demo --month 2026-10"),
)
@_asking
@click.option("--reason", default="", help=_("A remark; kept in the audit trail."))
def approve_(**asked: Any) -> None:
    from tierline.store.points_events import approve_event

    _decide(approve_event, **asked)


@command.command(
    "refuse",
    help=_("Refuse an event that waits; it does not count."),
    epilog=_(
        "Example: tierline points event refuse E20261000007 --reason 'no such report' --workspace demo "
        "--month 2026-10"
    ),
)
@_asking
@click.option("--reason", required=True, help=_("Why; kept in the audit trail."))
def refuse_(**asked: Any) -> None:
    from tierline.store.points_events import refuse_event

    _decide(refuse_event, **asked)


def _decide(
    decide: Callable[..., EventApproval],
    event: str,
    workspace: Path,
    month: str,
    reason: str,
    points_policy: str | None,
    mapping: Path | None,
    as_json: bool,
) -> None:
    from tierline.store.months import month_of
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    scope, when = scope_for(place), month_of(month)
    _echo(decide(place, scope, when, event, reason, mapping=mapping, points_policy=points_policy), as_json)


def _echo(made: EventApproval, as_json: bool) -> None:
    from tierline.commands.scenario_words import echo_json
    from tierline.performance.approvals import told

    if as_json:
        echo_json({**made.__dict__, "decision": made.decision.to_dict()})
    else:
        click.echo(told(made).render())


def _as_data(each: AskedEvent) -> dict[str, Any]:
    from tierline.policy.exact import decimal_text

    return {
        **{name: value if value is None else str(value) for name, value in each.row.items()},
        "state": each.state,
        "decision": None if each.decision is None else each.decision.to_dict(),
        "points": None if each.points is None else decimal_text(each.points),
    }
