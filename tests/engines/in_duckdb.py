"""Runs a policy's expression inside DuckDB on tables in memory."""

from __future__ import annotations

from typing import Any

import duckdb
import ibis
import pyarrow as pa

from tierline.policy.expression import expression
from tierline.policy.resolved import Policy
from tierline.policy.sql import sql_of


def unbound(name: str, table: pa.Table | None) -> Any:
    return None if table is None else ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name)


def score_in_duckdb(
    accounts: pa.Table, policy: Policy, previous: pa.Table | None = None, overrides: pa.Table | None = None
) -> pa.Table:
    """Return what ``tierline.score`` returns, rows ordered by account."""
    given = {"accounts": accounts, "previous": previous, "overrides": overrides}
    compiled = expression(policy, *(unbound(name, table) for name, table in given.items()))
    with duckdb.connect() as connection:
        for name, table in given.items():
            if table is not None:
                connection.register(name, table)
        found = connection.sql(sql_of(compiled, "duckdb")).to_arrow_table()
    return by_account(found)


def by_account(table: pa.Table) -> pa.Table:
    return table.sort_by("account_id").combine_chunks()
