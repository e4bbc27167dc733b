"""Hours demanded against hours available (XJ-11, LY-2, LY-6), of everyone in scope, whatever the filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from traitlets import Bool, HasTraits, Int, Unicode

from tierline.simulate.capacity import Apart, Capacity, Load, TierHours, capacity
from tierline.simulate.mismatch import Mismatches, mismatches
from tierline_widgets.planner.desk import Desk
from tierline_widgets.planner.ground import Ground

TEAM, AREA, GRADE, TIER = "team", "area", "grade", "tier"
GROUPS = (TEAM, AREA, GRADE, TIER)
TOO_LOW, CROWDED, APART = "too-low", "crowded", "apart"
DETAILS = (TOO_LOW, CROWDED, APART)
PAGE = 8


@dataclass(frozen=True)
class Compared:
    """A team, area or grade under the scenario; ``change``: hundredths of an hour demanded beyond today's."""

    load: Load
    change: int


class CapacityModel(HasTraits):
    """Can the scenario be served.

    Attributes
    ----------
    by : str
        What the hours are shown by: team, area, grade or tier.
    everything : bool
        Whether all teams or areas are shown, not only the tightest.
    detail : str
        What is listed beneath: "too-low" (LY-6), "crowded" (LY-2), "apart" (units missing), "" for nothing.
    only_new : bool
        Whether the list of grades too low leaves out those that were too low before.
    page : int
        Page of that list, from 0.
    version : int
        Counts up whenever there are new figures.
    """

    by = Unicode(TEAM)
    everything = Bool(False)
    detail = Unicode("")
    only_new = Bool(False)
    page = Int(0)
    version = Int(0)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._before: tuple[Ground, Capacity] | None = None
        self._too_low: Mismatches | None = None
        desk.observe(self._anew, names=["graded"])

    @property
    def capacity(self) -> Capacity:
        """The engine's figures for the scenario as it stands."""
        return self.desk.capacity()

    @property
    def before(self) -> Capacity:
        """The same under the baseline, worked out once a month."""
        ground = self.desk.ground
        if self._before is None or self._before[0] is not ground:
            self._before = ground, capacity(self.desk.staff, ground.base_ranks, ground.base)
        return self._before[1]

    @property
    def known(self) -> bool:
        """Whether hours demanded and available are both known."""
        return self.capacity.whole is not None

    @property
    def filtered(self) -> bool:
        """Whether the other panels show some of the accounts only; this one never does."""
        return self.desk.chosen is not None

    def loads(self) -> list[Compared]:
        """Return teams or areas, the tightest first, or the grades, lowest first; none for the tiers.

        A team or area with neither accounts nor hours is left out.
        """
        found, before = self.capacity, self.before
        pairs: dict[str, tuple[Sequence[Load], Sequence[Load]]] = {
            TEAM: (found.teams, before.teams),
            AREA: (found.areas, before.areas),
            GRADE: (found.grades, before.grades),
        }
        now, then = pairs.get(self.by, ((), ()))
        was = {each.id: each.demanded for each in then}
        compared = [
            Compared(each, each.demanded - was.get(each.id, 0))
            for each in now
            if each.accounts or each.available
        ]
        return compared if self.by == GRADE else sorted(compared, key=_tightest_first)

    def tiers(self) -> list[tuple[TierHours, int, int]]:
        """Return for each tier its hours, and how many accounts and hours come on top of today's."""
        then = {each.id: each for each in self.before.tiers}
        return [
            (each, each.accounts - then[each.id].accounts, each.demanded - then[each.id].demanded)
            if each.id in then
            else (each, 0, 0)
            for each in self.capacity.tiers
        ]

    def apart(self) -> list[Apart]:
        """Return the accounts and people that belong nowhere, as far as there are any."""
        return [each for each in self.capacity.apart if each.accounts or each.people]

    @property
    def team_limit(self) -> int | None:
        """How many people a team may have (LY-2); None where the policy does not say."""
        staffing = self.desk.policy.staffing
        return staffing.team_size if staffing else None

    def too_low(self) -> Mismatches | None:
        """Return whose manager's grade is too low (LY-6); None where the policy has no staffing."""
        if self.desk.policy.staffing is None:
            return None
        if self._too_low is None:
            ranks = self.desk.after.outcome.tier
            base = self.desk.ground.base_ranks
            self._too_low = mismatches(self.desk.staff, ranks, self.desk.policy, base)
        return self._too_low

    @property
    def listed(self) -> int:
        """How many accounts are listed as having a manager of too low a grade."""
        found = self.too_low()
        if found is None:
            return 0
        return found.new if self.only_new else int(found.counts.sum())

    @property
    def pages(self) -> int:
        """Number of pages of that list, at least one."""
        return max(1, -(-self.listed // PAGE))

    def shown(self) -> list[dict[str, Any]]:
        """Return the page of that list: see ``Mismatches.table``, with the account's name and revenue."""
        listed: list[dict[str, Any]] = self._rows(PAGE, self.page * PAGE).to_pylist()
        return listed

    def rows(self) -> pa.Table:
        """Return the whole of that list, what an export holds; no row where nobody is listed."""
        return self._rows(None, 0)

    def _rows(self, most: int | None, first: int) -> pa.Table:
        found = self.too_low()
        if found is None:
            return pa.table({})
        rows = found.table(most, only_new=self.only_new, first=first)
        places = found.rows(only_new=self.only_new)[first:][:most]
        known = self.desk.accounts  # in the order of every array here
        extra = [name for name in ("name", "monthly_revenue", "area_id") if name in known.column_names]
        who = known.select(extra).take(pa.array(places))
        for name in extra:
            rows = rows.append_column(name, who[name])
        return rows

    def group(self, by: str) -> None:
        """Show the hours by team, area, grade or tier; anything else is left alone."""
        if by in GROUPS:
            with self.hold_trait_notifications():
                self.by, self.everything = by, False

    def toggle_everything(self, _value: str = "") -> None:
        """Show all teams or areas, or only the tightest again."""
        self.everything = not self.everything

    def open(self, detail: str) -> None:
        """List one of the details beneath; a second press closes it, anything else is left alone."""
        if detail in DETAILS:
            with self.hold_trait_notifications():
                self.detail = "" if detail == self.detail else detail
                self.page = 0

    def toggle_new(self, _value: str = "") -> None:
        """Leave out accounts whose manager's grade was too low already, or show them again."""
        with self.hold_trait_notifications():
            self.only_new, self.page = not self.only_new, 0

    def turn(self, page: str) -> None:
        """Show page number ``page`` (text, from 0), held within the list."""
        if page.lstrip("-").isdigit():
            self.page = min(max(int(page), 0), self.pages - 1)

    def figures(self) -> list[dict[str, Any]]:
        """Return one row a team and an area, for the record; hours in hundredths a year."""
        found = self.capacity
        return [
            {
                "by": by,
                "id": each.id,
                "name": each.name,
                "accounts": each.accounts,
                "demanded": each.demanded,
                "available": each.available,
            }
            for by, loads in ((TEAM, found.teams), (AREA, found.areas), (GRADE, found.grades))
            for each in loads
        ]

    def _anew(self, _change: Any = None) -> None:
        self._too_low = None
        with self.hold_trait_notifications():
            self.page = 0
            self.version += 1


def _tightest_first(each: Compared) -> tuple[bool, Any, str]:
    ratio = each.load.ratio
    return ratio is not None, -(ratio or 0), each.load.id
