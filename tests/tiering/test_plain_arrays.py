"""Arrays made without ``pa.array`` are the same arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.tiering.plain_arrays import number_array, word_array


@given(st.lists(st.text(max_size=5), max_size=12))
def test_words(words: list[str]) -> None:
    found = word_array(words)
    found.validate(full=True)
    assert found.equals(pa.array(words, pa.string()))


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64])
@given(data=st.data())
def test_numbers(dtype: Any, data: st.DataObject) -> None:
    limits = np.iinfo(dtype)
    values = np.array(data.draw(st.lists(st.integers(limits.min, limits.max), max_size=20)), dtype)
    flags = st.lists(st.booleans(), min_size=len(values), max_size=len(values))
    missing = np.array(data.draw(flags), np.bool_)
    for given_missing in (None, missing):
        found = number_array(values, given_missing)
        found.validate(full=True)
        assert found.equals(pa.array(values, mask=given_missing))
    assert number_array(values[::2]).equals(pa.array(values[::2]))
