"""The monthly run: raw tables in, a closed month out. Who may close it, and never two at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tierline.monthly_steps import MonthlySteps
from tierline.store.closing import check_may_close
from tierline.store.lock import held
from tierline.store.months import month_of
from tierline.store.reruns import Standing
from tierline.store.snapshots import sweep
from tierline.store.workspace import Workspace

if TYPE_CHECKING:
    from tierline.store.run import Run, Watcher


def run_month(
    workspace: Workspace | Path | str,
    month: str,
    policy: str | Path | None = None,
    replaces: str | None = None,
    reason: str | None = None,
    reports: bool = False,
    progress: Watcher | None = None,
    *,
    without_previous: bool = False,
    wait: float = 0.0,
    mapping: Path | None = None,
    points_policy: str | Path | None = None,
) -> Run:
    """Close a month: intake, validation, scoring, profile, summary, points, snapshot; then the reports.

    Parameters
    ----------
    workspace : Workspace or path
        Holds the raw tables at ``raw/month=YYYY-MM/``.
    month : str
        "YYYY-MM".
    policy : str or path, optional
        Policy id or file; by default that of the month when it is closed already, else that of the
        last closed month, else xinjiang-2008.
    replaces, reason : str, optional
        The run that this one replaces, and why; needed where the month is closed with another content.
    reports : bool
        Run the notebooks on the closed month.
    progress : callable, optional
        Called with a `Progress` at the start and end of each step.
    without_previous : bool
        Score without the month before, though earlier months are closed.
    wait : float
        Seconds to wait for another run in the same workspace.
    mapping : path, optional
        File that maps the raw tables' headings to columns.
    points_policy : str or path, optional
        Policy of points; by default, for a month with targets, actuals or events, that of the last
        month with points, else longyan-points.

    Returns
    -------
    Run

    Raises
    ------
    UsageError
        Wrong month; a replacement without a reason.
    ScopeError
        Who runs it is neither administrator nor analyst (LY-20).
    BadInputError
        Raw tables, policy or workspace cannot be used; another run is at work; the month before is
        not closed.
    IntegrityError
        The month is closed with another content, or the same content gave another result.

    Notes
    -----
    Source: rulebook XJ-2, XJ-4, XJ-5, LY-20; the order of the steps is the design's.
    """
    month_of(month)
    place = workspace if isinstance(workspace, Workspace) else Workspace.open(workspace)
    check_may_close(place)
    with held(place, month, wait):
        sweep(place)
        steps = MonthlySteps(place, month, policy, Standing(place, month, replaces, reason), progress)
        steps.mapping, steps.points_policy = mapping, points_policy
        return steps.run(reports=reports, without_previous=without_previous)
