"""Calendars of working days: the published one and one from a file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import numpy as np
import pytest

from tierline.errors import BadInputError
from tierline.service.calendar import (
    LONGEST,
    Calendar,
    published_calendar,
    published_years,
    read_calendar,
)


def test_every_day_is_as_published() -> None:
    calendar = published_calendar()
    assert (calendar.first, calendar.last) == (date(2004, 1, 1), date(published_years()[-1], 12, 31))
    for place, works in enumerate(calendar.is_workday.tolist()):
        assert works is chinese_calendar.is_workday(calendar.first + timedelta(days=place))


def test_make_up_days_are_worked_and_holidays_not() -> None:
    calendar = published_calendar([2026])
    works = {calendar.first + timedelta(days=k): bool(w) for k, w in enumerate(calendar.is_workday)}
    assert works[date(2026, 10, 10)]  # a Saturday
    assert not works[date(2026, 10, 1)]  # a Thursday
    assert calendar.before[-1] == len(calendar.workdays) == sum(works.values())


@pytest.mark.parametrize("years", [[2027], [2026, 2027], [2003]])
def test_unpublished_year_is_refused_by_name(years: list[int]) -> None:
    wrong = max(years) if max(years) > 2026 else min(years)
    with pytest.raises(BadInputError, match=f"no working days of {wrong}.*chinesecalendar.*CSV"):
        published_calendar(years)


def test_no_year_at_all_is_refused() -> None:
    with pytest.raises(BadInputError, match=f"no year is given.*2004 to {published_years()[-1]}"):
        published_calendar([])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"none\.csv: there is no such file"):
        read_calendar(tmp_path / "none.csv")


def _write(folder: Path, *rows: str, header: str = "date,is_workday", encoding: str = "utf-8") -> Path:
    path = folder / "days.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return path


def test_read_from_a_file_in_any_order(tmp_path: Path) -> None:
    rows = ("2027-01-02,0,否", "2027-01-01,否,", "2027-01-03,TRUE,")
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path = _write(tmp_path, *rows, header="date,is_workday,备注", encoding=encoding)
        calendar = read_calendar(path)
        assert (calendar.first, calendar.last) == (date(2027, 1, 1), date(2027, 1, 3))
        assert calendar.is_workday.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["2027-01-01,0", "2027-01-03,1"], "2027-01-02 is left out"),
        (["2027-01-01,0", "2027-01-01,1"], "line 3: 2027-01-01 is given twice"),
        (["2027-01-32,0"], "line 2: '2027-01-32', '0'"),
        (["2027-01-01,maybe"], "'maybe'"),
        (["2027-01-01"], "'2027-01-01', ''"),
        (["2027-01-01,0", "2227-01-01,0"], "2027-01-02 is left out"),
    ],
)
def test_faulty_file_is_refused(rows: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=words):
        read_calendar(_write(tmp_path, *rows))


def test_file_without_the_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"days\.csv: no column 'is_workday'"):
        read_calendar(_write(tmp_path, "2027-01-01,1", header="date,works"))


def test_own_days_follow_the_published_ones() -> None:
    published = published_calendar([2025, 2026])
    own = Calendar(date(2026, 12, 31), np.array([False, True, True]), "own.csv")
    both = published.then(own)
    assert both.last == date(2027, 1, 2)
    assert both.is_workday[-3:].tolist() == [False, True, True]
    assert both.days == published.days + 2
    inner = published.then(Calendar(date(2026, 1, 1), np.array([True]), "own.csv"))
    assert inner.days == published.days
    assert inner.is_workday[365]
    with pytest.raises(BadInputError, match=r"own\.csv starts on 2027-01-05"):
        published.then(Calendar(date(2027, 1, 5), np.array([True]), "own.csv"))


@pytest.mark.parametrize("days", [0, LONGEST + 1])
def test_length_is_bounded(days: int) -> None:
    with pytest.raises(BadInputError, match="a calendar holds 1 to"):
        Calendar(date(2000, 1, 1), np.ones(days, bool), "drawn")


def test_the_longest_calendar_counts_right() -> None:
    calendar = Calendar(date(1990, 1, 1), np.ones(LONGEST, bool), "drawn")
    assert calendar.before[-1] == LONGEST
