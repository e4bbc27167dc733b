"""Score distribution and lines (XJ-1): bins of the integer score, never the accounts themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from traitlets import Enum, HasTraits, List

from tierline_widgets.session import Session
from tierline_widgets.tally import codes, counts

BIN = 100  # hundredths of a point: one point a bar
TOP = 10_000
NEAR = 100
SCALES = ("linear", "log")


@dataclass(frozen=True)
class Bin:
    """Accounts with ``left <= score < right`` (hundredths); the last bin holds 100.00 too."""

    left: int
    right: int
    accounts: int
    tier: int


@dataclass(frozen=True)
class Line:
    """A tier by score: its line in hundredths, accounts up to the next and within a point of it."""

    tier: str
    cut: int
    accounts: int
    final: int
    near: int | None


class ScoresModel(HasTraits):
    """Counts per bar and per tier for the month shown."""

    scale = Enum(SCALES, default_value="linear")
    bins: List[Bin] = List()
    lines: List[Line] = List()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        session.observe(self._load, names=["month"])
        self._load()

    def _load(self, _change: Any = None) -> None:
        table = self.session.rows()
        tiers = self.session.policy().tiers
        cuts = [int(tier.cut) for tier in tiers]
        scores = table["score"].to_numpy().astype(np.int64)
        level = np.bincount(np.clip(scores, 0, TOP), minlength=TOP + 1)
        below = np.concatenate(([0], np.cumsum(level)))
        final = counts(codes(table["tier"], [tier.id for tier in tiers]), len(tiers))

        def between(low: int, high: int) -> int:
            low, high = max(low, 0), min(high, TOP + 1)
            return int(below[high] - below[low]) if high > low else 0

        edges = sorted({*range(0, TOP, BIN), *(cut for cut in cuts if 0 < cut < TOP)} | {TOP})
        bins = []
        for left, right in zip(edges[:-1], edges[1:], strict=True):
            tier = next(place for place, cut in enumerate(cuts) if left >= cut)
            bins.append(Bin(left, right, between(left, TOP + 1 if right == TOP else right), tier))
        upper = [TOP + 1, *cuts[:-1]]
        lines = [
            Line(
                tier.id,
                cuts[place],
                between(cuts[place], upper[place]),
                int(final[place]),
                between(cuts[place] - NEAR, cuts[place] + NEAR + 1) if cuts[place] > 0 else None,
            )
            for place, tier in enumerate(tiers)
        ]
        with self.hold_trait_notifications():
            self.bins = bins
            self.lines = lines

    def figures(self) -> list[dict[str, Any]]:
        """Return one row a tier by score, for the record; the line in points."""
        return [
            {
                "tier": one.tier,
                "line": one.cut / 100,
                "by_score": one.accounts,
                "in_tier": one.final,
                "near": one.near or 0,
            }
            for one in self.lines
        ]

    @property
    def accounts(self) -> int:
        """Accounts in scope."""
        return sum(one.accounts for one in self.bins)
