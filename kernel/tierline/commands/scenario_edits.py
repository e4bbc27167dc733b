"""``tierline scenario new|set|undo|redo|restore|save|note|rename|fork|rebase|delete``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tierline.commands.options import Decorated, workspace_option
from tierline.messages import _

if TYPE_CHECKING:
    from tierline.store.scenario_state import Scenario
    from tierline.store.workspace import Workspace

Step = Callable[..., "Scenario"]


def step_options(function: Decorated) -> Decorated:
    """Add what every edit and step takes: the scenario, the step it builds on, how it is printed."""
    function = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))(function)
    function = click.option(
        "--on",
        type=int,
        help=_("Step this builds on; refused if somebody went further. Default: the last one."),
    )(function)
    function = workspace_option(function)
    return click.argument("scenario")(function)


def carry_out(
    workspace: Path,
    scenario: str,
    on: int | None,
    act: Callable[[Workspace, int, str], Scenario],
    *,
    as_json: bool,
) -> None:
    """Carry an edit or step out as whoever runs this process, and print the scenario as it then stands."""
    from tierline.commands.scenario_words import echo
    from tierline.policy.delta_check import baseline_problem
    from tierline.store.own_policies import policy_of_text
    from tierline.store.scenario import load
    from tierline.store.staff import system_user
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    number = load(place, scenario).number if on is None else on
    found = act(place, number, system_user())
    policy = policy_of_text(place, found.policy, found.month, found.policy_sha256)
    echo(found, None if baseline_problem(policy, found.delta) else policy, as_json=as_json)


def plain_step(name: str, *, says: str, epilog: str) -> Callable[[Callable[[], Step]], click.Command]:
    """Make the command of an edit or step that takes nothing more.

    What is decorated returns it, loaded only when the command is run.
    """

    def made(load: Callable[[], Step]) -> click.Command:
        @click.command(name, help=says, epilog=epilog)
        @step_options
        def command(scenario: str, workspace: Path, on: int | None, as_json: bool) -> None:
            step = load()
            carry_out(
                workspace, scenario, on,
                lambda place, number, by: step(place, scenario, on=number, by=by),
                as_json=as_json,
            )  # fmt: skip

        return command

    return made


@click.command(
    "new",
    help=_("Begin a scenario; further words set figures, path=value."),
    epilog=_("Example: tierline scenario new --workspace demo --title 'Higher lines' hysteresis.months=3"),
)
@workspace_option
@click.option("--month", metavar="YYYY-MM", help=_("The month; default: the last closed one."))
@click.option("--policy", help=_("Policy id; default: the one the month is closed with."))
@click.option("--title", default="", help=_("Title."))
@click.option("--note", default="", help=_("Note."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.argument("words", nargs=-1, metavar="[PATH=VALUE]...")
def new(
    workspace: Path,
    month: str | None,
    policy: str | None,
    title: str,
    note: str,
    as_json: bool,
    words: tuple[str, ...],
) -> None:
    from tierline.commands.scenario_words import echo, settings
    from tierline.policy.delta import Change
    from tierline.store.own_policies import baseline_policy
    from tierline.store.scenario import begin
    from tierline.store.staff import system_user
    from tierline.store.workspace import Workspace

    wanted = [Change(path, value) for path, value in settings(words).items()]
    place = Workspace.open(workspace)
    chosen_month, chosen_policy = chosen(place, month, policy)
    base = baseline_policy(place, chosen_policy, chosen_month)
    made = begin(place, base, by=system_user(), title=title, note=note, changes=wanted)
    echo(made, base, as_json=as_json)


def chosen(place: Workspace, month: str | None, policy: str | None) -> tuple[str, str]:
    """Return month and policy id: those named, else the last closed month and what it is closed with."""
    from tierline.errors import UsageError
    from tierline.messages import N_
    from tierline.store.months import month_of

    months = place.months()
    if month is None and not months:
        raise UsageError(N_("No month is closed yet. Name the month with --month."))
    wanted = month_of(month) if month else months[-1]
    if policy is not None:
        return wanted, policy
    if not months:
        raise UsageError(N_("No month is closed yet. Name the policy with --policy."))
    closed = place.closed(wanted if wanted in months else months[-1])
    return wanted, str(closed.manifest["policy"]["id"])


@click.command(
    "set",
    help=_("Set figures, path=value; several at once are one edit. --reset takes a path back."),
    epilog=_("Example: tierline scenario set 3fa8c01b2d44 hysteresis.months=3 hysteresis.buffer=off"),
)
@click.option("--reset", multiple=True, metavar="PATH", help=_("Back to what the policy has."))
@step_options
@click.argument("words", nargs=-1, metavar="[PATH=VALUE]...")
def set_(
    scenario: str,
    workspace: Path,
    on: int | None,
    as_json: bool,
    reset: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    from tierline.commands.scenario_words import settings
    from tierline.store.scenario_edit import edit

    changes: dict[str, Any] = settings(words) | dict.fromkeys(reset)
    carry_out(
        workspace, scenario, on,
        lambda place, number, by: edit(place, scenario, changes, on=number, by=by),
        as_json=as_json,
    )  # fmt: skip


@plain_step(
    "undo",
    says=_("Take the last edit back."),
    epilog=_("Example: tierline scenario undo 3fa8c01b2d44 --workspace demo"),
)
def _undo() -> Step:
    from tierline.store.scenario_edit import undo

    return undo


@plain_step(
    "redo",
    says=_("Make the edit again that was undone last."),
    epilog=_("Example: tierline scenario redo 3fa8c01b2d44 --workspace demo"),
)
def _redo() -> Step:
    from tierline.store.scenario_edit import redo

    return redo


@click.command(
    "restore",
    help=_("Bring the figures back to what they were at an earlier step."),
    epilog=_("Example: tierline scenario restore 3fa8c01b2d44 --step 4 --workspace demo"),
)
@click.option("--step", type=int, required=True, help=_("Number of the step."))
@step_options
def restore_(scenario: str, workspace: Path, on: int | None, as_json: bool, step: int) -> None:
    from tierline.store.scenario_edit import restore

    carry_out(
        workspace, scenario, on,
        lambda place, number, by: restore(place, scenario, step, on=number, by=by),
        as_json=as_json,
    )  # fmt: skip


@plain_step(
    "rebase",
    says=_("Take a scenario over to the policy's text of today."),
    epilog=_("Example: tierline scenario rebase 3fa8c01b2d44 --workspace demo"),
)
def _rebase() -> Step:
    from tierline.store.scenario_edit import rebase

    return rebase


@click.command(
    "describe",
    help=_("Give a scenario another title or note, or its present state a name to come back to."),
    epilog=_("Example: tierline scenario describe 3fa8c01b2d44 --note 'for the board' --workspace demo"),
)
@click.option("--title", help=_("Title."))
@click.option("--note", help=_("Note."))
@click.option("--save", "name", help=_("Name of the present state."))
@step_options
def describe(
    scenario: str,
    workspace: Path,
    on: int | None,
    as_json: bool,
    title: str | None,
    note: str | None,
    name: str | None,
) -> None:
    from tierline.store.scenario import load, rename, save, write_note

    def act(place: Workspace, number: int, by: str) -> Scenario:
        found = load(place, scenario)
        for wanted, write in ((title, rename), (note, write_note), (name, save)):
            if wanted is not None:
                found = write(place, scenario, wanted, on=number, by=by)
                number = found.number
        return found

    carry_out(workspace, scenario, on, act, as_json=as_json)


@click.command(
    "fork",
    help=_("Begin a copy of a scenario, open to edits."),
    epilog=_("Example: tierline scenario fork 3fa8c01b2d44 --title 'My copy' --workspace demo"),
)
@click.argument("scenario")
@workspace_option
@click.option("--title", default="", help=_("Title."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def fork_(scenario: str, workspace: Path, title: str, as_json: bool) -> None:
    from tierline.store.scenario import fork

    carry_out(
        workspace, scenario, None,
        lambda place, _number, by: fork(place, scenario, by=by, title=title),
        as_json=as_json,
    )  # fmt: skip


@click.command(
    "delete",
    help=_("Delete a draft; its records stay."),
    epilog=_("Example: tierline scenario delete 3fa8c01b2d44 --workspace demo"),
)
@click.argument("scenario")
@workspace_option
def delete_(scenario: str, workspace: Path) -> None:
    from tierline.store.scenario import delete, load
    from tierline.store.staff import system_user
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    found = load(place, scenario)
    delete(place, scenario, on=found.number, by=system_user())
    click.echo(_("Deleted: {title}").format(title=found.title or found.id))


COMMANDS = (new, set_, _undo, _redo, restore_, _rebase, describe, fork_, delete_)
