"""Small months for tests of derived actuals."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from tierline.performance.derive import derive
from tierline.performance.facts import MonthFacts, TableFacts
from tierline.performance.policy_changes import with_changes
from tierline.performance.policy_load import load_points_policy
from tierline.performance.policy_resolved import PointsPolicy
from tierline.tables.registry import arrow_schema

MONTH = "2026-10"
POLICY = load_points_policy("longyan-points", MONTH)
CLASSES = {"A1": "A", "B1": "B", "C": "C", "X": "X"}
Row = Mapping[str, Any]


def table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Return a table of the registry with the columns that the rows have, and its required ones."""
    schema = arrow_schema(name)
    used = [field for field in schema if any(field.name in row for row in rows)]
    return pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(used or schema))


def facts(
    accounts: Sequence[Row],
    transfers: Sequence[tuple[str, str, str, Any]] = (),
    before: Mapping[int, MonthFacts] | None = None,
) -> TableFacts:
    """Return a month; an account's ``tier`` goes to its results, "C" where it has none."""
    rows = [
        {"monthly_revenue": 0.0, "manager_id": None} | {k: v for k, v in row.items() if k != "tier"}
        for row in accounts
    ]
    tiers = pa.table({"tier": [row.get("tier", "C") for row in accounts]})
    names = ("account_id", "from_manager", "to_manager", "date")
    moved = [dict(zip(names, each, strict=True)) for each in transfers]
    tables = {"accounts": table("accounts", rows), "results": tiers}
    if moved:
        tables["transfers"] = table("transfers", moved)
    return TableFacts(MONTH, tables, CLASSES, before or {})


@cache
def _changed(settings: str) -> PointsPolicy:
    changes = ast.literal_eval(settings)
    return with_changes(POLICY, {f"derive.{name}": value for name, value in changes.items()})


def actuals(month: MonthFacts, indicator: str, **changes: Any) -> dict[str, int]:
    """Return each manager's derived actual of one indicator, under changed settings."""
    rows = derive(month, _changed(repr(changes))).to_pylist()
    return {row["manager_id"]: row["actual"] for row in rows if row["indicator"] == indicator}
