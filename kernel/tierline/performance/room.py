"""How much a line of a statement can hold, and what a correction of it can give or take (LY-12, LY-14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.performance.scheme import WHOLE
from tierline.performance.statement_parts import MILLIONTHS

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsIndicator, PointsPolicy
    from tierline.performance.statement import EventLine, Statement
    from tierline.policy.model import Title


@dataclass(frozen=True)
class Room:
    """What one line holds, in hundredths of a point.

    Parameters
    ----------
    title : Title or None
        The line's; None for the whole statement.
    lowest, highest : int
        What it can hold by the policy: a deduction holds 0 at most.
    holds : int
        What it gives now, with the corrections made of it since the close.
    """

    title: Title | None
    lowest: int
    highest: int
    holds: int

    @property
    def takes(self) -> int:
        """The most that a correction can take, as a figure below or at 0."""
        return min(self.lowest - self.holds, 0)

    @property
    def gives(self) -> int:
        """The most that a correction can give."""
        return max(self.highest - self.holds, 0)


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
        share; of an event up to its item's cap a month; of the statement within its bounds.

    Raises
    ------
    KeyError
        There is no such line.
    """
    if not about:
        lowest, highest = statement.bounds
        assert statement.total is not None
        return Room(None, lowest, highest, statement.total)
    since = sum(each.points for each in statement.corrections if each.about == about)
    for line in statement.lines:
        if line.indicator == about:
            most = _most(policy.indicator(about), line.weight)
            return Room(line.title, 0, most, _hundredths(line.points) + since)
    for category in statement.categories:
        if category.id == about:
            return Room(category.title, 0, category.share, _hundredths(category.points) + since)
    for event in statement.events:
        if event.event_id == about:
            return _of_event(event, policy, since)
    raise KeyError(about)


def _most(indicator: PointsIndicator, weight: int) -> int:
    ceiling = WHOLE if indicator.kind == "level" else indicator.ceiling
    return (2 * weight * ceiling + WHOLE) // (2 * WHOLE)


def _of_event(event: EventLine, policy: PointsPolicy, since: int) -> Room:
    cap, kept = policy.item(event.item).cap, _hundredths(event.kept)
    if event.effect == "deduction":
        return Room(event.title, -cap, 0, since - kept)
    return Room(event.title, 0, cap, since + kept)


def _hundredths(millionths: int | None) -> int:
    return (2 * (millionths or 0) + MILLIONTHS) // (2 * MILLIONTHS)
