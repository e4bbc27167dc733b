"""What would raise a statement: each shortfall, how far it is to full points, and what a step of it gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from tierline.messages import N_
from tierline.performance.entries import exact_total
from tierline.performance.scheme import WHOLE
from tierline.performance.statement_parts import MILLIONTHS
from tierline.performance.units import UNITS
from tierline.performance.what_if import with_actuals

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsIndicator, PointsPolicy
    from tierline.performance.statement import Line, Statement

_HUNDRED_PER_CENT = 10_000  # smallest units of a per cent
# kind of step -> what it is called beside a number of them
STEPS = {
    "piece": N_("{steps} more"),
    "fewer": N_("{steps} fewer"),
    "counted": N_("{steps} more of those counted"),
    "point": N_("{steps} pp higher"),
    "lower": N_("{steps} pp lower"),
    "mark": N_("mark up by {steps}"),
    "mark_lower": N_("mark down by {steps}"),
    "hundredth": N_("{steps} % of the target more"),
    "hundredth_less": N_("{steps} % of the target less"),
}
# unit -> its kind of step up, and down where less is better
_WHOLE_STEPS = {"percent": ("point", "lower"), "mark": ("mark", "mark_lower")}


@dataclass(frozen=True)
class Gain:
    """What one indicator can still give.

    Parameters
    ----------
    indicator : str
    actual, needed : int
        Where it stands, and where it gives all its points; smallest units.
    begins : int or None
        Where it gives its first points, when it stands below the floor.
    steps : int
        How many steps are between ``actual`` and ``needed``, begun ones whole.
    step : str
        Key of ``STEPS``: one piece, one of those that a derived share counts, one point of a per cent,
        one mark, or one per cent of the target where the figure is money.
    points : int
        What the total gains with ``needed``, in hundredths, rounded once; all else staying as it is.
    """

    indicator: str
    actual: int
    needed: int
    begins: int | None
    steps: int
    step: str
    points: int

    @property
    def per_step(self) -> Fraction:
        """Hundredths of a point that one step gives on the way."""
        return Fraction(self.points, self.steps)


def gains(statement: Statement, policy: PointsPolicy) -> tuple[Gain, ...]:
    """Return what each indicator can still give, most points a step first.

    Parameters
    ----------
    statement : Statement
        Nothing follows from one that is not settled.
    policy : PointsPolicy
        As the statement's month was settled with.

    Returns
    -------
    tuple of Gain
        Only indicators that raise the total; ties by the larger gain, then in the statement's order.

    Notes
    -----
    Source: rulebook LY-12, LY-14.
    """
    if statement.total is None:
        return ()
    found = [each for line in statement.lines if (each := _gain(line, statement, policy)) is not None]
    return tuple(sorted(found, key=lambda each: (-each.per_step, -each.points)))


def _gain(line: Line, statement: Statement, policy: PointsPolicy) -> Gain | None:
    if line.target is None or line.target <= 0 or line.actual is None:
        return None
    indicator = policy.indicator(line.indicator)
    needed = full_at(indicator, line.target)
    less = indicator.kind.startswith("less")
    if needed >= line.actual if less else needed <= line.actual:
        return None
    raised = with_actuals(statement, policy, {line.indicator: needed})
    points = gain_between(statement, raised)
    if points <= 0:
        return None
    step, steps = _steps(line, needed)
    begins = first_at(indicator, line.target) if line.effect == "floor" else None
    return Gain(line.indicator, line.actual, needed, begins, steps, step, points)


def gain_between(before: Statement, after: Statement) -> int:
    """Return what the total gains from one statement to another, from what it is before it is rounded.

    Parameters
    ----------
    before, after : Statement
        Both with a total.

    Returns
    -------
    int
        Hundredths, rounded once, half down: what a line shows, half up, and its gain make whole points.
    """
    return ceil((exact_total(after) - exact_total(before)) / MILLIONTHS - Fraction(1, 2))


def full_at(indicator: PointsIndicator, target: int) -> int:
    """Return the least that gives all points (the most, where less is better), for a target above 0."""
    if indicator.kind == "level":
        return target
    if indicator.kind == "less":
        return target * WHOLE // indicator.ceiling
    if indicator.kind == "less_linear":
        return max(target * (2 * WHOLE - indicator.ceiling) // WHOLE, 0)
    return _within(indicator, -(-target * indicator.ceiling // WHOLE))


def first_at(indicator: PointsIndicator, target: int) -> int:
    """Return the actual that gives the first points beyond the floor, for a target above 0."""
    floor = max(indicator.floor, 1)
    if indicator.kind == "less":
        return target * WHOLE // floor
    if indicator.kind == "less_linear":
        return target * (2 * WHOLE - floor) // WHOLE
    return _within(indicator, -(-target * floor // WHOLE))


def _within(indicator: PointsIndicator, figure: int) -> int:
    """Return a figure, a share at most the whole."""
    return min(figure, _HUNDRED_PER_CENT) if indicator.unit == "percent" else figure


def _steps(line: Line, needed: int) -> tuple[str, int]:
    """Return the kind of step that moves a figure, and how many lead to ``needed``."""
    assert line.actual is not None
    assert line.target is not None
    less = line.kind.startswith("less")
    way = abs(needed - line.actual)
    if line.basis is not None and line.unit == "percent" and not less:
        lacking = -(-needed * line.basis.whole // _HUNDRED_PER_CENT) - line.basis.part
        return "counted", max(-(-lacking // line.basis.per), 1)
    if line.unit == "count":
        return ("fewer" if less else "piece"), way
    if line.unit in _WHOLE_STEPS:
        return _WHOLE_STEPS[line.unit][less], -(-way // UNITS[line.unit].scale)
    return ("hundredth_less" if less else "hundredth"), -(-way * 100 // line.target)
