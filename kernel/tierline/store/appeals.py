"""Appeals against statements of points: who may take which step, each recorded and audited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Connection

from tierline.errors import BadInputError, ScopeError
from tierline.messages import N_, Message
from tierline.performance.appeals import (
    ALLOWED,
    ANSWER,
    DECIDE,
    RAISE,
    STATES,
    WITHDRAW,
    Appeal,
    appeals_of,
)
from tierline.store.corrections import check_amount, check_holds, write_proposal
from tierline.store.points_people import (
    ANSWERERS,
    DECIDERS,
    actor,
    check_about,
    check_may,
    check_other,
    said,
    visible_statement,
)
from tierline.store.points_records import APPEAL, new_id, read, write
from tierline.store.points_sight import check_in_sight, recorded
from tierline.store.statements import as_on_record

if TYPE_CHECKING:
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope
    from tierline.store.staff import Person
    from tierline.store.workspace import Workspace


def raise_appeal(closed: ClosedMonth, scope: Scope, text: str, about: str = "") -> Appeal:
    """Raise an appeal against the own statement of a closed month.

    Parameters
    ----------
    closed : ClosedMonth
    scope : Scope
        Of the manager concerned.
    text : str
        Why it is thought wrong.
    about : str
        The indicator, category or event that it is about; "" for the whole statement.

    Raises
    ------
    ScopeError
        The person has no own statement in the month.
    BadInputError
        No such line; or an appeal about it is open already.
    UsageError
        No text.
    """
    text = said(text, "--reason")
    own = next(iter(scope.manager_ids or ()), None)
    if own is None:
        raise ScopeError(
            N_("'{login}' has no statement of points. Only the manager concerned appeals."), login=scope.login
        )
    statement = visible_statement(closed, scope, own)
    check_about(statement, about)
    with closed.workspace.records.writing() as connection:
        person = actor(connection, scope, closed.workspace)
        before = appeals_of(read(connection, APPEAL, month=closed.month))
        if any(each.open and (each.manager_id, each.about) == (own, about) for each in before):
            raise BadInputError(
                N_("An appeal of {manager} about this is open already in {month}. Wait for its decision."),
                manager=own,
                month=closed.month,
            )
        made = write(
            connection,
            APPEAL,
            RAISE,
            subject=new_id(),
            who=person.login,
            month=closed.month,
            run=closed.run,
            manager_id=own,
            content={"text": text, "about": about},
        )
        return _one(connection, made.subject)


def answer(workspace: Workspace, scope: Scope, appeal: str, text: str) -> Appeal:
    """Answer an appeal, as the leader of the manager's team, or as a supervisor.

    Raises
    ------
    ScopeError
        The person may not, or does not see the statement.
    BadInputError
        There is no such appeal, or it is past that step.
    UsageError
        No text.
    """
    text = said(text, "--reason")
    found = _seen(workspace, scope, appeal)
    with workspace.records.writing() as connection:
        person = actor(connection, scope, workspace)
        check_may(person, ANSWERERS, found.manager_id)
        return _step(connection, appeal, ANSWER, person, {"text": text})


def decide(
    workspace: Workspace, scope: Scope, appeal: str, text: str, *, upheld: bool, points: int | None = None
) -> Appeal:
    """Decide an answered appeal, as a supervisor who did not answer it.

    Points that the decision gives are a correction proposed by who decides, in the words of the decision;
    it counts once another person approves it.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
    appeal : str
    text : str
        The reason.
    upheld : bool
        Whether the manager is right.
    points : int, optional
        Hundredths of a point that a correction is to give or take; only where it is upheld.

    Raises
    ------
    ScopeError, BadInputError, UsageError
        As `answer`; and points without upholding, or more than the line can hold.
    """
    text = said(text, "--reason")
    if points is not None and not upheld:
        raise BadInputError(N_("A rejected appeal corrects nothing. Leave --points out."))
    found = _seen(workspace, scope, appeal)
    closed = workspace.closed(found.month)
    with workspace.records.writing() as connection:
        _check_may_decide(connection, workspace, scope, appeal)
    statement = visible_statement(closed, scope, found.manager_id) if points is not None else None
    with workspace.records.writing() as connection:
        person, held = _check_may_decide(connection, workspace, scope, appeal)
        correction = ""
        if points is not None and statement is not None:
            check_about(statement, held.about)
            check_holds(closed)
            check_amount(closed, as_on_record(connection, closed, statement), points, held.about)
            correction = write_proposal(
                connection, closed, held.manager_id, person.login, points, text, held.about
            )
        content = {"text": text, "upheld": upheld, "correction": correction}
        return _step(connection, appeal, DECIDE, person, content, closed.run)


def _check_may_decide(
    connection: Connection, workspace: Workspace, scope: Scope, appeal: str
) -> tuple[Person, Appeal]:
    """Return who decides about an answered appeal, and the appeal; refuse who may not."""
    person, held = actor(connection, scope, workspace), _one(connection, appeal)
    check_may(person, DECIDERS, held.manager_id)
    check_other(person, held.answered_by)
    _check_step(held, DECIDE)
    return person, held


def withdraw(workspace: Workspace, scope: Scope, appeal: str) -> Appeal:
    """Take an own appeal back that is not decided yet; errors as `answer`."""
    found = _seen(workspace, scope, appeal)
    with workspace.records.writing() as connection:
        person = actor(connection, scope, workspace)
        if person.manager_id != found.manager_id:
            raise ScopeError(
                N_("Only {manager} may take this appeal back, not '{login}'."),
                manager=found.manager_id,
                login=person.login,
            )
        return _step(connection, appeal, WITHDRAW, person, {})


def appeals(closed: ClosedMonth, scope: Scope) -> list[Appeal]:
    """Return a month's appeals, on whichever of its runs they were raised, earliest first.

    Parameters
    ----------
    closed : ClosedMonth
        The run that holds.
    scope : Scope
        Those against the statements in it are returned; the look is recorded.
    """
    return recorded(closed, scope, APPEAL, appeals_of)


def _seen(workspace: Workspace, scope: Scope, appeal: str) -> Appeal:
    """Return an appeal of a statement that the person sees, on whichever run it was raised."""
    with workspace.records.reading() as connection:
        found = _one(connection, appeal)
    check_in_sight(workspace.closed(found.month), scope, found)
    return found


def _step(
    connection: Connection, appeal: str, step: str, person: Person, content: dict[str, Any], run: str = ""
) -> Appeal:
    """Write a step of an appeal on ``run``; by default on the one on which it was raised."""
    found = _one(connection, appeal)
    _check_step(found, step)
    write(
        connection,
        APPEAL,
        step,
        subject=appeal,
        who=person.login,
        month=found.month,
        run=run or found.run,
        manager_id=found.manager_id,
        content=content,
    )
    return _one(connection, appeal)


def _check_step(found: Appeal, step: str) -> None:
    if found.state not in ALLOWED[step]:
        raise BadInputError(
            N_("The appeal {appeal} is {state}; this step is not open to it now."),
            appeal=found.id,
            state=Message(STATES[found.state]),
        )


def _one(connection: Connection, appeal: str) -> Appeal:
    found = appeals_of(read(connection, APPEAL, subject=appeal)) if appeal.isalnum() else []
    if not found:
        raise BadInputError(
            N_("There is no appeal '{appeal}'. `tierline points appeal list` shows those there are."),
            appeal=appeal,
        )
    return found[0]
