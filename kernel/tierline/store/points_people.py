"""Who may correct, approve, appeal, answer and decide: never the person concerned about the own points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.messages import N_, Message
from tierline.store.scope import Scope, check_scope, check_still_so
from tierline.store.staff import ROLES, Person, person_in

if TYPE_CHECKING:
    from tierline.performance.statement import Statement
    from tierline.store.closed import ClosedMonth
    from tierline.store.workspace import Workspace

PROPOSERS = ("team_leader", "supervisor", "analyst", "administrator")
APPROVERS = ("supervisor", "administrator")
ANSWERERS = ("team_leader", "supervisor")
DECIDERS = ("supervisor",)


def actor(connection: Connection, scope: Scope, workspace: Workspace) -> Person:
    """Return the person of a scope as the staff table has them in this very transaction.

    Raises
    ------
    ScopeError
        The scope was not made by the staff table, or the person is another one now.
    """
    check_scope(scope, workspace)
    check_still_so(scope, connection)
    found = person_in(connection, scope.login)
    assert found is not None
    return found


def check_may(person: Person, roles: Sequence[str], manager_id: str) -> None:
    """Refuse a person of another role, and the one whom it concerns.

    Raises
    ------
    ScopeError
        Names the roles that may, or says that it is the person's own statement.
    """
    if person.manager_id == manager_id:
        raise ScopeError(
            N_("'{login}' is the one concerned ({manager}). Another person must do this."),
            login=person.login,
            manager=manager_id,
        )
    if person.role not in roles:
        raise ScopeError(
            N_("'{login}' may not do this about points; these roles may: {roles}. Ask one of them."),
            login=person.login,
            roles=_Listed(roles),
        )


def check_other(person: Person, *earlier: str) -> None:
    """Refuse a person who took one of the steps before.

    Raises
    ------
    ScopeError
        Four eyes are asked for.
    """
    if person.login in earlier:
        raise ScopeError(
            N_("'{login}' took a step before this one. Another person must take this one."),
            login=person.login,
        )


def check_raiser(person: Person, raised_by: str | None) -> None:
    """Refuse the person who reported an event.

    Raises
    ------
    ScopeError
        Four eyes are asked for.
    """
    if raised_by and raised_by in (person.manager_id, person.login):
        raise ScopeError(
            N_("'{login}' reported this event. Another person must approve or refuse it."), login=person.login
        )


def visible_statement(closed: ClosedMonth, scope: Scope, manager_id: str) -> Statement:
    """Return a manager's statement if it is within the scope; the look is recorded.

    Raises
    ------
    ScopeError
        There is none among those the person may see.
    """
    from tierline.store.statements import statements

    found = statements(closed, scope, manager_id)
    if not found:
        raise ScopeError(
            N_("There is no statement of '{manager}' among those that '{login}' may see in {month}."),
            manager=manager_id,
            login=scope.login,
            month=closed.month,
        )
    return found[0]


def check_about(statement: Statement, about: str) -> None:
    """Refuse what is neither an indicator, a category nor an event of a statement; "" is the whole.

    Raises
    ------
    BadInputError
        Names what there is.
    """
    known = [each.indicator for each in statement.lines]
    known += [each.id for each in statement.categories] + [each.event_id for each in statement.events]
    if about and about not in known:
        raise BadInputError(
            N_("The statement of {manager} has no line '{about}'. Use one of: {known}."),
            manager=statement.manager_id,
            about=about,
            known=", ".join(known),
        )


def said(text: str, option: str) -> str:
    """Return a text that must say something.

    Raises
    ------
    UsageError
        It is empty.
    """
    if not text.strip():
        raise UsageError(N_("Say in a few words why, with {option}."), option=option)
    return text.strip()


class _Listed:
    """Titles of roles on one line."""

    def __init__(self, roles: Sequence[str]) -> None:
        self._roles = roles

    def render(self, language: str | None = None) -> str:
        return ", ".join(Message(ROLES[role]).render(language) for role in self._roles)
