"""Brings the staff table to what the managers table of a closed month says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.engine import Connection

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.store.audit import append, now
from tierline.store.staff import ROLES, Person, facts, put
from tierline.store.tables import staff

if TYPE_CHECKING:
    import pyarrow as pa


def merge_managers(
    connection: Connection,
    managers: pa.Table,
    teams: pa.Table,
    *,
    by: str,
    month: str,
    refused: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, int]:
    """Bring the staff table to what the managers table of a month says.

    Parameters
    ----------
    connection : Connection
        From `Records.writing`.
    managers, teams : pyarrow.Table
        As the column registry has them.
    by, month : str
        For the audit trail.
    refused : mapping of table name to keys, optional
        Managers and teams whose rows were refused this month. A slip in a row is no leaving: such a
        person, and the leader of such a team, keep the entry they had.

    Returns
    -------
    dict
        ``{"added": n, "changed": n, "left": n, "kept": n}``; kept: not in the table because refused.

    Raises
    ------
    BadInputError
        If two managers have the same login: one of them would see the other's customers.
    """
    slipped = {name: (refused or {}).get(name, frozenset()) for name in ("managers", "teams")}
    wanted = _wanted(managers, teams)
    held = {row.login: Person(**row._mapping) for row in connection.execute(select(staff))}
    counts = {"added": 0, "changed": 0, "left": 0, "kept": 0}
    for login, entry in wanted.items():
        before = held.get(login)
        if before is not None and (before.source == "hand" or facts(before) == facts(entry)):
            continue
        if before is not None and _leads_still(before, entry, slipped["teams"]):
            counts["kept"] += 1
            continue
        counts["added" if before is None else "changed"] += 1
        put(connection, Person(**{**entry.__dict__, "reason": month, "changed_by": by, "changed_at": now()}))
    for login, before in held.items():
        if before.source == "managers" and before.active and login not in wanted:
            if before.manager_id in slipped["managers"]:
                counts["kept"] += 1
                continue
            counts["left"] += 1
            gone = {"active": False, "reason": month, "changed_by": by, "changed_at": now()}
            put(connection, Person(**{**before.__dict__, **gone}))
    if any(counts.values()):
        append(connection, who=by, action="staff-merge", month=month, subject="managers", details=counts)
    return counts


def unseen_teams(managers: pa.Table, teams: pa.Table) -> list[Message]:
    """Tell of team leaders who lead a team that they will not see: they see one, that of their own row.

    Parameters
    ----------
    managers, teams : pyarrow.Table
        A month's tables, as the column registry has them.

    Returns
    -------
    list of Message
        One a leader and team, in the order of the table of teams. Source: rulebook LY-20.
    """
    leads = _leads(teams)
    names = ("manager_id", "role", "team_id")
    own = {
        row["manager_id"]: _team_of(row, leads)
        for row in _rows(managers, names)
        if row["role"] == "team_leader"
    }
    return [
        Message(
            N_(
                "teams: {leader} leads {team}, but sees {own} alone: a team leader sees one team, that of "
                "the own row in the table of managers. Name another leader of {team}, or mend the row; who "
                "is to see both needs the role supervisor, for their area."
            ),
            {"leader": row["leader_id"], "team": row["team_id"], "own": own[row["leader_id"]]},
        )
        for row in _rows(teams, ("leader_id", "team_id"))
        if row["leader_id"] in own and own[row["leader_id"]] != row["team_id"]
    ]


def _leads(teams: pa.Table) -> dict[str | None, str | None]:
    return {row["leader_id"]: row["team_id"] for row in _rows(teams, ("leader_id", "team_id"))}


def _team_of(row: Mapping[str, str | None], leads: Mapping[str | None, str | None]) -> str | None:
    """Return the one team of a manager's row; a leader's own row may leave it to the table of teams."""
    return row["team_id"] or (leads.get(row["manager_id"]) if row["role"] == "team_leader" else None)


def _leads_still(before: Person, entry: Person, teams: frozenset[str]) -> bool:
    """Return whether all that changed is that the row of the team this person leads was refused."""
    lost = entry.role == before.role == "team_leader" and entry.team_id is None
    return lost and before.active and before.manager_id == entry.manager_id and before.team_id in teams


def _wanted(managers: pa.Table, teams: pa.Table) -> dict[str, Person]:
    leads = _leads(teams)
    owners: dict[str, list[str]] = defaultdict(list)
    wanted: dict[str, Person] = {}
    names = ("manager_id", "name", "login", "role", "team_id", "area_id")
    for row in _rows(managers, names):
        login = (row["login"] or "").strip()
        if not login or row["role"] not in ROLES:
            continue
        owners[login].append(row["manager_id"] or "?")
        wanted[login] = Person(
            login=login,
            name=row["name"] or login,
            role=row["role"],
            manager_id=row["manager_id"],
            team_id=_team_of(row, leads),
            area_id=row["area_id"],
            source="managers",
        )
    for login, ids in owners.items():
        if len(ids) > 1:
            raise BadInputError(
                N_(
                    "managers: the login '{login}' stands at {managers}. "
                    "Give each person a login of their own."
                ),
                login=login,
                managers=", ".join(ids),
            )
    return wanted


def _rows(table: pa.Table, names: Sequence[str]) -> list[dict[str, str | None]]:
    present = [name for name in names if name in table.column_names]
    blank = dict.fromkeys(names)
    return [{**blank, **row} for row in table.select(present).to_pylist()]
