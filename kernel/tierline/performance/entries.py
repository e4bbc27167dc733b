"""The lines of a statement that add up to its total, to the hundredth (Readings, Points).

Every part is exact to a millionth of a point and shown in hundredths, each rounded half up. Where the
shown ones do not add up to the total, which was rounded once, a line "rounding" holds the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from types import MappingProxyType

from tierline.messages import N_
from tierline.performance.statement import MILLIONTHS, Statement

# kind -> what a statement calls it
ENTRIES: Mapping[str, str] = MappingProxyType(
    {
        "indicator": N_("indicator"),
        "spread": N_("weight of skipped indicators spread"),
        "category_cap": N_("beyond the category's share"),
        "event": N_("event"),
        "item_cap": N_("cut by the item's cap"),
        "cap": N_("cut by the cap on all of them"),
        "bounds": N_("bounds of the total"),
        "own_share": N_("own points, the part of the mean taken off"),
        "team_share": N_("the team's mean, its part"),
        "rounding": N_("rounding"),
        "correction": N_("correction"),
        "corrected_bounds": N_("bounds of the corrected total"),
    }
)
_WHOLE_SHARE = 10_000


@dataclass(frozen=True)
class Entry:
    """One line that adds to the total.

    Parameters
    ----------
    kind : str
        Key of ``ENTRIES``.
    about : str
        The indicator, category, event or correction it is about; "" for the whole statement.
    points : int
        Hundredths as shown; below 0 where it takes points.
    """

    kind: str
    about: str
    points: int


def shown(millionths: int | Fraction) -> int:
    """Return millionths of a point in hundredths, rounded half up; what takes points, by its size."""
    exact = Fraction(millionths)
    size = floor(abs(exact) / MILLIONTHS + Fraction(1, 2))
    return size if exact >= 0 else -size


def entries_of(statement: Statement) -> tuple[Entry, ...]:
    """Return what adds up to a statement's total; nothing where it is not settled.

    Parameters
    ----------
    statement : Statement

    Returns
    -------
    tuple of Entry
        Indicators by category, events and what was cut of each, bounds, the team's share, the rounding,
        then the corrections; ``sum(entry.points)`` is ``statement.total``.
    """
    if statement.closed_total is None or statement.total is None:
        return ()
    found = [Entry(kind, about, shown(points)) for kind, about, points in _parts(statement)]
    left = statement.closed_total - sum(entry.points for entry in found)
    if left:
        found.append(Entry("rounding", "", left))
    found += [Entry("correction", each.id, each.points) for each in statement.corrections]
    beyond = statement.total - sum(entry.points for entry in found)
    if beyond:
        found.append(Entry("corrected_bounds", "", beyond))
    return tuple(found)


def _parts(statement: Statement) -> Iterator[tuple[str, str, int | Fraction]]:
    """Yield (kind, about, millionths) of what is not nothing, indicators always."""
    for category in statement.categories:
        for line in statement.lines:
            if line.category == category.id:
                yield "indicator", line.indicator, line.points or 0
        if category.spread:
            yield "spread", category.id, category.spread
        if category.cut:
            yield "category_cap", category.id, -category.cut
    for event in statement.events:
        if event.status != "counted":
            continue
        sign = -1 if event.effect == "deduction" else 1
        yield "event", event.event_id, sign * event.points * MILLIONTHS
        if event.cut_by_item:
            yield "item_cap", event.event_id, -sign * event.cut_by_item * MILLIONTHS
        if event.cut_by_cap:
            yield "cap", event.event_id, -sign * event.cut_by_cap
    own = own_unrounded(statement)
    added = (statement.base or 0) + (statement.bonus or 0) - (statement.deduction or 0)
    if own != added:
        yield "bounds", "", own - added
    if statement.team is not None:
        rest = _WHOLE_SHARE - statement.team.own
        yield "own_share", "", -Fraction(own * rest, _WHOLE_SHARE)
        yield "team_share", "", statement.team.mean * rest / _WHOLE_SHARE


def exact_total(statement: Statement) -> Fraction:
    """Return a settled statement's total in millionths with its corrections, before it is rounded."""
    own, team = Fraction(own_unrounded(statement)), statement.team
    if team is not None:
        own = (own * team.own + team.mean * (_WHOLE_SHARE - team.own)) / _WHOLE_SHARE
    lowest, highest = (bound * MILLIONTHS for bound in statement.bounds)
    corrected = own + sum(each.points for each in statement.corrections) * MILLIONTHS
    return min(max(corrected, Fraction(lowest)), Fraction(highest))


def own_unrounded(statement: Statement) -> int:
    """Return a settled statement's own total in millionths, within its bounds and before it is rounded."""
    from tierline.performance.mix import unrounded

    base, bonus, deduction = statement.base or 0, statement.bonus or 0, statement.deduction or 0
    return unrounded(base, bonus, deduction, *statement.bounds)
