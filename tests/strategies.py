"""Hypothesis strategies for tables that sit on, beside and off the edges of a drawn policy.

Floats are used where a policy's file has decimals; each reads back to the same number.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.drawn_policies import (
    CODES,
    COLUMNS,
    DATES,
    FLAGS,
    INTEGERS,
    LAST_DAY,
    START,
    Row,
    as_toml,
    days,
    policies,
)


def marks(policy: Row) -> Iterator[tuple[str, Any]]:
    """Yield each column with each value at which something changes."""
    for indicator in policy["indicator"]:
        scale = indicator["scale"]["values"][0]["value"]
        for value in scale.get("edges", scale.get("x", ())):
            yield indicator["column"], value
    trees = [rule["when"] for rule in policy["qualification"]]
    while trees:
        tree = trees.pop()
        trees += tree.get("all", tree.get("any", []))
        value = tree.get("value")
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, int | float) and not isinstance(one, bool):
                yield tree["column"], one


def values_of(column: str, policy: Row) -> st.SearchStrategy[Any]:
    """Draw values of one column: on an edge, the next float beside it, half a step away, missing, far out."""
    if column in CODES:
        return st.sampled_from([*CODES[column], None])
    if column in FLAGS:
        return st.sampled_from([True, False, None])
    if column in DATES:
        return st.one_of(days, st.none())
    edges = [value for name, value in marks(policy) if name == column]
    if column in INTEGERS:
        near = {round(edge) + away for edge in edges for away in (-1, 0, 1)} | {0, 1, 40}
        return st.sampled_from([*sorted(near), None])
    near = {0.0, -0.0, 1.0, -0.5, 17.25, 1e9, -1e9, 1e300, math.inf, -math.inf}
    for edge in map(float, edges):
        near |= {
            edge,
            math.nextafter(edge, math.inf),
            math.nextafter(edge, -math.inf),
            edge + 0.005,
            edge - 0.5,
        }
    return st.sampled_from([*sorted(near), None, math.nan])


@dataclass(frozen=True)
class Drawn:
    """A policy with the accounts of a month, their results of the month before, and overrides."""

    policy: Row
    rows: list[Row]
    previous: list[Row] | None
    overrides: list[Row] | None

    @property
    def toml(self) -> str:
        return as_toml(self.policy)


@st.composite
def drawn(draw: st.DrawFn, most_rows: int = 12) -> Drawn:
    """Draw all that a month's tiering takes in."""
    policy = draw(policies())
    columns = {column: values_of(column, policy) for column in COLUMNS}
    one_row = st.fixed_dictionaries(columns)
    fewest = draw(st.sampled_from([0, 1, 3, most_rows // 2]))
    rows = draw(st.lists(one_row, min_size=fewest, max_size=most_rows))
    if rows and draw(st.sampled_from([False, False, True])):
        rows = [dict(rows[0]) for _ in rows]  # all tied
    for n, row in enumerate(rows):
        row["account_id"] = f"a{n:03d}"
    names = [tier["id"] for tier in policy["tier"]]
    known = [row["account_id"] for row in rows] + ["gone"]
    return Drawn(policy, rows, draw(_previous(known, names)), draw(_overrides(known, names)))


@st.composite
def _previous(draw: st.DrawFn, accounts: list[str], tiers: list[str]) -> list[Row] | None:
    if draw(st.sampled_from([True, False, False])):
        return None
    reasons = ["score", "floor", "cap", "hysteresis", "hysteresis", "override"]
    found = []
    for account in draw(st.permutations(accounts)):
        if draw(st.sampled_from([True, True, False])):
            reason = draw(st.sampled_from(reasons))
            below = draw(st.integers(1, 3)) if reason == "hysteresis" else 0
            tier = draw(st.sampled_from([*tiers[:2], *tiers]))
            found.append({"account_id": account, "tier": tier, "reason": reason, "months_below": below})
    return found


@st.composite
def _overrides(draw: st.DrawFn, accounts: list[str], tiers: list[str]) -> list[Row] | None:
    if draw(st.sampled_from([True, False])):
        return None
    days = [START, dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 10, 30), LAST_DAY]
    later = [*days[1:], dt.date(2026, 11, 1), dt.date(2027, 1, 1)]
    found: dict[tuple[str, dt.date], Row] = {}
    for account in draw(st.lists(st.sampled_from(accounts), max_size=6)):
        since = draw(st.sampled_from([*days, dt.date(2026, 11, 1)]))
        found[account, since] = {
            "account_id": account,
            "tier": draw(st.sampled_from(tiers)),
            "approver": "E1",
            "reason": "agreed",
            "from_date": since,
            "expires_on": draw(st.sampled_from([day for day in later if day >= since])),
        }
    return list(found.values())
