"""Scores and tiers alone, without rules, hysteresis and reason: how near the pass comes to reading."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np

from tierline.bench.peers import PEERS
from tierline.bench.reading import beside_reading
from tierline.bench.scoring import make_table
from tierline.bench.timing import Line, best_time
from tierline.bench.whole_pass import ten_bands
from tierline.compiled.layout import Before
from tierline.policy.resolved import Hysteresis
from tierline.tiering.room import empty_outcome
from tierline.tiering.score import policy_view, run_pass

_BESIDE = ("numpy", "polars")  # the whole pass stands beside all of them


def bench_alone(rows: int) -> Line:
    """Compare scores and tiers of ten banded columns with a compiled read of the same columns.

    Returns
    -------
    Line
        ``bound_s`` is the read, in the same run; ``equal`` is whether every peer gave the same scores
        and tiers on all rows.
    """
    policy = replace(ten_bands(), rules=(), hysteresis=Hysteresis(enabled=False, months=1, buffer=None))
    table = make_table(rows, policy)
    views = [policy_view(table, column, policy) for column in policy.columns]
    nobody = np.empty(0, np.int8)
    before = Before(nobody, nobody, nobody)

    def run() -> tuple[Any, Any]:
        out = empty_outcome(rows)
        run_pass(views, policy, before, out)
        return out.score, out.tier

    own = run()
    here = [name for name in _BESIDE if find_spec(name) is not None]
    prepared = {name: PEERS[name](table, policy) for name in here}
    equal = all(np.array_equal(a, b) for peer in prepared.values() for a, b in zip(own, peer(), strict=True))
    columns = [table[column].to_numpy() for column in policy.columns]
    own_s, bound_s, at_speeds = beside_reading(run, columns)
    return Line(
        bench="score-alone",
        rows=rows,
        ours_s=own_s,
        peers={name: best_time(peer, rounds=3) for name, peer in prepared.items()},
        bound_s=bound_s,
        equal=equal,
        absent=[name for name in _BESIDE if name not in here],
        at_speeds=at_speeds,
    )
