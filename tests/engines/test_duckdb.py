"""``tierline score --engine duckdb``: the same rows in the same order, or a refusal and nothing written."""

from __future__ import annotations

from collections.abc import Callable
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


def changed(path: Path, target: Path, change: Callable[[list[dict[str, object]]], None]) -> Path:
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), target)
    return target


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows.append(rows[0]), ["that repeat one: 1", "account_id"]),
        (lambda rows: rows[3].update(account_id=None), ["rows without account_id: 1"]),
        (lambda rows: rows[3].update(account_id=""), ["rows without account_id: 1"]),
        (lambda rows: rows[3].update(account_id=f" {rows[3]['account_id']}"), ["allowed: 1.", "account_id"]),
        (lambda rows: rows[5].update(monthly_revenue=None), ["allowed: 1.", "monthly_revenue"]),
        (lambda rows: rows[5].update(monthly_revenue=float("inf")), ["allowed: 1.", "monthly_revenue"]),
        (lambda rows: rows[5].update(employees=-1), ["allowed: 1.", "employees"]),
        (lambda rows: [row.update(admin_level="moon") for row in rows[:4]], ["allowed: 4.", "admin_level"]),
    ],
)
def test_accounts_that_intake_would_refuse(
    province: Month, tmp_path: Path, change: Callable[[list[dict[str, object]]], None], words: list[str]
) -> None:
    source, target = changed(province.accounts, tmp_path / "in.parquet", change), tmp_path / "out.parquet"
    target.write_bytes(b"the month before")
    told = run(source, target, *province.arguments)
    assert isinstance(told.exception, BadInputError)
    assert all(word in str(told.exception) for word in words), told.exception
    assert target.read_bytes() == b"the month before"


@pytest.mark.parametrize(
    ("which", "change", "words"),
    [
        ("previous", lambda rows: rows.append(rows[7]), ["stands more than once"]),
        ("previous", lambda rows: rows[2].update(tier="Z9"), ["last month's result", "Z9"]),
        ("overrides", lambda rows: rows.append(rows[1]), ["two overrides"]),
        ("overrides", lambda rows: rows[1].update(tier="Z9"), ["the overrides", "Z9"]),
    ],
)
def test_history_that_cannot_be_used(
    province: Month,
    tmp_path: Path,
    which: str,
    change: Callable[[list[dict[str, object]]], None],
    words: list[str],
) -> None:
    wrong = changed(getattr(province, which), tmp_path / "wrong.parquet", change)
    told = run(province.accounts, tmp_path / "out.parquet", *province.arguments, f"--{which}", str(wrong))
    assert isinstance(told.exception, BadInputError)
    assert all(word in str(told.exception) for word in words), told.exception


def test_columns_that_are_absent_or_no_numbers(province: Month, tmp_path: Path) -> None:
    accounts = pq.read_table(province.accounts)
    place = accounts.column_names.index("monthly_revenue")
    texts = accounts["monthly_revenue"].cast(pa.string())
    for name, table, word in (
        ("absent", accounts.drop_columns("monthly_revenue"), "has none"),
        ("text", accounts.set_column(place, "monthly_revenue", texts), "numbers are needed"),
    ):
        pq.write_table(table, tmp_path / f"{name}.parquet")
        told = run(tmp_path / f"{name}.parquet", tmp_path / "out.parquet", *province.arguments)
        assert isinstance(told.exception, BadInputError)
        assert word in str(told.exception)
        assert not (tmp_path / "out.parquet").exists()


def test_an_integer_with_a_fraction_is_refused(province: Month, tmp_path: Path) -> None:
    accounts = pq.read_table(province.accounts)
    people = accounts["employees"].cast(pa.float64()).to_pylist()
    people[4] = 2.5
    place = accounts.column_names.index("employees")
    pq.write_table(accounts.set_column(place, "employees", pa.array(people)), tmp_path / "in.parquet")
    told = run(tmp_path / "in.parquet", tmp_path / "out.parquet", *province.arguments)
    assert isinstance(told.exception, BadInputError)
    assert "employees that is missing or not allowed: 1." in str(told.exception)


def test_a_column_without_one_value_counts_as_missing(province: Month, tmp_path: Path) -> None:
    accounts = pq.read_table(province.accounts)
    place = accounts.column_names.index("employees")
    for name, kind in (("null", pa.null()), ("int64", pa.int64())):
        nothing = pa.nulls(accounts.num_rows, kind)
        pq.write_table(accounts.set_column(place, "employees", nothing), tmp_path / f"{name}.parquet")
        told = run(tmp_path / f"{name}.parquet", tmp_path / f"{name}-out.parquet", *province.arguments)
        assert told.exit_code == 0, told.exception
    assert pq.read_table(tmp_path / "null-out.parquet").equals(pq.read_table(tmp_path / "int64-out.parquet"))


@pytest.mark.parametrize(
    ("which", "column"),
    [
        ("accounts", "account_id"),
        ("previous", "account_id"),
        ("previous", "tier"),
        ("overrides", "from_date"),
    ],
)
def test_a_table_without_a_column_that_decides(
    province: Month, tmp_path: Path, which: str, column: str
) -> None:
    wrong = tmp_path / "wrong.parquet"
    pq.write_table(pq.read_table(getattr(province, which)).drop_columns(column), wrong)
    options = [*province.arguments, *(() if which == "accounts" else (f"--{which}", str(wrong)))]
    told = run(wrong if which == "accounts" else province.accounts, tmp_path / "out.parquet", *options)
    assert isinstance(told.exception, BadInputError)
    assert f"'{column}'" in str(told.exception)


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
