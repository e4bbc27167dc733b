"""Money adds up to the fen, by tier and by area."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.store.summary import fen, movers, moves, summarise, totals

TIERS = ["gold", "silver", "tin"]
_rows = st.lists(
    st.tuples(
        st.sampled_from(TIERS),
        st.sampled_from(["N", "S", None]),
        st.one_of(st.none(), st.integers(0, 10**12)),
        st.one_of(st.none(), st.integers(0, 10**9)),
    ),
    max_size=30,
)


@given(_rows)
def test_against_plain_sums(rows: list[tuple[str, str | None, int | None, int | None]]) -> None:
    accounts = pa.table(
        {
            "area_id": pa.array([row[1] for row in rows], pa.string()),
            "monthly_revenue": pa.array([None if r[2] is None else r[2] / 100 for r in rows], pa.float64()),
            "ict_revenue": pa.array([None if r[3] is None else r[3] / 100 for r in rows], pa.float64()),
        }
    )
    results = pa.table({"tier": pa.array([row[0] for row in rows], pa.string())})
    wanted: dict[tuple[str, str | None, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for tier in TIERS:
        wanted[("all", None, tier)] = [0, 0, 0]
    for tier, area, revenue, ict in rows:
        for key in (("all", None, tier), ("area", area, tier)):
            for place, value in enumerate((1, revenue or 0, ict or 0)):
                wanted[key][place] += value
    table = summarise(accounts, results, TIERS)
    found = {
        (row["level"], row["area_id"], row["tier"]): [row["accounts"], row["revenue_fen"], row["ict_fen"]]
        for row in table.to_pylist()
    }
    assert found == dict(wanted)
    assert totals(table)["accounts"] == len(rows)


@pytest.mark.parametrize(
    ("yuan", "whole"), [(0.29, 29), (1.005, 100), (-0.01, -1), (1234567890.12, 123456789012)]
)
def test_fen(yuan: float, whole: int) -> None:
    assert fen(pa.chunked_array([[yuan]])).tolist() == [whole]


def test_columns_may_be_absent() -> None:
    found = summarise(pa.table({"account_id": ["a"]}), pa.table({"tier": ["tin"]}), TIERS)
    assert found["revenue_fen"].to_pylist() == [0, 0, 0, 0]


def test_moves() -> None:
    before = pa.table({"account_id": ["a", "b", "c"], "tier": ["gold", "tin", "tin"]})
    after = pa.table(
        {"account_id": ["b", "a", "d"], "tier": ["silver", "gold", "tin"], "reason": ["score"] * 3}
    )
    assert moves(after, before) == [
        {"before": None, "after": "tin", "accounts": 1},
        {"before": "gold", "after": "gold", "accounts": 1},
        {"before": "tin", "after": None, "accounts": 1},
        {"before": "tin", "after": "silver", "accounts": 1},
    ]
    assert moves(after, None) == []
    assert movers(after, before).to_pylist() == [
        {"account_id": "b", "tier_before": "tin", "tier": "silver", "reason": "score"},
        {"account_id": "d", "tier_before": None, "tier": "tin", "reason": "score"},
    ]
