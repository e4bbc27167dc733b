"""Calendar months as the commands and folders write them: ``2026-10``."""

from __future__ import annotations

import calendar
import re
from datetime import date

from tierline.errors import UsageError
from tierline.messages import N_

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def month_of(text: str) -> str:
    """Return ``text`` if it is a month written YYYY-MM.

    Raises
    ------
    UsageError
        If it is not.
    """
    if not isinstance(text, str) or not _MONTH.fullmatch(text) or text.startswith("0000"):
        raise UsageError(
            N_("'{month}' is not a month. Write it as YYYY-MM, for example 2026-10."), month=text
        )
    return text


def month_before(month: str) -> str:
    """Return the calendar month before ``month``."""
    year, number = map(int, month_of(month).split("-"))
    return f"{year - 1:04d}-12" if number == 1 else f"{year:04d}-{number - 1:02d}"


def last_day(month: str) -> date:
    """Return the last day of ``month``; overrides in force on it count."""
    year, number = map(int, month_of(month).split("-"))
    return date(year, number, calendar.monthrange(year, number)[1])
