"""``tierline scenario hand-in|approve|send-back|publish``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands.scenario_edits import Step, carry_out, plain_step, step_options
from tierline.messages import _

if TYPE_CHECKING:
    from tierline.store.scenario_state import Scenario
    from tierline.store.workspace import Workspace


@plain_step(
    "hand-in",
    says=_("Hand a draft in; it no longer changes then."),
    epilog=_("Example: tierline scenario hand-in 3fa8c01b2d44 --workspace demo"),
)
def _hand_in() -> Step:
    from tierline.store.scenario_steps import hand_in

    return hand_in


@click.command(
    "approve",
    help=_("Approve a scenario that was handed in; only somebody who did not work on it may."),
    epilog=_("Example: tierline scenario approve 3fa8c01b2d44 --workspace demo"),
)
@click.option(
    "--on-new-text",
    is_flag=True,
    help=_("Approve it, or approve it again, on the policy's text of today, published anew since."),
)
@step_options
def approve_(scenario: str, workspace: Path, on: int | None, as_json: bool, on_new_text: bool) -> None:
    from tierline.store.scenario_steps import approve

    carry_out(
        workspace, scenario, on,
        lambda place, number, by: approve(place, scenario, on=number, by=by, on_new_text=on_new_text),
        as_json=as_json,
    )  # fmt: skip


@click.command(
    "send-back",
    help=_("Send a scenario back that was handed in or approved; it can be edited again."),
    epilog=_("Example: tierline scenario send-back 3fa8c01b2d44 --reason 'too many moves' --workspace demo"),
)
@click.option("--reason", required=True, help=_("Why; kept in the audit trail."))
@step_options
def send_back_(scenario: str, workspace: Path, on: int | None, as_json: bool, reason: str) -> None:
    from tierline.store.scenario_steps import send_back

    carry_out(
        workspace, scenario, on,
        lambda place, number, by: send_back(place, scenario, reason=reason, on=number, by=by),
        as_json=as_json,
    )  # fmt: skip


@click.command(
    "publish",
    help=_("Publish an approved scenario: its figures hold from a day on, in this workspace."),
    epilog=_("Example: tierline scenario publish 3fa8c01b2d44 --from 2026-12-01 --workspace demo"),
)
@click.option(
    "--from",
    "since",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help=_("First day of the new values; in a month that is not closed yet."),
)
@step_options
def publish_(scenario: str, workspace: Path, on: int | None, as_json: bool, since: datetime) -> None:
    from tierline.policy.delta_publish import later_values
    from tierline.store.own_policies import baseline_policy
    from tierline.store.scenario import load
    from tierline.store.scenario_steps import publish

    def act(place: Workspace, number: int, by: str) -> Scenario:
        found = load(place, scenario)
        base = baseline_policy(place, found.policy, found.month)
        published = publish(place, scenario, since.date(), on=number, by=by)
        for note in later_values(base, found.delta, since.date()):
            click.echo(note.render(), err=True)
        return published

    carry_out(workspace, scenario, on, act, as_json=as_json)


COMMANDS = (_hand_in, approve_, send_back_, publish_)
