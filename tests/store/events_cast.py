"""An open month with events that wait for approval, and the people who take part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.months import raw_months
from tierline.monthly import run_month
from tierline.performance.statement import Statement
from tierline.store.points_events import events_asked
from tierline.store.scope import Scope, scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.statements import statements
from tierline.store.workspace import Workspace
from tierline.tables.registry import arrow_schema

MONTH = "2026-10"
WAITS, OTHER = "W1", "W2"


@dataclass
class Cast:
    """An open month with two events of one manager that wait, and who takes part."""

    place: Workspace
    manager: dict[str, Any]
    leader: Scope
    boss: Scope

    def close(self, **options: Any) -> str:
        options = {"policy": "xinjiang-2008", "without_previous": True, **options}
        return run_month(self.place, MONTH, **options).id

    def statement(self) -> Statement:
        return statements(self.place.closed(MONTH), self.boss, self.manager["manager_id"])[0]

    def state(self, event: str) -> str:
        (found,) = [
            each for each in events_asked(self.place, self.boss, MONTH) if each.row["event_id"] == event
        ]
        return found.state


def cast_at(folder: Path) -> Cast:
    place = Workspace.create(folder)
    raw_months(place.path)
    raw = place.raw(MONTH)
    staff = pq.read_table(raw / "managers.parquet").to_pylist()
    held = {row["manager_id"] for row in pq.read_table(raw / "point_events.parquet").to_pylist()}
    manager = next(row for row in staff if row["role"] == "account_manager" and row["manager_id"] not in held)
    put_events(place, manager["manager_id"], raiser=staff_of(staff, "team_leader", manager["team_id"]))
    me = system_user()
    for login, role, team in (("boss", "supervisor", None), ("chief", "team_leader", manager["team_id"])):
        add_person(place, Person(login, login, role, team_id=team), by=me, reason="test")
    return Cast(place, manager, scope_for(place, "chief"), scope_for(place, "boss"))


def staff_of(staff: list[dict[str, Any]], role: str, team: str) -> str:
    found: str = next(row["manager_id"] for row in staff if (row["role"], row["team_id"]) == (role, team))
    return found


def put_events(place: Workspace, manager: str, raiser: str, evidence: str = "report 7") -> None:
    for event, proof in ((WAITS, evidence), (OTHER, "order 3")):
        put_event(place, event, manager_id=manager, evidence=proof, raised_by=raiser)


def put_event(place: Workspace, event: str, **values: Any) -> None:
    """Put an event into the month's raw table, in place of the one that has its number."""
    file = place.raw(MONTH) / "point_events.parquet"
    rows = [row for row in pq.read_table(file).to_pylist() if row["event_id"] != event]
    day = rows[0]["date"].replace(day=5)
    given = {"event_id": event, "item": "new_service_promotion", "date": day, **values}
    rows.append(dict.fromkeys(arrow_schema("point_events").names) | given)
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema("point_events")), file)


def line(statement: Statement, event: str) -> Any:
    return next(each for each in statement.events if each.event_id == event)
