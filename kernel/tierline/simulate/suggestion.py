"""Suggested tier lines: what every way of finding them gives back, and how lines are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from tierline.messages import N_, Message
from tierline.policy.exact import HUNDRED
from tierline.policy.resolved import Hysteresis
from tierline.simulate.index import WhatIfIndex


@dataclass(frozen=True)
class Suggestion:
    """Lines with how they were found, or why there are none.

    ``lines``: hundredths, best tier first, strictly falling; None when infeasible. ``accounts``: final
    accounts of every tier under them. ``figures``: further sums a method speaks of, by name.
    """

    method: str
    found_how: Message
    lines: tuple[int, ...] | None = None
    accounts: tuple[int, ...] = ()
    binding: Message | None = None
    infeasible: Message | None = None
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """Share of every tier in all accounts, exact; empty when infeasible."""
        total = sum(self.accounts)
        return tuple(Fraction(each, total) for each in self.accounts) if total else ()


class Trial:
    """Tries lines on an index; every answer is the one that scoring all accounts anew would give."""

    def __init__(self, index: WhatIfIndex, hysteresis: Hysteresis | None = None) -> None:
        self.index = index
        self.slow = hysteresis or index.hysteresis
        self.count = len(index.tiers) - 1

    def totals(self, lines: Sequence[int]) -> Any:
        """Return int64[tiers, 1 + measures] under ``lines``."""
        return self.index.preview(lines, self.slow).totals

    def accounts(self, lines: Sequence[int]) -> tuple[int, ...]:
        """Return the final accounts of every tier under ``lines``."""
        return tuple(int(each) for each in self.totals(lines)[:, 0])

    def filled(self, upper: Sequence[int]) -> list[int]:
        """Complete the uppermost lines by the highest ones that may follow."""
        last = upper[-1] if upper else HUNDRED + 1
        return [*upper, *(last - step for step in range(1, self.count - len(upper) + 1))]

    def nearest(self, lines: Sequence[int]) -> tuple[int, ...]:
        """Move each line as near to where it stands today as it can go without moving any account."""
        found = list(lines)
        wanted = self.totals(found)
        before: list[int] = []
        while before != found:
            before = list(found)
            # from the lowest up, then from the best down: lines that go the same way make room for each other
            for place in [*reversed(range(self.count)), *range(self.count)]:
                found[place] = self._nearer(found, place, wanted)
        return tuple(found)

    def _nearer(self, lines: list[int], place: int, wanted: Any) -> int:
        """Return one line moved towards today's, between its neighbours, while the totals stay."""
        above = lines[place - 1] - 1 if place else HUNDRED
        below = lines[place + 1] + 1 if place + 1 < self.count else 1
        start, goal = lines[place], min(max(self.index.lines[place], below), above)
        way = 1 if goal > start else -1

        def same(steps: int) -> bool:
            there = [*lines[:place], start + way * steps, *lines[place + 1 :]]
            return bool((self.totals(there) == wanted).all())

        return start + way * (greatest(0, abs(goal - start), same) or 0)


def greatest(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """Return the greatest number of ``low .. high`` that holds, None when not even ``low`` does.

    Whatever holds for a number must hold for every smaller one.
    """
    if low > high or not holds(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def nobody(method: str, found_how: Message) -> Suggestion:
    """Answer that there is nobody to draw lines for."""
    return Suggestion(
        method,
        found_how,
        infeasible=Message(N_("There are no accounts to draw lines for. Choose another filter.")),
    )


def histogram(index: WhatIfIndex) -> Any:
    """Return int64[10 001]: how many accounts have each score, in hundredths."""
    arrays = index.arrays
    found = np.zeros(HUNDRED + 1, np.int64)
    for low, high, at in zip(arrays.low, arrays.high, arrays.at, strict=True):
        found[low : high + 1] += np.diff(arrays.sums[at : at + high - low + 2, 0])
    return found


def share_text(share: Fraction) -> str:
    """Write a share in per cent, half up to two decimals, for example "12.05 %"."""
    points = basis_points(share)
    return f"{points // 100}.{points % 100:02d}\u202f%"


def basis_points(share: Fraction) -> int:
    """Return a share in basis points, half up."""
    return (2 * HUNDRED * share.numerator + share.denominator) // (2 * share.denominator)
