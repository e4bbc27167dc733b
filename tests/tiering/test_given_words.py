"""Codes, flags, days and texts as Python programs hold them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tierline.errors import BadInputError
from tierline.tiering.columns import code_view, number_view, text_column


def words(values: Any, *, flag: bool) -> tuple[Any, ...]:
    return code_view({"x": values}, "x", flag=flag).dictionary or ()


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.array([1, 0]),
        lambda: np.array([1.0, 0.0, np.nan]),
        lambda: pd.Series([1, 0, None], dtype="Int64"),
        lambda: pd.Series(pd.Categorical([1, 0])),
        lambda: pa.array([1, 0]).dictionary_encode(),
    ],
)
def test_ones_and_zeros_are_flags_only_where_a_flag_is_wanted(make: Callable[[], Any]) -> None:
    assert set(words(make(), flag=True)) - {None} == {"true", "false"}
    assert set(words(make(), flag=False)) - {None} == {"1", "0"}


def test_flags_as_objects_and_categories() -> None:
    for values in (np.array([True, None, False], dtype=object), pd.Series(pd.Categorical([True, False]))):
        assert set(words(values, flag=True)) - {None} == {"true", "false"}


def test_days_only_where_days_are_wanted() -> None:
    day = dt.date(2026, 10, 31)
    evening = dt.datetime(2026, 10, 31, 22, tzinfo=dt.UTC)
    for values in (
        [day, None],
        np.array([day, "NaT"], ">M8[D]"),
        pd.Series(pd.to_datetime([day, None])),
        pa.array([evening.replace(tzinfo=None), None], pa.timestamp("us")),
        pa.array([evening - dt.timedelta(hours=8), None], pa.timestamp("s", "Asia/Shanghai")),
        pa.array([day, None]).dictionary_encode(),
    ):
        (array,) = number_view({"x": values}, "x", date=True).owners
        assert array.to_pylist() == [day, None]
    for wrong in (np.array([20_000]), np.array([1.5]), np.array(["2026-10-31"])):
        with pytest.raises(BadInputError, match="dates are needed"):
            number_view({"x": wrong}, "x", date=True)


def test_text_has_no_words_for_fractions() -> None:
    with pytest.raises(BadInputError, match="plain texts are needed"):
        text_column({"x": np.array([0.5])}, "x")
    assert text_column({"x": np.array([1.0, np.nan])}, "x").to_pylist() == ["1", None]


@pytest.mark.parametrize(
    "moments",
    [
        pa.array([2**62, 0], pa.timestamp("s")),
        pa.array([2**60], pa.date64()),
        pa.array([0], pa.timestamp("s", "Nowhere/Atall")),
    ],
)
def test_moments_that_have_no_day(moments: pa.Array) -> None:
    with pytest.raises(BadInputError, match="dates are needed"):
        number_view({"x": moments}, "x", date=True)


def test_categories_of_several_kinds_are_no_codes() -> None:
    with pytest.raises(BadInputError, match="codes are needed"):
        code_view({"x": pd.Series(pd.Categorical(["it", 1]))}, "x")


@pytest.mark.parametrize("values", [{30.0, 1.0, 20.0}, frozenset({1.0}), {1.0: "a"}])
def test_what_has_no_order_of_rows_is_no_column(values: Any) -> None:
    with pytest.raises(BadInputError, match="plain numbers are needed"):
        number_view({"x": values}, "x")
