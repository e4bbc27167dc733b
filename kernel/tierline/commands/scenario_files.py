"""``tierline scenario export|import|stack|compare``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands.options import workspace_option
from tierline.messages import _

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline.simulate.scenarios_compared import Comparison

_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))


@click.command(
    "export",
    help=_(
        "Write a scenario to a file: .toml (what it changes), .xlsx (figures, and the accounts that change "
        "tier, as far as you may see them), .html (figures on one page). The export is recorded."
    ),
    epilog=_("Example: tierline scenario export 3fa8c01b2d44 report.html --workspace demo"),
)
@click.argument("scenario")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@workspace_option
@click.option("--without-accounts", is_flag=True, help=_("Leave the accounts that change tier out."))
@click.option("--as", "login", metavar="LOGIN", help=_("Look as this person (administrators only)."))
def export(scenario: str, file: Path, workspace: Path, without_accounts: bool, login: str | None) -> None:
    from tierline.store.scenario_export import export_scenario
    from tierline.store.scope import scope_as
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    written = export_scenario(place, scope_as(place, login), scenario, file, with_movers=not without_accounts)
    click.echo(_("Written: {file}").format(file=written))


@click.command(
    "import",
    help=_("Begin a scenario from a .toml file."),
    epilog=_("Example: tierline scenario import higher.toml --workspace demo"),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@workspace_option
@click.option("--rebase", is_flag=True, help=_("Take it over to the policy's text of today."))
@_JSON
def import_(file: Path, workspace: Path, rebase: bool, as_json: bool) -> None:
    from dataclasses import replace

    from tierline.commands.scenario_words import echo
    from tierline.errors import BadInputError
    from tierline.messages import N_, MessageList
    from tierline.policy.delta_check import check_delta
    from tierline.policy.delta_file import delta_from_toml
    from tierline.store.own_policies import baseline_policy
    from tierline.store.scenario import begin
    from tierline.store.staff import system_user
    from tierline.store.workspace import Workspace

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(N_("{file}: not UTF-8 text. Save it as UTF-8."), file=str(file)) from error
    delta = delta_from_toml(text, str(file))
    place = Workspace.open(workspace)
    policy = baseline_policy(place, delta.policy, delta.month)
    if rebase:
        delta = replace(delta, policy_sha256=policy.sha256)
    problems = check_delta(policy, delta)
    if problems:
        raise BadInputError(MessageList("", {}, tuple(problems)))
    made = begin(place, policy, by=system_user(), title=delta.title, note=delta.note, changes=delta.changes)
    echo(made, policy, as_json=as_json)


@click.command(
    "stack",
    help=_("Begin a scenario with the changes of two; where they contradict each other the second holds."),
    epilog=_("Example: tierline scenario stack 3fa8c01b2d44 b2d443fa8c01 --title Both --workspace demo"),
)
@click.argument("first")
@click.argument("second")
@workspace_option
@click.option("--title", default="", help=_("Title."))
@_JSON
def stack_(first: str, second: str, workspace: Path, title: str, as_json: bool) -> None:
    from tierline.commands.scenario_words import echo
    from tierline.store.scenario import begin, load
    from tierline.store.scenario_stack import stack_scenarios
    from tierline.store.staff import system_user
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    policy, both, conflicts = stack_scenarios(place, load(place, first), load(place, second))
    made = begin(place, policy, by=system_user(), title=title, changes=both.changes)
    for conflict in conflicts:
        click.echo(conflict.render(), err=True)
    echo(made, policy, as_json=as_json)


@click.command(
    "compare",
    help=_("Set one to four scenarios of a month side by side: lines, accounts, revenue, hours, moves."),
    epilog=_("Example: tierline scenario compare 3fa8c01b2d44 b2d443fa8c01 --workspace demo"),
)
@click.argument("scenarios", nargs=-1, required=True)
@workspace_option
@click.option("--as", "login", metavar="LOGIN", help=_("Look as this person (administrators only)."))
@_JSON
def compare_(scenarios: tuple[str, ...], workspace: Path, login: str | None, as_json: bool) -> None:
    from tierline.commands.scenario_words import echo_json
    from tierline.store.scenario import load
    from tierline.store.scenario_compare import compare_scenarios
    from tierline.store.scenario_grading import scenario_policies
    from tierline.store.scope import scope_as
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    found = compare_scenarios(place, scope_as(place, login), scenarios)
    if as_json:
        echo_json(found.to_dict())
    else:
        base, _after = scenario_policies(place, load(place, scenarios[0]))
        click.echo(_side_by_side(found, base))


def _side_by_side(found: Comparison, base: Policy) -> str:
    from tierline.commands.printing import columns
    from tierline.policy.exact import decimal_text
    from tierline.service.standards import hours_per_tier

    lowest = len(found.tiers) - 1
    before = [decimal_text(tier.line) for tier in base.tiers[:lowest]]
    lines = [[decimal_text(int(line)) for line in case[:lowest]] for case in found.lines]
    parts: list[tuple[str, list[str], list[list[str]]]] = [
        (_("Lines"), before, lines),
        (_("Accounts"), _counts(found.base[:, 0]), [_counts(case[:, 0]) for case in found.totals]),
        (_("Revenue a month"), _parts(found.base[:, 1]), [_parts(case[:, 1]) for case in found.totals]),
    ]
    due = hours_per_tier(base)
    if found.hours is not None and due is not None:
        demanded = _parts(found.base[:, 0] * due)
        parts.append((_("Hours a year"), demanded, [_parts(case) for case in found.hours]))
    titles = [_("tier"), _("baseline"), *found.names]
    told = []
    for name, today, cases in parts:
        rows = [
            [tier, today[place], *(case[place] for case in cases)]
            for place, tier in enumerate(found.tiers[: len(cases[0])])
        ]
        told.append(f"{name}\n{columns(titles, rows, numbers=range(1, len(titles)))}")
    moved = [["", "", *_counts(found.moved)]]
    told.append(f"{_('Accounts that change tier')}\n{columns(titles, moved, numbers=range(1, len(titles)))}")
    return "\n\n".join(told)


def _counts(values: Sequence[int]) -> list[str]:
    return [f"{int(value):,}" for value in values]


def _parts(values: Sequence[int]) -> list[str]:
    """Write hundredths: fen as yuan, hours as hours."""
    return [f"{int(value) / 100:,.2f}" for value in values]


COMMANDS = (export, import_, stack_, compare_)
