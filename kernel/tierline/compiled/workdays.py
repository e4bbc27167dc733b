"""Working days between two moments, and the moment when an answer is due.

A desk day runs from one end of office to the next. The first working day at or after a moment's desk
day is where the moment counts, so one division finds the day and one look-up in a table of counts
finds the number of working days before it. Opening moments lie in [end, next end), replies in
(end, next end]: a reply at the very end of office is still in time, an opening then is after hours.
Source: rulebook XJ-9; Readings, Working days.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.views import int64_at

Array = Any
BLOCK = 2048
NOTHING = np.iinfo(np.int64).min  # how NumPy writes "not a time"
MISSING, BACKWARDS = -1, -2


class Clock(NamedTuple):
    """Turns moments into places in a table of days.

    With q = (moment - start + ahead) // day, 0 <= moment - start < span. A day is 2 ** shift * odd
    ticks and ``per_day`` is 1 / odd: (q >> shift) + 0.5 times that is at least half a part in 2 ** 31
    away from a whole number while its error is below 2 ** -37, so cutting it off is exact, and the
    compiler can do several at a time, which it cannot with whole-number division.
    """

    start: int
    span: int
    ahead: int
    shift: int
    per_day: float


@compiled
def find_days(moments: Array, clock: Clock, places: Array) -> bool:
    """Write the day of each moment, 0 where it lies outside the calendar; tell if any does."""
    strays = 0
    for i in range(len(moments)):
        since = int(moments[i]) - clock.start
        inside = (since >= 0) & (since < clock.span)
        strays |= not inside
        ticks = since + clock.ahead if inside else 0
        places[i] = int((float(ticks >> clock.shift) + 0.5) * clock.per_day)
    return strays != 0


@compiled
def outside(moment: int, clock: Clock) -> bool:
    """Tell whether a moment lies outside the calendar."""
    since = int(moment) - clock.start
    return since < 0 or since >= clock.span


@compiled
def count_block(
    opened: Array, replied: Array, opening: Clock, answering: Clock, before: Array, begun: Array,
    ended: Array, out: Array,
) -> bool:  # fmt: skip
    """Write the working days of one block, below 0 for none; tell if any moment lies outside."""
    some = find_days(opened, opening, begun)
    some |= find_days(replied, answering, ended)
    for i in range(len(out)):
        out[i] = before[ended[i]] - before[begun[i]]
    return some


@compiled
def mark_block(opened: Array, replied: Array, opening: Clock, answering: Clock, out: Array) -> int:
    """Write MISSING where a moment is missing; return the first place outside the calendar, or -1."""
    bad = -1
    for i in range(len(out)):
        if opened[i] == NOTHING or replied[i] == NOTHING:
            out[i] = MISSING
        elif bad < 0 and (outside(opened[i], opening) or outside(replied[i], answering)):
            bad = i
    return bad


@compiled(nogil=True)
def count_between(
    first: int, last: int, addresses: Array, rows: int, opening: Clock, answering: Clock,
    before: Array, out: Array,
) -> int:  # fmt: skip
    """Write working days from opening to reply; return the first row outside the calendar, or -1."""
    opened, replied = int64_at(addresses[0], rows), int64_at(addresses[1], rows)
    begun, ended = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.uint16)
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        asked, told, days = opened[start:end], replied[start:end], out[start:end]
        some = count_block(asked, told, opening, answering, before, begun, ended, days)
        for i in range(len(days)):
            # after hours on one evening: opened for tomorrow, answered for today
            count = max(days[i], 0)
            days[i] = BACKWARDS if told[i] < asked[i] else count
        if some:
            bad = mark_block(asked, told, opening, answering, days)
            if bad >= 0:
                return start + bad
    return -1


@compiled(nogil=True)
def answered_within(
    first: int, last: int, addresses: Array, rows: int, opening: Clock, answering: Clock,
    before: Array, limits: Array, out: Array,
) -> int:  # fmt: skip
    """Write 1 where the reply came by the end of office of the n-th working day, else 0.

    ``limits`` holds one n for all or one a row. Returns the first row outside the calendar, or -1.
    """
    opened, replied = int64_at(addresses[0], rows), int64_at(addresses[1], rows)
    begun, ended = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.uint16)
    days, limit = np.empty(BLOCK, np.int16), np.full(BLOCK, limits[0], np.int16)
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        asked, told, kept = opened[start:end], replied[start:end], out[start:end]
        if len(limits) > 1:
            limit[: end - start] = limits[start:end]
        some = count_block(asked, told, opening, answering, before, begun, ended, days[: end - start])
        for i in range(len(kept)):
            in_time = 1 if days[i] <= limit[i] else 0
            kept[i] = BACKWARDS if told[i] < asked[i] else in_time
        if some:
            bad = mark_block(asked, told, opening, answering, kept)
            if bad >= 0:
                return start + bad
    return -1


@compiled(nogil=True)
def moments_of(
    first: int, last: int, addresses: Array, rows: int, opening: Clock, before: Array, workdays: Array,
    limits: Array, day: int, at: int, not_before: bool, out: Array,
) -> int:  # fmt: skip
    """Write the moment ``at`` on the n-th working day after each opening, n from ``limits``.

    With ``not_before`` the opening itself where that is later. NOTHING where the opening is missing.
    Returns the first row that the calendar does not reach, or -1.
    """
    opened = int64_at(addresses[0], rows)
    begun = np.empty(BLOCK, np.uint16)
    step = 1 if len(limits) > 1 else 0
    for start in range(first, last, BLOCK):
        asked = opened[start : min(start + BLOCK, last)]
        find_days(asked, opening, begun)
        for i in range(len(asked)):
            if asked[i] == NOTHING:
                out[start + i] = NOTHING
                continue
            place = int(before[begun[i]]) + int(limits[step * (start + i)])
            if outside(asked[i], opening) or place >= len(workdays):
                return start + i
            moment = int(workdays[place]) * day + at
            out[start + i] = max(moment, int(asked[i])) if not_before else moment
    return -1
