"""Working days between the opening of a demand and its reply, and when a reply is due.

The opening day is day 0. Opened on a day off or after hours (the end of office itself is after)
counts as opened at the next working day's start of office; a reply is due at the end of office of
the n-th working day after, that moment included. Source: rulebook XJ-9; Readings, Working days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import numpy as np
import numpy.typing as npt

from tierline.compiled import workdays as kernel
from tierline.errors import BadInputError
from tierline.service.calendar import Calendar, refuse_unpublished
from tierline.service.moments import (
    DAY,
    OFFICE,
    TICKS,
    Office,
    as_limits,
    as_moments,
    clock_of,
    same_unit,
    seconds_of,
)
from tierline.threads import in_shares

__all__ = [
    "BACKWARDS",
    "MISSING",
    "OFFICE",
    "Office",
    "counts_from",
    "days_after_opening",
    "due_at",
    "within",
    "working_days_between",
]

MISSING, BACKWARDS = kernel.MISSING, kernel.BACKWARDS
LEAST_ROWS = 65_536


def working_days_between(
    opened: Any, replied: Any, calendar: Calendar, office: Office = OFFICE, *, threads: int | None = None
) -> npt.NDArray[np.int16]:
    """Return in how many working days each demand was answered: the least n that it was answered within.

    Parameters
    ----------
    opened, replied : array of datetime64[rows]
        Local times without a zone (unit D, s, ms, us or ns; read in place). NaT is missing. Dates
        count as in office hours.
    calendar : Calendar
        Must hold every day that occurs.
    office : Office
        Policy values.
    threads : int, optional
        At most this many; the result does not depend on it.

    Returns
    -------
    ndarray of int16[rows]
        0 for the opening day; MISSING (-1) where a time is missing, BACKWARDS (-2) where the reply
        lies before the opening.

    Raises
    ------
    BadInputError
        A time in a year that the calendar does not hold: the year and the row are named.
    """
    first, second = as_moments(opened, "opened"), as_moments(replied, "replied")
    first, second = same_unit(first, second)
    out = np.empty(len(first), np.int16)
    _run(
        kernel.count_between,
        (first, second),
        calendar,
        threads,
        clock_of(first, calendar, office),
        clock_of(second, calendar, office, reply=True),
        calendar.before,
        out,
    )
    return out


def within(
    opened: Any,
    replied: Any,
    days: Any,
    calendar: Calendar,
    office: Office = OFFICE,
    *,
    threads: int | None = None,
) -> npt.NDArray[np.int8]:
    """Return whether each reply came within ``days`` working days (XJ-9: 1, 2 or 3 by class).

    Parameters
    ----------
    opened, replied, calendar, office, threads
        As in ``working_days_between``.
    days : int or array of int[rows]
        One limit for all, or one a row.

    Returns
    -------
    ndarray of int8[rows]
        1 in time, 0 late, MISSING (-1), BACKWARDS (-2).
    """
    first, second = as_moments(opened, "opened"), as_moments(replied, "replied")
    first, second = same_unit(first, second)
    out = np.empty(len(first), np.int8)
    _run(
        kernel.answered_within,
        (first, second),
        calendar,
        threads,
        clock_of(first, calendar, office),
        clock_of(second, calendar, office, reply=True),
        calendar.before,
        as_limits(days, len(first)),
        out,
    )
    return out


def days_after_opening(
    opened: Any, replied: Any, calendar: Calendar, *, threads: int | None = None
) -> npt.NDArray[np.int16]:
    """Return the plain count for reports: working days after the opening date up to the reply date.

    Hours do not matter. Parameters, marks and errors as in ``working_days_between``.
    """
    first, second = as_moments(opened, "opened"), as_moments(replied, "replied")
    first, second = same_unit(first, second)
    out = np.empty(len(first), np.int16)
    clock = clock_of(first, calendar, None)
    _run(
        kernel.count_between,
        (first, second),
        calendar,
        threads,
        clock,
        clock,
        calendar.before[1:],
        out,
    )
    return out


def due_at(
    opened: Any, days: Any, calendar: Calendar, office: Office = OFFICE, *, threads: int | None = None
) -> npt.NDArray[np.datetime64]:
    """Return when each reply is due: end of office of the n-th working day after the opening.

    Parameters
    ----------
    opened, calendar, office, threads
        As in ``working_days_between``.
    days : int or array of int[rows]
        n, one for all or one a row.

    Returns
    -------
    ndarray of datetime64[rows]
        In the unit of ``opened`` (seconds where it holds dates), the moment itself being in time;
        NaT where the opening is missing.

    Raises
    ------
    BadInputError
        The opening or the due day lies in a year that the calendar does not hold.
    """
    return _moment_on(opened, days, calendar, office, office.end, False, threads)


def counts_from(
    opened: Any, calendar: Calendar, office: Office = OFFICE, *, threads: int | None = None
) -> npt.NDArray[np.datetime64]:
    """Return the moment that each demand counts as opened at; parameters and errors as in ``due_at``."""
    return _moment_on(opened, 0, calendar, office, office.start, True, threads)


def _moment_on(
    opened: Any,
    days: Any,
    calendar: Calendar,
    office: Office,
    at: time,
    not_before: bool,
    threads: int | None,
) -> npt.NDArray[np.datetime64]:
    moments = as_moments(opened, "opened")
    if np.datetime_data(moments.dtype)[0] == "D":
        moments = moments.astype("datetime64[s]")
    unit = np.datetime_data(moments.dtype)[0]
    out = np.empty(len(moments), np.int64)
    _run(
        kernel.moments_of,
        (moments,),
        calendar,
        threads,
        clock_of(moments, calendar, office),
        calendar.before,
        calendar.workdays,
        as_limits(days, len(moments)),
        DAY * TICKS[unit],
        seconds_of(at) * TICKS[unit],
        not_before,
        out,
    )
    return out.view(moments.dtype)


def _run(
    work: Callable[..., int], columns: tuple[Any, ...], calendar: Calendar, threads: int | None, *arrays: Any
) -> None:
    """Run a kernel on all rows; refuse the first row that the calendar does not reach."""
    rows = len(columns[0])
    addresses = np.array([column.ctypes.data for column in columns], np.uint64)
    bad = in_shares(
        rows, lambda first, last: work(first, last, addresses, rows, *arrays), LEAST_ROWS, threads
    )
    first_bad = min((row for row in bad if row >= 0), default=None)
    if first_bad is not None:
        raise _refusal([column[first_bad] for column in columns], calendar, first_bad + 1)


def _refusal(moments: list[Any], calendar: Calendar, row: int) -> BadInputError:
    days = [moment.astype("datetime64[D]").astype(int) - calendar.first_number for moment in moments]
    beyond = [place for place in days if not 0 <= place < calendar.days]
    # every time lies inside: it is the due day that lies beyond the last one
    place = beyond[0] if beyond else calendar.days
    return refuse_unpublished(_day(calendar, place), calendar.source, row)


def _day(calendar: Calendar, place: int) -> date:
    day = np.datetime64(calendar.first, "D") + place
    return day.astype(object) if 1 <= day.astype("datetime64[Y]").astype(int) + 1970 <= 9999 else date.max
