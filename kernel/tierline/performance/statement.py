"""One manager's points of one month, line by line: what was asked, done and given (LY-12..LY-16).

Points are whole millionths until they are shown; a statement is what was settled at the close, and the
corrections that were made since. Nothing here computes points: `ledger.settle` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tierline.performance.findings import Finding
from tierline.performance.policy_resolved import PayBands
from tierline.performance.statement_parts import (
    MILLIONTHS,
    Basis,
    CategoryLine,
    Correction,
    EventLine,
    Line,
    TeamShare,
)
from tierline.policy.model import Title

if TYPE_CHECKING:
    from tierline.performance.entries import Entry

__all__ = [
    "ABSENT",
    "HELD",
    "MILLIONTHS",
    "SETTLED",
    "Basis",
    "CategoryLine",
    "Correction",
    "EventLine",
    "Line",
    "Statement",
    "TeamShare",
]
SETTLED, HELD, ABSENT = "settled", "held", "absent"


@dataclass(frozen=True)
class Statement:
    """One manager's points of one month.

    Parameters
    ----------
    month, policy : str
        The month, and the id of the policy of points.
    run : str or None
        The run that holds it; None where it is not from a closed month.
    manager_id, role : str
    role_title : Title
    name, team_id, area_id : str or None
        As the month's table of managers has them.
    state : str
        "settled", "held" (something is missing that the policy does not pass over) or "absent".
    categories : tuple of CategoryLine
    lines : tuple of Line
        In the order of the policy.
    events : tuple of EventLine
    base, bonus, deduction : int or None
        Millionths: the categories' points, and what the caps left of the events.
    bonus_cap, deduction_cap : int or None
        What the events could give or take at most, in millionths.
    bounds : (int, int)
        Lowest and highest total in hundredths.
    team : TeamShare or None
    closed_total : int or None
        Hundredths, rounded half up once, as it was settled; None where it was not.
    pay : PayBands
    corrections : tuple of Correction
        Those made since, in the order of their dates.
    findings : tuple of Finding
        Rows of this manager that were refused or held, and figures that are missing.
    """

    month: str
    policy: str
    run: str | None
    manager_id: str
    role: str
    role_title: Title
    name: str | None
    team_id: str | None
    area_id: str | None
    state: str
    categories: tuple[CategoryLine, ...]
    lines: tuple[Line, ...]
    events: tuple[EventLine, ...]
    base: int | None
    bonus: int | None
    deduction: int | None
    bonus_cap: int | None
    deduction_cap: int | None
    bounds: tuple[int, int]
    team: TeamShare | None
    closed_total: int | None
    pay: PayBands
    corrections: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def total(self) -> int | None:
        """The total in hundredths with every correction, within its bounds; None where not settled."""
        if self.closed_total is None:
            return None
        lowest, highest = self.bounds
        return min(max(self.closed_total + sum(each.points for each in self.corrections), lowest), highest)

    @property
    def coefficient(self) -> int | None:
        """The pay coefficient in hundredths for the total (LY-15); None where there is no total."""
        return None if self.total is None else self.pay.coefficient(self.total)

    @property
    def band(self) -> int | None:
        """The pay band from the lowest (0); None where there is no total."""
        return None if self.total is None else self.pay.band(self.total)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What adds up to the total, to the hundredth, with the line "rounding" where it is needed."""
        from tierline.performance.entries import entries_of

        return entries_of(self)

    def line(self, indicator: str) -> Line:
        """Return one indicator's line; KeyError when there is none."""
        for line in self.lines:
            if line.indicator == indicator:
                return line
        raise KeyError(indicator)

    def to_dict(self) -> dict[str, Any]:
        """Return the statement as plain data; points and figures as decimal texts."""
        from tierline.performance.statement_data import statement_to_dict

        return statement_to_dict(self)

    def render(self, language: str | None = None) -> str:
        """Return the statement as text in ``language`` (default: the current one)."""
        from tierline.performance.statement_text import render

        return render(self, language)
