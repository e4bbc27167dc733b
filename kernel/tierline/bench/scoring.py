"""The accounts that are timed, and eight banded columns to score them by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.bench.peers import Result
from tierline.policy.load import load_policy
from tierline.policy.resolved import Policy
from tierline.tiering.score import grade_table

MONTH = "2026-10"
SEED = 2008
# median and spread of the logarithm for amounts and counts; anything else is a ratio
_AMOUNTS = {
    "monthly_revenue": (8000, 1.6),
    "ict_revenue": (1500, 1.8),
    "annual_sales": (2_000_000, 1.7),
    "ict_budget": (60_000, 1.5),
    "employees": (80, 1.5),
    "computers": (60, 1.5),
    "orders": (40, 1.4),
    "subscribers": (60, 1.6),
}
_WHOLE = {"employees", "subscribers", "computers", "orders"}


def eight_bands() -> Policy:
    """Return the policy that is timed: eight columns of six bands, five tiers."""
    return load_policy(Path(__file__).with_name("eight_bands.toml"), MONTH)


def make_table(rows: int, policy: Policy) -> pa.Table:
    """Return ``rows`` accounts with the policy's columns as float64, without missing values.

    One value in 64 of every column is an edge of a band, so that a peer that puts edges into the
    lower band is found out.
    """
    random = np.random.default_rng(SEED)
    columns: dict[str, Any] = {"account_id": pa.array(np.arange(rows)).cast(pa.string())}
    for indicator in policy.indicators:
        if indicator.column in _AMOUNTS:
            median, spread = _AMOUNTS[indicator.column]
            values = np.round(np.exp(random.normal(np.log(median), spread, rows)), 2)
            values = np.floor(values) if indicator.column in _WHOLE else values
        elif indicator.column == "competitor_share":
            values = np.round(random.beta(2, 4, rows), 4)
        else:
            values = np.round(random.normal(0.05, 0.3, rows), 4)
        edges = np.array(indicator.scale.edges)  # type: ignore[union-attr]
        values[::64] = random.choice(edges, len(values[::64]))
        columns[indicator.column] = pa.array(values)
    return pa.table(columns)


def ours(table: pa.Table, policy: Policy) -> Result:
    """Return scores in hundredths and ranks of tiers from the compiled pass."""
    outcome = grade_table(table, policy).outcome
    return outcome.score, outcome.by_score
