"""Who may see which customers (LY-20): the only door to customer rows.

A `Scope` comes from `scope_for` and from nowhere else. Every load of customer rows asks `rows_in_scope`
which rows it may hand out; a scope that was made or altered in another way, or that belongs to another
workspace, opens nothing. An empty set means no rows; None means that this side does not limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakKeyDictionary

from tierline.errors import ScopeError
from tierline.messages import N_, Message, translate
from tierline.store.staff import ROLES, Person, facts, person, person_in, system_user

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from sqlalchemy.engine import Connection

    from tierline.store.workspace import Workspace

SEES_ALL = frozenset({"administrator", "planner", "analyst", "quality_inspector"})
_FIELDS = ("login", "role", "name", "manager_ids", "team_ids", "area_ids", "workspace")


class Scope:
    """What one person may see. Made by `scope_for` only; cannot be changed, copied or stored.

    Attributes
    ----------
    login, role, name : str
        The person.
    manager_ids, team_ids, area_ids : frozenset of str or None
        Accounts must have their manager, their manager's team, and their area in these; None does not limit.
    """

    __slots__ = ("__weakref__", *_FIELDS)

    login: str
    role: str
    name: str
    manager_ids: frozenset[str] | None
    team_ids: frozenset[str] | None
    area_ids: frozenset[str] | None
    workspace: str

    def __init__(self, *_arguments: Any, **_named: Any) -> None:
        raise TypeError("a Scope is made by scope_for(workspace, login)")

    def __init_subclass__(cls, **_named: Any) -> None:
        raise TypeError("Scope cannot be subclassed")

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError("a Scope cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Scope cannot be changed")

    def __reduce_ex__(self, _protocol: Any) -> NoReturn:
        raise TypeError("a Scope cannot be copied or stored; ask scope_for again")

    def __repr__(self) -> str:
        return f"<Scope of {self.login} ({self.role})>"

    @property
    def whole(self) -> bool:
        """True if every account is visible."""
        return self.manager_ids is None and self.team_ids is None and self.area_ids is None

    def describe(self, language: str | None = None) -> str:
        """Return who this is and what they may see, for a page's header."""
        if self.whole:
            what = Message(N_("all customers"))
        elif self.area_ids is not None:
            what = Message(N_("customers of the areas {names}"), {"names": _listed(self.area_ids, language)})
        elif self.team_ids is not None:
            what = Message(N_("customers of team {names}"), {"names": _listed(self.team_ids, language)})
        elif self.manager_ids:
            what = Message(N_("own customers ({names})"), {"names": _listed(self.manager_ids, language)})
        else:
            what = Message(N_("no customers"))
        role = translate(ROLES.get(self.role, self.role), language)
        return Message(N_("{name}, {role}: {what}"), {"name": self.name, "role": role, "what": what}).render(
            language
        )


_MOST_NAMED = 3  # so many fit a page's header

_issued: WeakKeyDictionary[Scope, tuple[Any, ...]] = WeakKeyDictionary()
_entries: WeakKeyDictionary[Scope, dict[str, object]] = WeakKeyDictionary()  # what the staff table said


def scope_for(workspace: Workspace, login: str | None = None) -> Scope:
    """Return the scope of a person on the staff table.

    Parameters
    ----------
    workspace : Workspace
        Where the person works.
    login : str, optional
        Who; by default the operating-system user.

    Raises
    ------
    ScopeError
        If the login is not on the staff table, was removed, or has a role that sees nothing.
    """
    login = system_user() if login is None else login
    found = person(workspace, login)
    if found is None or not found.active:
        raise ScopeError(
            N_(
                "'{login}' is not on the staff table of this workspace, so no customer is shown. "
                "An administrator can add the person: tierline staff add {login} --role ... --reason ..."
            ),
            login=login,
        )
    if found.role not in ROLES:
        raise ScopeError(
            N_(
                "'{login}' has the unknown role '{role}', so no customer is shown. "
                "Correct it with `tierline staff add`."
            ),
            login=login,
            role=found.role,
        )
    return _issue(found, workspace)


def scope_as(workspace: Workspace, login: str | None = None) -> Scope:
    """Return the scope of whoever runs this process, or as an administrator that of ``login``.

    Raises
    ------
    ScopeError
        If somebody else asks in another's name, or the person is not on the staff table.
    """
    own = scope_for(workspace)
    if login is None or login == own.login:
        return own
    if own.role != "administrator":
        raise ScopeError(
            N_("'{login}' is not you ({own}); only an administrator may look as somebody else."),
            login=login,
            own=own.login,
        )
    return scope_for(workspace, login)


def _issue(found: Person, workspace: Workspace) -> Scope:
    managers: frozenset[str] | None = None
    teams: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    if found.role in SEES_ALL:
        pass
    elif found.role == "supervisor":
        areas = None if found.area_id is None else workspace.areas_below(found.area_id)
    elif found.role == "team_leader":
        teams = frozenset({found.team_id} if found.team_id else ())
    else:
        managers = frozenset({found.manager_id} if found.manager_id else ())
    made = object.__new__(Scope)
    values = (found.login, found.role, found.name, managers, teams, areas, str(workspace.path))
    for name, value in zip(_FIELDS, values, strict=True):
        object.__setattr__(made, name, value)
    _issued[made] = values
    _entries[made] = _access(found)
    return made


def _access(entry: Person) -> dict[str, object]:
    return {name: fact for name, fact in facts(entry).items() if name != "name"}


def check_scope(scope: Scope, workspace: Workspace) -> Scope:
    """Return ``scope`` if `scope_for` made it for this workspace and nobody altered it since.

    Raises
    ------
    TypeError
        If it is no `Scope` at all.
    ScopeError
        If it is one that this door did not make.
    """
    if type(scope) is not Scope:
        raise TypeError("customer rows need a Scope; get one from scope_for(workspace, login)")
    sealed = _issued.get(scope)
    if sealed is None or sealed != tuple(getattr(scope, name, None) for name in _FIELDS):
        raise ScopeError(N_("This scope was not made by the staff table, so no customer is shown."))
    if scope.workspace != str(workspace.path):
        raise ScopeError(N_("This scope belongs to another workspace, so no customer is shown."))
    return scope


def check_still_so(scope: Scope, connection: Connection) -> None:
    """Refuse a scope whose person was removed or given another role, manager, team or area since.

    Parameters
    ----------
    scope : Scope
        Checked by the caller with `check_scope`.
    connection : Connection
        That of the transaction that records the look: no change of staff comes in between.

    Raises
    ------
    ScopeError
        If the staff table says something else now.
    """
    found = person_in(connection, scope.login)
    if found is None or _access(found) != _entries[scope]:
        raise ScopeError(
            N_(
                "The staff table no longer lets '{login}' in as it did when this was opened, "
                "so no customer is shown. Open it again."
            ),
            login=scope.login,
        )


def rows_in_scope(scope: Scope, accounts: pa.Table, managers: pa.Table) -> np.ndarray:
    """Return which accounts the scope may see.

    Parameters
    ----------
    scope : Scope
        Checked by the caller with `check_scope`.
    accounts : pyarrow.Table
        At least the columns ``manager_id`` and ``area_id``.
    managers : pyarrow.Table
        ``manager_id`` and ``team_id`` of the same month: a team is what it was in that month.

    Returns
    -------
    numpy.ndarray of bool, shape (rows,)
    """
    import numpy as np

    seen: np.ndarray = np.ones(accounts.num_rows, dtype=bool)
    if scope.whole:
        return seen
    if scope.manager_ids is not None:
        seen &= _one_of(accounts, "manager_id", scope.manager_ids)
    if scope.team_ids is not None:
        of_team = _one_of(managers, "team_id", scope.team_ids)
        members = frozenset(
            one
            for one, inside in zip(managers["manager_id"].to_pylist(), of_team, strict=True)
            if inside and one
        )
        seen &= _one_of(accounts, "manager_id", members)
    if scope.area_ids is not None:
        seen &= _one_of(accounts, "area_id", scope.area_ids)
    return seen


def managers_in_scope(scope: Scope, managers: pa.Table) -> frozenset[str]:
    """Return the managers whose rows of points the scope may see: those in sight, and the person's own.

    Parameters
    ----------
    scope : Scope
        Checked by the caller with `check_scope`.
    managers : pyarrow.Table
        ``manager_id``, ``team_id`` and ``area_id`` of the month in question.
    """
    seen = rows_in_scope(scope, managers, managers)
    inside = (one for one, held in zip(managers["manager_id"].to_pylist(), seen, strict=True) if held and one)
    return frozenset(inside) | (scope.manager_ids or frozenset())


def _one_of(table: pa.Table, column: str, values: frozenset[str]) -> np.ndarray:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not values or column not in table.column_names:
        return np.zeros(table.num_rows, dtype=bool)
    texts = table[column].cast(pa.string())
    found: np.ndarray = pc.is_in(texts, value_set=pa.array(sorted(values), pa.string())).to_numpy()
    return found.astype(bool)


def _listed(names: frozenset[str], language: str | None) -> str:
    shown = sorted(names)
    if not shown:
        return translate(N_("(none)"), language)
    if len(shown) <= _MOST_NAMED:
        return ", ".join(shown)
    return translate(N_("{name} and {count} more"), language).format(name=shown[0], count=len(shown) - 1)
