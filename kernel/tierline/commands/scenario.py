"""``tierline scenario``: what-if scenarios, from draft to published."""

from __future__ import annotations

from pathlib import Path

import click

from tierline.commands import scenario_edits, scenario_files, scenario_steps
from tierline.commands.options import workspace_option
from tierline.messages import _


@click.group(
    "scenario",
    help=_("Make, change, compare, hand in, approve and publish scenarios of a policy."),
    epilog=_("Example: tierline scenario list --workspace demo"),
)
def command() -> None:
    pass


@command.command(
    "list",
    help=_("List the scenarios, the one changed last first."),
    epilog=_("Example: tierline scenario list --workspace demo --month 2026-10"),
)
@workspace_option
@click.option("--month", metavar="YYYY-MM", help=_("Only scenarios of this month."))
@click.option("--deleted", is_flag=True, help=_("Also those that were deleted."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def list_(workspace: Path, month: str | None, deleted: bool, as_json: bool) -> None:
    from tierline.commands.printing import columns
    from tierline.commands.scenario_words import echo_json, plain
    from tierline.store.scenario import scenarios
    from tierline.store.scenario_state import state_of
    from tierline.store.workspace import Workspace
    from tierline.times import when

    found = scenarios(Workspace.open(workspace), deleted=deleted)
    found = [each for each in found if month in (None, each.month)]
    if as_json:
        echo_json([plain(each) for each in found])
        return
    if not found:
        click.echo(_("There is no scenario yet. Begin one: tierline scenario new"))
        return
    rows = [
        (
            each.id,
            each.title,
            state_of(each).render(),
            each.policy,
            each.month,
            len(each.changes),
            each.changed_by,
            when(each.changed_at),
        )
        for each in found
    ]
    headings = (
        _("id"), _("title"), _("state"), _("policy"), _("month"), _("changes"), _("last by"), _("last at"),
    )  # fmt: skip
    click.echo(columns(headings, rows, numbers=(5,)))


@command.command(
    "show",
    help=_("Show a scenario: who, when, and what it changes."),
    epilog=_("Example: tierline scenario show 3fa8c01b2d44 --workspace demo --history"),
)
@click.argument("scenario")
@workspace_option
@click.option("--history", "with_history", is_flag=True, help=_("Also every step it took."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def show(scenario: str, workspace: Path, with_history: bool, as_json: bool) -> None:
    from tierline.commands.scenario_words import echo, echo_json, plain
    from tierline.policy.delta_check import baseline_problem
    from tierline.policy.show import plain as plain_value
    from tierline.store.own_policies import policy_for, policy_of_text
    from tierline.store.scenario import load
    from tierline.store.scenario_records import history, told_of
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    found = load(place, scenario)
    records = history(place, scenario) if with_history else []
    if as_json:
        steps = [
            {
                **{name: getattr(each, name) for name in ("number", "at", "author", "kind", "path")},
                "before": plain_value(dict(each.before)),
                "after": plain_value({name: each.after[name] for name in each.after if name != "text"}),
            }
            for each in records
        ]
        echo_json(plain(found) | ({"history": steps} if with_history else {}))
        return
    policy = policy_of_text(place, found.policy, found.month, found.policy_sha256)
    unknown = baseline_problem(policy, found.delta)
    echo(found, None if unknown else policy, as_json=False)
    for record in records:
        click.echo(told_of(record).render())
    stale = baseline_problem(policy_for(place, found.policy, found.month, found.policy_sha256), found.delta)
    if stale and found.open:
        click.echo(stale.render(), err=True)


for _module in (scenario_edits, scenario_steps, scenario_files):
    for _each in _module.COMMANDS:
        command.add_command(_each)
