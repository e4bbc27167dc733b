"""The events of a month that is not closed yet and that need a decision, read from its raw tables (LY-12)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.store.audit import append
from tierline.store.points_step import points_policy_for
from tierline.store.scope import check_still_so, managers_in_scope
from tierline.times import today

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace

Row = Mapping[str, Any]
_RAW = "raw/month=[0-9][0-9][0-9][0-9]-[01][0-9]"


def open_months(workspace: Workspace) -> list[str]:
    """Return the months with a folder of raw tables that come after the last closed one, earliest first."""
    closed = workspace.months()
    named = {folder.name.removeprefix("month=") for folder in workspace.path.glob(_RAW)}
    return sorted(each for each in named if not closed or each > closed[-1])


def open_rows(
    workspace: Workspace,
    scope: Scope,
    month: str,
    mapping: Path | None = None,
    points_policy: str | Path | None = None,
) -> list[Row]:
    """Return the events within the scope that the close would hold for want of a sound approval.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
        Checked by the caller with `check_scope`; the look is recorded.
    month : str
    mapping : path, optional
        File that maps the raw tables' headings to columns, as the month will be closed with.
    points_policy : str or path, optional
        Policy of points; by default the one the month would be closed with.

    Returns
    -------
    list of mapping
        Rows of ``point_events``. What intake or the policy refuses (another item, role or month, no
        evidence) is not among them: no approval would make it count.

    Raises
    ------
    BadInputError
        The month has no raw tables, or they, the mapping or the policy cannot be used.
    """
    from tierline.performance.approvers import Approvers, day_of_intake
    from tierline.performance.events import PENDING, count_events
    from tierline.tables.intake import take_in

    policy = points_policy_for(workspace, month, points_policy)
    with tempfile.TemporaryDirectory(prefix="tierline-") as folder:
        asked = ("managers", "point_events", "areas")
        tables = take_in(workspace.raw(month), month, Path(folder), mapping, only=asked).tables
    managers, events = tables["managers"], tables["point_events"]
    day = day_of_intake(month, today())
    approvers = Approvers(managers.to_pylist(), tables["areas"].to_pylist(), day)
    inside = managers_in_scope(scope, managers)
    rows = [row for row in events.to_pylist() if row["manager_id"] in inside]
    _record_look(workspace, scope, month, events, len(rows))
    counted, _findings = count_events(events, approvers, policy)
    waiting = {row["event_id"] for row in counted.to_pylist() if row["status"] == PENDING}
    return [row for row in rows if row["event_id"] in waiting]


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
