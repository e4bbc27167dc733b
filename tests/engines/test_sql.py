"""``tierline policy sql``: every dialect can be read again, and DuckDB's gives the kernel's figures."""

from __future__ import annotations

import builtins
import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import sqlglot
from click.testing import CliRunner
from ibis.backends.sql import dialects as _ibis_dialects  # noqa: F401 (makes Impala known to sqlglot)

import tierline
from tests.drawn_policies import MONTH
from tests.engines import months
from tests.engines.in_duckdb import by_account
from tierline.cli import tierline as command
from tierline.errors import UsageError
from tierline.policy.dialects import DIALECTS
from tierline.policy.load import policy_ids
from tierline.policy.sql import policy_sql

TABLES = {"accounts", "previous", "overrides"}


def printed(*words: str) -> str:
    told = CliRunner().invoke(command, ["policy", "sql", *words])
    assert told.exit_code == 0, told.output
    return told.output


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("policy", policy_ids())
def test_every_dialect_is_read_again(policy: str, dialect: str) -> None:
    loaded = tierline.load_policy(policy, MONTH)
    for history in (False, True):
        query = policy_sql(loaded, dialect, previous=history, overrides=history)
        tree = sqlglot.parse_one(query, read=dialect)
        own = {cte.alias for cte in tree.find_all(sqlglot.exp.CTE)}
        read = {table.name for table in tree.find_all(sqlglot.exp.Table)} - own
        assert read == (TABLES if history and loaded.hysteresis.on else read & TABLES)
        assert [column.alias_or_name for column in tree.selects] == [
            "account_id",
            "score",
            "tier_by_score",
            "floor",
            "tier",
            "reason",
            "cap",
            "rule",
            "months_below",
        ]


def test_hive_gets_what_hive_knows() -> None:
    query = printed("generic-abcd", "--month", MONTH, "--dialect", "hive", "--previous", "--overrides")
    assert not re.search(r"isnan|make_date|qualify", query, re.IGNORECASE)
    assert not re.search(r"GROUP BY\s+\d", query)


def test_duckdb_runs_what_is_printed(tmp_path: Path) -> None:
    month = months.province(tmp_path)
    query = printed(
        month.policy.id, "--month", month.policy.month, "--dialect", "duckdb", "--previous", "--overrides"
    )
    assert query.startswith(f"-- {month.policy.id} {month.policy.month} sha256 {month.policy.sha256}\n")
    with duckdb.connect() as connection:
        for name in TABLES:
            connection.register(name, pq.read_table(getattr(month, name)))
        # a warehouse keeps money as decimals
        connection.execute(
            "CREATE TABLE kept AS SELECT * REPLACE "
            "(CAST(monthly_revenue AS DECIMAL(18, 2)) AS monthly_revenue) FROM accounts"
        )
        found = connection.sql(query.replace('"accounts"', '"kept"')).to_arrow_table()
    assert found.cast(month.expected.schema).sort_by("account_id").equals(by_account(month.expected))


def test_without_ibis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without_ibis(name: str, *more: Any, **named: Any) -> Any:
        if name == "ibis":
            raise ImportError(name)
        return plain(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without_ibis)
    with pytest.raises(UsageError, match=r"pip install 'tierline\[engines\]'"):
        policy_sql(tierline.load_policy("generic-abcd", MONTH), "duckdb")
