"""Texts as Arrow keeps them, against pyarrow's own conversion."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tierline.tables.texts import text_array


@given(values=st.lists(st.none() | st.text(max_size=5), max_size=20))
def test_same_as_pyarrow(values: list[str | None]) -> None:
    found = text_array(values)
    found.validate(full=True)
    assert found.equals(pa.array(values, pa.string()))
    assert found.null_count == values.count(None)
