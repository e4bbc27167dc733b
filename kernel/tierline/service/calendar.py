"""The calendar of working days: published for China, or given as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tables.encoding import inspect_text

LONGEST = 32_767  # days: counts are kept in 16 bits
_EPOCH = date(1970, 1, 1)
_COLUMNS = ("date", "is_workday")
_WORDS = {
    "1": True,
    "true": True,
    "yes": True,
    "是": True,
    "0": False,
    "false": False,
    "no": False,
    "否": False,
}


@dataclass(frozen=True, eq=False)
class Calendar:
    """A run of days without a gap.

    Parameters
    ----------
    first : date
        The first day.
    is_workday : ndarray of bool
        One value a day from ``first`` on, at most 32 767.
    source : str
        Where the days come from, for messages.
    """

    first: date
    is_workday: npt.NDArray[np.bool_]
    source: str

    def __post_init__(self) -> None:
        if not 0 < len(self.is_workday) <= LONGEST:
            raise BadInputError(
                N_("{source}: {days} days; a calendar holds 1 to {longest}. Give the years you need."),
                source=self.source,
                days=len(self.is_workday),
                longest=LONGEST,
            )

    @property
    def days(self) -> int:
        """How many days it holds."""
        return len(self.is_workday)

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def first_number(self) -> int:
        """The first day as days since 1970-01-01."""
        return (self.first - _EPOCH).days

    @cached_property
    def before(self) -> npt.NDArray[np.int16]:
        """Working days before each day; int16[days + 1], the last for the day after the last."""
        return np.concatenate(([0], np.cumsum(self.is_workday))).astype(np.int16)

    @cached_property
    def workdays(self) -> npt.NDArray[np.int32]:
        """The working days, as days since 1970-01-01."""
        return (np.flatnonzero(self.is_workday) + self.first_number).astype(np.int32)

    def then(self, later: Calendar) -> Calendar:
        """Return this calendar with the days of ``later`` in place of, and after, its own.

        Raises
        ------
        BadInputError
            Days would be missing between the two.
        """
        start = (later.first - self.first).days
        if not 0 <= start <= self.days:
            raise BadInputError(
                N_("{source} starts on {date}, but {other} holds {first} to {last}. Add the days between."),
                source=later.source,
                date=later.first,
                other=self.source,
                first=self.first,
                last=self.last,
            )
        tail = self.is_workday[start + later.days :]
        days = np.concatenate((self.is_workday[:start], later.is_workday, tail))
        return Calendar(self.first, days, f"{self.source} + {later.source}")


def published_years() -> range:
    """Return the years whose calendar of working days is published and installed here."""
    from chinese_calendar.constants import holidays

    return range(min(holidays).year, max(holidays).year + 1)


def refuse_unpublished(day: date, source: str, row: int | None = None) -> BadInputError:
    """Return the refusal of a day outside the calendar, naming its year, its row if any, and the mend."""
    if row is not None:
        return BadInputError(
            N_(
                "row {row} (the first is 1), {date}: {source} holds no working days of {year}. Install a "
                "newer chinesecalendar once the year is published, or give a CSV file with the columns date, "
                "is_workday for every day of {year}."
            ),
            row=row,
            date=day,
            year=day.year,
            source=source,
        )
    return BadInputError(
        N_(
            "{date}: {source} holds no working days of {year}. Install a newer chinesecalendar once the year "
            "is published, or give a CSV file with the columns date, is_workday for every day of {year}."
        ),
        date=day,
        year=day.year,
        source=source,
    )


def published_calendar(years: Iterable[int] | None = None) -> Calendar:
    """Return the published calendar of China, make-up workdays included.

    Parameters
    ----------
    years : iterable of int, optional
        The years wanted; the calendar runs from the first to the last. Default: all published ones.

    Raises
    ------
    BadInputError
        A year is not published: it is named, never guessed. Or no year is given.
    """
    from chinese_calendar.constants import holidays, workdays

    known = published_years()
    wanted = sorted(set(known if years is None else years))
    source = f"chinesecalendar {known[0]}-{known[-1]}"
    if not wanted:
        raise BadInputError(
            N_("no year is given. Give one or more of {first} to {last}, or leave the years out for all."),
            first=known[0],
            last=known[-1],
        )
    for year in wanted:
        if year not in known:
            raise refuse_unpublished(date(year, 1, 1), source)
    first, last = date(wanted[0], 1, 1), date(wanted[-1], 12, 31)
    every = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    is_workday = [day in workdays or (day.weekday() < 5 and day not in holidays) for day in every]
    return Calendar(first, np.array(is_workday), source)


def read_calendar(path: Path | str) -> Calendar:
    """Read a calendar from a CSV file: ``date`` (YYYY-MM-DD), ``is_workday`` (1 or 0), every day once.

    Raises
    ------
    BadInputError
        There is no such file, a column is absent, a value cannot be read, a day is given twice or left out.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInputError(N_("{file}: there is no such file."), file=path)
    text = inspect_text(path)
    for column in _COLUMNS:
        if column not in text.header:
            raise BadInputError(
                N_("{file}: no column '{column}'. Add it: one row a day."), file=path.name, column=column
            )
    days: dict[date, bool] = {}
    with path.open(encoding=text.encoding, newline="") as stream:
        reader = csv.DictReader(stream, delimiter=text.delimiter)
        for row in reader:
            day, works = _read_row(path, reader.line_num, row)
            if day in days:
                raise BadInputError(
                    N_("{file}, line {line}: {date} is given twice. Keep one row a day."),
                    file=path.name,
                    line=reader.line_num,
                    date=day,
                )
            days[day] = works
    if not days:
        raise BadInputError(N_("{file}: no rows. Give one row a day."), file=path.name)
    first, last = min(days), max(days)
    every = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    for day in every:
        if day not in days:
            raise BadInputError(
                N_("{file}: {date} is left out. Give every day from {first} to {last}."),
                file=path.name,
                date=day,
                first=first,
                last=last,
            )
    return Calendar(first, np.array([days[day] for day in every]), path.name)


def _read_row(path: Path, line: int, row: dict[str, Any]) -> tuple[date, bool]:
    given, word = (str(row[column] or "").strip() for column in _COLUMNS)
    try:
        return date.fromisoformat(given), _WORDS[word.lower()]
    except (ValueError, KeyError):
        raise BadInputError(
            N_("{file}, line {line}: '{date}', '{word}'. Write the date as 2026-10-01 and 1 or 0 beside it."),
            file=path.name,
            line=line,
            date=given,
            word=word,
        ) from None
