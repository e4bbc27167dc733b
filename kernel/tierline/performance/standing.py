"""Where a closed statement stands after all that was decided since: its total, and what each event holds.

A correction adds to the total what it says. An event approved late adds what both caps leave of it, counted
with the corrections that were made of events by then, and what the bounds of the total leave of that: without
any correction exactly what it would have added at the close (LY-12, LY-16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import floor
from typing import TYPE_CHECKING

from tierline.performance.entries import own_unrounded
from tierline.performance.statement_parts import MILLIONTHS

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.performance.statement import Statement
    from tierline.performance.statement_parts import Correction, EventLine

_WHOLE = 10_000  # one in basis points


@dataclass
class Standing:
    """A settled statement after some of the steps taken since its close; own points, in millionths.

    Parameters
    ----------
    statement : Statement
    policy : PointsPolicy
        That it was settled with.
    share, rest : Fraction
        What the own points count for in the total, and what the team adds to it (LY-16).
    own : Fraction
        Own points by now, corrections in.
    beyond : Fraction
        What the bounds of the total swallowed of the events: an event of the other effect meets it first.
    apart : int
        Corrections of a total in which own points do not count, in hundredths.
    held : mapping of str to Fraction
        What each event gives or takes by now, by its size.
    """

    statement: Statement
    policy: PointsPolicy
    share: Fraction
    rest: Fraction
    own: Fraction
    beyond: Fraction
    apart: int = 0
    held: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    @property
    def total(self) -> int:
        """Hundredths, rounded half up once."""
        return floor((self.own * self.share + self.rest) / MILLIONTHS + Fraction(1, 2)) + self.apart

    def left_for(self, event: EventLine) -> Fraction:
        """Return what the item's cap and the cap of all of its effect leave, other events held."""
        others = [one for one in self.statement.events if one.event_id != event.event_id]
        alike = [one for one in others if one.effect == event.effect]
        of_item = sum((self.held[one.event_id] for one in alike if one.item == event.item), Fraction(0))
        most = self.policy.item(event.item).cap * MILLIONTHS - of_item
        deducts = event.effect == "deduction"
        cap = self.statement.deduction_cap if deducts else self.statement.bonus_cap
        if cap is not None:
            most = min(most, cap - sum((self.held[one.event_id] for one in alike), Fraction(0)))
        return max(most, Fraction(0))

    def approve(self, event: EventLine) -> None:
        """Count an event that waited."""
        left = max(self.left_for(event) - self.held[event.event_id], Fraction(0))
        kept = min(Fraction(event.points * MILLIONTHS), left)
        self.held[event.event_id] += kept
        lowest, highest = (bound * MILLIONTHS for bound in self.statement.bounds)
        aim = self.own + self.beyond + (-kept if event.effect == "deduction" else kept)
        # what corrections made of the total, an event does not take back
        self.own = min(max(aim, min(self.own, Fraction(lowest))), max(self.own, Fraction(highest)))
        self.beyond = aim - self.own

    def correct(self, made: Correction) -> None:
        """Add what a correction says; from now on that is the person's total, none of it hidden."""
        if not self.share:
            self.apart += made.points
            return
        own = made.points * MILLIONTHS / self.share
        self.own += own
        self.beyond = Fraction(0)
        for event in self.statement.events:
            if event.event_id == made.about:
                self.held[made.about] += -own if event.effect == "deduction" else own


def standing(statement: Statement, policy: PointsPolicy) -> Standing:
    """Return where a settled statement stands with its corrections and the events that were approved late.

    Parameters
    ----------
    statement : Statement
        With a total.
    policy : PointsPolicy
        That it was settled with.
    """
    team = statement.team
    share = Fraction(1) if team is None else Fraction(team.own, _WHOLE)
    own = own_unrounded(statement)
    added = (statement.base or 0) + (statement.bonus or 0) - (statement.deduction or 0)
    rest = Fraction(0) if team is None else team.mean * (1 - share)
    found = Standing(statement, policy, share, rest, Fraction(own), Fraction(added - own))
    found.held.update({each.event_id: Fraction(each.kept) for each in statement.events})
    for _at, step in sorted(_steps(found), key=lambda each: each[0]):
        step()
    return found


def _steps(found: Standing) -> list[tuple[tuple[str, str], Callable[[], None]]]:
    """Return what was decided since the close, by when."""
    late = [each for each in found.statement.events if each.approved_late]
    by_events = {(each.event_id, each.decided_at) for each in late}
    corrected = [each for each in found.statement.corrections if (each.about, each.at) not in by_events]
    return [
        *(((each.decided_at, each.event_id), partial(found.approve, each)) for each in late),
        *(((each.at, each.id), partial(found.correct, each)) for each in corrected),
    ]


def added_by(statement: Statement, policy: PointsPolicy, event_id: str) -> int:
    """Return what approving an event that waits adds to a settled statement by now.

    Parameters
    ----------
    statement : Statement
        With a total, and with what was decided since its close.
    policy : PointsPolicy
        That it was settled with.
    event_id : str

    Returns
    -------
    int
        Hundredths, below 0 where it takes points; the total stays within its bounds.

    Notes
    -----
    Source: rulebook LY-12, LY-16.
    """
    now = standing(statement, policy)
    before = now.total
    now.approve(next(each for each in statement.events if each.event_id == event_id))
    assert statement.total is not None
    lowest, highest = (bound - statement.total for bound in statement.bounds)
    return min(max(now.total - before, lowest), highest)
