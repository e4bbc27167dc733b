"""The matrix from the baseline to the scenario, and the accounts of the cell that is open."""

from __future__ import annotations

from typing import Any

import numpy as np
from traitlets import HasTraits, Int, Unicode

from tierline.messages import Message
from tierline.simulate.migration import Migration, Movers
from tierline_widgets.planner.desk import Desk
from tierline_widgets.planner.filters import FilterModel

ACCOUNTS, SHARE, REVENUE, HOURS = "accounts", "share", "revenue", "hours"
MEASURES = (ACCOUNTS, SHARE, REVENUE, HOURS)
EVERYONE = "all"
PAGE = 8


class MigrationModel(HasTraits):
    """Who moves where, under the desk's scenario and filter.

    Attributes
    ----------
    measure : str
        What the cells show: accounts, share (of the baseline tier), revenue or hours.
    cell : str
        Whose accounts are listed: "row,column" by rank, "all" for everyone who moves, "" for nobody.
    page : int
        Page of the list, from 0.
    version : int
        Counts up whenever there are new figures.
    """

    measure = Unicode(ACCOUNTS)
    cell = Unicode("")
    page = Int(0)
    version = Int(0)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.filter = FilterModel(desk)
        self._movers: Movers | None = None
        desk.observe(self._anew, names=["graded", "filtered"])

    @property
    def migration(self) -> Migration:
        """The engine's matrix for the scenario as it stands, of the accounts that pass the filter."""
        return self.desk.migration()

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers, best first."""
        return self.desk.policy.tier_ids

    @property
    def measures(self) -> tuple[str, ...]:
        """What the cells can show: hours only where the policy has service standards."""
        return MEASURES if self.desk.hours is not None else MEASURES[:-1]

    def values(self) -> Any:
        """Return int64[tiers, tiers]: what the cells show; shares are shown of the accounts in them.

        Revenue is in hundredths of the currency a month; hours are the change that a cell's moves bring, in
        hundredths a year.
        """
        found = self.migration
        if self.measure == REVENUE:
            return found.moves[:, :, 1]
        if self.measure == HOURS and found.hours is not None:
            return found.hours_moved
        return found.moves[:, :, 0]

    def sum_of(self, direction: int) -> int:
        """Return how many accounts rise (1) or fall (-1)."""
        counts = self.migration.moves[:, :, 0]
        return int((np.tril(counts, -1) if direction > 0 else np.triu(counts, 1)).sum())

    def show(self, measure: str) -> None:
        """Let the cells show another measure; one that there is not is left alone."""
        if measure in self.measures:
            self.measure = measure

    def open(self, cell: str) -> None:
        """List the accounts of a cell ("row,column") or everyone who moves ("all"); a second press closes.

        A cell that is not there is left alone.
        """
        if cell == EVERYONE or self._place(cell) is not None:
            self.cell = "" if cell == self.cell else cell
            self._movers, self.page = None, 0

    @property
    def place(self) -> tuple[int, int] | None:
        """Ranks of the open cell; None when no single cell is open."""
        return self._place(self.cell)

    def movers(self) -> Movers | None:
        """Return the accounts of the open cell, largest revenue first; None when nothing is open."""
        if self._movers is None and self.cell:
            place = self.place
            names = (None, None) if place is None else tuple(self.tiers[rank] for rank in place)
            self._movers = self.migration.movers(*names)
        return self._movers

    @property
    def total(self) -> int:
        """How many accounts are listed, over all pages."""
        movers = self.movers()
        return 0 if movers is None else len(movers)

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // PAGE))

    def turn(self, page: str) -> None:
        """Show page number ``page`` (text, from 0), held within the list."""
        if page.lstrip("-").isdigit():
            self.page = min(max(int(page), 0), self.pages - 1)

    def shown(self) -> list[tuple[dict[str, Any], Message]]:
        """Return the accounts of the page, each with the rule that moved it."""
        movers = self.movers()
        if movers is None:
            return []
        first = self.page * PAGE
        rows = movers.table(first, PAGE).to_pylist()
        return list(zip(rows, movers.because(first, PAGE), strict=True))

    def figures(self) -> list[dict[str, Any]]:
        """Return one row a cell of the matrix, for the record; see ``Migration.to_table``."""
        rows: list[dict[str, Any]] = self.migration.to_table().to_pylist()
        return rows

    def _place(self, cell: str) -> tuple[int, int] | None:
        row, _, column = cell.partition(",")
        size = len(self.tiers)
        if not (row.isdecimal() and column.isdecimal() and int(row) < size and int(column) < size):
            return None
        return int(row), int(column)

    def _anew(self, _change: Any = None) -> None:
        self._movers = None
        with self.hold_trait_notifications():
            self.page = 0
            if self.cell not in ("", EVERYONE) and self.place is None:
                self.cell = ""  # another policy has fewer tiers
            if self.measure not in self.measures:
                self.measure = ACCOUNTS
            self.version += 1
