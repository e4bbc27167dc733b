"""Suggested lines without a display: one way at a time, what was typed for it, the last answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from traitlets import Enum, HasTraits, Int

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.simulate.suggestion import Suggestion
from tierline_widgets.panels.suggest.ways import (
    GRADES,
    LIMITS,
    SHARES,
    WAYS,
    first_entries,
    grade_hours,
    later_month,
    suggest,
)
from tierline_widgets.planner.desk import Desk


@dataclass(frozen=True)
class Row:
    """A tier: lines in hundredths (None for the lowest), accounts in the scenario and as suggested."""

    tier: str
    today: int | None
    scenario: int | None
    suggested: int | None
    accounts: int
    then: int


class SuggestModel(HasTraits):
    """Lines that the engine suggests for what lies on a desk.

    Attributes
    ----------
    way, limit : traits
        How lines are looked for, and what limits those by value at risk; see ``ways``.
    version : trait
        Counts up when there is something new to draw.
    suggestion : Suggestion or None
        The last answer, as long as it holds: another filter, weights or rules make it void, other lines
        of the scenario do not.
    void : bool
        Whether there was an answer that the desk has overtaken.
    """

    way = Enum(list(WAYS), default_value=SHARES)
    limit = Enum(list(LIMITS), default_value=LIMITS[0])
    version = Int()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.suggestion: Suggestion | None = None
        self.void = False
        self._entered: dict[str, str] = {}
        self._first: dict[str, str] = first_entries(desk)
        self._basis: tuple[Any, ...] = ()
        desk.observe(self._anew, names=["graded", "filtered"])

    def go_by(self, way: str) -> None:
        """Look for lines another way; an unknown one is left alone."""
        if way in WAYS and way != self.way:
            self.way, self.suggestion, self.void = way, None, False
            self.version += 1

    def limit_by(self, limit: str) -> None:
        """Let value at risk be limited by another figure; an unknown one is left alone."""
        if limit in LIMITS:
            self.limit = limit
            self.version += 1

    def enter(self, box: str, value: str) -> None:
        """Take what was typed into a box; it is read when lines are asked for."""
        if box in self._first or box.startswith("hours."):
            self._entered[box] = value

    def entry(self, box: str) -> str:
        """Return what stands in a box."""
        return self._entered.get(box, self._first.get(box, ""))

    def refill(self) -> None:
        """Put what the scenario has into every box again."""
        self._entered = {}
        self.version += 1

    def ask(self) -> None:
        """Ask the engine; BadInputError or UsageError when it cannot be asked so, and nothing changes."""
        entries = {**self._first, **self._entered}
        found = suggest(self.desk, self.way, self.limit, entries)
        self.suggestion, self.void, self._basis = found, False, self._stands_on()
        self.version += 1

    def put(self) -> None:
        """Put the suggested lines on the ruler.

        Raises
        ------
        TierlineError
            There is nothing to put there, or the desk refused the lines; it stays as it was.
        """
        if self.suggestion is None or self.suggestion.lines is None:
            raise BadInputError(N_("No lines are suggested yet. Ask for a suggestion first."))
        if not self.desk.set_lines(self.suggestion.lines) and self.desk.refusal is not None:
            raise self.desk.refusal

    @property
    def on_ruler(self) -> bool:
        """Whether the scenario has the suggested lines."""
        return self.suggestion is not None and self.suggestion.lines == self.desk.lines

    def rows(self) -> list[Row]:
        """Return every tier with its lines, and its accounts in the scenario and as suggested."""
        found = self.suggestion
        if found is None or found.lines is None:
            return []
        desk = self.desk
        index = desk.whole_index if self.way == GRADES else desk.index
        now = index.preview(desk.lines).totals[:, 0]
        today, scenario, suggested = ((*lines, None) for lines in (desk.base_lines, desk.lines, found.lines))
        return [
            Row(tier, today[rank], scenario[rank], suggested[rank], int(now[rank]), found.accounts[rank])
            for rank, tier in enumerate(desk.policy.tier_ids)
        ]

    def grade_limits(self) -> dict[str, int]:
        """Return hours by class of staff whose grade is high enough; BadInputError without staffing."""
        return grade_hours(self.desk)

    def later_month(self) -> str | None:
        """Return the month that tells who left since, if there is one."""
        return later_month(self.desk)

    def _stands_on(self) -> tuple[Any, ...]:
        policy, desk = self.desk.policy, self.desk
        figures = policy.indicators, policy.rules, policy.hysteresis, policy.services, policy.staffing
        return (*figures, policy.month, desk.filter)

    def _anew(self, _change: Any = None) -> None:
        self._first = first_entries(self.desk)
        if self.suggestion is not None and self._basis != self._stands_on():
            self.suggestion, self.void = None, True
        self.version += 1
