"""Accounts, revenue and ICT revenue per tier, now and a month ago."""

from __future__ import annotations

from typing import Any

from traitlets import HasTraits, List

from tierline_widgets.session import Session
from tierline_widgets.tally import Tally, aligned, with_strays


class TiersModel(HasTraits):
    """``now`` and ``before`` hold a `Tally` a tier, best first; ``before`` is empty in the first month."""

    now: List[Tally] = List()
    before: List[Tally] = List()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        session.observe(self._load, names=["month"])
        self._load()

    def _load(self, _change: Any = None) -> None:
        now = self.session.tallies()
        base = self.session.before()
        before = self.session.tallies(base) if base else []
        ids = with_strays([one.tier for one in now], [one.tier for one in before])
        with self.hold_trait_notifications():
            self.now = aligned(now, ids)
            self.before = aligned(before, ids) if base else []

    def figures(self) -> list[dict[str, Any]]:
        """Return one row a tier, for the record; money in fen."""
        before = {one.tier: one.accounts for one in self.before}
        return [
            {
                "tier": one.tier,
                "accounts": one.accounts,
                "before": before.get(one.tier),
                "revenue_fen": one.revenue,
                "ict_fen": one.ict,
            }
            for one in self.now
        ]

    def total(self, before: bool = False) -> Tally:
        """Return the sum over all tiers."""
        tallies = self.before if before else self.now
        return Tally(
            "",
            sum(one.accounts for one in tallies),
            sum(one.revenue for one in tallies),
            sum(one.ict for one in tallies),
        )
