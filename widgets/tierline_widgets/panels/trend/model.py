"""Accounts and revenue per tier for each closed month."""

from __future__ import annotations

from traitlets import Enum, HasTraits, List

from tierline_widgets.session import Session
from tierline_widgets.tally import Tally, aligned, with_strays

MEASURES = ("revenue", "accounts", "ict")
LONGEST = 13


class TrendModel(HasTraits):
    """``months`` ascending, at most the last thirteen; ``tallies`` a list of `Tally` for each."""

    measure = Enum(MEASURES, default_value="revenue")
    months: List[str] = List()
    tiers: List[str] = List()
    tallies: List[list[Tally]] = List()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._load()

    def _load(self) -> None:
        months = self.session.months[-LONGEST:]
        tallies = [self.session.tallies(self.session.closed(month)) for month in months]
        ids = with_strays(self.session.tier_ids(), *([one.tier for one in month] for month in tallies))
        with self.hold_trait_notifications():
            self.months = months
            self.tiers = ids
            self.tallies = [aligned(month, ids) for month in tallies]

    def value(self, tally: Tally) -> int:
        """Return what the chosen measure says of ``tally``: a count, or fen."""
        return int(getattr(tally, self.measure))
