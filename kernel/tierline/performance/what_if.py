"""One statement with other actuals: what it would come to, without the rows of anybody else (LY-12..LY-16).

The compiled run settles a region's statements from its tables. Here one statement that is already
settled, or held, is settled again from its own lines: a handful of whole numbers, worked out in plain
integers by the same rules, so that a page needs neither the tables nor the compiler. Tests hold both
to the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.performance.effects import reached
from tierline.performance.events import cut_by_cap
from tierline.performance.mix import mixed, unrounded
from tierline.performance.scheme import WHOLE
from tierline.performance.statement import (
    ABSENT,
    HELD,
    MILLIONTHS,
    SETTLED,
    CategoryLine,
    EventLine,
    Line,
    Statement,
)

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsPolicy

_BASIS_POINTS = 10_000
_NOTHING = frozenset({"floor", "nothing", "missed"})
_FULL = frozenset({"full", "met"})


def with_actuals(statement: Statement, policy: PointsPolicy, actuals: Mapping[str, int]) -> Statement:
    """Return what a statement would come to with other actuals.

    Parameters
    ----------
    statement : Statement
        Settled or held.
    policy : PointsPolicy
        As the statement's month was settled with.
    actuals : mapping of str to int
        Indicator to its actual in smallest units; the others stay as they are.

    Returns
    -------
    Statement
        Targets, events, corrections and the team's part stay as they are. A statement that was held for
        want of an actual is settled where nothing is missing any more.

    Raises
    ------
    BadInputError
        An indicator is not of the statement.

    Notes
    -----
    Exact integers; rounded once, half up, at the end. Source: rulebook LY-12..LY-16; Readings, Points.
    """
    known = [line.indicator for line in statement.lines]
    for name in actuals:
        if name not in known:
            raise BadInputError(
                N_("'{indicator}' is no indicator of this statement. Use one of: {known}."),
                indicator=name,
                known=", ".join(known),
            )
    if statement.state == ABSENT:
        return statement
    lines = tuple(_line(each, policy, actuals.get(each.indicator, each.actual)) for each in statement.lines)
    held = any(line.effect == "held" for line in lines)
    categories = tuple(_category(each, lines, policy, held) for each in statement.categories)
    changed = replace(statement, lines=lines, categories=categories)
    return _held(changed) if held else _settled(changed, policy)


def _line(line: Line, policy: PointsPolicy, actual: int | None) -> Line:
    indicator = policy.indicator(line.indicator)
    how = reached(indicator, line.weight, line.target, actual)
    basis = line.basis if actual == line.actual else None
    points = _points(how.effect, how.raw, line.weight, indicator.ceiling)
    return replace(
        line,
        actual=actual,
        basis=basis,
        completion=how.completion,
        raw=how.raw,
        points=points,
        effect=how.effect,
    )


def _points(effect: str, raw: int | None, weight: int, ceiling: int) -> int | None:
    """Return a line's points in millionths; None where it is skipped or holds the statement."""
    if effect in ("held", "skipped"):
        return None
    most = (2 * weight * MILLIONTHS * ceiling + WHOLE) // (2 * WHOLE)
    if effect in _NOTHING:
        return 0
    if effect in _FULL:
        return min(weight * MILLIONTHS, most)
    if effect == "ceiling":
        return most
    return weight * MILLIONTHS if effect == "level" else raw


def _category(
    category: CategoryLine, lines: Iterable[Line], policy: PointsPolicy, held: bool
) -> CategoryLine:
    if held:
        return replace(category, lines=None, spread=None, cut=None, points=None)
    own = [line for line in lines if line.category == category.id]
    added = sum(line.points or 0 for line in own)
    share = category.share * MILLIONTHS
    left = share - sum(line.weight for line in own if line.points is None) * MILLIONTHS
    spread = 0
    if left < share:
        spread = (2 * share * added + left) // (2 * left) - added if left else -added
    cut = max(added + spread - share, 0) if policy.cap_categories else 0
    return replace(category, lines=added, spread=spread, cut=cut, points=added + spread - cut)


def _held(statement: Statement) -> Statement:
    nothing = replace(statement, base=None, bonus=None, deduction=None, closed_total=None)
    return replace(nothing, state=HELD, team=None, corrections=())


def _settled(statement: Statement, policy: PointsPolicy) -> Statement:
    base = sum(category.points or 0 for category in statement.categories)
    shares = sum(category.share for category in statement.categories) * MILLIONTHS
    basis = base if policy.cap_basis == "attained" else shares
    bonus_cap, deduction_cap = (_part(basis, cap) for cap in (policy.bonus_cap, policy.deduction_cap))
    bonus, bonuses = _kept(statement.events, "bonus", bonus_cap)
    deduction, deductions = _kept(statement.events, "deduction", deduction_cap)
    kept = bonuses | deductions
    own = unrounded(base, bonus, deduction, policy.lowest, policy.highest)
    team = statement.team
    members = (0, 0, _BASIS_POINTS) if team is None else (team.points, team.counted, team.own)
    return replace(
        statement,
        state=SETTLED,
        events=tuple(replace(each, kept=kept[each.event_id]) for each in statement.events),
        base=base,
        bonus=bonus,
        deduction=deduction,
        bonus_cap=bonus_cap,
        deduction_cap=deduction_cap,
        closed_total=mixed(own, *members),
    )


def _part(basis: int, basis_points: int) -> int:
    return (2 * basis * basis_points + _BASIS_POINTS) // (2 * _BASIS_POINTS)


def _kept(events: Iterable[EventLine], effect: str, cap: int) -> tuple[int, dict[str, int]]:
    """Return what all events of one effect give within the cap, and what each keeps."""
    own = [each for each in events if each.effect == effect]
    kept = cut_by_cap([each.counted * MILLIONTHS for each in own], cap)
    return sum(kept), {each.event_id: points for each, points in zip(own, kept, strict=True)}
