"""The place of own points among those of a team or a role; nothing of another statement comes out (LY-20)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tierline.errors import ScopeError
from tierline.messages import N_
from tierline.performance.place import Place, place_of
from tierline.performance.statement import SETTLED
from tierline.store.runfolder import RunFolder
from tierline.store.scope import check_scope
from tierline.store.statements import lines_since, points_policy_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope

COLUMNS = ("manager_id", "role", "team_id", "state", "total")


def own_place(closed: ClosedMonth, scope: Scope, manager_id: str) -> tuple[Place | None, Place | None]:
    """Return where a manager's total stands, with the corrections approved so far; recorded as a look.

    Parameters
    ----------
    closed : ClosedMonth
    scope : Scope
        From `scope_for`; the manager's statement must lie within it.
    manager_id : str

    Returns
    -------
    (Place or None, Place or None)
        In the own team, and among everybody of the own role; None where there is no total, or where
        there are too few to keep theirs to themselves.

    Raises
    ------
    ScopeError
        The scope does not show the manager's statement. Whether there is one is not said.
    """
    check_scope(scope, closed.workspace)
    own = closed.load(scope, "statements", COLUMNS).to_pylist()
    mine = next((row for row in own if row["manager_id"] == manager_id), None)
    if mine is None:
        raise ScopeError(
            N_("There is no statement of '{manager}' among those that '{login}' may see in {month}."),
            manager=manager_id,
            login=scope.login,
            month=closed.month,
        )
    if mine["state"] != SETTLED:
        return None, None
    policy = points_policy_of(closed)
    assert policy is not None  # else there were no statements
    every = RunFolder.of(closed).table("statements", COLUMNS).to_pylist()
    peers = [
        row
        for row in every
        if row["role"] == mine["role"] and row["state"] == SETTLED and row["manager_id"] != manager_id
    ]
    now = _corrected(closed, policy, [mine, *peers])
    own, fewest = now[manager_id], policy.fewest["place"]
    team = [now[row["manager_id"]] for row in peers if mine["team_id"] and row["team_id"] == mine["team_id"]]
    return (
        place_of(own, team, fewest),
        place_of(own, [now[row["manager_id"]] for row in peers], fewest),
    )


def _corrected(
    closed: ClosedMonth, policy: PointsPolicy, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Return the totals of settled statements with what was approved since the close, by manager."""
    added: dict[str, int] = defaultdict(int)
    for line in lines_since(closed):
        added[line.manager_id] += line.points
    return {
        row["manager_id"]: min(max(row["total"] + added[row["manager_id"]], policy.lowest), policy.highest)
        for row in rows
    }
