"""Streamed results are those of the path through memory: values, types and order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.tiering_stream.files import MONTH, accounts, left_in, policy, written
from tierline.commands.score import command
from tierline.messages import use_language
from tierline.policy.load import load_policy
from tierline.store.results_file import read_results
from tierline.tables.read import read_table
from tierline.tables.sample import write_sample
from tierline.tiering.score import score
from tierline.tiering.stream import can_stream, score_parquet

pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    write_sample(folder, 2000, 2, last_month=MONTH)
    return folder / "raw"


@pytest.mark.parametrize("name", ["xinjiang-2008", "generic-abcd", "size-by-sales"])
def test_sample_province_with_previous_and_overrides(province: Path, tmp_path: Path, name: str) -> None:
    before = None
    for month in ("2026-09", MONTH):
        rules = load_policy(name, month)
        folder = province / f"month={month}"
        overrides = folder / "overrides.parquet" if name == "xinjiang-2008" else None
        out = tmp_path / f"{month}.parquet"
        count = score_parquet(folder / "accounts.parquet", out, rules, previous=before, overrides=overrides)
        expected = score(
            read_table(folder / "accounts.parquet", month=month),
            rules,
            previous=None if before is None else read_results(before),
            overrides=None if overrides is None else read_table(overrides, "overrides"),
        )
        found = pq.read_table(out)
        assert found.schema.equals(expected.schema)
        assert found.equals(expected)
        assert count == found.num_rows
        before = out
    if name == "xinjiang-2008":
        assert {"override", "hysteresis"} & set(found["reason"].to_pylist())


def test_online_retail_months(tmp_path: Path) -> None:
    write_sample(tmp_path / "w", source="online-retail")
    months = sorted((tmp_path / "w" / "raw").iterdir())[-2:]
    before = None
    for folder in months:
        month = folder.name.partition("=")[2]
        rules = load_policy("online-retail", month)
        source = next(folder.glob("accounts.*"))
        table = read_table(source, month=month)
        given = written(tmp_path / "in.parquet", table)
        out = tmp_path / f"{month}.parquet"
        score_parquet(given, out, rules, previous=before)
        previous = None if before is None else read_results(before)
        assert pq.read_table(out).equals(score(table, rules, previous=previous))
        before = out


def _expected(path: Path) -> pa.Table:
    return score(read_table(path, month=MONTH), policy())


@pytest.mark.parametrize(
    "change",
    [
        lambda table: {"monthly_revenue": [f"{x:,.2f} 元" for x in table["monthly_revenue"].to_pylist()]},
        lambda table: {"account_id": [f" Ａ{number} " for number in range(table.num_rows)]},
        lambda table: {"account_id": np.arange(table.num_rows)},
        lambda table: {"account_id": table["account_id"].cast(pa.large_string())},
        lambda table: {"account_id": table["account_id"].dictionary_encode()},
        lambda table: {"account_id": table["account_id"].to_pylist()[::-1]},
        lambda table: {"ict_revenue": table["ict_revenue"].cast(pa.float32())},
        lambda table: {"ict_products": table["ict_products"].cast(pa.float64())},
        lambda table: {"tenure_months": pa.nulls(table.num_rows)},
        lambda table: {
            "tenure_months": [None if k % 3 else k % 200 for k in range(table.num_rows)],
            "ict_revenue": [None if k % 5 else float(k) for k in range(table.num_rows)],
        },
    ],
    ids=[
        "text",
        "full_width",
        "numbers",
        "large",
        "coded",
        "descending",
        "float32",
        "whole",
        "null",
        "some_null",
    ],
)
def test_columns_of_other_kinds(tmp_path: Path, change: object) -> None:
    plain = accounts()
    given = written(tmp_path / "in.parquet", accounts(**change(plain)))  # type: ignore[operator]
    score_parquet(given, tmp_path / "out.parquet", policy())
    assert pq.read_table(tmp_path / "out.parquet").equals(_expected(given))


def test_dictionaries_that_differ_between_row_groups(tmp_path: Path) -> None:
    rules = load_policy("xinjiang-2008", MONTH)
    words = ["province", "地市级", "county", " none ", "无"]
    levels = [words[row // 700] if row % 7 else words[row % 5] for row in range(3000)]
    flags = ["是" if row < 900 else "0" for row in range(3000)]
    rest = {
        column: pa.nulls(3000, pa.float64())
        for column in rules.columns
        if column not in accounts().column_names
    }
    table = accounts(**{**rest, "admin_level": levels, "has_service_agreement": flags})
    given = written(tmp_path / "in.parquet", table)
    score_parquet(given, tmp_path / "out.parquet", rules)
    expected = score(read_table(given, month=MONTH), rules)
    assert pq.read_table(tmp_path / "out.parquet").equals(expected)
    assert len(set(expected["tier"].to_pylist())) > 1


def test_folder_of_files_is_one_table(tmp_path: Path) -> None:
    table = accounts()
    folder = tmp_path / "in"
    folder.mkdir()
    for part in range(3):
        written(folder / f"part-{part}.parquet", table.slice(part * 1000, 1000))
    assert can_stream(folder, tmp_path / "out.parquet")
    score_parquet(folder, tmp_path / "out.parquet", policy())
    assert pq.read_table(tmp_path / "out.parquet").equals(score(table, policy()))


def test_no_rows(tmp_path: Path) -> None:
    given = written(tmp_path / "in.parquet", accounts().slice(0, 0))
    assert score_parquet(given, tmp_path / "out.parquet", policy()) == 0
    assert pq.read_table(tmp_path / "out.parquet").equals(_expected(given))


def test_headings_by_mapping_and_in_chinese(tmp_path: Path) -> None:
    table = accounts().rename_columns({"account_id": "户号", "monthly_revenue": "月收入"})
    mapping = tmp_path / "names.toml"
    mapping.write_text('[accounts]\n"户号" = "account_id"\n"月收入" = "monthly_revenue"\n', encoding="utf-8")
    given = written(tmp_path / "in.parquet", table)
    score_parquet(given, tmp_path / "out.parquet", policy(), mapping=mapping)
    assert pq.read_table(tmp_path / "out.parquet").equals(score(accounts(), policy()))


def test_previous_of_other_kinds_and_orders(tmp_path: Path) -> None:
    given = written(tmp_path / "in.parquet", accounts())
    score_parquet(given, tmp_path / "one.parquet", load_policy("generic-abcd", "2026-09"))
    before = pq.read_table(tmp_path / "one.parquet")
    order = np.random.default_rng(3).permutation(before.num_rows)[:2500]
    shuffled = before.take(pa.array(order)).set_column(
        4, "tier", pa.array(["A"] * 2500) if "A" in policy().tier_ids else before["tier"][:2500]
    )
    written(tmp_path / "shuffled.parquet", shuffled)
    expected = score(accounts(), policy(), previous=shuffled)
    score_parquet(given, tmp_path / "out.parquet", policy(), previous=tmp_path / "shuffled.parquet")
    assert pq.read_table(tmp_path / "out.parquet").equals(expected)
    assert "hysteresis" in expected["reason"].to_pylist()
    assert left_in(tmp_path) == {"in.parquet", "one.parquet", "shuffled.parquet", "out.parquet"}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_columns_left_out_are_told(tmp_path: Path, suffix: str) -> None:
    use_language("en")
    given = written(tmp_path / "in.parquet", accounts(tenure_month=[1] * 3000, colour=["red"] * 3000))
    options = ["--policy", "generic-abcd", "--month", MONTH]
    told = CliRunner().invoke(command, [str(given), str(tmp_path / f"out.{suffix}"), *options])
    assert told.exit_code == 0, told.output
    assert "in.parquet: unknown columns left out: tenure_month, colour" in told.stderr
