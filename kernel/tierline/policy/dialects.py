"""The dialects of SQL in which a policy can be printed; a help text needs no more than their names."""

from __future__ import annotations

from collections.abc import Mapping

# dialect -> (the one in which Ibis writes it, the one into which sqlglot turns that)
DIALECTS: Mapping[str, tuple[str, str | None]] = {
    "duckdb": ("duckdb", None),
    "postgres": ("postgres", None),
    "spark": ("pyspark", None),
    "databricks": ("databricks", None),
    "impala": ("impala", None),
    "trino": ("trino", None),
    "snowflake": ("snowflake", None),
    "bigquery": ("bigquery", None),
    "hive": ("pyspark", "hive"),
    "presto": ("trino", "presto"),
}
