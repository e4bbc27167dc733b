"""Which of a parameter's dated values holds in a month: the newest that began by its last day."""

from __future__ import annotations

import calendar
import re
from datetime import date

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.model import DatedValue, Parameter

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def last_day(month: str) -> date:
    """Return the last day of ``month`` ("YYYY-MM").

    Raises
    ------
    BadInputError
        When the text is not a month.
    """
    match = _MONTH.fullmatch(month) if isinstance(month, str) else None
    if match is None or int(match[1]) == 0:
        raise BadInputError(
            N_("'{month}' is not a month. Write year and month, for example 2026-10."), month=month
        )
    year, number = int(match[1]), int(match[2])
    return date(year, number, calendar.monthrange(year, number)[1])


def value_on(parameter: Parameter, day: date) -> DatedValue | None:
    """Return the value of ``parameter`` that holds on ``day``, or None when none has begun."""
    begun = [entry for entry in parameter.values if entry.since <= day]
    return max(begun, key=lambda entry: entry.since) if begun else None
