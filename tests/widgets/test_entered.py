"""Figures as people type them are read exactly, or refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.errors import BadInputError
from tierline.messages import Message
from tierline_widgets.entered import typed_hundredths, typed_list, typed_whole

NAME = Message("the figure")


@given(st.integers(-(10**9), 10**9))
def test_every_hundredth_is_read_as_it_is_written(value: int) -> None:
    sign, (whole, part) = "-" if value < 0 else "", divmod(abs(value), 100)
    assert typed_hundredths(f"{sign}{whole}.{part:02d}", NAME) == value
    assert typed_hundredths(f" {sign}{whole:,}.{part:02d} ", NAME) == value


@pytest.mark.parametrize(
    ("typed", "value"), [("12", 1200), ("12.5%", 1250), ("１２．５", 1250), ("\u22123", -300), (".5", 50)]
)
def test_what_people_write(typed: str, value: int) -> None:
    assert typed_hundredths(typed, NAME) == value


@pytest.mark.parametrize("typed", ["", " ", "x", "1.234", "nan", "inf", "1,2", "1e40", "--1", "1 2"])
def test_what_is_no_figure_is_refused_by_name(typed: str) -> None:
    with pytest.raises(BadInputError, match="the figure"):
        typed_hundredths(typed, NAME)


@pytest.mark.parametrize("typed", ["", "0", "11", "2.5", "x"])
def test_whole_numbers_have_limits(typed: str) -> None:
    assert typed_whole(" 10 ", NAME, 1, 10) == 10
    with pytest.raises(BadInputError, match="from 1 to 10"):
        typed_whole(typed, NAME, 1, 10)


def test_lists_take_any_comma() -> None:
    assert typed_list("1, 2；3、４ off,,") == ["1", "2", "3", "4", "off"]
    assert typed_list(" ") == []
