"""Hashes that occur twice, against counting them."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tierline.compiled import hashes

few = st.sampled_from([0, 1, 2**63, 2**64 - 1, 2**58, 2**58 + 16])
values = st.lists(few | st.integers(0, 2**64 - 1), max_size=30)


@settings(deadline=None)
@given(values=values)
def test_what_occurs_twice(values: list[int]) -> None:
    given = np.array(values, np.uint64)
    out = np.empty_like(given)
    count = hashes.occur_twice(given, np.zeros(32, np.uint64), out)
    assert set(out[:count].tolist()) == {value for value, times in Counter(values).items() if times > 1}


@settings(deadline=None)
@given(values=values)
def test_parts_by_leading_bits(values: list[int]) -> None:
    given, starts = np.array(values, np.uint64), np.zeros(65, np.int64)
    out = np.empty_like(given)
    hashes.divide(given, 6, starts, out)
    for part in range(64):
        own = [value for value in values if value >> 58 == part]
        assert out[starts[part] : starts[part + 1]].tolist() == own
