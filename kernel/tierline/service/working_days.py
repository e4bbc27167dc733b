"""Working days between the opening of a demand and its reply, and when a reply is due.

The opening day is day 0. Opened on a day off or after hours (the end of office itself is after)
counts as opened at the next working day's start of office; a reply is due at the end of office of
the n-th working day after, that moment included. Source: rulebook XJ-9; Readings, Working days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import numpy as np
import numpy.typing as npt

from tierline.compiled import workdays as kernel
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.service.calendar import LONGEST, Calendar, refuse_unpublished
from tierline.threads import in_shares

MISSING, BACKWARDS = kernel.MISSING, kernel.BACKWARDS
LEAST_ROWS = 65_536
_TICKS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}  # a second
_DAY = 86_400


@dataclass(frozen=True)
class Office:
    """Office hours in local time, on whole seconds: from ``start`` to before ``end``, on the same day."""

    start: time = time(9)
    end: time = time(18)

    def __post_init__(self) -> None:
        if not self.start < self.end or self.start.microsecond or self.end.microsecond:
            raise UsageError(
                N_("Office hours {start} to {end}: give whole seconds, the start before the end."),
                start=self.start,
                end=self.end,
            )


OFFICE = Office()


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
    first, second = _moments(opened, "opened"), _moments(replied, "replied")
    first, second = _same_unit(first, second)
    out = np.empty(len(first), np.int16)
    _run(
        kernel.count_between,
        (first, second),
        calendar,
        threads,
        _clock(first, calendar, office),
        _clock(second, calendar, office, reply=True),
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
    first, second = _moments(opened, "opened"), _moments(replied, "replied")
    first, second = _same_unit(first, second)
    out = np.empty(len(first), np.int8)
    _run(
        kernel.answered_within,
        (first, second),
        calendar,
        threads,
        _clock(first, calendar, office),
        _clock(second, calendar, office, reply=True),
        calendar.before,
        _limits(days, len(first)),
        out,
    )
    return out


def days_after_opening(
    opened: Any, replied: Any, calendar: Calendar, *, threads: int | None = None
) -> npt.NDArray[np.int16]:
    """Return the plain count for reports: working days after the opening date up to the reply date.

    Hours do not matter. Parameters, marks and errors as in ``working_days_between``.
    """
    first, second = _moments(opened, "opened"), _moments(replied, "replied")
    first, second = _same_unit(first, second)
    out = np.empty(len(first), np.int16)
    clock = _clock(first, calendar, None)
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
    moments = _moments(opened, "opened")
    if np.datetime_data(moments.dtype)[0] == "D":
        moments = moments.astype("datetime64[s]")
    unit = np.datetime_data(moments.dtype)[0]
    out = np.empty(len(moments), np.int64)
    _run(
        kernel.moments_of,
        (moments,),
        calendar,
        threads,
        _clock(moments, calendar, office),
        calendar.before,
        calendar.workdays,
        _limits(days, len(moments)),
        _DAY * _TICKS[unit],
        _seconds(at) * _TICKS[unit],
        not_before,
        out,
    )
    return out.view(moments.dtype)


def _moments(given: Any, name: str) -> npt.NDArray[np.datetime64]:
    """Return times as one contiguous run of datetime64, without a copy where they already are."""
    moments = np.asarray(given)
    if moments.dtype.kind != "M" or moments.ndim != 1:
        raise BadInputError(
            N_("'{name}' must be one column of times without a time zone (datetime64), not {kind}."),
            name=name,
            kind=moments.dtype,
        )
    unit, step = np.datetime_data(moments.dtype)
    if unit not in {*_TICKS, "D"} or step != 1:
        moments = moments.astype("datetime64[s]" if unit in {"h", "m"} else "datetime64[D]")
    return np.ascontiguousarray(moments)


def _same_unit(first: Any, second: Any) -> tuple[Any, Any]:
    if len(first) != len(second):
        raise UsageError(
            N_("{first} opening times, but {second} replies. Give one reply a demand, NaT for none."),
            first=len(first),
            second=len(second),
        )
    if first.dtype == second.dtype:
        return first, second
    finer = np.promote_types(first.dtype, second.dtype)
    return first.astype(finer), second.astype(finer)


def _limits(days: Any, rows: int) -> npt.NDArray[np.int16]:
    limits = np.atleast_1d(np.asarray(days))
    if limits.dtype.kind not in "iu" or limits.ndim != 1 or len(limits) not in {1, rows}:
        raise UsageError(N_("Working days must be one whole number, or one a row."))
    if len(limits) and not 0 <= limits.min() <= limits.max() <= LONGEST:
        raise UsageError(N_("Working days must lie within 0 and {longest}."), longest=LONGEST)
    return np.ascontiguousarray(limits, np.int16) if len(limits) else np.zeros(1, np.int16)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _clock(moments: Any, calendar: Calendar, office: Office | None, reply: bool = False) -> kernel.Clock:
    """Return how to find the desk day, or the plain day where ``office`` is None or dates are given."""
    unit = np.datetime_data(moments.dtype)[0]
    day = 1 if unit == "D" else _DAY * _TICKS[unit]
    ahead = 0
    if office is not None and unit != "D":
        ahead = day - _seconds(office.end) * _TICKS[unit] - int(reply)
    shift = (day & -day).bit_length() - 1
    return kernel.Clock(
        start=calendar.first_number * day,
        span=calendar.days * day,
        ahead=ahead,
        shift=shift,
        per_day=1.0 / (day >> shift),
    )


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
        raise _refusal([column[first_bad] for column in columns], calendar)


def _refusal(moments: list[Any], calendar: Calendar) -> BadInputError:
    days = [moment.astype("datetime64[D]").astype(int) - calendar.first_number for moment in moments]
    beyond = [place for place in days if not 0 <= place < calendar.days]
    # every time lies inside: it is the due day that lies beyond the last one
    place = beyond[0] if beyond else calendar.days
    return refuse_unpublished(_day(calendar, place), calendar.source)


def _day(calendar: Calendar, place: int) -> date:
    day = np.datetime64(calendar.first, "D") + place
    return day.astype(object) if 1 <= day.astype("datetime64[Y]").astype(int) + 1970 <= 9999 else date.max
