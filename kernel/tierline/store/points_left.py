"""Events approved for a run that was replaced, where the run that holds does not count them (LY-12).

An approval is one of an event as it stood in the tables. Where its row is gone, or was changed since, its
points are gone from the new run, too, and somebody has to be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.errors import IntegrityError
from tierline.performance.approvals import APPROVED, approvals_of, in_force, mark_of
from tierline.performance.events import COUNTED, PENDING
from tierline.performance.replaced import EventLeft
from tierline.store.points_records import EVENT, read
from tierline.store.points_sight import in_sight
from tierline.store.points_step import decisions_in
from tierline.store.runfolder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tierline.performance.approvals import EventApproval
    from tierline.store.closed import ClosedMonth
    from tierline.store.points_open import Row
    from tierline.store.scope import Scope


def events_left(replaced: ClosedMonth, holds: ClosedMonth) -> list[EventLeft]:
    """Return the approved events that counted in a replaced run and count no more in the one that holds.

    Parameters
    ----------
    replaced, holds : ClosedMonth
        Two runs of one month; read whole, for the engine itself.

    Returns
    -------
    list of EventLeft
        In the order in which they were approved.
    """
    then, now = _if_sound(replaced), _events(holds)
    before = decisions_in(replaced.manifest)
    found = []
    for made in _approved(holds):
        event = made.decision.event
        status = now[event].status if event in now else ""
        if status == COUNTED:
            continue
        if made.run == replaced.run:
            found.append(EventLeft(made, made.points, status == PENDING))
        elif event in before and (then is None or (event in then and then[event].status == COUNTED)):
            found.append(EventLeft(made, None if then is None else then[event].points, status == PENDING))
    return found


def approved_elsewhere(closed: ClosedMonth, scope: Scope) -> list[tuple[Row, EventApproval]]:
    """Return the approved events of a month that the run that holds does not have, within a scope.

    Parameters
    ----------
    closed : ClosedMonth
        The run that holds.
    scope : Scope
        The look is recorded.

    Returns
    -------
    list of (row, EventApproval)
        The row as the latest run has it that had it so approved; of a row that no run has, what is on record.
    """
    now = _events(closed)
    left = in_sight(closed, scope, [each for each in _approved(closed) if each.decision.event not in now])
    if not left:
        return []
    rows: dict[tuple[str, str], Row] = {}
    for run in closed.workspace.runs(closed.month):
        for row in run.load(scope, "point_events").to_pylist():
            rows[row["event_id"], mark_of(row)] = row
    return [(rows.get((each.decision.event, each.decision.mark)) or _on_record(each), each) for each in left]


@dataclass(frozen=True)
class _Event:
    status: str
    points: int  # hundredths that it counts for before the statement's caps, below 0 of a deduction


def _if_sound(run: ClosedMonth) -> Mapping[str, _Event] | None:
    """Return the events of a run; None where its file is damaged, which may be why it is replaced."""
    try:
        return _events(run)
    except IntegrityError:
        return None


def _events(run: ClosedMonth) -> Mapping[str, _Event]:
    if "statement_events.parquet" not in run.manifest["outputs"]:
        return {}
    rows = RunFolder.of(run).table("statement_events", ["event_id", "effect", "status", "counted"])
    return {
        row["event_id"]: _Event(
            row["status"], -row["counted"] if row["effect"] == "deduction" else row["counted"]
        )
        for row in rows.to_pylist()
    }


def _approved(closed: ClosedMonth) -> list[EventApproval]:
    """Return the approvals of a month that no later decision about the same event has overtaken."""
    with closed.workspace.records.reading() as connection:
        made = approvals_of(read(connection, EVENT, month=closed.month))
    latest = in_force(made).values()
    return [each for each in made if each.decision.state == APPROVED and each.decision in latest]


def _on_record(made: EventApproval) -> Row:
    return {
        "event_id": made.decision.event,
        "manager_id": made.manager_id,
        "item": None,
        "date": None,
        "evidence": made.evidence,
    }
