"""A bit that was flipped in a Parquet file whose pages have checksums: told where it is, or no matter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tiering_stream.files import accounts, found_pages, left_in, policy, written
from tierline.engines.duckdb import DuckDB
from tierline.engines.engine import score_files
from tierline.errors import BadInputError
from tierline.tables.parquet_pages import page_at, pages
from tierline.tables.read import read_table
from tierline.tiering.parquet_chunk import Chunk
from tierline.tiering.stream import score_parquet
from tierline.tiering.taken_over import sealed

HOW: dict[str, dict[str, Any]] = {
    "plain": {"compression": "none", "use_dictionary": False},
    "coded": {"compression": "none"},
    "zstd": {"compression": "zstd", "use_dictionary": False},
    "second version": {"compression": "snappy", "data_page_version": "2.0"},
    "deltas": {
        "compression": "zstd",
        "use_dictionary": False,
        "column_encoding": {"account_id": "DELTA_BYTE_ARRAY", "tenure_months": "DELTA_BINARY_PACKED"},
    },
}


pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Hold a folder in which a refusal leaves nothing but the input."""
    yield tmp_path
    assert left_in(tmp_path) == {"in.parquet"}


def flip(path: Path, at: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.write_bytes(content)


def refused(path: Path, engine: str = "kernel") -> str:
    with pytest.raises(BadInputError) as told:
        score_by(engine, path, path.with_name("out.parquet"))
    assert told.value.exit_code == 3
    assert told.value.render("zh") != told.value.render("en")
    return told.value.render("en")


def score_by(engine: str, given: Path, target: Path) -> None:
    if engine == "kernel":
        score_parquet(given, target, policy())
        return
    duckdb = DuckDB()
    try:
        score_files(duckdb, str(given), str(target), policy())
    finally:
        duckdb.close()


@pytest.mark.parametrize("engine", ["kernel", "duckdb"])
@pytest.mark.parametrize("page", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize("how", HOW)
def test_a_flipped_bit_is_told_with_its_place(folder: Path, how: str, page: int, engine: str) -> None:
    if engine == "duckdb":
        pytest.importorskip("duckdb")
    path = written(folder / "in.parquet", accounts(), write_page_checksum=True, **HOW[how])
    hit = found_pages(path, 2, "tenure_months")[page]
    flip(path, (hit.body + hit.end) // 2)
    said = refused(path, engine)
    assert said.startswith("in.parquet: column 'tenure_months' in row group 3 of 5 is damaged: ")
    assert "checksum" in said


@pytest.mark.parametrize("group", [0, 4])
@pytest.mark.parametrize("column", ["account_id", "tenure_months"])
def test_rows_that_arrow_leaves_out_are_missed(folder: Path, column: str, group: int) -> None:
    """Where a column has a page of a kind that Arrow does not know, it ends all of the row group."""
    path = written(folder / "in.parquet", accounts(), compression="none", use_dictionary=False)
    flip(path, found_pages(path, group, column)[0].begin + 1, 6)
    rows = 200 if group else 700
    assert f"'{column}' in row group {group + 1} of 5 is damaged: 0 rows can be read in place of {rows}." in (
        refused(path)
    )
    with pytest.raises(BadInputError, match="0 rows can be read"):
        read_table(path)


@pytest.mark.parametrize("engine", ["kernel", "duckdb"])
def test_levels_longer_than_they_are(folder: Path, engine: str) -> None:
    """Their length stands in a header, which no checksum covers; the values begin behind them."""
    if engine == "duckdb":
        pytest.importorskip("duckdb")
    how = {"data_page_version": "2.0", "compression": "none", "write_page_checksum": True}
    path = written(folder / "in.parquet", accounts(), **how)
    page = found_pages(path, 1, "ict_revenue")[1]
    defined = path.read_bytes().index(b"\x15\x06\x15\x00\x12", page.begin, page.body) + 1
    flip(path, defined, 5)
    said = "column 'ict_revenue' in row group 2 of 5 is damaged: the levels of a page are not as long as told"
    assert said in refused(path, engine)
    with pytest.raises(BadInputError, match="levels of a page"):
        read_table(path)


@pytest.mark.parametrize("share", [0, 0.001, 0.2, 0.5, 1])
def test_levels_of_rows_without_a_value_fit(tmp_path: Path, share: float) -> None:
    drawn = random.Random(str(share))
    values = [None if drawn.random() < share else 1.0 for _row in range(3000)]
    for compression in ("none", "zstd"):
        path = written(
            tmp_path / "in.parquet",
            accounts(ict_revenue=pa.array(values, pa.float64())),
            data_page_version="2.0",
            compression=compression,
        )
        assert score_parquet(path, tmp_path / "out.parquet", policy()) == 3000


def test_a_name_that_is_no_text(folder: Path) -> None:
    path = written(folder / "in.parquet", accounts(), store_schema=False)
    footer = found_pages(path, 4, "arrears_months")[-1].end
    flip(path, path.read_bytes().index(b"tenure_months", footer) + 4, 7)
    assert "not a readable Parquet file" in refused(path)


def test_intake_tells_it_too(folder: Path) -> None:
    path = written(folder / "in.parquet", accounts(), write_page_checksum=True)
    flip(path, found_pages(path, 1, "monthly_revenue")[-1].end - 3)
    with pytest.raises(BadInputError, match="column 'monthly_revenue' in row group 2 of 5 is damaged"):
        read_table(path)


@pytest.mark.parametrize("given", [True, False], ids=["with checksums", "without"])
@pytest.mark.parametrize("how", HOW)
def test_every_page_of_a_result_has_its_checksum(tmp_path: Path, how: str, given: bool) -> None:
    path = written(
        tmp_path / "in.parquet",
        accounts(),
        write_page_checksum=given,
        data_page_size=1500,
        write_batch_size=100,
        **HOW[how],
    )
    out = tmp_path / "out.parquet"
    score_parquet(path, out, policy())
    whole = out.read_bytes()
    with pq.ParquetFile(out, page_checksum_verification=True) as file:
        assert file.read().num_rows == file.metadata.num_rows == accounts().num_rows
        columns, groups = file.schema_arrow.names, file.num_row_groups
    assert groups == 5
    for column in columns:
        for group in range(groups):
            for page in found_pages(out, group, column):
                assert page.checksum is not None
        flip(out, page.body)
        with (
            pytest.raises(OSError, match="checksum"),
            pq.ParquetFile(out, page_checksum_verification=True) as file,
        ):
            file.read([column])
        out.write_bytes(whole)


@pytest.mark.parametrize("how", HOW)
def test_any_bit_anywhere(tmp_path: Path, how: str) -> None:
    """A refusal that leaves nothing, or the same result: statistics, say, are read by nobody."""
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    written(path, accounts(), write_page_checksum=True, data_page_size=1500, write_batch_size=100, **HOW[how])
    score_parquet(path, out, policy())
    whole, expected = path.read_bytes(), pq.read_table(out)
    heads = [page.begin for name in accounts().column_names for page in found_pages(path, 3, name)]
    drawn = random.Random(how)
    for turn in range(24):
        place = drawn.choice(heads) + drawn.randrange(30) if turn % 3 else drawn.randrange(len(whole))
        out.unlink(missing_ok=True)
        flip(path, place, drawn.randrange(8))
        try:
            score_parquet(path, out, policy())
        except BadInputError:
            assert left_in(tmp_path) == {"in.parquet"}
        else:
            assert pq.read_table(out).equals(expected)
        path.write_bytes(whole)


def test_what_is_no_header_is_no_page() -> None:
    for content in (b"", b"\x15", b"\x15\x00\x15\x02\x15"):
        with pytest.raises(IndexError):
            page_at(content, 0)
    for content in (b"\x00", b"\x1d\x00", b"\x15" + b"\xff" * 11, b"\x15\x00" + b"\x1c" * 20):
        with pytest.raises(ValueError, match=r"page|kind|long|deep|number"):
            page_at(content, 0)
    with pytest.raises(ValueError, match="cut off"):
        list(pages(b"\x15\x00\x15\x02\x15\x02\x00"))


def test_a_chunk_that_is_not_made_of_whole_pages_is_not_taken_over(tmp_path: Path) -> None:
    path = written(
        tmp_path / "in.parquet", accounts(), use_dictionary=False, data_page_size=1500, write_batch_size=100
    )
    first, *_others, last = found_pages(path, 0, "account_id")
    whole = path.read_bytes()[first.begin : last.end]
    for rows, content in ((700, whole[:-1]), (699, whole), (700, whole[first.body - first.begin :])):
        assert sealed(Chunk(rows, [content])) is None
    assert sealed(Chunk(700, [whole])) is not None
