"""Reads and writes the records of corrections, appeals and approvals of events; none is ever changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from tierline.performance.approvals import approvals_of, in_force
from tierline.store.audit import append, now
from tierline.store.tables import points_records as table

if TYPE_CHECKING:
    from tierline.performance.approvals import Decision
    from tierline.store.workspace import Workspace

CORRECTION, APPEAL, EVENT = "correction", "appeal", "event"


@dataclass(frozen=True)
class PointsRecord:
    """One step of a correction, an appeal or the approval of an event; ``topic`` says which."""

    subject: str
    number: int
    topic: str
    step: str
    at: str
    who: str
    month: str
    run: str
    manager_id: str
    content: Mapping[str, Any]


def new_id() -> str:
    """Return an id that no correction or appeal has: twelve hexadecimal digits."""
    return uuid.uuid4().hex[:12]


def read(
    connection: Connection,
    topic: str,
    *,
    month: str | None = None,
    run: str | None = None,
    subject: str | None = None,
) -> list[PointsRecord]:
    """Return records in the order in which they were written, as an open transaction sees them."""
    query = select(table).where(table.c.topic == topic).order_by(table.c.at, table.c.subject, table.c.number)
    for column, value in ((table.c.month, month), (table.c.run, run), (table.c.subject, subject)):
        if value is not None:
            query = query.where(column == value)
    return [
        PointsRecord(**{**row._mapping, "content": json.loads(row.content)})
        for row in connection.execute(query)
    ]


def write(
    connection: Connection,
    topic: str,
    step: str,
    *,
    subject: str,
    who: str,
    month: str,
    run: str,
    manager_id: str,
    content: Mapping[str, Any],
) -> PointsRecord:
    """Add one record, and its entry in the audit trail, on a connection opened by `Records.writing`."""
    query = select(func.count()).select_from(table).where(table.c.subject == subject)
    number = connection.execute(query).scalar_one() + 1
    made = PointsRecord(subject, number, topic, step, now(), who, month, run, manager_id, dict(content))
    text = json.dumps(made.content, ensure_ascii=False, sort_keys=True)
    connection.execute(insert(table).values(**{**made.__dict__, "content": text}))
    append(
        connection,
        who=who,
        action=f"{topic}-{step}",
        month=month,
        subject=subject,
        details={"run": run, "manager": manager_id, **made.content},
    )
    return made


def decisions_on_record(workspace: Workspace, month: str) -> dict[str, Decision]:
    """Return the latest decision about each event of a month, by the event's number."""
    with workspace.records.reading() as connection:
        return in_force(approvals_of(read(connection, EVENT, month=month)))
