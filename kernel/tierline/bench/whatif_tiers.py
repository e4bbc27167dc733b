"""Previews where an index is at its largest: twelve tiers, each held for up to twelve months."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tierline.bench.scoring import SEED, eight_bands, make_table
from tierline.bench.timing import Line, best_time
from tierline.bench.whatif import bound, lines_drawn, stay_below
from tierline.compiled import layout
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.index import build_index, with_lines
from tierline.tiering.room import empty_outcome
from tierline.tiering.score import Graded, policy_view, run_pass

TIERS = MONTHS = 12
_BUFFER = 500  # hundredths of a point


def bench_tiers(rows: int) -> Line:
    """Compare previews of ``rows`` accounts, of which a policy of twelve tiers holds many, with scoring anew.

    Returns
    -------
    Line
        ``ours_s`` is what 99 of 100 previews stay below; ``equal`` is whether scoring every account anew
        gave the same accounts and revenue per tier for other lines.
    """
    policy = _many_tiers()
    table, random = make_table(rows, policy), np.random.default_rng(SEED)
    views = [policy_view(table, column, policy) for column in policy.columns]
    held = random.integers(layout.NONE, TIERS, rows).astype(np.int8)
    below = random.integers(0, MONTHS, rows).astype(np.int8)
    before = layout.Before(held, below, np.empty(0, np.int8))
    revenue = np.round(table["monthly_revenue"].to_numpy() * 100).astype(np.int64)

    def graded(tried: Policy) -> Graded:
        out = empty_outcome(rows)
        run_pass(views, tried, before, out)
        return Graded(table["account_id"], out, before)

    def anew(lines: list[int]) -> Any:
        tier = graded(with_lines(policy, lines)).outcome.tier
        found = np.zeros((TIERS, 2), np.int64)
        for rank in range(TIERS):
            found[rank] = np.count_nonzero(tier == rank), revenue[tier == rank].sum()
        return found

    index = build_index(graded(policy), policy, {"revenue": revenue})
    tries = lines_drawn(TIERS)
    return Line(
        bench="whatif-tiers",
        rows=rows,
        ours_s=stay_below(index, tries),
        peers={"scoring anew": best_time(lambda: anew(tries[0]))},
        bound_s=bound(index),
        equal=all(np.array_equal(anew(lines), index.preview(lines).totals) for lines in tries[:3]),
    )


def _many_tiers() -> Policy:
    policy = eight_bands()
    lines = [100 * (TIERS - 1 - place) * 8 for place in range(TIERS)]  # 88.00, 80.00 ... 8.00, 0
    tiers = (replace(policy.tiers[0], id=f"T{place:02}", line=line) for place, line in enumerate(lines))
    return replace(policy, tiers=tuple(tiers), rules=(), hysteresis=Hysteresis(True, MONTHS, _BUFFER))
