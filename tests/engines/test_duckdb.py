"""``tierline score --engine duckdb``: the same rows in the same order, or a refusal and nothing written."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tests.engines import months
from tests.engines.months import Month
from tierline.cli import tierline as command
from tierline.errors import BadInputError, UsageError

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
    assert found.schema.types == month.expected.schema.types
    assert found.cast(month.expected.schema).equals(month.expected)
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
