"""The statements of points of a closed month, within a scope, with the corrections made since (LY-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.performance.approvals import APPROVED, approvals_of, in_force
from tierline.performance.corrections import lines, proposals
from tierline.performance.findings_since import told_since
from tierline.performance.statement_tables import findings_in, from_tables
from tierline.store.points_records import CORRECTION, EVENT, read
from tierline.store.points_step import POLICY_FILE
from tierline.times import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from tierline.performance.approvals import EventApproval
    from tierline.performance.corrections import Proposal
    from tierline.performance.findings import Finding
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.performance.statement import Correction, Statement
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace


def manager_points(
    workspace: Workspace | Path | str,
    month: str,
    manager_id: str | None = None,
    *,
    scope: Scope | None = None,
    as_of: date | None = None,
    run: str | None = None,
) -> list[Statement]:
    """Return the statements of points of a month that a person may see.

    Parameters
    ----------
    workspace : Workspace or path
    month : str
        "YYYY-MM", closed.
    manager_id : str, optional
        Only this manager's.
    scope : Scope, optional
        Who looks; by default the operating-system user.
    as_of : date, optional
        As they were readable on that day: the run that held then, and the corrections approved by then.
    run : str, optional
        One of the month's runs, also one that was replaced; by default the one that holds, or held. With
        ``as_of``, one that was closed by that day.

    Returns
    -------
    list of Statement
        In the order of the manager numbers; empty where the month has no points, or the scope none.

    Raises
    ------
    ScopeError
        The person is not on the staff table.
    BadInputError
        The month is not closed, or it or ``run`` was not on ``as_of``, or it has no such run.

    Notes
    -----
    Whose statements a person may see, the run that holds decides, also where those of a replaced run are
    asked for. The look is recorded. Source: rulebook LY-12..LY-16, LY-20.
    """
    from tierline.store.scope import scope_for
    from tierline.store.workspace import Workspace

    place = workspace if isinstance(workspace, Workspace) else Workspace.open(workspace)
    closed = run_asked(place, month, as_of, run)
    return statements(closed, scope or scope_for(place), manager_id, as_of=as_of)


def statements(
    closed: ClosedMonth,
    scope: Scope,
    manager_id: str | None = None,
    *,
    as_of: date | None = None,
    purpose: str = "look",
) -> list[Statement]:
    """Return the statements of one run within a scope, with their corrections; the look is recorded.

    Parameters
    ----------
    closed : ClosedMonth
    scope : Scope
    manager_id : str, optional
        Only this manager's.
    as_of : date, optional
        With the corrections approved up to that day; by default with all of them.
    purpose : str
        "look" or "export".
    """
    tables = closed.statement_tables(scope, purpose, manager_id)
    policy = points_policy_of(closed)
    if policy is None:
        return []
    with closed.workspace.records.reading() as connection:
        made, decided = _on_record(connection, closed)
    return [_since(each, made, decided, as_of) for each in from_tables(tables, policy, closed.run)]


def as_on_record(connection: Connection, closed: ClosedMonth, statement: Statement) -> Statement:
    """Return a statement that was read before, with what is decided by now.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
        From `Records.writing`: nobody decides anything until its transaction has ended.
    closed : ClosedMonth
        The run that holds the statement.
    statement : Statement
    """
    return _since(statement, *_on_record(connection, closed), None)


def lines_since(closed: ClosedMonth) -> list[Correction]:
    """Return the dated lines added to a run's statements, of every manager; for the engine itself."""
    with closed.workspace.records.reading() as connection:
        made, decided = _on_record(connection, closed)
    approved = [each.line for each in decided if each.decision.state == APPROVED and each.points]
    return [*lines(made), *approved]


def _on_record(connection: Connection, closed: ClosedMonth) -> tuple[list[Proposal], list[EventApproval]]:
    made = proposals(read(connection, CORRECTION, month=closed.month))
    counting = [each for each in made if each.counts_in == closed.run]
    return counting, approvals_of(read(connection, EVENT, run=closed.run))


def _since(
    closed: Statement, made: Sequence[Proposal], decided: Sequence[EventApproval], as_of: date | None
) -> Statement:
    """Return a statement with what was approved since the close: corrections, and events that waited."""
    own = [
        each
        for each in decided
        if each.manager_id == closed.manager_id and (as_of is None or each.decision.on <= as_of.isoformat())
    ]
    decisions, when = in_force(own), {each.decision.event: each.at for each in own}
    approved = [each.line for each in own if each.decision.state == APPROVED and each.points]
    corrected = lines((each for each in made if each.manager_id == closed.manager_id), as_of)
    return replace(
        closed,
        corrections=tuple(sorted((*corrected, *approved), key=lambda each: (each.at, each.id))),
        events=tuple(
            replace(each, decision=decisions.get(each.event_id), decided_at=when.get(each.event_id, ""))
            for each in closed.events
        ),
        findings=told_since(closed.findings, decisions, {each.decision.event: each.points for each in own}),
    )


def points_policy_of(closed: ClosedMonth) -> PointsPolicy | None:
    """Return the policy of points that a run was settled with; None where it has no statements."""
    from tierline.performance.policy_load import load_points_policy

    if POLICY_FILE not in closed.manifest["outputs"]:
        return None
    return load_points_policy(closed.folder / POLICY_FILE, closed.month)


def points_findings(closed: ClosedMonth, scope: Scope) -> list[Finding]:
    """Return what was refused, held or missing in a month, within the scope; recorded as a look."""
    return findings_in(closed.load(scope, "statement_findings"))


def run_asked(workspace: Workspace, month: str, as_of: date | None, run: str | None) -> ClosedMonth:
    """Return the run of a month that is named, else the one that held on a day, else the one that holds.

    Raises
    ------
    BadInputError
        There is no such run, or it, or the month, was not closed by then.
    """
    if run is None:
        return workspace.closed(month) if as_of is None else run_as_of(workspace, month, as_of)
    runs = {each.run: each for each in workspace.runs(month)}
    if run not in runs:
        raise BadInputError(
            N_("{month} has no run '{run}'. Its runs: {runs}."),
            month=month,
            run=run,
            runs=", ".join(runs) or "-",
        )
    if as_of is not None and (closed_on := _closed_on(runs[run])) > as_of.isoformat():
        raise BadInputError(
            N_("{month}: the run {run} was closed on {closed}, not by {day} yet. Choose a later day."),
            month=month,
            run=run,
            closed=closed_on,
            day=as_of.isoformat(),
        )
    return runs[run]


def run_as_of(workspace: Workspace, month: str, as_of: date) -> ClosedMonth:
    """Return the run of a month that held on a day.

    Raises
    ------
    BadInputError
        The month was not closed by then.
    """
    runs = [run for run in workspace.runs(month) if _closed_on(run) <= as_of.isoformat()]
    if not runs:
        raise BadInputError(
            N_("{month} was not closed on {day} yet. Choose a later day."), month=month, day=as_of.isoformat()
        )
    return runs[-1]


def _closed_on(run: ClosedMonth) -> str:
    return day(run.manifest["made"]["at"])
