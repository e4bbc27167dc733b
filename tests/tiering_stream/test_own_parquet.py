"""The result's file is plain Parquet: other readers find in it what was put in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierline.compiled.layout import NONE
from tierline.tiering import parquet_chunk as chunks
from tierline.tiering.parquet_footer import MAGIC, TEXT, footer
from tierline.tiering.stream_write import write_stream

WORDS = [f"第{place}层" if place % 2 else f"tier {place}" for place in range(300)]
ranks = st.lists(st.lists(st.integers(NONE, 299), max_size=40), max_size=3).filter(any)
few_ranks = st.lists(st.lists(st.sampled_from([NONE, 3]), max_size=40), max_size=3).filter(any)
COLUMNS = {"id": TEXT, "name": TEXT, "score": 16, "months": 8}


def group(name: list[list[int]]) -> dict[str, chunks.Chunk]:
    """Return a row group whose columns are made from lists of ranks."""
    parts = [np.array(each, np.int16) for each in name]
    return {
        "id": chunks.texts([pa.array([f"{rank}é" for rank in each], pa.string()) for each in name]),
        "name": chunks.names(parts, WORDS),
        "score": chunks.small_numbers([part + 1 for part in parts]),
        "months": chunks.small_numbers([(part + 1).astype(np.int8) & 15 for part in parts]),
    }


def expected(groups: list[list[list[int]]]) -> pa.Table:
    flat = [rank for name in groups for part in name for rank in part]
    return pa.table(
        {
            "id": pa.array([f"{rank}é" for rank in flat], pa.string()),
            "name": pa.array([None if rank == NONE else WORDS[rank] for rank in flat], pa.string()),
            "score": pa.array([rank + 1 for rank in flat], pa.int16()),
            "months": pa.array([np.int16(rank + 1).astype(np.int8) & 15 for rank in flat], pa.int8()),
        }
    )


@settings(deadline=None)
@given(groups=st.lists(ranks | few_ranks, max_size=3))
def test_arrow_reads_what_was_written(groups: list[list[list[int]]]) -> None:
    content = io.BytesIO()
    content.write(MAGIC)
    places: list[list[tuple[Any, int]]] = []
    for name in groups:
        places.append([])
        for chunk in group(name).values():
            places[-1].append((chunk, content.tell()))
            content.write(b"".join(map(bytes, chunk.pieces)))
            assert content.tell() - places[-1][-1][1] == chunk.size
    wanted = expected(groups)
    content.write(footer(COLUMNS, places, wanted.num_rows))
    content.seek(0)
    found = pq.read_table(content)
    assert found.schema.equals(wanted.schema)
    assert found.equals(wanted)


MANY = [[list(range(NONE, 300)) * 40, [NONE] * 9, [], [7] * 5000], [[5] * 70_000], [[NONE] * 3]]


@pytest.mark.parametrize("reader", ["duckdb", "polars"])
def test_others_read_what_was_written(tmp_path: Path, reader: str) -> None:
    module = pytest.importorskip(reader)
    path = tmp_path / "out.parquet"
    wanted = expected(MANY)
    assert write_stream(COLUMNS, map(group, MANY), path) == wanted.num_rows
    if reader == "duckdb":
        found = module.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
    else:
        found = module.read_parquet(path).rows()
    assert found == [tuple(row.values()) for row in wanted.to_pylist()]


def test_bytes_do_not_depend_on_the_run(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_stream(COLUMNS, map(group, MANY), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
