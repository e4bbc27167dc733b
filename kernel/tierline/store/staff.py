"""The staff table: who works with this workspace, in which role (LY-20).

A person comes in by hand (`tierline staff add`) or from the managers table when a month closes. What
was done by hand holds: a later managers table neither changes nor brings back such a person.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.messages import N_
from tierline.store.audit import append, now
from tierline.store.tables import staff

if TYPE_CHECKING:
    from tierline.store.workspace import Workspace

ROLES = {
    "account_manager": N_("account manager"),
    "phone_manager": N_("phone manager"),
    "industry_manager": N_("industry manager"),
    "product_manager": N_("product manager"),
    "assistant": N_("assistant"),
    "team_leader": N_("team leader"),
    "supervisor": N_("supervisor"),
    "quality_inspector": N_("quality inspector"),
    "planner": N_("planner"),
    "analyst": N_("analyst"),
    "administrator": N_("administrator"),
}


@dataclass(frozen=True)
class Person:
    """One row of the staff table; ``source`` is "hand" or "managers"."""

    login: str
    name: str
    role: str
    manager_id: str | None = None
    team_id: str | None = None
    area_id: str | None = None
    active: bool = True
    source: str = "hand"
    reason: str = ""
    changed_by: str = ""
    changed_at: str = ""


def system_user() -> str:
    """Return the operating system's name for who runs this process.

    The process's own user number decides; $USER and $LOGNAME are only asked where there is none.
    """
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return getpass.getuser()


def people(workspace: Workspace, inactive: bool = False) -> list[Person]:
    """Return the staff in order of login; with ``inactive`` also those who were removed."""
    query = select(staff).order_by(staff.c.login)
    if not inactive:
        query = query.where(staff.c.active)
    with workspace.records.reading() as connection:
        return [Person(**row._mapping) for row in connection.execute(query)]


def person(workspace: Workspace, login: str) -> Person | None:
    """Return one person, active or not; None if the login is unknown."""
    with workspace.records.reading() as connection:
        return person_in(connection, login)


def person_in(connection: Connection, login: str) -> Person | None:
    """Return one person as an open transaction sees the staff table."""
    row = connection.execute(select(staff).where(staff.c.login == login)).first()
    return Person(**row._mapping) if row else None


def put(connection: Connection, entry: Person) -> None:
    """Write a person's row, in place of the one there may be."""
    connection.execute(delete(staff).where(staff.c.login == entry.login))
    connection.execute(insert(staff).values(**entry.__dict__))


def add_person(workspace: Workspace, entry: Person, *, by: str, reason: str) -> Person:
    """Add a person, or change or bring back one who is there.

    Parameters
    ----------
    workspace : Workspace
        Whose staff.
    entry : Person
        Login, name, role and, where the role needs one, manager, team or area.
    by : str
        Login of the administrator who does it.
    reason : str
        Why; kept with the row and in the audit trail.

    Raises
    ------
    ScopeError
        If ``by`` is not an administrator.
    UsageError
        If the role is unknown or the reason is empty.
    """
    if entry.role not in ROLES:
        raise UsageError(
            N_("'{role}' is not a role. The roles are: {roles}."), role=entry.role, roles=", ".join(ROLES)
        )
    if not entry.login.strip():
        raise UsageError(N_("The login is empty. Give the name that the person logs in with."))
    _need_reason(reason)
    with workspace.records.writing() as connection:
        _need_administrator(connection, by)
        if entry.role != "administrator":
            _keep_an_administrator(connection, entry.login)
        filled = Person(
            **{
                **entry.__dict__,
                "login": entry.login.strip(),
                "name": entry.name or entry.login.strip(),
                "active": True,
                "source": "hand",
                "reason": reason.strip(),
                "changed_by": by,
                "changed_at": now(),
            }
        )
        put(connection, filled)
        append(connection, who=by, action="staff-add", subject=filled.login, details=facts(filled))
    return filled


def remove_person(workspace: Workspace, login: str, *, by: str, reason: str) -> None:
    """Take a person's access away; the row stays, marked inactive.

    Raises
    ------
    ScopeError
        If ``by`` is not an administrator.
    BadInputError
        If the login is unknown, or is the last administrator's.
    """
    _need_reason(reason)
    with workspace.records.writing() as connection:
        _need_administrator(connection, by)
        found = person_in(connection, login)
        if found is None:
            raise BadInputError(
                N_("'{login}' is not on the staff table. `tierline staff list` shows who is."), login=login
            )
        _keep_an_administrator(connection, login)
        gone = Person(
            **{
                **found.__dict__,
                "active": False,
                "source": "hand",
                "reason": reason.strip(),
                "changed_by": by,
                "changed_at": now(),
            }
        )
        put(connection, gone)
        append(connection, who=by, action="staff-remove", subject=login, details=facts(gone))


def enter_creator(workspace: Workspace) -> None:
    """Enter the operating-system user as the first administrator of records just made."""
    login = system_user()
    with workspace.records.writing() as connection:
        if connection.execute(select(func.count()).select_from(staff)).scalar_one():
            return
        creator = Person(
            login=login,
            name=login,
            role="administrator",
            reason="created the workspace",
            changed_by=login,
            changed_at=now(),
        )
        put(connection, creator)
        append(connection, who=login, action="create", subject=login, details=facts(creator))


def facts(entry: Person) -> dict[str, object]:
    """Return what the trail keeps of a person, without who changed it and when."""
    return {
        name: getattr(entry, name) for name in ("name", "role", "manager_id", "team_id", "area_id", "active")
    }


def _need_reason(reason: str) -> None:
    if not (reason or "").strip():
        raise UsageError(N_("A reason is needed. Say in a few words why, with --reason."))


def _need_administrator(connection: Connection, login: str) -> None:
    found = person_in(connection, login)
    if found is None or not found.active or found.role != "administrator":
        raise ScopeError(
            N_("'{login}' may not change the staff table. Ask an administrator of this workspace."),
            login=login,
        )


def _keep_an_administrator(connection: Connection, leaving: str) -> None:
    query = select(func.count()).select_from(staff)
    query = query.where(staff.c.role == "administrator", staff.c.active, staff.c.login != leaving)
    if not connection.execute(query).scalar_one():
        raise BadInputError(
            N_("'{login}' is the last administrator. Add another one first: tierline staff add."),
            login=leaving,
        )
