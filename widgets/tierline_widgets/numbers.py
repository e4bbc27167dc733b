"""How figures are written: thousands separated, a true minus, money in one unit for a whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tierline.messages import N_, translate
from tierline.policy.figures import CURRENCIES

MINUS = "\u2212"
NOTHING = "\u2013"
_HYPHEN = re.compile(r"(?<![\w-])-(?=\d)")


def integer(value: int) -> str:
    """Return ``value`` with thousands separated: 12,345."""
    return f"{value:,}".replace("-", MINUS)


def with_minus(written: str) -> str:
    """Return text with a true minus before its figures; the hyphens of words, dates and numbers stay."""
    return _HYPHEN.sub(MINUS, written)


def signed(value: int) -> str:
    """Return a change with its sign: +1,204, −611, 0."""
    return f"+{value:,}" if value > 0 else integer(value)


def score(hundredths: int) -> str:
    """Return a score or a line given in hundredths: 8350 is 83.50."""
    sign = MINUS if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{part:02d}"


def hours(hundredths: int) -> str:
    """Return hundredths of an hour as whole hours, thousands separated: 841250 is 8,412."""
    written = f"{abs(hundredths) / 100:,.0f}"
    return written if hundredths >= 0 or written == "0" else MINUS + written


def share(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` in per cent with one decimal; a dash when there is no whole."""
    return f"{100 * part / whole:.1f}\u202f%" if whole else NOTHING


def growth(now: int, before: int) -> str:
    """Return the change from ``before`` to ``now`` in per cent with its sign; a dash without a base."""
    if before <= 0:
        return NOTHING
    change = round(100 * (now - before) / before, 1)
    return f"{'+' if change > 0 else MINUS if change < 0 else ''}{abs(change):.1f}\u202f%"


_STEPS = {
    "en": ((10**8, N_("million {currency}")), (10**5, N_("thousand {currency}")), (100, N_("{currency}"))),
    "zh": (
        (10**10, N_("hundred million {currency}")),
        (10**6, N_("ten thousand {currency}")),
        (100, N_("{currency}")),
    ),
}


@dataclass(frozen=True)
class MoneyUnit:
    """One unit for all sums of a column, so that they can be compared at a glance.

    Attributes
    ----------
    divisor : int
        How many hundredths of the currency (fen) make one unit.
    decimals : int
        Decimals shown.
    label : str
        The unit's name for the column's head.
    """

    divisor: int
    decimals: int
    label: str

    @classmethod
    def over(cls, fen: Iterable[int], language: str, currency: str = "CNY") -> MoneyUnit:
        """Return the unit in which the largest of ``fen`` has two to five digits before the point."""
        largest = max((abs(value) for value in fen), default=0)
        steps = _STEPS[language]
        divisor, text = next(((d, t) for d, t in steps if largest >= 10 * d), steps[-1])
        name = translate(CURRENCIES.get(currency, currency), language)
        decimals = 0 if divisor == 100 else 1 if largest >= 1000 * divisor else 2
        return cls(divisor, decimals, translate(text, language).format(currency=name))

    def write(self, fen: int) -> str:
        """Return ``fen`` in this unit."""
        return f"{fen / self.divisor:,.{self.decimals}f}".replace("-", MINUS)
