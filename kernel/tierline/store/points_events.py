"""Point events that wait for approval, and the decision about each, on record (LY-12).

Before the close a decision makes the event count when the month is closed, or not. After it an approval
adds a dated line to the statement: what both caps leave of the event. A month that is closed anew counts
every approval on record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError, ScopeError
from tierline.messages import N_, Message
from tierline.performance.approvals import (
    APPROVE,
    APPROVED,
    APPROVING,
    LEFT,
    REFUSE,
    REFUSED,
    STATES,
    Decision,
    EventApproval,
    approvals_of,
    in_force,
    mark_of,
)
from tierline.performance.standing import added_by
from tierline.performance.statement import SETTLED
from tierline.store.lock import no_close
from tierline.store.points_left import approved_elsewhere
from tierline.store.points_open import Row, open_rows
from tierline.store.points_people import actor, check_may, check_raiser, said
from tierline.store.points_records import EVENT, new_id, read, write
from tierline.store.points_step import decisions_in
from tierline.store.scope import check_scope
from tierline.store.statements import as_on_record, points_policy_of, statements

if TYPE_CHECKING:
    from tierline.performance.statement import Statement
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace


@dataclass(frozen=True)
class AskedEvent:
    """An event that its own approver does not make count, and what became of it.

    Parameters
    ----------
    row : mapping
        Of the table ``point_events``; in a row that no run has, what is not on record is None or not there.
    state : str
        "pending", "approved", "refused", or "left": approved, but the run that holds has no such event.
    decision : Decision or None
    points : int or None
        Hundredths that the approval added to the closed statement; None before the close.
    """

    row: Row
    state: str
    decision: Decision | None = None
    points: int | None = None


def events_asked(
    workspace: Workspace,
    scope: Scope,
    month: str,
    *,
    mapping: Path | None = None,
    points_policy: str | Path | None = None,
) -> list[AskedEvent]:
    """Return the events of a month within the scope that need, or needed, a decision; recorded as a look.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
    month : str
        "YYYY-MM", closed or not: of an open month the raw tables are read.
    mapping, points_policy : optional
        Of an open month, as `points_open.open_rows` takes them.

    Raises
    ------
    BadInputError
        The month has neither been closed nor raw tables; or they, the mapping or the policy cannot be used.
    """
    check_scope(scope, workspace)
    if month in workspace.months():
        return _of_closed(workspace.closed(month), scope)
    rows = open_rows(workspace, scope, month, mapping, points_policy)
    with workspace.records.reading() as connection:
        decided = in_force(approvals_of(read(connection, EVENT, month=month)))
    found = []
    for row in rows:
        made = decided.get(row["event_id"])
        about_it = made if made is not None and made.mark == mark_of(row) else None
        found.append(AskedEvent(row, "pending" if about_it is None else about_it.state, about_it))
    return found


def approve_event(
    workspace: Workspace,
    scope: Scope,
    month: str,
    event: str,
    reason: str = "",
    *,
    mapping: Path | None = None,
    points_policy: str | Path | None = None,
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
    mapping, points_policy : optional
        Of an open month, as `points_open.open_rows` takes them.

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
        It does not wait (any more); or a month is being closed at this very moment.
    """
    asked = _Asked(workspace, scope, month, event, mapping, points_policy)
    return _decide(asked, APPROVE, reason.strip())


def refuse_event(
    workspace: Workspace,
    scope: Scope,
    month: str,
    event: str,
    reason: str,
    *,
    mapping: Path | None = None,
    points_policy: str | Path | None = None,
) -> EventApproval:
    """Refuse an event that waits; otherwise as `approve_event`, and a reason is needed."""
    asked = _Asked(workspace, scope, month, event, mapping, points_policy)
    return _decide(asked, REFUSE, said(reason, "--reason"))


@dataclass(frozen=True)
class _Asked:
    """Which event is to be decided about, and how the tables of an open month are read."""

    workspace: Workspace
    scope: Scope
    month: str
    event: str
    mapping: Path | None
    points_policy: str | Path | None

    def closed(self) -> ClosedMonth | None:
        """Return the run of the month that holds now; None before the close."""
        return self.workspace.closed(self.month) if self.month in self.workspace.months() else None

    def found(self, closed: ClosedMonth | None) -> tuple[Row, Statement | None]:
        """Return the event, and after the close the statement that it stands in."""
        if closed is not None:
            return _in_statement(closed, self.scope, self.event)
        rows = open_rows(self.workspace, self.scope, self.month, self.mapping, self.points_policy)
        return _found(rows, self.scope, self.month, self.event), None


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
                at_close = before[event.event_id]
                found.append(AskedEvent(row, at_close.state, at_close))
    left = approved_elsewhere(closed, scope)
    return found + [AskedEvent(row, LEFT, made.decision) for row, made in left]


def _decide(asked: _Asked, step: str, reason: str) -> EventApproval:
    workspace, scope, month, event = asked.workspace, asked.scope, asked.month, asked.event
    check_scope(scope, workspace)
    closed = asked.closed()
    row, statement = asked.found(closed)
    run = "" if closed is None else closed.run
    with no_close(workspace, month, run), workspace.records.writing() as connection:
        person = actor(connection, scope, workspace)
        check_may(person, APPROVING, row["manager_id"])
        check_raiser(person, row.get("raised_by"))
        made = approvals_of(read(connection, EVENT, month=month, run=run))
        _check_waits(row, made)
        points = 0
        if step == APPROVE and closed is not None and statement is not None:
            points = _adds(closed, as_on_record(connection, closed, statement), event)
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
    around = [each for each in every for one in each.events if one.event_id == event]
    rows = closed.load(scope, "point_events").to_pylist() if around else []
    row = _found(rows, scope, closed.month, event)
    line = next(one for one in around[0].events if one.event_id == event)
    if line.status != "pending":
        state = REFUSED if line.status == REFUSED else APPROVED
        raise BadInputError(
            N_("The event {event} was {state} before {month} was closed. Correct the statement instead."),
            event=event,
            state=Message(STATES[state]),
            month=closed.month,
        )
    return row, around[0]


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
    earlier = in_force(made).get(row["event_id"])
    if earlier is not None and earlier.mark == mark_of(row):
        raise BadInputError(
            N_("The event {event} is {state} already, by {who} on {day}."),
            event=earlier.event,
            state=Message(STATES[earlier.state]),
            who=earlier.by,
            day=earlier.on,
        )


def _adds(closed: ClosedMonth, statement: Statement, event: str) -> int:
    """Return what an approval adds to a closed statement, after what was decided before it."""
    policy = points_policy_of(closed)
    return added_by(statement, policy, event) if statement.state == SETTLED and policy is not None else 0
