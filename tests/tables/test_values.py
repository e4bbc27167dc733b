"""Cells as people write them, held against a plain parser: one by one and in whole columns."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.tables import plain_parser
from tierline.tables.cast import ColumnCast
from tierline.tables.registry import table_spec
from tierline.tables.values import NotFiniteError, read_date, read_flag, read_number

ACCOUNTS = table_spec("accounts")
NUMBERS = st.text(alphabet="019０９.．,，+-－¥￥元万亿%％() 　无", max_size=9)
DATES = st.one_of(
    st.text(alphabet="0129２０-/.年月日 ", max_size=11),
    st.builds(
        lambda day, form: form.format(day.year, day.month, day.day),
        st.dates(datetime.date(1890, 1, 1), datetime.date(2100, 12, 31)),
        st.sampled_from(
            ["{}-{:02}-{:02}", "{}/{}/{}", "{}年{}月{}日", "{}{:02}{:02}", "{}.{}.{}", "{}-{}-{}1"]
        ),
    ),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", 1200),
        ("１２００．５", 1200.5),
        ("1,234,567.89", 1234567.89),
        ("１，２３４", 1234),
        ("1.2万", 12000),
        ("3亿", 300_000_000),
        ("2千万", 20_000_000),
        ("0.1万", 1000),
        ("¥1,200.00", 1200),
        ("￥12元", 12),
        ("RMB 12", 12),
        ("€5", 5),
        ("-5", -5),
        ("(1,200.00)", -1200),
        ("　7　", 7),
        ("1e3", 1000),
        ("12.0", 12),
        (".5", 0.5),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,23", "12,34,567", "1 2", "0x10", "1_000", "--5", "(-5)", "5人", "12%", "²", "①", "万"],
)
def test_no_numbers(text: str) -> None:
    with pytest.raises(ValueError):
        read_number(text)


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity", "1e400"])
def test_not_finite(text: str) -> None:
    with pytest.raises(NotFiniteError):
        read_number(text)


def test_percent_only_in_ratios() -> None:
    assert read_number("12.5%", ratio=True) == 0.125
    assert read_number("－５％", ratio=True) == -0.05
    assert read_number("0.125", ratio=True) == 0.125


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-31",
        "2026/10/31",
        "2026.10.31",
        "20261031",
        "2026年10月31日",
        "２０２６年１０月３１日",
        "2026-10-31 08:30:00",
        "2026/10/31 0:00",
        "2026-10-31T00:00:00.000",
    ],
)
def test_dates(text: str) -> None:
    assert read_date(text) == datetime.date(2026, 10, 31)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/10/2026", "2026-10", "45000", "0026-10-31", "1899-12-31", "today"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


def test_flags() -> None:
    assert [read_flag(text) for text in ("是", "true", "TRUE", "1", "yes", "有", "Y", "１")] == [True] * 8
    assert [read_flag(text) for text in ("否", "false", "0", "no", "没有", "N", "０")] == [False] * 7
    with pytest.raises(ValueError):
        read_flag("maybe")


@given(NUMBERS, st.booleans())
@example("¥-5", False)
@example("5.", False)
@example("00,000", False)
def test_number_against_plain_parser(text: str, ratio: bool) -> None:
    expected = plain_parser.number(text, ratio)
    if expected is None:
        return
    if expected == plain_parser.BAD:
        with pytest.raises(ValueError):
            read_number(text, ratio)
    else:
        assert isinstance(expected, Fraction)
        assert read_number(text, ratio) == float(expected)


@given(DATES)
def test_date_against_plain_parser(text: str) -> None:
    expected = plain_parser.date(text)
    if expected == plain_parser.BAD:
        with pytest.raises(ValueError):
            read_date(text)
    elif expected is not None:
        assert read_date(text) == expected


@given(st.lists(st.one_of(st.none(), NUMBERS, st.integers(-9999, 9999).map(str))))
@example(["12", "1,234", None, "１２", "", "0000", "abc", "-0"])
@example(["0000"])
@example(["1234,567", "1,2345", "12,34", "1,234"])
@example(["5.", ".5", "+5"])
def test_column_of_numbers_against_plain_parser(texts: list[str | None]) -> None:
    cast = ColumnCast(ACCOUNTS.column("revenue_growth")).cast(pa.array(texts, pa.string()))
    expected = [None if text is None else plain_parser.number(text, ratio=True) for text in texts]
    bad = {
        place
        for place, value in enumerate(expected)
        if isinstance(value, str) or not -1 <= (value or 0) <= 1e15
    }
    assert {place for place, _fault in cast.faults} == bad
    wanted = [None if place in bad or value is None else float(value) for place, value in enumerate(expected)]
    assert cast.values.to_pylist() == wanted


@given(st.lists(st.one_of(st.none(), DATES)))
def test_column_of_dates_against_plain_parser(texts: list[str | None]) -> None:
    cast = ColumnCast(ACCOUNTS.column("opened_on")).cast(pa.array(texts, pa.string()))
    expected = [None if text is None else plain_parser.date(text) for text in texts]
    assert {place for place, _fault in cast.faults} == {
        place for place, value in enumerate(expected) if value == plain_parser.BAD
    }
    assert cast.values.to_pylist() == [None if value == plain_parser.BAD else value for value in expected]


def test_false_and_zero_are_values_and_blanks_are_missing() -> None:
    flags = ColumnCast(ACCOUNTS.column("has_website")).cast(
        pa.array(["false", "0", "否", "无", "未知", "　", ""])
    )
    assert flags.values.to_pylist() == [False, False, False, None, None, None, None]
    money = ColumnCast(ACCOUNTS.column("monthly_revenue")).cast(pa.array(["0", "0.00", "0000", "无", " "]))
    assert money.values.to_pylist() == [0, 0, None, None, None]
    text = ColumnCast(ACCOUNTS.column("name")).cast(pa.array(["0", "0000", "　", "未知", "无锡", " 甲 "]))
    assert text.values.to_pylist() == ["0", None, None, None, "无锡", "甲"]
    assert not (flags.faults or money.faults or text.faults)


def test_codes_by_code_and_title() -> None:
    cast = ColumnCast(ACCOUNTS.column("industry")).cast(
        pa.array(["finance", "FINANCE", "金融", "Finance", " ｆｉｎａｎｃｅ ", None, "bank", "it"])
    )
    assert cast.values.to_pylist() == ["finance"] * 5 + [None, None, "it"]
    assert [(place, fault.code) for place, fault in cast.faults] == [(6, "unknown_code")]


def test_identifiers_are_made_half_width_names_are_not() -> None:
    ids = ColumnCast(ACCOUNTS.column("account_id"), identifier=True).cast(pa.array(["Ａ００１", "a-2"]))
    assert ids.values.to_pylist() == ["A001", "a-2"]
    names = ColumnCast(ACCOUNTS.column("name")).cast(pa.array(["ＡＢＣ公司", "'=1+1", "'tis"]))
    assert names.values.to_pylist() == ["ＡＢＣ公司", "=1+1", "'tis"]
