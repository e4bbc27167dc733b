"""A policy of all kinds of indicators on a table of all kinds of columns, with last month and overrides."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import tierline
from tests.drawn_policies import MONTH, as_toml, parameter, record
from tests.engines.months import Month
from tierline.tables.registry import arrow_schema

ROWS = 120
SHARES = [round(0.5 * place, 1) for place in range(1, 40)]
SCALES: dict[str, tuple[str, dict[str, Any]]] = {
    "monthly_revenue": ("bands", {"edges": [10, 200.5], "points": [0, 50, 100]}),
    "annual_sales": ("linear", {"x": [0, 50, 200], "y": [0, 80, 100]}),
    "ict_revenue": ("bands", {"edges": [0.5, 8], "points": [10, 60, 90]}),
    "competitor_share": ("percentile", {"edges": SHARES, "as_of": "2025-10", "population": 100}),
    "employees": ("bands", {"edges": [5, 40], "points": [5, 25, 75]}),
    "admin_level": ("category", {"province": 100, "county": 40, "none": 0}),
    "area_type": ("category", {"urban": 80, "rural": 20}),
    "has_service_agreement": ("flag", {"true": 100, "false": 0}),
}
KINDS = {
    "account_id": pa.string(),
    "monthly_revenue": pa.decimal128(14, 2),
    "annual_sales": pa.float64(),
    "ict_revenue": pa.float32(),
    "competitor_share": pa.float64(),
    "employees": pa.int16(),
    "ict_products": pa.int64(),
    "tenure_months": pa.uint8(),
    "admin_level": pa.dictionary(pa.int8(), pa.string()),
    "area_type": pa.large_string(),
    "has_service_agreement": pa.bool_(),
    "opened_on": pa.date32(),
    "strategic_level": pa.string(),
}


def all_kinds(folder: Path) -> Month:
    """Write the policy, the accounts and both tables that go with them."""
    (folder / "policy.toml").write_text(as_toml(_policy()), encoding="utf-8")
    policy = tierline.load_policy(folder / "policy.toml", MONTH)
    schema = pa.schema([pa.field(name, kind, name != "account_id") for name, kind in KINDS.items()])
    accounts = pa.Table.from_pylist([_account(place) for place in range(ROWS)], schema=schema)
    previous = tierline.score(accounts.slice(0, ROWS - 20), policy)
    tiers = pa.array([policy.tier_ids[place % 3] for place in range(previous.num_rows)])
    previous = previous.set_column(previous.column_names.index("tier"), "tier", tiers)
    day = dt.date(2026, 10, 1)
    forced = [
        {
            "account_id": f"K{place:03}",
            "tier": policy.tier_ids[place % 3],
            "approver": "E1",
            "reason": "agreed",
            "from_date": day,
            "expires_on": day.replace(year=2027),
        }
        for place in range(9)
    ]
    overrides = pa.Table.from_pylist(forced, schema=arrow_schema("overrides"))
    for name, table in (("accounts", accounts), ("previous", previous), ("overrides", overrides)):
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=50)
    files = [folder / f"{name}.parquet" for name in ("accounts", "previous", "overrides")]
    expected = tierline.score(accounts, policy, previous, overrides)
    assert len(set(expected["reason"].to_pylist())) == 5, "a reason is missing"
    return Month(policy, *files, expected)


def _policy() -> dict[str, Any]:
    tiers = [record(name, **{"class": "upper" if name == "T0" else "lower"}) for name in ("T0", "T1", "T2")]
    for tier, line in zip(tiers, (70, 40), strict=False):
        tier["line"] = parameter(line)
    indicators = [
        {
            "id": column,
            "column": column,
            "kind": kind,
            "dimension": "present",
            "unit": "units",
            "title": {"en": column, "zh": "指标"},
            "weight": parameter(100 / len(SCALES), unit="percent"),
            "scale": parameter(scale),
            "missing": parameter("skip" if column == "employees" else 0),
            **({"step": 1} if kind == "linear" else {}),
        }
        for column, (kind, scale) in SCALES.items()
    ]
    old = {"column": "opened_on", "op": "<", "value": dt.date(2000, 1, 1)}
    wanted = {"column": "strategic_level", "op": "==", "value": "province"}
    rules = [
        {**record("old", effect="floor", tier="T1", when=old), "from": dt.date(2008, 1, 1)},
        {**record("few", effect="cap", tier="T1", when=_few()), "from": dt.date(2008, 1, 1)},
        {**record("strategic", effect="floor", tier="T0", when=wanted), "from": dt.date(2008, 1, 1)},
    ]
    return {
        "schema": 1,
        "id": "all-kinds",
        "subject": "accounts",
        "currency": "CNY",
        "reference": "XJ-1",
        "title": {"en": "All kinds", "zh": "各种指标"},
        "description": {"en": "Every kind once.", "zh": "每种指标各一。"},
        "class": [record("upper"), record("lower")],
        "tier": tiers,
        "indicator": indicators,
        "qualification": rules,
        "hysteresis": {
            "enabled": parameter(True),
            "months": parameter(3),
            "buffer": parameter(20),
        },
    }


def _few() -> dict[str, Any]:
    products = {"column": "ict_products", "op": "<=", "value": 1}
    return {"all": [products, {"column": "tenure_months", "op": "<", "value": 3}]}


def _account(place: int) -> dict[str, Any]:
    """Values on the edges, beside them, and missing ones in every column that may lack them."""
    known = {
        "monthly_revenue": Decimal(place % 5 * 5000 + place % 3) / 100 + Decimal("0.5"),
        "annual_sales": [0.0, 49.5, 50.0, 125.25, 1e9][place % 5],
        "ict_revenue": [0.5, 0.25, 8.0, 1000.0][place % 4],
        "competitor_share": place % 41 / 41,
        "employees": [4, 5, 40, 30_000][place % 4],
        "ict_products": place % 4,
        "tenure_months": place % 7,
        "admin_level": ["province", "county", "none"][place % 3],
        "area_type": ["urban", "county", "rural"][place % 3],
        "has_service_agreement": place % 2 == 0,
        "opened_on": dt.date(1998 + place % 5, 1, 1),
        "strategic_level": "province" if place % 17 == 0 else "none",
    }
    required = ("monthly_revenue",)
    held = {
        name: None if place % 11 == at and name not in required else known[name]
        for at, name in enumerate(known)
    }
    return {"account_id": f"K{place:03}", **held}
