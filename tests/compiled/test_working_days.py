"""Working days against a walk from day to day; worked cases of XJ-9 and its reading."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.compiled.workdays import BLOCK
from tierline.errors import BadInputError, UsageError
from tierline.service.calendar import Calendar, published_calendar
from tierline.service.working_days import (
    BACKWARDS,
    MISSING,
    Office,
    counts_from,
    days_after_opening,
    due_at,
    within,
    working_days_between,
)

UNITS = ["s", "ms", "us", "ns"]
FIRST = date(2024, 12, 20)
DAYS = 30
SECONDS = DAYS * 86_400


def at(text: str, unit: str = "us") -> Any:
    return np.array([text], f"datetime64[{unit}]")


def naive_start(opened: datetime, works: dict[date, bool], end: time) -> date:
    """Return the day that counts as day 0, walking on from a day off or after hours."""
    day = opened.date()
    late = opened.time() >= end
    while late or not works[day]:
        day += timedelta(days=1)
        late = False
    return day


def naive_due(opened: datetime, n: int, works: dict[date, bool], end: time) -> datetime:
    day = naive_start(opened, works, end)
    for _ in range(n):
        day += timedelta(days=1)
        while not works[day]:
            day += timedelta(days=1)
    return datetime.combine(day, end)


def naive_between(opened: datetime, replied: datetime, works: dict[date, bool], end: time) -> int:
    n = 0
    while replied > naive_due(opened, n, works, end):
        n += 1
    return n


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, dict[date, bool], Office, list[tuple[datetime, datetime]]]:
    works = draw(st.lists(st.booleans(), min_size=DAYS, max_size=DAYS))
    # the walk needs somewhere to go beyond the last day that a time may lie on
    every = [*works, True, *[True] * DAYS]
    start = draw(st.integers(0, 86_398))
    office = Office(_time(start), _time(draw(st.integers(start + 1, 86_399))))
    moment = st.one_of(
        st.integers(0, SECONDS - 1),
        st.builds(
            lambda day, end, off: min(max(day * 86_400 + end + off, 0), SECONDS - 1),
            st.integers(0, DAYS - 1),
            st.sampled_from([0, _seconds(office.start), _seconds(office.end)]),
            st.integers(-1, 1),
        ),
    )
    pairs = [sorted(pair) for pair in draw(st.lists(st.tuples(moment, moment), min_size=1, max_size=20))]
    zero = datetime.combine(FIRST, time())
    times = [(zero + timedelta(seconds=a), zero + timedelta(seconds=b)) for a, b in pairs]
    by_day = {FIRST + timedelta(days=place): day for place, day in enumerate(every)}
    return Calendar(FIRST, np.array(every), "drawn"), by_day, office, times


def _time(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


@given(cases(), st.sampled_from(UNITS), st.sampled_from(UNITS), st.integers(0, 5))
def test_agrees_with_a_walk_from_day_to_day(case: Any, unit: str, other: str, n: int) -> None:
    calendar, works, office, times = case
    opened = np.array([pair[0] for pair in times], f"datetime64[{unit}]")
    replied = np.array([pair[1] for pair in times], f"datetime64[{other}]")
    between = working_days_between(opened, replied, calendar, office)
    assert between.tolist() == [naive_between(*pair, works, office.end) for pair in times]
    due = due_at(opened, n, calendar, office)
    assert due.dtype == opened.dtype
    assert due.astype("datetime64[us]").tolist() == [
        naive_due(first, n, works, office.end) for first, _last in times
    ]
    assert within(opened, replied, n, calendar, office).tolist() == (replied <= due).astype(int).tolist()
    counted = counts_from(opened, calendar, office).astype("datetime64[us]").tolist()
    assert counted == [
        max(first, datetime.combine(naive_start(first, works, office.end), office.start))
        for first, _last in times
    ]
    plain = [
        sum(works[first.date() + timedelta(days=k)] for k in range(1, (last.date() - first.date()).days + 1))
        for first, last in times
    ]
    assert days_after_opening(opened, replied, calendar).tolist() == plain


# 2026: National Day off from 1 to 7 October, Saturday 10 October made up for; 20 September was one too
@pytest.mark.parametrize(
    ("opened", "replied", "days", "plain"),
    [
        ("2026-09-28T10:00:00", "2026-09-28T17:00:00", 0, 0),
        ("2026-09-28T10:00:00", "2026-09-28T18:00:00", 0, 0),  # the end of office is still in time
        ("2026-09-28T10:00:00", "2026-09-28T18:00:01", 1, 0),
        ("2026-09-28T17:59:59", "2026-09-29T18:00:00", 1, 1),
        ("2026-09-28T18:00:00", "2026-09-29T18:00:00", 0, 1),  # 18:00 sharp is after hours
        ("2026-09-28T07:00:00", "2026-09-28T08:00:00", 0, 0),  # before hours is the same day
        ("2026-09-30T18:00:00", "2026-10-08T09:00:00", 0, 1),  # after hours before the holiday
        ("2026-10-03T12:00:00", "2026-10-08T18:00:00", 0, 1),  # opened on a day off
        ("2026-10-03T12:00:00", "2026-10-04T12:00:00", 0, 0),  # answered on a day off
        ("2026-10-08T12:00:00", "2026-10-10T12:00:00", 2, 2),  # the Saturday is worked
        ("2026-10-10T12:00:00", "2026-10-12T12:00:00", 1, 1),
        ("2026-09-28T18:30:00", "2026-09-28T19:00:00", 0, 0),  # both after hours on one evening
        ("2026-12-31T17:00:00", "2026-12-31T19:00:00", 1, 0),  # the last day of the calendar
    ],
)
@pytest.mark.parametrize("unit", UNITS)
def test_worked_cases(opened: str, replied: str, days: int, plain: int, unit: str) -> None:
    calendar = published_calendar([2026])
    first, last = at(opened, unit), at(replied, unit)
    assert working_days_between(first, last, calendar).tolist() == [days]
    assert days_after_opening(first, last, calendar).tolist() == [plain]
    assert within(first, last, days, calendar).tolist() == [1]
    if days:
        assert within(first, last, days - 1, calendar).tolist() == [0]


def test_first_reply_by_class() -> None:
    calendar = published_calendar([2026])
    opened = np.repeat(at("2026-09-29T09:00:00"), 3)
    replied = np.array(
        ["2026-09-30T18:00:00", "2026-10-08T18:00:01", "2026-10-09T18:00:00"], "datetime64[us]"
    )
    assert within(opened, replied, np.array([1, 2, 3]), calendar).tolist() == [1, 0, 1]
    assert due_at(opened, np.array([1, 2, 3]), calendar).astype(str).tolist() == [
        "2026-09-30T18:00:00.000000",
        "2026-10-08T18:00:00.000000",
        "2026-10-09T18:00:00.000000",
    ]


def test_dates_count_as_in_office_hours() -> None:
    calendar = published_calendar([2026])
    opened, replied = at("2026-10-08", "D"), at("2026-10-10", "D")
    assert working_days_between(opened, replied, calendar).tolist() == [2]
    assert due_at(opened, 1, calendar).astype(str).tolist() == ["2026-10-09T18:00:00"]
    assert working_days_between(at("2026-10-08T10", "h"), at("2026-10-10T10:30", "m"), calendar).tolist() == [
        2
    ]


def test_missing_and_backwards_are_marked() -> None:
    calendar = published_calendar([2026])
    opened = np.array(["2026-10-08T10:00", "NaT", "NaT", "2026-10-09T10:00"], "datetime64[ns]")
    replied = np.array(["NaT", "2026-10-08T10:00", "NaT", "2026-10-09T09:59"], "datetime64[ns]")
    marks = [MISSING, MISSING, MISSING, BACKWARDS]
    assert working_days_between(opened, replied, calendar).tolist() == marks
    assert within(opened, replied, 1, calendar).tolist() == marks
    assert days_after_opening(opened[:3], replied[:3], calendar).tolist() == marks[:3]
    assert np.isnat(due_at(opened, 1, calendar)).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("opened", "replied", "year"),
    [
        ("2027-01-04T10:00:00", "2027-01-05T10:00:00", "2027"),
        ("2026-12-31T10:00:00", "2027-01-05T10:00:00", "2027"),
        ("2003-12-31T10:00:00", "2004-01-05T10:00:00", "2003"),
        ("1000-01-01T10:00:00", "2004-01-05T10:00:00", "1000"),
    ],
)
def test_a_year_without_a_calendar_is_refused_by_name(opened: str, replied: str, year: str) -> None:
    calendar = published_calendar()
    for work in (working_days_between, days_after_opening):
        with pytest.raises(BadInputError, match=f"no working days of {year}") as caught:
            work(at(opened), at(replied), calendar)
        assert "chinesecalendar" in str(caught.value)
        second = [np.concatenate([at("2026-10-12T10:00:00"), at(each)]) for each in (opened, replied)]
        with pytest.raises(BadInputError, match=r"row 2 \(the first is 1\), "):
            work(*second, calendar)
    with pytest.raises(BadInputError, match=year):
        within(at(opened), at(replied), 1, calendar)


def test_due_in_a_year_without_a_calendar_is_refused() -> None:
    calendar = published_calendar([2026])
    assert due_at(at("2026-12-31T17:00:00"), 0, calendar).astype(str).tolist() == [
        "2026-12-31T18:00:00.000000"
    ]
    for opened, n in (("2026-12-31T17:00:00", 1), ("2026-12-31T18:00:00", 0)):
        with pytest.raises(BadInputError, match="2027"):
            due_at(at(opened), n, calendar)


def test_threads_layouts_and_blocks_do_not_matter() -> None:
    calendar = published_calendar([2025, 2026])
    random = np.random.default_rng(9)
    rows = BLOCK + 77
    opened = np.datetime64("2025-01-01T00:00:00", "s") + random.integers(0, 600 * 86_400, rows)
    replied = opened + random.integers(-9, 10 * 86_400, rows)
    replied[::50] = np.datetime64("NaT")
    whole = working_days_between(opened, replied, calendar)
    parts = [
        working_days_between(opened[i : i + 1], replied[i : i + 1], calendar)[0] for i in range(0, rows, 23)
    ]
    assert whole[::23].tolist() == parts
    opened.flags.writeable = False
    assert np.array_equal(whole, working_days_between(opened, replied, calendar, threads=1))
    strided = np.repeat(opened, 2)[::2]
    assert np.array_equal(whole, working_days_between(strided, replied.astype("datetime64[ns]"), calendar))


def test_two_threads_name_the_first_bad_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tierline.service.working_days.LEAST_ROWS", 2)
    calendar = published_calendar([2026])
    opened = np.repeat(at("2026-03-02T10:00:00"), 8)
    replied = opened.copy()
    assert working_days_between(opened, replied, calendar, threads=3).tolist() == [0] * 8
    replied[[2, 7]] = at("2028-01-01T00:00:00")[0], at("2027-01-01T00:00:00")[0]
    with pytest.raises(BadInputError, match="2028"):
        working_days_between(opened, replied, calendar, threads=3)


def test_nothing_gives_nothing() -> None:
    none = np.array([], "datetime64[us]")
    calendar = published_calendar([2026])
    assert working_days_between(none, none, calendar).tolist() == []
    assert within(none, none, np.array([], int), calendar).tolist() == []
    assert due_at(none, 1, calendar).tolist() == []


def test_wrong_calls_are_refused() -> None:
    calendar = published_calendar([2026])
    one = at("2026-03-02T10:00:00")
    with pytest.raises(BadInputError, match="'opened'"):
        working_days_between(np.array(["2026-03-02"]), one, calendar)
    with pytest.raises(BadInputError, match="'replied'"):
        working_days_between(one, one.reshape(1, 1), calendar)
    with pytest.raises(UsageError, match="1 opening times, but 2 replies"):
        working_days_between(one, np.repeat(one, 2), calendar)
    for days in (1.5, [1, 2], -1, 40_000):
        with pytest.raises(UsageError, match="Working days must"):
            within(one, one, days, calendar)
    for hours in ((time(18), time(9)), (time(9), time(9)), (time(9), time(18, 0, 0, 1))):
        with pytest.raises(UsageError, match="Office hours"):
            Office(*hours)
