"""Where one total stands among others, told without telling theirs (LY-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierline.messages import N_

_POINT = 100  # hundredths
# quarter from the top -> what a page calls it
QUARTERS = (N_("the top quarter"), N_("the second quarter"), N_("the third quarter"), N_("the last quarter"))


@dataclass(frozen=True)
class Place:
    """Where a total stands.

    Parameters
    ----------
    members : int
        How many there are, the own one counted.
    quarter : int
        0 for the top quarter to 3 for the last.
    quartiles : tuple of int
        Lower quartile, median and upper quartile of all, in whole points: rounded so that they are nobody's.
    """

    members: int
    quarter: int
    quartiles: tuple[int, int, int]


def place_of(own: int, others: Sequence[int], fewest: int) -> Place | None:
    """Return where a total stands; None among so few that it would tell somebody's points.

    Parameters
    ----------
    own : int
        Hundredths.
    others : sequence of int
        Those of everybody else, in hundredths.
    fewest : int
        Among fewer, the own one counted, a quarter or a quartile would tell the points of somebody.
    """
    every = sorted([own, *others])
    if len(every) < fewest:
        return None
    above = sum(total > own for total in others)
    lower, median, upper = (_quartile(every, quarter) for quarter in (1, 2, 3))
    return Place(len(every), 4 * above // len(every), (lower, median, upper))


def _quartile(ascending: Sequence[int], quarter: int) -> int:
    """Return a quartile in whole points, half up: between two of them, in proportion."""
    place = (len(ascending) - 1) * quarter
    low, rest = divmod(place, 4)
    high = min(low + 1, len(ascending) - 1)
    fourfold = 4 * ascending[low] + rest * (ascending[high] - ascending[low])
    return (fourfold + 2 * _POINT) // (4 * _POINT)
