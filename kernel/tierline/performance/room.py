"""How much a line of a statement can hold, and what a correction of it can give or take (LY-12, LY-14).

All of it in points of the total: where own points are half of a total (LY-16), a line counts half.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from tierline.performance.scheme import WHOLE
from tierline.performance.standing import Standing, standing
from tierline.performance.statement_parts import MILLIONTHS

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsIndicator, PointsPolicy
    from tierline.performance.statement import EventLine, Statement
    from tierline.performance.statement_parts import CategoryLine, Line
    from tierline.policy.model import Title


@dataclass(frozen=True)
class Room:
    """What one line holds, in hundredths of a point of the total.

    Parameters
    ----------
    title : Title or None
        The line's; None for the whole statement.
    lowest, highest : int
        What it can hold by the policy: a deduction holds 0 at most.
    holds : int
        What it gives now, with the corrections made of it since the close.
    within : tuple of Room
        What it lies in: its category, and the whole statement. They hold a correction of it, too.
    """

    title: Title | None
    lowest: int
    highest: int
    holds: int
    within: tuple[Room, ...] = ()

    @property
    def takes(self) -> int:
        """The most that a correction can take, as a figure below or at 0."""
        return max([min(self.lowest - self.holds, 0), *(each.takes for each in self.within)])

    @property
    def gives(self) -> int:
        """The most that a correction can give."""
        return min([max(self.highest - self.holds, 0), *(each.gives for each in self.within)])


def room_of(statement: Statement, policy: PointsPolicy, about: str) -> Room:
    """Return what a line of a settled statement holds and can hold.

    Parameters
    ----------
    statement : Statement
        With a total.
    policy : PointsPolicy
        That it was settled with.
    about : str
        An indicator, a category or an event of it; "" for the whole statement.

    Returns
    -------
    Room
        Of an indicator up to its weight, or its ceiling where that is higher; of a category up to its
        share, corrections of its indicators counted; of an event up to what the others leave of its item's
        cap and of the cap of all bonuses or deductions, and nothing while it waits to be approved; of the
        statement within its bounds, which no correction leaves.

    Raises
    ------
    KeyError
        There is no such line.
    """
    lowest, highest = statement.bounds
    assert statement.total is not None
    whole = Room(None, lowest, highest, statement.total)
    if not about:
        return whole
    now = standing(statement, policy)
    for line in statement.lines:
        if line.indicator == about:
            return _of_line(line, now, whole)
    for category in statement.categories:
        if category.id == about:
            return _of_category(category, now, whole)
    for event in statement.events:
        if event.event_id == about:
            return _of_event(event, now, whole)
    raise KeyError(about)


def _of_line(line: Line, now: Standing, whole: Room) -> Room:
    most = _counts(_most(now.policy.indicator(line.indicator), line.weight) * MILLIONTHS, now)
    category = next(each for each in now.statement.categories if each.id == line.category)
    holds = _counts(line.points, now) + _corrected(now.statement, {line.indicator})
    return Room(line.title, 0, most, holds, (_of_category(category, now, whole),))


def _of_category(category: CategoryLine, now: Standing, whole: Room) -> Room:
    own = [line for line in now.statement.lines if line.category == category.id]
    most = category.share
    if not now.policy.cap_categories:
        most = sum(_most(now.policy.indicator(line.indicator), line.weight) for line in own)
    holds = _counts(category.points, now)
    holds += _corrected(now.statement, {category.id, *(line.indicator for line in own)})
    return Room(category.title, 0, _counts(most * MILLIONTHS, now), holds, (whole,))


def _most(indicator: PointsIndicator, weight: int) -> int:
    ceiling = WHOLE if indicator.kind == "level" else indicator.ceiling
    return (2 * weight * ceiling + WHOLE) // (2 * WHOLE)


def _of_event(event: EventLine, now: Standing, whole: Room) -> Room:
    sign = -1 if event.effect == "deduction" else 1
    holds = _counts(now.held[event.event_id], now)
    if event.status == "pending" and not event.approved_late:
        return Room(event.title, 0, 0, sign * holds)
    most = sign * floor(now.left_for(event) * now.share / MILLIONTHS)
    return Room(event.title, min(most, 0), max(most, 0), sign * holds, (whole,))


def _corrected(statement: Statement, names: set[str]) -> int:
    return sum(each.points for each in statement.corrections if each.about in names)


def _counts(millionths: int | Fraction | None, now: Standing) -> int:
    """Return what own points come to in the total, in hundredths, rounded half up."""
    return floor((millionths or 0) * now.share / MILLIONTHS + Fraction(1, 2))
