"""``tierline staff``: who may see what."""

from __future__ import annotations

from pathlib import Path

import click

from tierline.commands.options import workspace_option
from tierline.messages import _, translate

_REASON = click.option("--reason", required=True, help=_("Why; kept in the audit trail."))


@click.group(
    "staff",
    help=_("Show and change who works with the workspace, in which role (LY-20)."),
    epilog=_("Example: tierline staff list --workspace demo"),
)
def command() -> None:
    pass


@command.command(
    "list",
    help=_("Show the staff table."),
    epilog=_("Example: tierline staff list --workspace demo --all"),
)
@workspace_option
@click.option("--all", "inactive", is_flag=True, help=_("Also those who were removed."))
def list_(workspace: Path, inactive: bool) -> None:
    from tierline.commands.printing import columns
    from tierline.store.staff import ROLES, people
    from tierline.store.workspace import Workspace

    found = people(Workspace.open(workspace), inactive)
    rows = [
        (
            one.login,
            one.name,
            translate(ROLES.get(one.role, one.role)),
            one.manager_id or "",
            one.team_id or "",
            one.area_id or "",
            _("active") if one.active else _("removed"),
        )
        for one in found
    ]
    headings = (_("login"), _("name"), _("role"), _("manager"), _("team"), _("area"), _("state"))
    click.echo(columns(headings, rows))


@command.command(
    "add",
    help=_("Add a person, or change one who is there."),
    epilog=_(
        "Example: tierline staff add li.na --role account_manager --manager-id M0012 --reason 'new colleague'"
    ),
)
@click.argument("login")
@workspace_option
@click.option(
    "--role",
    required=True,
    help=_("Role, by its code or title in the managers table: planner, Account manager ..."),
)
@click.option("--name", default="", help=_("Name of the person; the login by default."))
@click.option("--manager-id", help=_("Whose accounts are the person's own."))
@click.option("--team", help=_("Team that a team leader leads."))
@click.option("--area", help=_("Area of a supervisor; areas below it belong to it. Without: every area."))
@_REASON
def add(
    login: str,
    workspace: Path,
    role: str,
    name: str,
    manager_id: str | None,
    team: str | None,
    area: str | None,
    reason: str,
) -> None:
    from tierline.store.known_managers import is_known
    from tierline.store.scope import scope_for
    from tierline.store.staff import Person, add_person, system_user
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    entry = Person(
        login=login, name=name, role=_role(role), manager_id=manager_id, team_id=team, area_id=area
    )
    added = add_person(place, entry, by=system_user(), reason=reason)
    click.echo(_("Added. {scope}").format(scope=scope_for(place, added.login).describe()))
    if added.manager_id and not is_known(place, added.manager_id):
        told = _("Note: no closed month knows the manager {manager}. Is the number right?")
        click.echo(told.format(manager=added.manager_id), err=True)


def _role(words: str) -> str:
    """Return the code of a role given by its code or a title; the words themselves if there is none."""
    from tierline.tables.registry import table_spec

    wanted = words.strip().lower()
    for code, titles in (table_spec("managers").column("role").codes or {}).items():
        if wanted in (code, *(title.lower() for title in titles.values())):
            return code
    return words


@command.command(
    "remove",
    help=_("Take a person's access away; the entry stays, marked as removed."),
    epilog=_("Example: tierline staff remove li.na --reason 'moved to another department'"),
)
@click.argument("login")
@workspace_option
@_REASON
def remove(login: str, workspace: Path, reason: str) -> None:
    from tierline.store.staff import remove_person, system_user
    from tierline.store.workspace import Workspace

    remove_person(Workspace.open(workspace), login, by=system_user(), reason=reason)
    click.echo(_("{login} sees no customers any more.").format(login=login))
