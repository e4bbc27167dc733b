"""Where two versions of a table differ: which rows, which columns, what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tierline.messages import N_, Message

SHOWN = 5


def differences(name: str, stored: pa.Table, fresh: pa.Table) -> Iterator[Message]:
    """Say how a stored table differs from the one it should be.

    Parameters
    ----------
    name : str
        Name of the file, for the messages.
    stored, fresh : pyarrow.Table
        What lies there; what should. Rows are matched by place.

    Yields
    ------
    Message
        One for each column, with the first rows that differ; none if the tables are equal.
    """
    gone = [column for column in fresh.column_names if column not in stored.column_names]
    more = [column for column in stored.column_names if column not in fresh.column_names]
    if gone or more:
        yield Message(
            N_("{file}: columns missing: {gone}; columns too many: {more}."),
            {"file": name, "gone": ", ".join(gone) or "-", "more": ", ".join(more) or "-"},
        )
    if stored.num_rows != fresh.num_rows:
        yield Message(
            N_("{file}: rows stored: {stored}; rows that belong there: {fresh}."),
            {"file": name, "stored": stored.num_rows, "fresh": fresh.num_rows},
        )
        return
    keys = fresh.column(0).cast(pa.string()).to_pylist() if fresh.num_columns else []
    for column in fresh.column_names:
        if column not in stored.column_names:
            continue
        rows = np.flatnonzero(_unequal(stored[column], fresh[column]))
        if len(rows):
            yield _column(name, column, rows, keys, stored[column], fresh[column])


def changed_columns(stored: Path, fresh: Path) -> list[str] | None:
    """Return the columns by which two files of a table differ; None where something else does.

    Parameters
    ----------
    stored, fresh : pathlib.Path
        Parquet files; of any other, or where one is not there, nothing can be said of columns.

    Returns
    -------
    list of str or None
        Empty where the content is the same: a column that only the fresh table has, and that says nothing
        in any row, came with a later version.
    """
    if stored.suffix != ".parquet" or not (stored.is_file() and fresh.is_file()):
        return None
    before, after = pq.read_table(stored), pq.read_table(fresh)
    if before.num_rows != after.num_rows or set(before.column_names) - set(after.column_names):
        return None
    return [
        name
        for name in after.column_names
        if (
            _unequal(before[name], after[name]).any()
            if name in before.column_names
            else after[name].null_count < after.num_rows
        )
    ]


def _column(
    name: str, column: str, rows: np.ndarray, keys: list[str], stored: pa.ChunkedArray, fresh: pa.ChunkedArray
) -> Message:
    shown = [
        f"{keys[row]}: {stored[row].as_py()!r} <- {fresh[row].as_py()!r}" for row in rows[:SHOWN].tolist()
    ]
    return Message(
        N_("{file}: column {column} differs, rows: {count} (stored <- computed): {rows}"),
        {
            "file": name,
            "column": column,
            "count": len(rows),
            "rows": "; ".join(shown) + (" ..." if len(rows) > SHOWN else ""),
        },
    )


def _unequal(stored: pa.ChunkedArray, fresh: pa.ChunkedArray) -> np.ndarray:
    left, right = _plain(stored), _plain(fresh)
    if left.type != right.type:
        left, right = left.cast(pa.string()), right.cast(pa.string())
    one_missing = pc.xor(left.is_null(), right.is_null())
    other: np.ndarray = pc.or_(pc.fill_null(pc.not_equal(left, right), False), one_missing).to_numpy()
    return other


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
