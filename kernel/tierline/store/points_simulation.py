"""A change of the policy of points tried on a closed month: read from a file, settled, compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.performance.facts import ClosedFacts
from tierline.performance.simulate_points import PointsSimulation, simulate_points
from tierline.policy.delta_file import delta_from_toml
from tierline.store.points_facts import day_of_run
from tierline.store.points_step import decisions_of
from tierline.store.statements import points_policy_of

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.policy.delta import Delta
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope


def simulate_file(closed: ClosedMonth, scope: Scope, file: Path) -> tuple[PointsSimulation, Delta]:
    """Return what the changes in a file would have done to a closed month's points.

    Parameters
    ----------
    closed : ClosedMonth
    scope : Scope
        A whole one: everybody's points change.
    file : Path
        TOML as a scenario's: ``[baseline]`` with policy, month and policy_sha256, then ``[[change]]`` with
        path (a parameter of the policy, or ``targets.<indicator>`` for a factor) and value.

    Raises
    ------
    ScopeError
        The scope is not whole.
    BadInputError
        The file is none, is about another policy or another text of it, or a change breaks a rule.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(N_("{file}: not UTF-8 text. Save it as UTF-8."), file=str(file)) from error
    delta = delta_from_toml(text, str(file))
    policy = points_policy_of(closed)
    if policy is None:
        raise BadInputError(
            N_("{month} was closed without points. Choose a month with points."), month=closed.month
        )
    _check_baseline(delta, policy, file)
    facts = ClosedFacts(closed, scope)
    changes = {each.path: each.value for each in delta.changes}
    decisions, day = decisions_of(closed), day_of_run(closed)
    return simulate_points(facts, policy, changes, decisions, day, str(file)), delta


def _check_baseline(delta: Delta, policy: PointsPolicy, file: Path) -> None:
    if delta.policy != policy.id:
        raise BadInputError(
            N_(
                "{file}: the changes are to '{policy}', but the month was settled with '{held}'. "
                "Mend baseline."
            ),
            file=str(file),
            policy=delta.policy,
            held=policy.id,
        )
    if delta.policy_sha256 != policy.sha256:
        raise BadInputError(
            N_(
                "{file}: the changes are to another text of '{policy}' (SHA-256 {given}) than the month was "
                "settled with: {held}. `tierline policy show {text} --month {month}` shows that text and "
                "this number. Look the changes over, then put it into baseline, policy_sha256."
            ),
            file=str(file),
            policy=policy.id,
            given=delta.policy_sha256[:8] or "-",
            held=policy.sha256,
            text=policy.path,
            month=policy.month,
        )
