"""A new index of all accounts, of those a filter leaves, and after other weights, beside other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np

from tierline.bench import peers as scoring_peers
from tierline.bench.reading import reading_time
from tierline.bench.scoring import MONTH, SEED, eight_bands, make_table
from tierline.bench.timing import Line, best_time
from tierline.bench.whatif import POLICY, draw
from tierline.bench.whatif_cells import Count, State, cells_of, in_order, numpy_cells, polars_cells
from tierline.compiled import layout
from tierline.policy.load import load_policy
from tierline.policy.resolved import Policy
from tierline.simulate.counting import Measures
from tierline.simulate.index import Countable, WhatIfIndex, build_index
from tierline.tiering.prepared import Prepared
from tierline.tiering.score import Graded

_SHARE = 0.1  # of the accounts that a filter leaves: a prefecture, an industry
_ICT = 7  # revenue divided by this stands for ICT revenue
_MOVED = 100  # basis points of weight that the other weights move


def bench_build(rows: int, with_peers: bool = True) -> Line:
    """Compare counting all of ``rows`` graded accounts: number of accounts, revenue, ICT revenue.

    Returns
    -------
    Line
        ``equal`` is whether every peer found the same cells.
    """
    policy = load_policy(POLICY, MONTH)
    graded, measures = _drawn(rows, policy)
    everyone = np.ones(rows, np.bool_)
    return _compared(
        "whatif-build",
        rows,
        lambda: build_index(graded, policy, measures),
        _counting_peers(graded, measures, everyone, policy) if with_peers else {},
        [*_state_columns(graded), *measures.values()],
    )


def bench_filter(rows: int, with_peers: bool = True) -> Line:
    """Compare counting one in ten of ``rows`` graded accounts, those of one area, say.

    Returns
    -------
    Line
        ``equal`` is whether every peer found the same cells.
    """
    policy = load_policy(POLICY, MONTH)
    graded, measures = _drawn(rows, policy)
    chosen = np.random.default_rng(SEED).random(rows) < _SHARE
    accounts = Countable(graded, policy, measures)
    return _compared(
        "whatif-filter",
        rows,
        lambda: accounts.index(chosen),
        _counting_peers(graded, measures, chosen, policy) if with_peers else {},
        [chosen.view(np.int8), *_state_columns(graded), *measures.values()],
    )


def bench_weights(rows: int, with_peers: bool = True) -> Line:
    """Compare scoring ``rows`` accounts under other weights and counting them anew.

    Returns
    -------
    Line
        ``equal`` is whether every peer found the same cells, with the tiers before as the base.
    """
    policy = eight_bands()
    first, second, *others = policy.indicators
    heavier = replace(first, weight=first.weight + _MOVED), replace(second, weight=second.weight - _MOVED)
    other = replace(policy, indicators=(*heavier, *others))
    table = make_table(rows, policy)
    fen = np.round(table["monthly_revenue"].to_numpy() * 100).astype(np.int64)
    measures = {"revenue": fen, "ict": fen // _ICT}
    accounts, taken = Prepared(table), Measures.taken(measures, rows)
    base = accounts.grade(policy).outcome.tier
    trial = accounts.grade(other)
    nothing = np.full(rows, layout.NONE, np.int8)
    state = State(nothing, nothing, base)

    def ours() -> WhatIfIndex:
        return build_index(accounts.grade(other, instead_of=trial), other, taken, base)

    def with_numpy() -> Count:
        score, (key, states) = scoring_peers.with_numpy(table, other), state.keys(len(policy.tiers))
        values = list(measures.values())
        return lambda: numpy_cells(key, states, score()[0], values, len(policy.tiers))

    def with_polars() -> Count:
        import polars as pl

        frame: Any = pl.from_arrow(table.drop_columns(["account_id"]))
        frame = frame.with_columns(**{name: pl.Series(each) for name, each in vars(state).items()})
        frame = frame.with_columns(**{_own(name): pl.Series(each) for name, each in measures.items()})
        query = scoring_peers.polars_query(frame.lazy(), other)
        return lambda: polars_cells(query, list(map(_own, measures)))

    return _compared(
        "whatif-weights",
        rows,
        ours,
        {"numpy": with_numpy, "polars": with_polars} if with_peers else {},
        [*(table[column].to_numpy() for column in policy.columns), *measures.values()],
    )


def _compared(
    bench: str,
    rows: int,
    ours: Callable[[], WhatIfIndex],
    peers: Mapping[str, Callable[[], Count]],
    columns: list[Any],
) -> Line:
    own = cells_of(ours())
    equal = True
    taken: dict[str, float] = {}
    absent = [name for name in peers if find_spec(name) is None]
    for name, prepare in peers.items():
        if name not in absent:
            run = prepare()
            equal = equal and np.array_equal(in_order(run()), own)
            taken[name] = best_time(run)
    return Line(bench, rows, best_time(ours), taken, reading_time(columns), equal, absent)


def _drawn(rows: int, policy: Policy) -> tuple[Graded, dict[str, Any]]:
    graded, revenue = draw(rows, policy)
    return graded, {"revenue": revenue, "ict": revenue // _ICT}


def _state_columns(graded: Graded) -> list[Any]:
    out, before = graded.outcome, graded.before
    return [out.score, out.floor, out.cap, before.tier, before.below, out.tier]


def _counting_peers(
    graded: Graded, measures: dict[str, Any], chosen: Any, policy: Policy
) -> dict[str, Callable[[], Count]]:
    state = State(graded.outcome.floor, graded.before.tier, graded.outcome.tier)
    score, tiers = graded.outcome.score, len(policy.tiers)

    def with_numpy() -> Count:
        key, states = state.keys(tiers)
        return lambda: numpy_cells(
            key[chosen], states, score[chosen], [each[chosen] for each in measures.values()], tiers
        )

    def with_polars() -> Count:
        import polars as pl

        frame = pl.DataFrame({**vars(state), "score": score, **measures, "chosen": chosen}).lazy()
        return lambda: polars_cells(frame.filter("chosen"), list(measures))

    return {"numpy": with_numpy, "polars": with_polars}


def _own(name: str) -> str:
    """Name a measure's column so that it is none of the table's."""
    return f"{name} in fen"
