"""What a statement is made of: its lines, categories, events, the team's share, corrections (LY-12..LY-16).

Points are whole millionths until they are shown, or hundredths where they can have no more digits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tierline.policy.model import Title

if TYPE_CHECKING:
    from tierline.performance.approvals import Decision

MILLIONTHS = 10_000  # of a point, in a hundredth


@dataclass(frozen=True)
class Basis:
    """What a derived actual rests on: a derivation's counts, in ``per`` parts of one."""

    derivation: str
    part: int
    whole: int
    per: int

    def render(self, language: str | None = None) -> str:
        """Return it in words in ``language`` (default: the current one)."""
        from tierline.performance.derivations import derivations

        return derivations()[self.derivation].basis_text(self.part, self.whole, self.per).render(language)


@dataclass(frozen=True)
class Line:
    """One indicator of a statement (LY-14).

    Parameters
    ----------
    indicator, category : str
    title : Title
    unit, kind : str
        As `PointsIndicator` has them.
    weight : int
        Points at full completion, in hundredths.
    target, actual : int or None
        Smallest units of ``unit``; None where missing.
    target_source : str
        "table" or "policy".
    actual_source : str
        "table" or "derived".
    source : str or None
        What the table of actuals names as its source.
    basis : Basis or None
        What a derived actual rests on.
    completion : int or None
        Millionths, cut down; None where it cannot be told.
    raw : int or None
        Points in millionths before floor and ceiling.
    points : int or None
        After them; None where the indicator was skipped or holds the statement.
    effect : str
        Key of `effects.EFFECTS`: what decided the points.
    """

    indicator: str
    category: str
    title: Title
    unit: str
    kind: str
    weight: int
    target: int | None
    target_source: str
    actual: int | None
    actual_source: str
    source: str | None
    basis: Basis | None
    completion: int | None
    raw: int | None
    points: int | None
    effect: str


@dataclass(frozen=True)
class CategoryLine:
    """A category of a statement; all but ``share`` in millionths, None where the statement is held.

    Parameters
    ----------
    id : str
    title : Title
    share : int
        The category's points in hundredths.
    lines : int or None
        Sum of its lines.
    spread : int or None
        What the weight of skipped indicators, spread over the others, added.
    cut : int or None
        What went beyond the category's own share and was cut.
    points : int or None
        What counts: lines + spread - cut.
    """

    id: str
    title: Title
    share: int
    lines: int | None
    spread: int | None
    cut: int | None
    points: int | None


@dataclass(frozen=True)
class EventLine:
    """A bonus or deduction event of a statement, with its evidence (LY-12).

    Events stand in the order of their dates, then of their numbers, whatever order they came in: the
    first keep their points, the one that goes beyond a cap is cut, those after it give nothing.

    Parameters
    ----------
    event_id, item : str
    title : Title
    effect : str
        "bonus" or "deduction".
    date : datetime.date
    evidence : str
    approver : str or None
    approved_on : datetime.date or None
    status : str
        "counted", "pending" or "refused"; only a counted one gives anything.
    points : int
        What the item gives, in hundredths.
    counted : int
        What the item's own cap left of it, in hundredths.
    kept : int
        What the statement's cap left of that, in millionths.
    decision : Decision or None
        What was decided after the close about one that was pending; an approval adds a dated line.
    decided_at : str
        When, UTC; "" before.
    """

    event_id: str
    item: str
    title: Title
    effect: str
    date: dt.date
    evidence: str
    approver: str | None
    approved_on: dt.date | None
    status: str
    points: int
    counted: int
    kept: int
    decision: Decision | None = None
    decided_at: str = ""

    @property
    def approved_late(self) -> bool:
        """True of one that was pending at the close and was approved since."""
        return self.status == "pending" and self.decision is not None and self.decision.state == "approved"

    @property
    def cut_by_item(self) -> int:
        """What the item's cap cut, in hundredths."""
        return self.points - self.counted if self.status == "counted" else 0

    @property
    def cut_by_cap(self) -> int:
        """What the cap on all bonuses or deductions cut, in millionths."""
        return self.counted * MILLIONTHS - self.kept


@dataclass(frozen=True)
class TeamShare:
    """How the team counts in a statement (LY-16).

    Parameters
    ----------
    own : int
        Share of the own points in basis points.
    members : int
        Whose points make the mean by policy.
    counted : int
        Those of them whose statement is settled; the others are left out of the mean.
    points : int
        Sum of their unrounded totals in millionths.
    of_all : Title or None
        Title of the role whose mean counts where that is of all its people, of whatever team; None where
        it is of the own team's.
    """

    own: int
    members: int
    counted: int
    points: int
    of_all: Title | None = None

    @property
    def mean(self) -> Fraction:
        """Mean of the team in millionths."""
        return Fraction(self.points, self.counted)


@dataclass(frozen=True)
class Correction:
    """A dated change of a closed statement; it adds a line and alters none.

    Parameters
    ----------
    id : str
    month, manager_id : str
    date : datetime.date
        From which it holds.
    points : int
        Hundredths of a point, below 0 where points are taken.
    about : str
        The indicator or event that it corrects; "" for none.
    reason, approver : str
        Why, and the login of who approved it: never the person concerned.
    by, at : str
        Login of who entered it, and when.
    """

    id: str
    month: str
    manager_id: str
    date: dt.date
    points: int
    about: str
    reason: str
    approver: str
    by: str
    at: str
