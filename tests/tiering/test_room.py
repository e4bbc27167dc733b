"""Memory of results serves again only when nothing reads it any more."""

from __future__ import annotations

import gc

import numpy as np
import pyarrow as pa
import pytest

from tierline.tiering.room import KEPT, LEAST_BYTES, LINE, _spare, empty_outcome

ROWS = LEAST_BYTES // 8 + 3  # ten bytes a row: large enough to be kept


@pytest.fixture(autouse=True)
def nothing_spare() -> None:
    gc.collect()
    _spare.clear()


@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, ROWS])
def test_every_column_begins_on_a_line_and_lies_apart(rows: int) -> None:
    out = empty_outcome(rows)
    columns = out[:-1]
    for place, column in enumerate(columns):
        assert len(column) == rows
        assert rows == 0 or column.ctypes.data % LINE == 0
        column[:] = place
    assert [int(column.sum()) for column in columns] == [place * rows for place in range(len(columns))]


def test_memory_serves_again_once_the_last_array_is_gone() -> None:
    out = empty_outcome(ROWS)
    where = out.score.ctypes.data
    kept = out.below[5:9]
    del out
    assert empty_outcome(ROWS).score.ctypes.data != where
    _spare.clear()
    del kept
    assert empty_outcome(ROWS).score.ctypes.data == where


def test_a_table_made_of_it_keeps_it() -> None:
    out = empty_outcome(ROWS)
    out.tier[:] = 3
    table = pa.table({"tier": pa.array(out.tier)})
    del out
    other = empty_outcome(ROWS)
    other.tier[:] = 4
    assert set(np.unique(table["tier"].to_numpy())) == {3}


def test_only_a_few_are_kept_and_only_of_the_size_asked_for() -> None:
    many = [empty_outcome(ROWS) for _ in range(KEPT + 3)]
    many.clear()
    assert len(_spare) == KEPT
    empty_outcome(2 * ROWS)
    assert [len(memory) for memory in _spare] != []
    small = empty_outcome(7)
    del small
    assert all(len(memory) > LEAST_BYTES for memory in _spare)
