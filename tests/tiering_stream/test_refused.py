"""What must not be scored is told with exit code 3, and neither a result nor a scrap of one is left."""

from __future__ import annotations

import datetime
import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.tiering_stream.files import MONTH, ROWS, accounts, left_in, policy, written
from tierline.cli import main
from tierline.commands.score import command
from tierline.errors import BadInputError
from tierline.messages import use_language
from tierline.tables.read import read_table
from tierline.tables.registry import table_spec
from tierline.tiering import repeated, stream_read, stream_write
from tierline.tiering.stream import score_parquet

pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Hold a folder where, after the refusal, only the input and the old result may be."""
    (tmp_path / "out.parquet").write_bytes(b"the result before")
    yield tmp_path
    assert left_in(tmp_path) - {"in.parquet", "in"} == {"out.parquet"}
    assert (tmp_path / "out.parquet").read_bytes() == b"the result before"


def refused(folder: Path, name: str = "in.parquet", **options: Any) -> str:
    with pytest.raises(BadInputError) as told:
        score_parquet(folder / name, folder / "out.parquet", policy(), **options)
    assert told.value.exit_code == 3
    assert told.value.render("zh") != told.value.render("en")
    return told.value.render("en")


def _with(column: str, row: int, value: Any) -> pa.Table:
    values = accounts()[column].to_pylist()
    values[row] = value
    return accounts(**{column: values})


BAD_ROWS = [
    ("monthly_revenue", 2999, float("nan")),
    ("monthly_revenue", 0, float("inf")),
    ("monthly_revenue", 1500, None),
    ("ict_revenue", 7, float("-inf")),
    ("ict_revenue", 8, 2e15),
    ("ict_products", 700, -1),
    ("ict_products", 701, 1.5),
    ("tenure_months", 256, 10**16),
    ("account_id", 255, None),
    ("account_id", 256, "0000"),
    ("account_id", 2999, " "),
]


@pytest.mark.parametrize(("column", "row", "value"), BAD_ROWS)
def test_bad_rows_as_intake_tells_them(folder: Path, column: str, row: int, value: Any) -> None:
    written(folder / "in.parquet", _with(column, row, value))
    with pytest.raises(BadInputError) as expected:
        read_table(folder / "in.parquet", month=MONTH)
    assert refused(folder) == expected.value.render("en")


def test_all_bad_rows_are_counted_and_five_told(folder: Path) -> None:
    written(folder / "in.parquet", accounts(monthly_revenue=[-1.0 if k % 2 else 1.0 for k in range(ROWS)]))
    said = refused(folder)
    assert "1500 of 3000" in said
    assert said.count("\n") == 5


def test_date_after_the_month(folder: Path) -> None:
    days = [datetime.date(2026, 10, 31)] * ROWS
    days[2000] = datetime.date(2026, 11, 1)

    def rows() -> int:
        stream = stream_read.ParquetStream(
            folder / "in.parquet",
            table_spec("accounts"),
            ("opened_on",),
            folder,
            datetime.date(2026, 10, 31),
        )
        with ThreadPoolExecutor(2) as pool:
            return sum(batch.rows.num_rows for batch in stream.batches(pool))

    written(folder / "in.parquet", accounts(opened_on=[datetime.date(2026, 10, 31)] * ROWS))
    assert rows() == ROWS
    written(folder / "in.parquet", accounts(opened_on=days))
    with pytest.raises(BadInputError, match=r"row 2001 \(account_id \S+, opened_on\)"):
        rows()


@pytest.mark.parametrize("column", ["account_id", "monthly_revenue", "tenure_months"])
def test_missing_column(folder: Path, column: str) -> None:
    written(folder / "in.parquet", accounts().drop_columns([column]))
    assert column in refused(folder)


def test_column_of_lists(folder: Path) -> None:
    written(folder / "in.parquet", accounts(ict_revenue=[[1.0]] * ROWS))
    assert "ict_revenue" in refused(folder)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_truncated(folder: Path, kept: float) -> None:
    path = written(folder / "in.parquet", accounts())
    os.truncate(path, int(path.stat().st_size * kept))
    assert "in.parquet" in refused(folder)


@pytest.mark.parametrize("group", [0, 2, 4])
def test_damaged_within(folder: Path, group: int) -> None:
    path = written(folder / "in.parquet", accounts(), compression="zstd")
    places = pq.ParquetFile(path).metadata.row_group(group)
    start, size = places.column(3).data_page_offset, places.column(3).total_compressed_size
    content = bytearray(path.read_bytes())
    content[start + 4 : start + size - 4] = bytes(
        each ^ 0xA5 for each in content[start + 4 : start + size - 4]
    )
    path.write_bytes(bytes(content))
    assert "in.parquet" in refused(folder)


def test_not_parquet_and_not_there(folder: Path) -> None:
    (folder / "in.parquet").write_bytes(b"PAR1 is not all it takes PAR1")
    assert "in.parquet" in refused(folder)
    assert "none.parquet" in refused(folder, "none.parquet")
    (folder / "in").mkdir()
    assert "no Parquet file" in refused(folder, "in")


@pytest.mark.parametrize("change", ["type", "missing", "row"])
def test_files_of_a_folder_that_differ(folder: Path, change: str) -> None:
    (folder / "in").mkdir()
    written(folder / "in" / "1.parquet", accounts().slice(0, 1500))
    other = accounts().slice(1500)
    if change == "type":
        place = other.column_names.index("tenure_months")
        other = other.set_column(place, "tenure_months", other["tenure_months"].cast(pa.string()))
    elif change == "missing":
        other = other.drop_columns(["tenure_months"])
    else:
        other = _with("tenure_months", 1600, -3).slice(1500)
    written(folder / "in" / "2.parquet", other)
    said = refused(folder, "in")
    assert "2.parquet" in said
    told = {
        "type": "the column 'tenure_months' is string here, but int64 in 1.parquet",
        "missing": "the column 'tenure_months' is missing here, but 1.parquet has it. Add it",
        "row": "row 101 (account_id ",
    }
    assert told[change] in said


def _twice(first: int, second: int, *, ascending: bool) -> pa.Table:
    ids = [f"A{k:08}" for k in range(ROWS)]
    if not ascending:
        ids[1000:2000] = ids[1999:999:-1]
    ids[second] = ids[first]
    return accounts(account_id=ids)


@pytest.mark.parametrize("held", [2**22, 300])
@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize(("first", "second"), [(0, 1), (255, 256), (0, 2999), (1500, 2500), (2998, 2999)])
def test_account_that_stands_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch, held: int, ascending: bool, first: int, second: int
) -> None:
    monkeypatch.setattr(repeated, "HELD", held)
    written(folder / "in.parquet", _twice(first, second, ascending=ascending))
    said = refused(folder)
    assert f"row {first + 1} and again in row {second + 1}" in said


def test_equal_hashes_of_different_accounts_are_no_repeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = lambda ids: np.arange(len(ids), dtype=np.uint64) % np.uint64(3)  # noqa: E731
    monkeypatch.setattr(repeated, "hashes", same)
    monkeypatch.setattr(stream_read, "hashes", same)
    written(tmp_path / "in.parquet", accounts(account_id=[f"A{-k % 7000:06}" for k in range(ROWS)]))
    assert score_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", policy()) == ROWS


def test_twice_in_two_files(folder: Path) -> None:
    (folder / "in").mkdir()
    written(folder / "in" / "1.parquet", accounts())
    written(folder / "in" / "2.parquet", accounts().slice(40, 1))
    assert "row 1.parquet:41 and again in row 2.parquet:1" in refused(folder, "in")


def test_previous_that_cannot_be_used(folder: Path) -> None:
    written(folder / "in.parquet", accounts())
    (folder / "in").mkdir()
    before = folder / "in" / "before.parquet"
    ids = accounts()["account_id"]
    written(before, pa.table({"account_id": ids, "tier": ["no such tier"] * ROWS}))
    assert "no such tier" in refused(folder, previous=before)
    tier = policy().tier_ids[0]
    written(before, pa.table({"account_id": [ids[0], *ids[1:-1], ids[0]], "tier": [tier] * ROWS}))
    assert "row 1 and again in row 3000" in refused(folder, previous=before)
    written(before, pa.table({"account_id": ids}))
    assert "tier" in refused(folder, previous=before)


@pytest.mark.parametrize("written_before", [0, 4, 4000])
def test_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, written_before: int) -> None:
    written(folder / "in.parquet", accounts())

    class Full:
        """A file on a disk with room for so many bytes only."""

        closed = False

        def __init__(self, path: Path) -> None:
            self._file = path.open("wb")
            self._left = written_before

        def write(self, content: Any) -> int:
            self._left -= len(memoryview(content))
            if self._left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return self._file.write(content)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

    monkeypatch.setattr(stream_write, "open_aside", Full)
    assert "out.parquet cannot be written: the disk is full. It is as it was" in refused(folder)


def test_no_folder_to_write_to(folder: Path) -> None:
    written(folder / "in.parquet", accounts())
    with pytest.raises(BadInputError, match="no such folder"):
        score_parquet(folder / "in.parquet", folder / "none" / "out.parquet", policy())


def test_command_streams_parquet_and_exits_with_3(tmp_path: Path) -> None:
    use_language("en")
    written(tmp_path / "in.parquet", accounts())
    given = [str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet")]
    options = ["--policy", "generic-abcd", "--month", MONTH]
    told = CliRunner().invoke(command, [*given, *options])
    assert told.exit_code == 0, told.output
    assert "3,000" in told.output
    assert "tierline" in pq.ParquetFile(given[1]).metadata.created_by  # the streaming writer's mark
    written(tmp_path / "in.parquet", _with("monthly_revenue", 3, -1.0))
    (tmp_path / "out.parquet").unlink()
    with pytest.raises(SystemExit) as ended:
        main(["score", *given, *options])
    assert ended.value.code == 3
    assert left_in(tmp_path) == {"in.parquet"}
