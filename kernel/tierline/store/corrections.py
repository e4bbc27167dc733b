"""Correcting a closed statement: one person proposes, another approves, neither is the one concerned.

The closed month stays as it is; an approved correction adds a dated line. A month that is closed anew
leaves what was approved with the run on which it was: what it mended comes in with the tables. What is only
proposed stays open, and counts in the run that holds when it is approved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from tierline.errors import BadInputError
from tierline.messages import N_, Message, current_language
from tierline.performance.corrections import APPROVE, PROPOSE, PROPOSED, REFUSE, STATES, Proposal, proposals
from tierline.performance.room import room_of
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
from tierline.store.points_sight import check_in_sight, recorded
from tierline.store.statements import as_on_record, points_policy_of
from tierline.times import day

if TYPE_CHECKING:
    from tierline.performance.statement import Statement
    from tierline.policy.model import Title
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope
    from tierline.store.staff import Person
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
    with closed.workspace.records.writing() as connection:
        person = actor(connection, scope, closed.workspace)
        check_may(person, PROPOSERS, manager_id)
        check_about(statement, about)
        check_holds(closed)
        check_amount(closed, as_on_record(connection, closed, statement), points, about)
        subject = write_proposal(connection, closed, manager_id, person.login, points, reason, about)
        return _one(connection, subject)


def approve(workspace: Workspace, scope: Scope, correction: str) -> Proposal:
    """Approve a proposed correction: its line counts from this day on.

    Raises
    ------
    ScopeError
        The person may not, is concerned, proposed it, or does not see the statement.
    BadInputError
        There is no such correction, it was decided already, or its line cannot hold it any more.
    """
    return _decide(workspace, scope, correction, APPROVE, {})


def refuse(workspace: Workspace, scope: Scope, correction: str, reason: str) -> Proposal:
    """Refuse a proposed correction; errors as `approve`, and a reason is needed."""
    reason = said(reason, "--reason")
    return _decide(workspace, scope, correction, REFUSE, {"reason": reason})


def corrections(closed: ClosedMonth, scope: Scope) -> list[Proposal]:
    """Return a month's corrections, on whichever of its runs they were made, in every state.

    Parameters
    ----------
    closed : ClosedMonth
        The run that holds.
    scope : Scope
        Those of the statements in it are returned; the look is recorded.
    """
    return recorded(closed, scope, CORRECTION, proposals)


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


def check_amount(closed: ClosedMonth, statement: Statement, points: int, about: str) -> None:
    """Refuse an amount that corrects nothing or that its line cannot hold, and a statement not settled."""
    if statement.state != SETTLED:
        raise BadInputError(
            N_(
                "The statement of {manager} in {month} is held, so there is no total to correct. Bring in "
                "what is missing and close the month anew: tierline monthly --replace RUN --reason TEXT."
            ),
            manager=statement.manager_id,
            month=statement.month,
        )
    policy = points_policy_of(closed)
    assert policy is not None
    room = room_of(statement, policy, about)
    if points and room.takes <= points <= room.gives:
        return
    raise BadInputError(
        N_(
            "{line} of {manager} holds {holds} and can hold between {lowest} and {highest}: a correction "
            "takes at most {takes} or gives at most {gives}, so that category and total stay within their "
            "bounds, not {points}. Choose an amount within that."
        ),
        line=Message(N_("The whole statement")) if room.title is None else Titled(room.title, about),
        manager=statement.manager_id,
        holds=decimal_text(room.holds),
        lowest=decimal_text(room.lowest),
        highest=decimal_text(room.highest),
        takes=decimal_text(-room.takes),
        gives=decimal_text(room.gives),
        points=decimal_text(points),
    )


def check_holds(closed: ClosedMonth) -> None:
    """Refuse a run that was replaced, as it stands now."""
    holds = closed.workspace.closed(closed.month).run
    if holds != closed.run:
        raise BadInputError(
            N_("{month}: the run {run} was replaced by {held}. Correct the statement that holds now."),
            month=closed.month,
            run=closed.run,
            held=holds,
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
    check_in_sight(closed, scope, found)
    with workspace.records.writing() as connection:
        _check_may_decide(connection, workspace, scope, correction)
    statement = visible_statement(closed, scope, found.manager_id) if step == APPROVE else None
    # nobody else decides until the transaction ends: what is checked still holds when it is written
    with workspace.records.writing() as connection:
        person = _check_may_decide(connection, workspace, scope, correction)
        check_holds(closed)
        if statement is not None:
            check_about(statement, found.about)
            check_amount(closed, as_on_record(connection, closed, statement), found.points, found.about)
        write(
            connection,
            CORRECTION,
            step,
            subject=found.id,
            who=person.login,
            month=found.month,
            run=closed.run,  # where it counts from now on
            manager_id=found.manager_id,
            content=content,
        )
        return _one(connection, correction)


def _check_may_decide(connection: Connection, workspace: Workspace, scope: Scope, correction: str) -> Person:
    """Return who decides about an open correction; refuse who may not."""
    person, found = actor(connection, scope, workspace), _one(connection, correction)
    check_may(person, APPROVERS, found.manager_id)
    check_other(person, found.by)
    _check_open(found)
    return person


class Titled:
    """A line by its title and id."""

    def __init__(self, title: Title, subject: str) -> None:
        self._title, self._subject = title, subject

    def render(self, language: str | None = None) -> str:
        """Return it in ``language`` (default: the current one)."""
        return f"{self._title[language or current_language()]} ({self._subject})"


def _check_open(found: Proposal) -> None:
    if found.state != PROPOSED:
        raise BadInputError(
            N_("The correction {correction} is {state} already, by {who} on {day}."),
            correction=found.id,
            state=Message(STATES[found.state]),
            who=found.decided_by,
            day=day(found.decided_at),
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
