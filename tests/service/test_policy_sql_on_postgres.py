"""The SQL of a policy on a real PostgreSQL gives the kernel's figures."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.engines import months
from tests.engines.in_duckdb import by_account
from tierline.policy.sql import policy_sql

KINDS = {
    pa.string(): "text",
    pa.int64(): "bigint",
    pa.int16(): "smallint",
    pa.int8(): "smallint",
    pa.float64(): "double precision",
    pa.bool_(): "boolean",
    pa.date32(): "date",
}
MAKERS = {"province": months.province, "online-retail": months.online_retail}


def load(cursor: psycopg.Cursor, name: str, table: pa.Table) -> None:
    columns = ", ".join(f'"{field.name}" {KINDS[field.type]}' for field in table.schema)
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for row in table.to_pylist():
            copy.write_row(list(row.values()))


@pytest.mark.postgres
@pytest.mark.parametrize("source", MAKERS)
def test_same_as_the_kernel(postgres: str, tmp_path: Path, source: str) -> None:
    month = MAKERS[source](tmp_path)
    query = policy_sql(month.policy, "postgres", previous=True, overrides=True)
    with psycopg.connect(f"{postgres}/postgres") as connection, connection.cursor() as cursor:
        for name in ("accounts", "previous", "overrides"):
            load(cursor, name, pq.read_table(getattr(month, name)))
        cursor.execute(query)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = pa.Table.from_pylist(rows, schema=month.expected.schema)
    assert by_account(found).equals(by_account(month.expected))
