"""Every kind of indicator beside bands: the same pass over as many columns of that kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.bench.reading import beside_reading
from tierline.bench.scoring import SEED
from tierline.bench.timing import Line
from tierline.bench.whole_pass import ten_bands
from tierline.compiled.layout import Before
from tierline.policy.resolved import Hysteresis, Policy
from tierline.policy.scales import Bands, Codes, Linear, Scale
from tierline.tiering.columns import View, code_view, number_view
from tierline.tiering.room import empty_outcome
from tierline.tiering.score import run_pass

SHARES = 100  # a percentile's edges: every hundredth of the accounts
CODES = tuple(f"code {place}" for place in range(20))
_MOST = 10_000  # hundredths of a point
_MEDIAN, _SPREAD = 8_000, 1.6


def _amounts(rows: int, seed: int) -> Any:
    return np.round(np.exp(np.random.default_rng(seed).normal(np.log(_MEDIAN), _SPREAD, rows)), 2)


def _coded(rows: int, seed: int) -> pa.Array:
    places = np.random.default_rng(seed).integers(0, len(CODES), rows).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(CODES))


def _flags(rows: int, seed: int) -> pa.Array:
    return pa.array(np.random.default_rng(seed).random(rows) < 1 / 2)


def _bands(count: int) -> Bands:
    edges = np.quantile(_amounts(100_000, SEED), np.arange(1, count) / count)
    return Bands(tuple(float(edge) for edge in edges), tuple(_MOST * k // (count - 1) for k in range(count)))


KINDS: dict[str, tuple[Scale, Callable[[int, int], Any]]] = {
    "bands": (_bands(6), _amounts),
    "linear": (Linear(1, (0, 10_000, 50_000, 200_000), (0, 4_000, 9_000, _MOST)), _amounts),
    "percentile": (_bands(SHARES), _amounts),
    "category": (Codes({code: 500 * place for place, code in enumerate(CODES)}), _coded),
    "flag": (Codes({"false": 0, "true": _MOST}), _flags),
}


def _prepare(kind: str, rows: int) -> tuple[Policy, list[View]]:
    """Return a policy of ten indicators of one kind, and a column for each."""
    scale, column = KINDS[kind]
    policy = ten_bands()
    indicators = tuple(replace(each, kind=kind, scale=scale) for each in policy.indicators)
    policy = replace(policy, indicators=indicators, rules=(), hysteresis=Hysteresis(False, 1, None))
    table = {each.column: column(rows, SEED + place) for place, each in enumerate(indicators)}
    view = code_view if isinstance(scale, Codes) else number_view
    return policy, [view(table, name) for name in policy.columns]


def bench_kind(kind: str, rows: int) -> Line:
    """Compare ten columns of a kind with ten banded columns.

    Returns
    -------
    Line
        ``equal`` is whether the pass gives what the exact rule, indicator by indicator, adds up to.
    """
    passes: dict[str, Callable[[], object]] = {}
    equal = True
    for name in dict.fromkeys(("bands", kind)):
        policy, views = _prepare(name, rows)
        nothing = np.empty(0, np.int8)
        before = Before(nothing, nothing, nothing)
        out = empty_outcome(rows)
        passes[name] = partial(run_pass, views, policy, before, out)
        kept = empty_outcome(rows, len(policy.indicators))
        run_pass(views, policy, before, kept)
        passes[name]()
        weights = np.array([each.weight for each in policy.indicators])
        total = (kept.points.astype(np.int64) * weights).sum(axis=1)
        whole = int(weights.sum())
        equal = equal and np.array_equal(out.score, (2 * total + whole) // (2 * whole))
    as_much = [np.ones(rows * len(policy.columns))]
    own_s, bands_s, at_speeds = beside_reading(passes[kind], as_much, passes["bands"])
    return Line(
        f"score-{kind}", rows, own_s, {"ten banded columns": bands_s}, None, equal, at_speeds=at_speeds
    )
