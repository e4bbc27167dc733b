"""Times, limits and office hours as the kernel of working days takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

import numpy as np
import numpy.typing as npt

from tierline.compiled import workdays as kernel
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.service.calendar import LONGEST, Calendar

TICKS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}  # a second
DAY = 86_400


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


def as_moments(given: Any, name: str) -> npt.NDArray[np.datetime64]:
    """Return times as one contiguous run of datetime64, without a copy where they already are."""
    moments = np.asarray(given)
    if moments.dtype.kind != "M" or moments.ndim != 1:
        raise BadInputError(
            N_("'{name}' must be one column of times without a time zone (datetime64), not {kind}."),
            name=name,
            kind=moments.dtype,
        )
    unit, step = np.datetime_data(moments.dtype)
    if unit not in {*TICKS, "D"} or step != 1:
        moments = moments.astype("datetime64[s]" if unit in {"h", "m"} else "datetime64[D]")
    return np.ascontiguousarray(moments)


def same_unit(first: Any, second: Any) -> tuple[Any, Any]:
    """Return two columns of times in the finer of their units; they must be of one length."""
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


def as_limits(days: Any, rows: int) -> npt.NDArray[np.int16]:
    """Return limits in working days, one for all or one a row, as the kernel takes them."""
    limits = np.atleast_1d(np.asarray(days))
    if limits.dtype.kind not in "iu" or limits.ndim != 1 or len(limits) not in {1, rows}:
        raise UsageError(N_("Working days must be one whole number, or one a row."))
    if len(limits) and not 0 <= limits.min() <= limits.max() <= LONGEST:
        raise UsageError(N_("Working days must lie within 0 and {longest}."), longest=LONGEST)
    return np.ascontiguousarray(limits, np.int16) if len(limits) else np.zeros(1, np.int16)


def seconds_of(moment: time) -> int:
    """Return the seconds since midnight."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def clock_of(moments: Any, calendar: Calendar, office: Office | None, reply: bool = False) -> kernel.Clock:
    """Return how to find the desk day, or the plain day where ``office`` is None or dates are given."""
    unit = np.datetime_data(moments.dtype)[0]
    day = 1 if unit == "D" else DAY * TICKS[unit]
    ahead = 0
    if office is not None and unit != "D":
        ahead = day - seconds_of(office.end) * TICKS[unit] - int(reply)
    shift = (day & -day).bit_length() - 1
    return kernel.Clock(
        start=calendar.first_number * day,
        span=calendar.days * day,
        ahead=ahead,
        shift=shift,
        per_day=1.0 / (day >> shift),
    )
