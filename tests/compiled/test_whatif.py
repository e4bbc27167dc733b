"""The what-if index on a few accounts, against moving the lines and grading every account anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tierline.policy.resolved import Hysteresis
from tierline.simulate.index import Countable, WhatIfIndex, build_index, with_lines
from tierline.tiering.score import grade_table

POLICY = tierline.load_policy("generic-abcd", "2026-10")
TIERS = POLICY.tier_ids

amounts = st.one_of(st.none(), st.sampled_from([0.0, 40.0, 350.0, 1700.0, 8000.0, 90000.0]))
accounts = st.fixed_dictionaries(
    {
        "monthly_revenue": amounts,
        "ict_products": st.sampled_from([0, 1, 2, 5]),
        "ict_revenue": amounts,
        "tenure_months": st.sampled_from([None, 0, 30, 70]),
        "arrears_months": st.sampled_from([0, 3]),
        "before": st.sampled_from([None, *TIERS]),
        "months_below": st.sampled_from([0, 1, 2]),
        "override": st.sampled_from([None, None, *TIERS]),
    }
)
lines = st.lists(st.integers(1, 10_000), min_size=3, max_size=3, unique=True).map(
    lambda given: sorted(given, reverse=True)
)
settings_of = st.builds(Hysteresis, st.booleans(), st.integers(1, 3), st.sampled_from([None, 0, 500, 10_000]))


def tables(rows: list[dict[str, Any]]) -> tuple[pa.Table, pa.Table, pa.Table]:
    numbered = [{"account_id": f"a{place}", **row} for place, row in enumerate(rows)]
    now = pa.Table.from_pylist(
        [{name: row[name] for name in ("account_id", *POLICY.columns)} for row in numbered],
        schema=pa.schema([("account_id", pa.string()), *((name, pa.float64()) for name in POLICY.columns)]),
    )
    previous = pa.table(
        {
            "account_id": pa.array([row["account_id"] for row in numbered if row["before"]], pa.string()),
            "tier": pa.array([row["before"] for row in numbered if row["before"]], pa.string()),
            "months_below": pa.array([row["months_below"] for row in numbered if row["before"]], pa.int8()),
        }
    )
    forced = [row for row in numbered if row["override"]]
    overrides = pa.table(
        {
            "account_id": pa.array([row["account_id"] for row in forced], pa.string()),
            "tier": pa.array([row["override"] for row in forced], pa.string()),
            "from_date": pa.array(["2026-10-01"] * len(forced), pa.string()),
            "expires_on": pa.array(["2026-12-31"] * len(forced), pa.string()),
        }
    )
    return now, previous, overrides


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(accounts, max_size=8), lines=lines, slow=settings_of, data=st.data())
def test_the_index_gives_what_grading_anew_gives(
    rows: list[dict[str, Any]], lines: list[int], slow: Hysteresis, data: st.DataObject
) -> None:
    now, previous, overrides = tables(rows)
    graded = grade_table(now, POLICY, previous, overrides)
    anew = grade_table(now, replace(with_lines(POLICY, lines), hysteresis=slow), previous, overrides)
    chosen = np.array([data.draw(st.booleans()) for _row in rows], np.bool_)
    weight = np.arange(1, len(rows) + 1, dtype=np.int64)
    found = build_index(graded, POLICY, {"weight": weight}, chosen=chosen)
    wanted = np.zeros((len(TIERS), len(TIERS), 2), np.int64)
    for row in np.flatnonzero(chosen):
        wanted[graded.outcome.tier[row], anew.outcome.tier[row]] += (1, weight[row])
    for each in (found, WhatIfIndex.from_bytes(found.to_bytes())):
        assert (each.preview(lines, slow).moves == wanted).all()
        assert each.accounts == chosen.sum()
    assert (build_index(graded, POLICY, {"weight": weight}).preview(lines, slow).base.sum(axis=0)[0]) == len(
        rows
    )


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(accounts, max_size=6), lines=lines, kinds=st.integers(0, 5), data=st.data())
def test_any_number_of_measures(
    rows: list[dict[str, Any]], lines: list[int], kinds: int, data: st.DataObject
) -> None:
    now, previous, overrides = tables(rows)
    graded = grade_table(now, POLICY, previous, overrides)
    anew = grade_table(now, with_lines(POLICY, lines), previous, overrides)
    figures = st.lists(st.integers(-(10**6), 10**6), min_size=len(rows), max_size=len(rows))
    measures = {f"m{kind}": np.array(data.draw(figures), np.int64) for kind in range(kinds)}
    prepared = Countable(graded, POLICY, measures)
    for chosen in (None, np.arange(len(rows)) % 2 == 0):
        wanted = np.zeros((len(TIERS), len(TIERS), 1 + kinds), np.int64)
        for row in range(len(rows)):
            if chosen is None or chosen[row]:
                own = [1, *(values[row] for values in measures.values())]
                wanted[graded.outcome.tier[row], anew.outcome.tier[row]] += own
        assert (prepared.index(chosen).preview(lines).moves == wanted).all()
