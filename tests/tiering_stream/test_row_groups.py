"""Which row groups a result has, and which account numbers are taken over as they lie in the input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tiering_stream.files import MONTH, ROWS, accounts, found_pages, policy, written
from tierline.tables.read import read_table
from tierline.tiering import row_groups
from tierline.tiering.score import score
from tierline.tiering.stream import score_parquet

pytestmark = pytest.mark.usefixtures("small_batches")


def sizes(path: Path) -> list[int]:
    metadata = pq.ParquetFile(path).metadata
    return [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]


def keys_as_stored(path: Path) -> list[list[bytes]]:
    """Return the pages of each row group's account numbers without their headers."""
    content, groups = path.read_bytes(), pq.ParquetFile(path).num_row_groups
    return [
        [content[page.body : page.end] for page in found_pages(path, group, "account_id")]
        for group in range(groups)
    ]


def scored(folder: Path, given: Path) -> Path:
    out = folder / "out.parquet"
    score_parquet(given, out, policy())
    assert pq.read_table(out).equals(score(read_table(given, month=MONTH), policy()))
    return out


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("encoding", ["PLAIN", "DELTA_BYTE_ARRAY", None])
def test_numbers_are_taken_over_as_stored(
    tmp_path: Path, compression: str, version: str, encoding: str | None
) -> None:
    how: dict[str, Any] = {"compression": compression, "data_page_version": version}
    if encoding:
        how |= {"use_dictionary": False, "column_encoding": {"account_id": encoding}}
    given = written(tmp_path / "in.parquet", accounts(), data_page_size=1500, write_page_checksum=True, **how)
    out = scored(tmp_path, given)
    assert sizes(out) == [700, 700, 700, 700, 200]
    assert keys_as_stored(out) == keys_as_stored(given)


@pytest.mark.parametrize(
    ("rows_a_group", "expected"),
    [(50, [1000, 1000, 1000]), (2001, None), (999, [999, 999, 999, 3]), (62, [62] * 48 + [24]), (61, None)],
)
def test_groups_too_small_or_too_large_are_written_anew(
    tmp_path: Path, rows_a_group: int, expected: list[int] | None
) -> None:
    given = written(tmp_path / "in.parquet", accounts(), rows_a_group)
    out = scored(tmp_path, given)
    assert sum(sizes(out)) == ROWS
    if expected:
        assert sizes(out) == expected
    else:
        assert all(900 <= size <= 1300 for size in sizes(out)[:-1])


@pytest.mark.parametrize(
    "change",
    [
        lambda ids: [f" {each}" for each in ids],
        lambda ids: pa.array([int(each[1:]) for each in ids]),
        lambda ids: pa.array(ids).dictionary_encode(),
    ],
    ids=["blank", "number", "coded"],
)
def test_changed_numbers_are_written_as_they_became(tmp_path: Path, change: Any) -> None:
    given = written(
        tmp_path / "in.parquet", accounts(account_id=change(accounts()["account_id"].to_pylist()))
    )
    scored(tmp_path, given)


def test_column_that_cannot_be_null_is_written_anew(tmp_path: Path) -> None:
    table = accounts()
    fields = [table.schema.field(name).with_nullable(name != "account_id") for name in table.column_names]
    given = written(tmp_path / "in.parquet", table.cast(pa.schema(fields)))
    out = scored(tmp_path, given)
    assert keys_as_stored(out) != keys_as_stored(given)


def test_lists_before_the_number_do_not_move_it(tmp_path: Path) -> None:
    table = accounts()
    pairs = pa.array([{"a": 1, "b": 2}] * ROWS)
    given = written(tmp_path / "in.parquet", table.add_column(0, "remarks", pairs))
    scored(tmp_path, given)


@pytest.mark.parametrize("writer", ["duckdb", "polars"])
def test_files_of_other_writers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: str) -> None:
    module = pytest.importorskip(writer)
    monkeypatch.setattr(row_groups, "GROUP_ROWS", 2000)
    table, given = accounts(5000), tmp_path / "in.parquet"
    if writer == "duckdb":
        connection = module.connect()
        connection.register("given", table)
        connection.execute(f"COPY given TO '{given}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    else:
        module.from_arrow(table).write_parquet(given, row_group_size=1500)
    out = scored(tmp_path, given)
    assert sizes(out) == sizes(given)
    assert keys_as_stored(out) == keys_as_stored(given)
