"""Previews of moved lines: ours from the index, the peers' by looking at the accounts or a cube again."""

from __future__ import annotations

import time
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from tierline.bench.reading import reading_time
from tierline.bench.scoring import MONTH, SEED
from tierline.bench.timing import Line, best_time
from tierline.compiled import layout
from tierline.policy.load import load_policy
from tierline.policy.resolved import Policy
from tierline.simulate.index import WhatIfIndex, build_index
from tierline.tiering.score import Graded

POLICY = "xinjiang-2008"
TURNS = 2000
SCALE = 10_001  # scores from 0 to 100.00 in hundredths


def bench_whatif(rows: int) -> Line:
    """Compare previews on ``rows`` graded accounts with floors and tiers held.

    Returns
    -------
    Line
        ``ours_s`` is what 99 of 100 previews stay below; ``equal`` is whether every peer gave the same
        accounts and revenue per tier for other lines than today's.
    """
    policy = load_policy(POLICY, MONTH)
    graded, revenue = draw(rows, policy)
    index = build_index(graded, policy, {"revenue": revenue})
    tries = lines_drawn(len(policy.tiers))
    peers: dict[str, Any] = {"numpy": with_numpy, "polars": with_polars}
    absent = [name for name in peers if find_spec(name) is None]
    taken, equal = {}, True
    for name, prepare in peers.items():
        if name in absent:
            continue
        run = prepare(graded, revenue, policy)
        equal = equal and all(np.array_equal(run(lines), index.preview(lines).totals) for lines in tries[:3])
        taken[name] = best_time(partial(run, tries[0]))
    return Line(
        bench="whatif",
        rows=rows,
        ours_s=stay_below(index, tries),
        peers=taken,
        bound_s=bound(index),
        equal=equal,
        absent=absent,
    )


def lines_drawn(tiers: int) -> list[list[int]]:
    """Return lines by chance, best tier first, to preview one after another."""
    random = np.random.default_rng(SEED)
    return [
        sorted(random.choice(np.arange(1, SCALE), tiers - 1, replace=False).tolist(), reverse=True)
        for _turn in range(TURNS)
    ]


def stay_below(index: WhatIfIndex, tries: list[list[int]]) -> float:
    """Return the seconds that 99 of 100 previews stay below."""
    seconds = []
    for lines in tries:
        start = time.perf_counter()
        index.preview(lines)
        seconds.append(time.perf_counter() - start)
    return float(np.percentile(seconds, 99))


def draw(rows: int, policy: Policy) -> tuple[Graded, Any]:
    """Return accounts drawn by chance, a tenth with floors, all with tiers held; and revenue in fen."""
    import pyarrow as pa

    random = np.random.default_rng(SEED)
    score = np.clip(random.normal(3500, 1800, rows), 0, SCALE - 1).astype(np.int16)
    line = np.array([tier.line for tier in policy.tiers], np.int64)
    by_score = (len(line) - np.searchsorted(line[::-1], score, side="right")).astype(np.int8)
    none = np.full(rows, layout.NONE, np.int8)
    floor = np.where(random.random(rows) < 0.1, random.integers(0, len(line) - 1, rows), layout.NONE).astype(
        np.int8
    )
    tier = np.where(floor >= 0, np.minimum(floor, by_score), by_score).astype(np.int8)
    outcome = layout.Outcome(
        score, by_score, floor, none, tier, none, none.astype(np.int16), none, np.empty((0, 0), np.int16)
    )
    before = layout.Before(tier, np.zeros(rows, np.int8), np.empty(0, np.int8))
    revenue = np.round(np.exp(random.normal(12, 1.6, rows))).astype(np.int64)
    return Graded(pa.nulls(rows, pa.string()), outcome, before), revenue


def with_numpy(graded: Graded, revenue: Any, policy: Policy) -> Any:
    """Prepare previews from a cube: floor x held tier x score, added up anew for each set of lines."""
    out, tiers = graded.outcome, len(policy.tiers)
    key = ((out.floor + 1).astype(np.int64) * tiers + graded.before.tier) * SCALE + out.score
    shape = (tiers + 1, tiers, SCALE)
    cube = np.stack(
        [
            np.bincount(key, minlength=int(np.prod(shape))).reshape(shape),
            _sums(key, revenue, int(np.prod(shape))).reshape(shape),
        ],
        axis=-1,
    )
    scores = np.arange(SCALE)

    def run(lines: list[int]) -> Any:
        found = np.zeros((tiers, cube.shape[-1]), np.int64)
        for floor in range(tiers + 1):
            for held in range(tiers):
                tier = _settled(scores, floor - 1, held, lines, policy)
                for each in range(tiers):
                    found[each] += cube[floor, held, tier == each].sum(axis=0)
        return found

    return run


def with_polars(graded: Graded, revenue: Any, policy: Policy) -> Any:
    """Prepare previews that grade every account again from its score, floor and held tier."""
    import polars as pl

    frame = pl.DataFrame(
        {
            "score": graded.outcome.score,
            "floor": graded.outcome.floor,
            "held": graded.before.tier,
            "revenue": revenue,
        }
    )
    last, slow = len(policy.tiers) - 1, policy.hysteresis

    def run(lines: list[int]) -> Any:
        rank: Any = pl
        for place, line in enumerate(lines):
            rank = rank.when(pl.col("score") >= line).then(pl.lit(place, pl.Int8))
        rank = rank.otherwise(pl.lit(last, pl.Int8))
        tier = pl.when(pl.col("floor") >= 0).then(pl.min_horizontal(rank, "floor")).otherwise(rank)
        held = pl.col("held")
        limit: Any = pl
        for place, line in enumerate([*lines, 0]):
            limit = limit.when(held == place).then(pl.lit(line - (slow.buffer or 0), pl.Int32))
        kept = (tier > held) & (pl.col("score") >= limit.otherwise(0))
        query = frame.lazy().select(tier=pl.when(kept).then(held).otherwise(tier), revenue="revenue")
        sums = query.group_by("tier").agg(pl.len(), pl.col("revenue").sum()).collect()
        found = np.zeros((last + 1, 2), np.int64)
        for tier_rank, count, amount in sums.iter_rows():
            found[tier_rank] = count, amount
        return found

    return run


def bound(index: WhatIfIndex) -> float:
    """Return the seconds that reading the sums a preview may look at takes: two of all that lie apart."""
    measured = np.zeros(8_000_000, np.int64)  # far more than a preview reads, to measure bandwidth
    reached = index.reached.under(index.hysteresis)
    cells = 2 * np.count_nonzero(reached.spans[..., 1]) * reached.sums.shape[1]
    return float(reading_time([measured]) * cells / len(measured))


def _sums(key: Any, values: Any, size: int) -> Any:
    """Add whole numbers up exactly by key."""
    found = np.zeros(size, np.int64)
    np.add.at(found, key, values)
    return found


def _settled(score: Any, floor: int, held: int, lines: list[int], policy: Policy) -> Any:
    line = np.array([*lines, 0])
    tier = len(line) - np.searchsorted(line[::-1], score, side="right")
    tier = np.minimum(tier, floor) if floor >= 0 else tier
    kept = (tier > held) & (score >= line[held] - (policy.hysteresis.buffer or 0))
    return np.where(kept, held, tier)
