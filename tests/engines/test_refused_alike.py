"""What the kernel refuses, DuckDB refuses: by file, column, value and mend, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tests.engines import months
from tests.engines.months import Month
from tests.engines.refusals import REFUSED, Refused
from tierline.cli import tierline as command
from tierline.errors import BadInputError

ENGINES = ("kernel", "duckdb")
COLUMNS = {
    "accounts": ("account_id", "monthly_revenue", "employees"),
    "previous": ("account_id", "tier"),
    "overrides": ("account_id", "tier", "approver", "reason", "from_date", "expires_on"),
}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return months.province(tmp_path_factory.mktemp("province"))


def run(month: Month, target: Path, engine: str) -> Result:
    words = ["score", str(month.accounts), str(target), "--engine", engine, *month.arguments]
    return CliRunner().invoke(command, words)


def refusal(month: Month, which: str, wrong: Path, engine: str) -> str:
    """Return what is said in English; what is said in Chinese is another text."""
    target = wrong.parent / "out.parquet"
    target.write_bytes(b"the month before")
    told = run(replace(month, **{which: wrong}), target, engine)
    assert isinstance(told.exception, BadInputError), told.output
    assert target.read_bytes() == b"the month before"
    assert {path.name for path in wrong.parent.iterdir()} == {target.name, wrong.name}
    assert told.exception.render("zh") != told.exception.render("en")
    return told.exception.render("en")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_row_that_cannot_be_used(province: Month, tmp_path: Path, case: Refused, engine: str) -> None:
    wrong = case.write(province, tmp_path / "wrong.parquet")
    said = refusal(province, case.which, wrong, engine)
    assert all(word in said for word in (*case.words, "wrong.parquet")), said


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("which", "column"), [(which, name) for which in COLUMNS for name in COLUMNS[which]])
def test_a_column_that_is_needed(
    province: Month, tmp_path: Path, which: str, column: str, engine: str
) -> None:
    table = pq.read_table(getattr(province, which)).drop_columns(column)
    pq.write_table(table, tmp_path / "wrong.parquet")
    said = refusal(province, which, tmp_path / "wrong.parquet", engine)
    assert f"wrong.parquet: no column '{column}'" in said


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_that_is_there_twice(province: Month, tmp_path: Path, engine: str) -> None:
    accounts = pq.read_table(province.accounts)
    twice = accounts.append_column("employees", accounts["employees"])
    pq.write_table(twice, tmp_path / "wrong.parquet")
    said = refusal(province, "accounts", tmp_path / "wrong.parquet", engine)
    assert "wrong.parquet: the column employees is there twice" in said


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("account_id", lambda values: [f" {values[0]}", *values[1:]]),
        ("account_id", lambda values: [f"{values[0]}\u00a0", *values[1:]]),
        ("account_id", lambda values: [f"'{values[0]}", *values[1:]]),
        ("account_id", lambda values: ["Ａ１", *values[1:]]),
        ("admin_level", lambda values: ["县", *values[1:]]),
        ("account_id", lambda values: pa.array(range(len(values))).cast(pa.float64())),
        ("employees", lambda values: pa.array([str(value or 0) for value in values])),
        ("monthly_revenue", lambda values: pa.array([True] * len(values))),
    ],
    ids=["blank", "no-break", "apostrophe", "full width", "title", "float id", "text", "flags"],
)
def test_what_duckdb_would_read_otherwise(
    province: Month, tmp_path: Path, column: str, change: object
) -> None:
    """The kernel's intake mends some of these; an engine that cannot says so."""
    accounts = pq.read_table(province.accounts)
    values = change(accounts[column].to_pylist())  # type: ignore[operator]
    place = accounts.column_names.index(column)
    pq.write_table(accounts.set_column(place, column, pa.array(values)), tmp_path / "wrong.parquet")
    said = refusal(province, "accounts", tmp_path / "wrong.parquet", "duckdb")
    assert "wrong.parquet" in said
    assert column in said
    assert "kernel" in said or "is not one of" in said


def parts(month: Month, folder: Path, other: pa.Table) -> Path:
    """Write the month's accounts as two files, the second as in ``other``."""
    folder.mkdir()
    pq.write_table(pq.read_table(month.accounts).slice(0, 500), folder / "part-0.parquet")
    pq.write_table(other.slice(500), folder / "part-1.parquet")
    (folder / "_SUCCESS").touch()
    (folder / "_being-written.parquet").write_bytes(b"no part of it")
    return folder


def other_type(table: pa.Table, column: str, kind: pa.DataType) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, table[column].cast(kind))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_folder_whose_files_differ_in_what_is_read(province: Month, tmp_path: Path, engine: str) -> None:
    accounts = pq.read_table(province.accounts)
    for place, other in enumerate(
        (
            other_type(accounts, "employees", pa.float64()),
            other_type(accounts, "employees", pa.string()),
            accounts.drop_columns("employees"),
        )
    ):
        folder = parts(province, tmp_path / str(place), other)
        told = run(replace(province, accounts=folder), tmp_path / "out.parquet", engine)
        assert isinstance(told.exception, BadInputError), told.output
        said = told.exception.render("en")
        assert "part-1.parquet: the column 'employees' is" in said
        assert (" is missing here, but " in said) == ("employees" not in other.column_names)
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_files_may_differ_in_what_is_not_read(province: Month, tmp_path: Path, engine: str) -> None:
    """Columns that nobody reads, and how text is laid out: text in Parquet either way."""
    accounts = pq.read_table(province.accounts)
    other = accounts.drop_columns("name").append_column("note", pa.array(range(accounts.num_rows)))
    other = other_type(other, "area_id", pa.dictionary(pa.int32(), pa.string()))
    coded = other_type(other, "admin_level", pa.dictionary(pa.int32(), pa.string()))
    long = other_type(other_type(other, "admin_level", pa.large_string()), "account_id", pa.large_string())
    assert "name" not in province.policy.columns
    for place, each in enumerate((other_type(other, "opened_on", pa.string()), coded, long)):
        folder = parts(province, tmp_path / str(place), each)
        told = run(replace(province, accounts=folder), tmp_path / "out.parquet", engine)
        assert told.exit_code == 0, told.exception
        found = pq.read_table(tmp_path / "out.parquet")
        assert found.cast(province.expected.schema).equals(province.expected)
