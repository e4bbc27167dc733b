"""``tierline score`` never writes over what it reads, and says which columns it did not use."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest

from tests.commands.told import Tell
from tierline.commands.own_inputs import refuse_own_inputs
from tierline.errors import UsageError
from tierline.tables.write import write_table

RULES = ("--policy", "generic-abcd", "--month", "2026-10")
ACCOUNTS = pa.table({"account_id": ["A1", "A2"], "monthly_revenue": [10.0, 20_000.0]})


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "x").mkdir()
    arrow_csv.write_csv(ACCOUNTS, tmp_path / "a.csv")
    pq.write_table(ACCOUNTS, tmp_path / "a.parquet")
    (tmp_path / "symbolic.csv").symlink_to(tmp_path / "a.csv")
    (tmp_path / "hard.csv").hardlink_to(tmp_path / "a.csv")
    return tmp_path


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("target", ["a.csv", "x/../a.csv", "symbolic.csv", "hard.csv"])
def test_in_is_not_out(tell: Tell, given: Path, target: str) -> None:
    before = _files(given)
    said = tell("score", given / "a.csv", f"{given}/{target}", *RULES)
    assert said.code == 2
    assert "OUT and IN are the same place" in said.err
    assert _files(given) == before


@pytest.mark.parametrize("engine", ["kernel", "duckdb", "spark"])
def test_no_engine_writes_over_its_input(tell: Tell, given: Path, engine: str) -> None:
    before = _files(given)
    said = tell("score", given / "a.parquet", f"{given}/x/../a.parquet", *RULES, "--engine", engine)
    assert said.code == 2
    assert _files(given) == before


@pytest.mark.parametrize("option", ["--previous", "--overrides"])
def test_no_other_input_is_out(tell: Tell, given: Path, option: str) -> None:
    other = given / "other.parquet"
    other.write_bytes(b"kept")
    said = tell("score", given / "a.parquet", other, *RULES, option, other)
    assert said.code == 2
    assert f"OUT and {option}" in said.err
    assert other.read_bytes() == b"kept"


@pytest.mark.parametrize(
    ("place", "target", "refused"),
    [
        ("hdfs:///accounts", "hdfs:///accounts/", True),
        ("hdfs:///accounts", "hdfs:///accounts/tiers", True),
        ("hdfs:///accounts", "hdfs:///accounts-tiers", False),
        ("s3a://one/accounts", "s3a://two/accounts", False),
        ("in", "in/out.parquet", True),
        ("in/part.parquet", "in", True),
        ("in", "out", False),
    ],
)
def test_folders_and_places_on_a_cluster(place: str, target: str, refused: bool) -> None:
    if not refused:
        refuse_own_inputs(target, {"IN": place})
        return
    with pytest.raises(UsageError):
        refuse_own_inputs(target, {"IN": place})


NEEDED = ("ict_products", "ict_revenue", "tenure_months", "arrears_months")
SUFFIXES = ("csv", "xlsx", "parquet")


def _with(*columns: str, value: object = 1) -> pa.Table:
    table = ACCOUNTS
    for name in columns:
        table = table.append_column(name, pa.array([value, None]))
    return table


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_columns_not_used_are_named(tell: Tell, tmp_path: Path, suffix: str) -> None:
    table = _with(*NEEDED).append_column("colour", [[5, 6]]).append_column("shoe size", [[41, 42]])
    write_table(table, tmp_path / f"a.{suffix}")
    said = tell("score", tmp_path / f"a.{suffix}", tmp_path / f"tiers.{suffix}", *RULES)
    assert said.code == 0
    assert said.err == f"a.{suffix}: unknown columns left out: colour, shoe size.\n"


@pytest.mark.parametrize("engine", ["kernel", "duckdb"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_column_that_the_policy_wants_is_needed(
    tell: Tell, tmp_path: Path, suffix: str, engine: str
) -> None:
    """The same for every kind of file: a weight of the score is not lost without a word."""
    if engine == "duckdb" and suffix != "parquet":
        return
    write_table(_with(*NEEDED[1:]), tmp_path / f"a.{suffix}")
    said = tell("score", tmp_path / f"a.{suffix}", tmp_path / f"tiers.{suffix}", *RULES, "--engine", engine)
    assert said.code == 3
    assert f"a.{suffix}: no column 'ict_products' (信息化产品数), which the policy reads. Add it" in said.err
    assert not (tmp_path / f"tiers.{suffix}").exists()


@pytest.mark.parametrize("engine", ["kernel", "duckdb"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_column_without_a_value_is_told(tell: Tell, tmp_path: Path, suffix: str, engine: str) -> None:
    if engine == "duckdb" and suffix != "parquet":
        return
    empty = pa.nulls(2, pa.int64())
    table = _with(*NEEDED[1:]).append_column("ict_products", empty)
    write_table(table, tmp_path / f"a.{suffix}")
    said = tell("score", tmp_path / f"a.{suffix}", tmp_path / f"tiers.{suffix}", *RULES, "--engine", engine)
    assert said.code == 0, said.err
    assert said.err.count("\n") == 1
    assert f"a.{suffix}: ict_products holds no value. It weighs 20 % of the score" in said.err


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_to_notice(tell: Tell, tmp_path: Path, suffix: str) -> None:
    write_table(_with(*NEEDED), tmp_path / f"a.{suffix}")
    said = tell("score", tmp_path / f"a.{suffix}", tmp_path / f"tiers.{suffix}", *RULES)
    assert (said.code, said.err) == (0, "")
