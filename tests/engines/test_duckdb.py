"""``tierline score --engine duckdb``: the same rows in the same order, or a refusal and nothing written."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tests.engines import months
from tests.engines.all_kinds import all_kinds
from tests.engines.months import Month, stored_columns
from tierline.cli import tierline as command
from tierline.engines.duckdb import DuckDB
from tierline.engines.engine import score_files
from tierline.errors import BadInputError, UsageError
from tierline.tiering.stream import score_parquet

MAKERS = {"province": months.province, "online-retail": months.online_retail}


@pytest.fixture(scope="module", params=MAKERS)
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Month:
    return MAKERS[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return months.province(tmp_path_factory.mktemp("province"))


def run(source: Path, target: Path, *options: str) -> Result:
    words = ["score", str(source), str(target), "--engine", "duckdb", *options]
    return CliRunner().invoke(command, words, catch_exceptions=True)


def test_same_as_the_kernel(month: Month, tmp_path: Path) -> None:
    target = tmp_path / "tiers.parquet"
    told = run(month.accounts, target, *month.arguments)
    assert told.exit_code == 0, told.output
    assert f"{month.expected.num_rows:,}" in told.output
    found = pq.read_table(target)
    assert found.schema.equals(month.expected.schema)
    assert found.equals(month.expected)
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_of_part_files_is_read_in_order(province: Month, tmp_path: Path) -> None:
    parts, accounts = tmp_path / "parts", pq.read_table(province.accounts)
    parts.mkdir()
    for place in range(0, accounts.num_rows, 300):
        pq.write_table(accounts.slice(place, 300), parts / f"part-{place:05}.parquet")
    told = run(parts, tmp_path / "tiers.parquet", *province.arguments)
    assert told.exit_code == 0, told.output
    assert pq.read_table(tmp_path / "tiers.parquet").cast(province.expected.schema).equals(province.expected)


def test_columns_that_are_absent_or_no_numbers(province: Month, tmp_path: Path) -> None:
    accounts = pq.read_table(province.accounts)
    place = accounts.column_names.index("monthly_revenue")
    texts = accounts["monthly_revenue"].cast(pa.string())
    for name, table, word in (
        ("absent", accounts.drop_columns("monthly_revenue"), "no column 'monthly_revenue'"),
        ("text", accounts.set_column(place, "monthly_revenue", texts), "plain numbers are needed"),
    ):
        pq.write_table(table, tmp_path / f"{name}.parquet")
        told = run(tmp_path / f"{name}.parquet", tmp_path / "out.parquet", *province.arguments)
        assert isinstance(told.exception, BadInputError)
        assert word in str(told.exception)
        assert not (tmp_path / "out.parquet").exists()


def test_a_column_without_one_value_counts_as_missing(province: Month, tmp_path: Path) -> None:
    accounts = pq.read_table(province.accounts)
    place = accounts.column_names.index("employees")
    for name, kind in (("null", pa.null()), ("int64", pa.int64())):
        nothing = pa.nulls(accounts.num_rows, kind)
        pq.write_table(accounts.set_column(place, "employees", nothing), tmp_path / f"{name}.parquet")
        told = run(tmp_path / f"{name}.parquet", tmp_path / f"{name}-out.parquet", *province.arguments)
        assert told.exit_code == 0, told.exception
        assert f"{name}.parquet: employees holds no value. It weighs" in told.stderr
    assert pq.read_table(tmp_path / "null-out.parquet").equals(pq.read_table(tmp_path / "int64-out.parquet"))


def test_files_that_are_no_parquet(province: Month, tmp_path: Path) -> None:
    (tmp_path / "damaged.parquet").write_bytes(province.accounts.read_bytes()[:2000])
    for name in ("damaged.parquet", "absent.parquet"):
        told = run(tmp_path / name, tmp_path / "out.parquet", *province.arguments)
        assert isinstance(told.exception, BadInputError)
        assert name in str(told.exception)
    assert isinstance(run(province.accounts, tmp_path / "out.csv", *province.arguments).exception, UsageError)
    absent = run(province.accounts, tmp_path / "no" / "out.parquet", *province.arguments)
    assert isinstance(absent.exception, BadInputError)


def test_options_of_other_engines_are_refused(province: Month, tmp_path: Path) -> None:
    for option in (["--master", "yarn"], ["--mapping", "headings.toml"]):
        told = run(province.accounts, tmp_path / "out.parquet", *province.arguments, *option)
        assert told.exit_code == 2
        assert option[0] in told.output


@pytest.mark.parametrize("given", ["alone", "with both"])
def test_the_files_of_all_engines_have_one_schema(tmp_path: Path, given: str) -> None:
    """Names, order, types and what may be null: by the files' own schemas, not as a reader takes them."""
    month, engine = all_kinds(tmp_path), DuckDB()
    both = [str(month.previous), str(month.overrides)] if given == "with both" else [None, None]
    places = [tmp_path / f"by-{name}.parquet" for name in ("kernel", "duckdb")]
    score_parquet(month.accounts, places[0], month.policy, previous=both[0], overrides=both[1])
    score_files(engine, str(month.accounts), str(places[1]), month.policy, *both)
    engine.close()
    kernel, duckdb = map(stored_columns, places)
    assert kernel == duckdb
    assert pq.read_schema(places[1]).equals(month.expected.schema)
    assert pq.read_table(places[1]).equals(pq.read_table(places[0]))
    assert pq.read_table(places[1]).equals(month.expected) == (given == "with both")


def test_a_damaged_file_is_named(province: Month, tmp_path: Path) -> None:
    """Its footer is whole, so that only reading the rows shows the damage."""
    parts = tmp_path / "parts"
    parts.mkdir()
    accounts = pq.read_table(province.accounts)
    pq.write_table(accounts, parts / "a.parquet")
    pq.write_table(accounts, parts / "b.parquet", compression="zstd")
    content = bytearray((parts / "b.parquet").read_bytes())
    at = pq.ParquetFile(parts / "b.parquet").metadata.row_group(0).column(0).data_page_offset
    content[at + 40 : at + 400] = b"\xff" * 360
    (parts / "b.parquet").write_bytes(content)
    told = run(parts, tmp_path / "out.parquet", *province.arguments)
    assert isinstance(told.exception, BadInputError)
    said = told.exception.render("en")
    assert said.startswith("b.parquet: column 'account_id' in row group 1 of 1 is damaged: ")
    assert "--engine" not in said
    assert list(tmp_path.iterdir()) == [parts]


class _Fails:
    """A connection whose COPY ends with the words of a disk that is full."""

    def __init__(self, connection: object, words: str) -> None:
        self._connection, self._words = connection, words

    def execute(self, sql: str) -> object:
        if sql.startswith("COPY"):
            place = sql.rsplit(" TO '", 1)[1].split("'", 1)[0]
            Path(place).write_bytes(b"half")
            raise duckdb.IOException(self._words.format(place=place))
        return self._connection.execute(sql)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            'Async write failed: {{"exception_message":"Could not write file \\"{place}\\": '
            'No space left on device","errno":"28"}}',
            "out.parquet cannot be written: the disk is full. It is as it was.",
        ),
        (
            "Could not write file {place}: Input/output error",
            "out.parquet cannot be written: Could not write file",
        ),
        ("failed to offload data block of size 256.0 KiB", "no room for temporary files: the disk is full"),
        ("the moon is full", "DuckDB could not finish: the moon is full"),
    ],
)
def test_a_disk_that_is_full(
    province: Month, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, said: str
) -> None:
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda: _Fails(connect(), words))
    target = tmp_path / "out.parquet"
    target.write_bytes(b"before")
    told = run(province.accounts, target, *province.arguments)
    assert isinstance(told.exception, BadInputError)
    assert said in told.exception.render("en")
    assert told.exception.render("zh") != told.exception.render("en")
    assert "Mend the table" not in told.exception.render("en")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("out.parquet", b"before")]


def test_what_a_killed_run_left_is_swept(province: Month, tmp_path: Path) -> None:
    left = tmp_path / f".out.parquet.writing-{2**70}"
    left.write_bytes(b"half")
    assert run(province.accounts, tmp_path / "out.parquet", *province.arguments).exit_code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["out.parquet"]
