"""Working days between opening and reply, beside the same table and NumPy's own count elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from tierline.bench.reading import reading_time
from tierline.bench.timing import Line, best_time
from tierline.service.calendar import Calendar, published_calendar
from tierline.service.working_days import OFFICE, days_after_opening, working_days_between

Prepared = Callable[[], Any]
_SEED = 2008
_YEARS = range(2021, 2027)
_DAY = 86_400


@dataclass(frozen=True)
class Given:
    """What is timed: openings in the years of the calendar, replies up to 20 days after, in microseconds."""

    opened: Any
    replied: Any
    calendar: Calendar


def make_given(rows: int) -> Given:
    """Return ``rows`` pairs of times; one in 64 lies at the very end of office."""
    random = np.random.default_rng(_SEED)
    calendar = published_calendar(_YEARS)
    zero = np.datetime64(calendar.first, "us")
    seconds = random.integers(0, (calendar.days - 21) * _DAY, rows)
    later = seconds + random.integers(0, 20 * _DAY, rows)
    end = OFFICE.end.hour * 3600
    for column in (seconds, later):
        column[::64] = column[::64] // _DAY * _DAY + end
    later = np.maximum(seconds, later)
    return Given(zero + seconds.astype("timedelta64[s]"), zero + later.astype("timedelta64[s]"), calendar)


def _ends_of_office(given: Given) -> tuple[int, int]:
    """Return the end of office before the first day, and a day, in microseconds."""
    day = _DAY * 10**6
    end = OFFICE.end.hour * 3600 * 10**6
    return given.calendar.first_number * day - day + end, day


def with_numpy(given: Given) -> Prepared:
    """Prepare the look-up in a table of counts."""
    start, day = _ends_of_office(given)
    before = given.calendar.before
    opened, replied = given.opened.view(np.int64), given.replied.view(np.int64)

    def run() -> Any:
        return np.maximum(before[(replied - start - 1) // day] - before[(opened - start) // day], 0)

    return run


def with_pandas(given: Given) -> Prepared:
    """Prepare the look-up on columns of a frame."""
    import pandas as pd

    start, day = _ends_of_office(given)
    before = pd.Series(given.calendar.before)
    frame = pd.DataFrame({"opened": given.opened, "replied": given.replied})

    def run() -> Any:
        begun = (frame["opened"].astype("int64") - start) // day
        ended = (frame["replied"].astype("int64") - start - 1) // day
        first, last = (before.take(days.to_numpy()).reset_index(drop=True) for days in (begun, ended))
        return (last - first).clip(lower=0).to_numpy()

    return run


def with_polars(given: Given) -> Prepared:
    """Prepare the look-up as one lazy query."""
    import polars as pl

    start, day = _ends_of_office(given)
    frame = pl.DataFrame({"opened": given.opened, "replied": given.replied})
    before = pl.lit(pl.Series(given.calendar.before))
    begun = (pl.col("opened").to_physical() - start) // day
    ended = (pl.col("replied").to_physical() - start - 1) // day
    query = frame.lazy().select(days=(before.gather(ended) - before.gather(begun)).clip(0, None))
    return lambda: query.collect()["days"].to_numpy()


def with_busday_count(given: Given) -> Prepared:
    """Prepare NumPy's count of working days after the opening date up to the reply date.

    Make-up workdays cannot be put into its calendar: here every day of the week may be worked, and
    all days off are holidays.
    """
    opened, replied = given.opened.astype("datetime64[D]"), given.replied.astype("datetime64[D]")
    days = np.datetime64(given.calendar.first) + np.flatnonzero(~given.calendar.is_workday)
    calendar = np.busdaycalendar("1111111", days)
    return lambda: np.busday_count(opened + 1, replied + 1, busdaycal=calendar)


def plain_days(given: Given) -> Any:
    """Return the plain count of days, which is what NumPy's own count gives."""
    return days_after_opening(given.opened, given.replied, given.calendar)


def ours(given: Given) -> Any:
    """Return the working days, office hours included."""
    return working_days_between(given.opened, given.replied, given.calendar)


# name -> package, the peer, and what it is held to
PEERS: dict[str, tuple[str, Callable[[Given], Prepared], Callable[[Given], Any]]] = {
    "numpy": ("numpy", with_numpy, ours),
    "pandas": ("pandas", with_pandas, ours),
    "polars": ("polars", with_polars, ours),
    "numpy busday_count": ("numpy", with_busday_count, plain_days),
}


def bench_workdays(rows: int) -> Line:
    """Compare working days of ``rows`` pairs.

    Returns
    -------
    Line
        ``equal`` is whether every peer gave the same days: the tables our working days, NumPy's own
        count, which knows no office hours, our plain count.
    """
    given = make_given(rows)
    equal = True
    taken: dict[str, float] = {}
    absent: list[str] = []
    for name, (package, prepare, like) in PEERS.items():
        if find_spec(package) is None:
            absent.append(name)
            continue
        run = prepare(given)
        equal = equal and np.array_equal(like(given), run())
        taken[name] = best_time(run)
    return Line(
        bench="workdays",
        rows=rows,
        ours_s=best_time(lambda: ours(given)),
        peers=taken,
        bound_s=reading_time([given.opened, given.replied]),
        equal=equal,
        absent=absent,
    )
