"""Correcting a closed statement: one person proposes, another approves, neither is the one concerned.

The closed month stays as it is; an approved correction adds a dated line. A month that is closed anew
leaves its corrections with the run they were made on: what they mended comes in with the tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.performance.corrections import APPROVE, PROPOSE, PROPOSED, REFUSE, STATES, Proposal, proposals
from tierline.performance.statement import SETTLED
from tierline.policy.exact import decimal_text
from tierline.store.points_people import (
    APPROVERS,
    PROPOSERS,
    actor,
    check_about,
    check_may,
    check_other,
    said,
    visible_statement,
)
from tierline.store.points_records import CORRECTION, new_id, read, write

if TYPE_CHECKING:
    from tierline.performance.statement import Statement
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace


def propose(
    closed: ClosedMonth, scope: Scope, manager_id: str, points: int, reason: str, about: str = ""
) -> Proposal:
    """Propose a correction of a settled statement.

    Parameters
    ----------
    closed : ClosedMonth
        The run that holds now.
    scope : Scope
        Of a leader, supervisor, analyst or administrator who sees the statement and is not concerned.
    manager_id : str
    points : int
        Hundredths of a point, below 0 where points are taken; not 0.
    reason : str
    about : str
        The indicator, category or event that it corrects; "" for the whole statement.

    Raises
    ------
    ScopeError
        The person may not, or there is no such statement in sight.
    BadInputError
        The statement is not settled, the run was replaced, no such line, or no such amount.
    UsageError
        No reason.
    """
    reason = said(reason, "--reason")
    statement = visible_statement(closed, scope, manager_id)
    check_about(statement, about)
    check_amount(statement, points)
    _check_holds(closed.month, closed.run, closed.workspace.closed(closed.month).run)
    with closed.workspace.records.writing() as connection:
        person = actor(connection, scope, closed.workspace)
        check_may(person, PROPOSERS, manager_id)
        subject = write_proposal(connection, closed, manager_id, person.login, points, reason, about)
        return _one(connection, subject)


def approve(workspace: Workspace, scope: Scope, correction: str) -> Proposal:
    """Approve a proposed correction: its line counts from this day on.

    Raises
    ------
    ScopeError
        The person may not, is concerned, proposed it, or does not see the statement.
    BadInputError
        There is no such correction, it was decided already, or its run was replaced.
    """
    return _decide(workspace, scope, correction, APPROVE, {})


def refuse(workspace: Workspace, scope: Scope, correction: str, reason: str) -> Proposal:
    """Refuse a proposed correction; errors as `approve`, and a reason is needed."""
    reason = said(reason, "--reason")
    return _decide(workspace, scope, correction, REFUSE, {"reason": reason})


def corrections(closed: ClosedMonth, scope: Scope) -> list[Proposal]:
    """Return the corrections made on a run, in every state, of the statements in the scope; recorded."""
    seen = set(closed.load(scope, "statements", ["manager_id"])["manager_id"].to_pylist())
    with closed.workspace.records.reading() as connection:
        found = proposals(read(connection, CORRECTION, run=closed.run))
    return [each for each in found if each.manager_id in seen]


def write_proposal(
    connection: Connection,
    closed: ClosedMonth,
    manager_id: str,
    who: str,
    points: int,
    reason: str,
    about: str,
) -> str:
    """Write a proposal whose sense was checked; return its id."""
    record = write(
        connection,
        CORRECTION,
        PROPOSE,
        subject=new_id(),
        who=who,
        month=closed.month,
        run=closed.run,
        manager_id=manager_id,
        content={"points": points, "reason": reason, "about": about},
    )
    return record.subject


def write_approval(connection: Connection, found: Proposal, who: str) -> None:
    """Write the approval of a proposal by somebody who may."""
    _write(connection, found, APPROVE, who, {})


def check_amount(statement: Statement, points: int) -> None:
    """Refuse an amount that corrects nothing or more than there can be, and a statement not settled."""
    if statement.state != SETTLED:
        raise BadInputError(
            N_(
                "The statement of {manager} in {month} is held, so there is no total to correct. Bring in "
                "what is missing and close the month anew: tierline monthly --replace RUN --reason TEXT."
            ),
            manager=statement.manager_id,
            month=statement.month,
        )
    highest = statement.bounds[1]
    if not points or abs(points) > highest:
        raise BadInputError(
            N_("A correction takes or gives between 0.01 and {most} points, not {points}."),
            most=decimal_text(highest),
            points=decimal_text(points),
        )


def _check_holds(month: str, run: str, held: str) -> None:
    if held != run:
        raise BadInputError(
            N_("{month}: the run {run} was replaced by {held}. Correct the statement that holds now."),
            month=month,
            run=run,
            held=held,
        )


def _decide(
    workspace: Workspace,
    scope: Scope,
    correction: str,
    step: str,
    content: dict[str, str],
) -> Proposal:
    with workspace.records.reading() as connection:
        found = _one(connection, correction)
    closed = workspace.closed(found.month)
    visible_statement(closed, scope, found.manager_id)
    with workspace.records.writing() as connection:
        person = actor(connection, scope, workspace)
        found = _one(connection, correction)
        check_may(person, APPROVERS, found.manager_id)
        check_other(person, found.by)
        _check_open(found)
        _check_holds(found.month, found.run, closed.run)
        _write(connection, found, step, person.login, content)
        return _one(connection, correction)


def _check_open(found: Proposal) -> None:
    if found.state != PROPOSED:
        raise BadInputError(
            N_("The correction {correction} is {state} already, by {who} on {day}."),
            correction=found.id,
            state=Message(STATES[found.state]),
            who=found.decided_by,
            day=found.decided_at[:10],
        )


def _write(connection: Connection, found: Proposal, step: str, who: str, content: dict[str, str]) -> None:
    write(
        connection,
        CORRECTION,
        step,
        subject=found.id,
        who=who,
        month=found.month,
        run=found.run,
        manager_id=found.manager_id,
        content=content,
    )


def _one(connection: Connection, correction: str) -> Proposal:
    found = proposals(read(connection, CORRECTION, subject=correction)) if correction.isalnum() else []
    if not found:
        raise BadInputError(
            N_(
                "There is no correction '{correction}'. `tierline points correct list` shows those there are."
            ),
            correction=correction,
        )
    return found[0]
