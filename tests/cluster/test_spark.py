"""A policy on a real Spark: the kernel's figures, in a folder of part files."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.engines import months
from tests.engines.in_duckdb import by_account
from tests.engines.months import Month
from tests.engines.refusals import REFUSED
from tests.tiering_stream.files import accounts, found_pages, policy, written
from tierline.cli import tierline as command
from tierline.engines.engine import score_files
from tierline.engines.spark import Spark
from tierline.errors import BadInputError, UsageError

MAKERS = {"province": months.province, "online-retail": months.online_retail}


@pytest.fixture(scope="module", params=MAKERS)
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Month:
    return MAKERS[request.param](tmp_path_factory.mktemp(request.param))


def assert_same(target: Path, month: Month) -> None:
    found = pq.read_table(target)
    assert found.schema.types == month.expected.schema.types
    assert by_account(found.cast(month.expected.schema)).equals(by_account(month.expected))


@pytest.mark.spark
def test_same_as_the_kernel(spark: Spark, month: Month, tmp_path: Path) -> None:
    target = tmp_path / "tiers"
    given = [str(path) for path in (month.previous, month.overrides)]
    rows = score_files(spark, str(month.accounts), str(target), month.policy, *given)
    assert rows == month.expected.num_rows
    assert_same(target, month)
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["tiers"]


@pytest.mark.spark
def test_the_command_replaces_an_earlier_result_by_a_whole_one(spark: Spark, tmp_path: Path) -> None:
    month, target = months.province(tmp_path / "province"), tmp_path / "tiers"
    target.mkdir()
    (target / "part-of-last-month.parquet").write_bytes(b"old")
    wrong = tmp_path / "wrong.parquet"
    pq.write_table(pq.read_table(month.accounts).slice(0, 9).drop_columns("employees"), wrong)
    options = [str(target), "--engine", "spark", "--master", "local[2]", *month.arguments]

    told = CliRunner().invoke(command, ["score", str(wrong), *options])
    assert isinstance(told.exception, BadInputError)
    assert "employees" in str(told.exception)
    assert [path.name for path in target.iterdir()] == ["part-of-last-month.parquet"]

    told = CliRunner().invoke(command, ["score", str(month.accounts), *options])
    assert told.exit_code == 0, told.output
    assert not (target / "part-of-last-month.parquet").exists()
    assert_same(target, month)


@pytest.mark.spark
def test_what_spark_cannot_read(spark: Spark, tmp_path: Path) -> None:
    month = months.province(tmp_path / "province")
    absent = str(tmp_path / "absent.parquet")
    with pytest.raises(BadInputError, match=r"absent\.parquet"):
        score_files(spark, absent, str(tmp_path / "out"), month.policy)
    assert not (tmp_path / "out").exists()


@pytest.mark.spark
def test_a_flipped_bit_is_told_with_its_file(spark: Spark, tmp_path: Path) -> None:
    """By itself Spark passes over the checksums of pages."""
    path = written(tmp_path / "in.parquet", accounts(), write_page_checksum=True, compression="none")
    page = found_pages(path, 2, "tenure_months")[-1]
    content = bytearray(path.read_bytes())
    content[(page.body + page.end) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"in\.parquet"):
        score_files(spark, str(path), str(tmp_path / "out"), policy())
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.spark
def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match="Install Java 17"):
        Spark("local[2]")


@pytest.mark.spark
def test_what_the_kernel_refuses_is_refused(spark: Spark, tmp_path: Path) -> None:
    """All of one month's refusals in one test: each needs a few small jobs."""
    month = months.province(tmp_path / "province")
    for place, case in enumerate(REFUSED):
        wrong = case.write(month, tmp_path / f"wrong-{place}.parquet")
        given = {name: str(getattr(month, name)) for name in ("accounts", "previous", "overrides")}
        given[case.which] = str(wrong)
        with pytest.raises(BadInputError) as refused:
            score_files(
                spark, given["accounts"], str(tmp_path / "tiers"), month.policy, *list(given.values())[1:]
            )
        said = refused.value.render("en")
        assert all(word in said for word in case.words), (case.name, said)
        assert "Z9" in said or wrong.name in said
        assert not (tmp_path / "tiers").exists()


@pytest.mark.spark
def test_words_and_blanks_that_spark_would_read_otherwise(spark: Spark, tmp_path: Path) -> None:
    month = months.province(tmp_path / "province")
    for place, odd in enumerate((" A1", "A1\u00a0", "'A1", "Ａ1", "无", "a\\d")):
        accounts = pq.read_table(month.accounts).slice(0, 20)
        ids = [odd, *accounts["account_id"].to_pylist()[1:]]
        source = tmp_path / f"in-{place}.parquet"
        pq.write_table(accounts.set_column(0, "account_id", [ids]), source)
        if odd == "a\\d":  # nothing wrong with it
            assert score_files(spark, str(source), str(tmp_path / "tiers"), month.policy) == 20
            continue
        with pytest.raises(BadInputError, match="account_id"):
            score_files(spark, str(source), str(tmp_path / "tiers"), month.policy)


def parted(month: Month, folder: Path, other: pa.Table) -> str:
    folder.mkdir()
    pq.write_table(pq.read_table(month.accounts).slice(0, 500), folder / "part-0.parquet")
    pq.write_table(other.slice(500), folder / "part-1.parquet")
    return str(folder)


@pytest.mark.spark
def test_a_folder_whose_files_differ_in_what_is_read(spark: Spark, tmp_path: Path) -> None:
    month = months.province(tmp_path / "province")
    accounts = pq.read_table(month.accounts)
    place = accounts.column_names.index("employees")
    fractions = accounts.set_column(place, "employees", accounts["employees"].cast(pa.float64()))
    for number, other in enumerate((accounts.drop_columns("employees"), fractions)):
        parts = parted(month, tmp_path / f"parts {number}", other)
        with pytest.raises(BadInputError, match=r"part-1\.parquet: the column 'employees'"):
            score_files(spark, parts, str(tmp_path / "tiers"), month.policy)
    assert not (tmp_path / "tiers").exists()


@pytest.mark.spark
def test_files_may_differ_in_what_is_not_read(spark: Spark, tmp_path: Path) -> None:
    month = months.province(tmp_path / "province")
    accounts = pq.read_table(month.accounts)
    place = accounts.column_names.index("opened_on")
    other = accounts.set_column(place, "opened_on", accounts["opened_on"].cast(pa.string()))
    parts = parted(month, tmp_path / "parts", other.drop_columns("name"))
    given = [str(month.previous), str(month.overrides)]
    score_files(spark, parts, str(tmp_path / "tiers"), month.policy, *given)
    assert_same(tmp_path / "tiers", month)
