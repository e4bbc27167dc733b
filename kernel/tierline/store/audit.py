"""The audit trail (LY-20): who looked at, exported, closed or changed what; it can only grow.

Each entry carries the SHA-256 of its own content and of the entry before, so a changed, removed or
inserted entry breaks the chain at a place that `verify_audit` names. Triggers in the database refuse
changes in the first place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from tierline.messages import N_, Message
from tierline.store.tables import audit
from tierline.times import when

if TYPE_CHECKING:
    from tierline.store.workspace import Workspace

START = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One line of the trail; ``columns`` and ``details`` are the JSON text that was hashed."""

    sequence: int
    at: str
    who: str
    action: str
    month: str | None
    subject: str | None
    columns: str
    rows: int | None
    purpose: str | None
    details: str
    previous: str
    hash: str

    def expected_hash(self) -> str:
        """Return the hash that the content of the entry gives."""
        content = [getattr(self, item.name) for item in fields(self) if item.name != "hash"]
        return hashlib.sha256(_text(content).encode()).hexdigest()


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def now() -> str:
    """Return the time now, UTC, as it is written in records and manifests."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def append(
    connection: Connection,
    *,
    who: str,
    action: str,
    month: str | None = None,
    subject: str | None = None,
    columns: Iterable[str] = (),
    rows: int | None = None,
    purpose: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Add one entry on a connection opened by `Records.writing`, which keeps writers in line.

    Parameters
    ----------
    who : str
        Login of the person.
    action : str
        "look", "export", "close", "staff-add", "staff-remove", "staff-merge", "create",
        "scenario-create", "-hand-in", "-approve", "-send-back", "-publish", "-rebase", "-delete",
        "correction-propose", "-approve", "-refuse", "appeal-raise", "-answer", "-decide", "-withdraw".
    month, subject : str, optional
        The month and the table or thing concerned.
    columns : iterable of str
        Columns handed out.
    rows : int, optional
        Number of rows handed out.
    purpose : str, optional
        What for.
    details : mapping, optional
        Anything else that can be written as JSON.
    """
    last = connection.execute(
        select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)
    ).first()
    draft = Entry(
        sequence=last.sequence + 1 if last else 1,
        at=now(),
        who=who,
        action=action,
        month=month,
        subject=subject,
        columns=_text(list(columns)),
        rows=rows,
        purpose=purpose,
        details=_text(dict(details or {})),
        previous=last.hash if last else START,
        hash="",
    )
    entry = Entry(**{**draft.__dict__, "hash": draft.expected_hash()})
    connection.execute(insert(audit).values(**entry.__dict__))
    return entry


def audit_trail(workspace: Workspace, month: str | None = None, who: str | None = None) -> list[Entry]:
    """Return the entries in order, optionally those of one month or one person."""
    query = select(audit).order_by(audit.c.sequence)
    if month is not None:
        query = query.where(audit.c.month == month)
    if who is not None:
        query = query.where(audit.c.who == who)
    with workspace.records.reading() as connection:
        return [Entry(**row._mapping) for row in connection.execute(query)]


def head(workspace: Workspace) -> tuple[int, str]:
    """Return the sequence number and hash of the last entry; (0, sixty-four zeros) if there is none."""
    with workspace.records.reading() as connection:
        last = connection.execute(
            select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)
        ).first()
        return (last.sequence, last.hash) if last else (0, START)


def verify_audit(workspace: Workspace, anchors: Mapping[int, str] | None = None) -> Message | None:
    """Walk the chain; return None if it holds, else what is wrong with the first broken entry.

    Parameters
    ----------
    anchors : mapping of int to str, optional
        Sequence number -> hash, as noted in manifests when months were closed: they show an end of the
        trail that was cut off.
    """
    held: dict[int, str] = {}
    previous = START
    with workspace.records.reading() as connection:
        count = connection.execute(select(func.count()).select_from(audit)).scalar_one()
        rows = connection.execution_options(yield_per=2000).execute(select(audit).order_by(audit.c.sequence))
        for number, row in enumerate(rows, start=1):
            entry = Entry(**row._mapping)
            if entry.sequence != number:
                return Message(
                    N_("audit trail: entry {number} of {count} is missing; the next one found is {found}."),
                    {"number": number, "count": count, "found": entry.sequence},
                )
            if entry.previous != previous:
                return Message(
                    N_("audit trail: entry {number} does not follow the entry before it."), {"number": number}
                )
            if entry.hash != entry.expected_hash():
                return Message(
                    N_(
                        "audit trail: entry {number} ({action} by {who}, {at}) was changed "
                        "after it was written."
                    ),
                    {"number": number, "action": entry.action, "who": entry.who, "at": when(entry.at)},
                )
            previous = entry.hash
            if anchors and number in anchors:
                held[number] = entry.hash
    for number, expected in sorted((anchors or {}).items()):
        if number and held.get(number) != expected:
            return Message(
                N_(
                    "audit trail: entry {number} is not the one a closed month has noted; "
                    "the trail was replaced or cut."
                ),
                {"number": number},
            )
    return None
