"""A closed month that was replaced because one manager stood in the wrong team and area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from tests.months import raw_months
from tierline.monthly import run_month
from tierline.store.closed import ClosedMonth
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.statements import statements
from tierline.store.workspace import Workspace

MONTH = "2026-10"
SEES = {
    "own": True,
    "colleague": False,
    "old leader": False,
    "new leader": True,
    "old supervisor": False,
    "new supervisor": True,
    "supervisor of all": True,
    "inspector": True,
}


@dataclass
class Moved:
    """Who takes part.

    Attributes
    ----------
    place : Workspace
    old : ClosedMonth
        The run with the manager in the wrong team; it was replaced unless `replaced` says otherwise.
    manager, colleague : str
        Who was moved, and who stayed in the team.
    logins : dict of str to str
        By the names in `SEES`.
    """

    place: Workspace
    old: ClosedMonth
    manager: str
    colleague: str
    logins: dict[str, str]
    rows: list[dict[str, Any]]
    to: dict[str, Any]

    def replace(self, **change: Any) -> ClosedMonth:
        """Close the month anew with the manager where he or she belongs, or otherwise changed."""
        mended = change or {name: self.to[name] for name in ("team_id", "area_id")}
        write_managers(
            self.place,
            [{**row, **mended} if row["manager_id"] == self.manager else row for row in self.rows],
        )
        return self.close_anew("wrong team")

    def close_anew(self, reason: str) -> ClosedMonth:
        """Replace the run by one of the raw tables as they are now."""
        run_month(self.place, MONTH, policy="xinjiang-2008", replaces=self.old.run, reason=reason,
                  without_previous=True)  # fmt: skip
        return self.place.closed(MONTH)


def moved_at(place: Workspace) -> Moved:
    """Close a month in which two account managers stand in one team, one of them wrongly."""
    raw_months(place.path)
    rows = pq.read_table(_file(place)).to_pylist()
    leaders = [row for row in rows if row["role"] == "team_leader"][:2]
    managers = [row for row in rows if row["role"] == "account_manager"]
    colleague = next(row for row in managers if row["team_id"] == leaders[0]["team_id"])
    moved = next(row for row in managers if row["team_id"] == leaders[1]["team_id"])
    wrong = {name: leaders[0][name] for name in ("team_id", "area_id")}
    rows = [{**row, **wrong} if row is moved else row for row in rows]
    write_managers(place, rows)
    run_month(place, MONTH, policy="xinjiang-2008", without_previous=True)
    for login, role, area in (
        ("then", "supervisor", leaders[0]["area_id"]),
        ("now", "supervisor", leaders[1]["area_id"]),
        ("all", "supervisor", None),
        ("qi", "quality_inspector", None),
    ):
        add_person(place, Person(login, login, role, area_id=area), by=system_user(), reason="test")
    logins = [moved["login"], colleague["login"], leaders[0]["login"], leaders[1]["login"],
              "then", "now", "all", "qi"]  # fmt: skip
    old = place.closed(MONTH)
    there = {each.manager_id for each in statements(old, scope_for(place))}
    assert there >= {moved["manager_id"], colleague["manager_id"]}
    return Moved(
        place,
        old,
        moved["manager_id"],
        colleague["manager_id"],
        dict(zip(SEES, logins, strict=True)),
        rows,
        leaders[1],
    )


def write_managers(place: Workspace, rows: list[dict[str, Any]]) -> None:
    """Write the month's raw table of managers anew."""
    table = pq.read_table(_file(place))
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), _file(place))


def _file(place: Workspace) -> Any:
    return place.raw(MONTH) / "managers.parquet"
