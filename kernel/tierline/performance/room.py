"""How much a line of a statement can hold, and what a correction of it can give or take (LY-12, LY-14)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.performance.scheme import WHOLE
from tierline.performance.statement_parts import MILLIONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        share; of an event up to what the others leave of its item's cap and of the cap of all bonuses or
        deductions, and nothing while it waits to be approved; of the statement within its bounds.

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
            return _of_event(event, statement, policy)
    raise KeyError(about)


def _most(indicator: PointsIndicator, weight: int) -> int:
    ceiling = WHOLE if indicator.kind == "level" else indicator.ceiling
    return (2 * weight * ceiling + WHOLE) // (2 * WHOLE)


def _of_event(event: EventLine, statement: Statement, policy: PointsPolicy) -> Room:
    sign = -1 if event.effect == "deduction" else 1
    since: Counter[str] = Counter()
    for each in statement.corrections:
        since[each.about] += sign * each.points

    def holds(events: Iterable[EventLine]) -> int:
        return sum(_hundredths(one.kept) + since[one.event_id] for one in events)

    own = holds([event])
    if event.status == "pending":
        return Room(event.title, 0, 0, sign * own)
    others = [one for one in statement.events if one.event_id != event.event_id]
    alike = [one for one in others if one.effect == event.effect]
    most = policy.item(event.item).cap - holds(one for one in alike if one.item == event.item)
    cap = statement.deduction_cap if event.effect == "deduction" else statement.bonus_cap
    if cap is not None:
        most = min(most, cap // MILLIONTHS - holds(alike))
    most = sign * max(most, 0)
    return Room(event.title, min(most, 0), max(most, 0), sign * own)


def _hundredths(millionths: int | None) -> int:
    return (2 * (millionths or 0) + MILLIONTHS) // (2 * MILLIONTHS)
