"""Point events that wait for approval, and the decision about each, on record (LY-12).

Before the close a decision makes the event count when the month is closed, or not. After it an approval
adds a dated line to the statement: what both caps leave of the event. A month that is closed anew counts
every approval on record.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, ScopeError
from tierline.messages import N_, Message
from tierline.performance.approvals import (
    APPROVE,
    APPROVED,
    APPROVING,
    REFUSE,
    REFUSED,
    STATES,
    Decision,
    EventApproval,
    approvals_of,
    in_force,
    lacks_approval,
    mark_of,
    total_with,
)
from tierline.performance.statement import SETTLED
from tierline.store.audit import append
from tierline.store.points_people import actor, check_may, check_raiser, said
from tierline.store.points_records import EVENT, new_id, read, write
from tierline.store.points_step import decisions_in
from tierline.store.scope import check_scope, check_still_so, rows_in_scope
from tierline.store.statements import points_policy_of, statements

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.performance.statement import Statement
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace

Row = Mapping[str, Any]


@dataclass(frozen=True)
class AskedEvent:
    """An event that its own approver does not make count, and what became of it.

    Parameters
    ----------
    row : mapping
        Of the table ``point_events``.
    state : str
        "pending", "approved" or "refused".
    decision : Decision or None
    points : int or None
        Hundredths that the approval added to the closed statement; None before the close.
    """

    row: Row
    state: str
    decision: Decision | None = None
    points: int | None = None


def events_asked(workspace: Workspace, scope: Scope, month: str) -> list[AskedEvent]:
    """Return the events of a month within the scope that need, or needed, a decision; recorded as a look.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
    month : str
        "YYYY-MM", closed or not: of an open month the raw tables are read.

    Raises
    ------
    BadInputError
        The month has neither been closed nor raw tables.
    """
    check_scope(scope, workspace)
    if month in workspace.months():
        return _of_closed(workspace.closed(month), scope)
    rows = _open_rows(workspace, scope, month)
    with workspace.records.reading() as connection:
        decided = in_force(approvals_of(read(connection, EVENT, month=month)))
    found = []
    for row in rows:
        made = decided.get(row["event_id"])
        held = made if made is not None and made.mark == mark_of(row) else None
        found.append(AskedEvent(row, "pending" if held is None else held.state, held))
    return found


def approve_event(
    workspace: Workspace, scope: Scope, month: str, event: str, reason: str = ""
) -> EventApproval:
    """Approve an event that waits.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
        Of a team leader, supervisor or administrator in whose sight the event lies.
    month, event : str
    reason : str
        A remark; may be empty.

    Returns
    -------
    EventApproval
        ``points`` is what it adds to a closed statement: 0 where the caps leave nothing, where the
        statement is held, and before the close.

    Raises
    ------
    ScopeError
        The person may not, is the one concerned or the one who reported it, or does not see such an event.
    BadInputError
        It does not wait (any more).
    """
    return _decide(workspace, scope, month, event, APPROVE, reason.strip())


def refuse_event(workspace: Workspace, scope: Scope, month: str, event: str, reason: str) -> EventApproval:
    """Refuse an event that waits; errors as `approve_event`, and a reason is needed."""
    return _decide(workspace, scope, month, event, REFUSE, said(reason, "--reason"))


def _of_closed(closed: ClosedMonth, scope: Scope) -> list[AskedEvent]:
    rows = {row["event_id"]: row for row in closed.load(scope, "point_events").to_pylist()}
    with closed.workspace.records.reading() as connection:
        since = {each.decision.event: each for each in approvals_of(read(connection, EVENT, run=closed.run))}
    before = decisions_in(closed.manifest)
    found = []
    for each in statements(closed, scope):
        for event in each.events:
            row, late = rows[event.event_id], since.get(event.event_id)
            if event.status == "pending":
                made = None if late is None else late.decision
                state = "pending" if made is None else made.state
                found.append(AskedEvent(row, state, made, None if late is None else late.points))
            elif event.event_id in before and before[event.event_id].mark == mark_of(row):
                held = before[event.event_id]
                found.append(AskedEvent(row, held.state, held))
    return found


def _open_rows(workspace: Workspace, scope: Scope, month: str) -> list[Row]:
    """Return the rows of an open month's raw table that need a decision, within the scope."""
    import pyarrow as pa

    from tierline.tables.intake import take_in

    with tempfile.TemporaryDirectory(prefix="tierline-") as folder:
        tables = take_in(workspace.raw(month), month, Path(folder)).tables
    managers, events = tables["managers"], tables["point_events"]
    roles = {row["manager_id"]: row["role"] for row in managers.to_pylist()}
    seen = managers.filter(pa.array(rows_in_scope(scope, managers, managers)))["manager_id"].to_pylist()
    inside = set(seen) | (scope.manager_ids or set())
    rows = [row for row in events.to_pylist() if row["manager_id"] in inside]
    _record_look(workspace, scope, month, events, len(rows))
    return [row for row in rows if lacks_approval(row, roles) is not None]


def _record_look(workspace: Workspace, scope: Scope, month: str, events: pa.Table, rows: int) -> None:
    with workspace.records.writing() as connection:
        check_still_so(scope, connection)
        append(
            connection,
            who=scope.login,
            action="look",
            month=month,
            subject="point_events",
            columns=events.column_names,
            rows=rows,
            purpose="look",
            details={},
        )


def _decide(
    workspace: Workspace, scope: Scope, month: str, event: str, step: str, reason: str
) -> EventApproval:
    check_scope(scope, workspace)
    closed = workspace.closed(month) if month in workspace.months() else None
    if closed is None:
        row, statement = _found(_open_rows(workspace, scope, month), scope, month, event), None
    else:
        row, statement = _in_statement(closed, scope, event)
    with workspace.records.writing() as connection:
        person = actor(connection, scope, workspace)
        check_may(person, APPROVING, row["manager_id"])
        check_raiser(person, row.get("raised_by"))
        run = "" if closed is None else closed.run
        made = approvals_of(read(connection, EVENT, month=month, run=run))
        _check_waits(row, made)
        points = 0
        if step == APPROVE and closed is not None and statement is not None:
            points = _adds(closed, statement, event, made)
        record = write(
            connection,
            EVENT,
            step,
            subject=new_id(),
            who=person.login,
            month=month,
            run=run,
            manager_id=row["manager_id"],
            content={
                "event": event,
                "mark": mark_of(row),
                "reason": reason,
                "points": points,
                "evidence": row["evidence"],
            },
        )
        return approvals_of([record])[0]


def _in_statement(closed: ClosedMonth, scope: Scope, event: str) -> tuple[Row, Statement]:
    """Return a closed month's event that waits, and the statement it stands in, within the scope."""
    every = statements(closed, scope)
    held = [each for each in every for one in each.events if one.event_id == event]
    rows = closed.load(scope, "point_events").to_pylist() if held else []
    row = _found(rows, scope, closed.month, event)
    line = next(one for one in held[0].events if one.event_id == event)
    if line.status != "pending":
        state = REFUSED if line.status == REFUSED else APPROVED
        raise BadInputError(
            N_("The event {event} was {state} before {month} was closed. Correct the statement instead."),
            event=event,
            state=Message(STATES[state]),
            month=closed.month,
        )
    return row, held[0]


def _found(rows: Iterable[Row], scope: Scope, month: str, event: str) -> Row:
    for row in rows:
        if row["event_id"] == event:
            return row
    raise ScopeError(
        N_(
            "No event '{event}' waits among those that '{login}' may see in {month}. "
            "`tierline points event list` shows them."
        ),
        event=event,
        login=scope.login,
        month=month,
    )


def _check_waits(row: Row, made: Iterable[EventApproval]) -> None:
    held = in_force(made).get(row["event_id"])
    if held is not None and held.mark == mark_of(row):
        raise BadInputError(
            N_("The event {event} is {state} already, by {who} on {day}."),
            event=held.event,
            state=Message(STATES[held.state]),
            who=held.by,
            day=held.on,
        )


def _adds(closed: ClosedMonth, statement: Statement, event: str, made: Iterable[EventApproval]) -> int:
    """Return what an approval adds to a closed statement, after those that were given before it."""
    policy = points_policy_of(closed)
    if statement.state != SETTLED or policy is None:
        return 0
    before = {each.decision.event for each in made if each.decision.state == APPROVED}
    return total_with(statement, policy, before | {event}) - total_with(statement, policy, before)
