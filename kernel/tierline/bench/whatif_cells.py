"""What an index counts, as each peer's users would count it: accounts and measures by state and score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tierline.compiled import layout
from tierline.simulate.index import WhatIfIndex

SCALE = 10_001  # scores from 0 to 100.00 in hundredths
Count = Callable[[], Any]


@dataclass(frozen=True)
class State:
    """What decides a tier besides the score, and the tier to compare with: int8[accounts] each."""

    floor: Any
    held: Any
    base: Any

    def keys(self, tiers: int) -> tuple[Any, int]:
        """Number the states that are possible; return each account's number, and how many there are."""
        key = ((self.floor + 1).astype(np.int64) * (tiers + 1) + self.held + 1) * tiers + self.base
        return key, (tiers + 1) ** 2 * tiers


def cells_of(index: WhatIfIndex) -> Any:
    """Return an index's cells, int64[cells, 4 + 1 + measures]: floor, held, base, score, then the sums."""
    arrays, found = index.arrays, []
    for group, at in enumerate(arrays.at):
        low, high = arrays.low[group], arrays.high[group]
        sums = np.diff(arrays.sums[at : at + high - low + 2], axis=0)
        filled = np.flatnonzero(sums[:, 0])
        floor, _cap, held, _below, _override, base = arrays.key[group]
        state = np.broadcast_to(np.array([floor, held, base], np.int64), (len(filled), 3))
        found.append(np.column_stack([state, filled + low, sums[filled]]))
    return in_order(np.concatenate(found)) if found else np.zeros((0, 5 + len(index.measures)), np.int64)


def in_order(cells: Any) -> Any:
    """Sort cells by floor, held, base and score."""
    return cells[np.lexsort(cells[:, 3::-1].T)]


def numpy_cells(key: Any, states: int, score: Any, measures: list[Any], tiers: int) -> Any:
    """Count with ``bincount``; sums of whole numbers below 2^53 are exact in float64."""
    place = key * SCALE + score
    size = states * SCALE
    counts = np.bincount(place, minlength=size)
    sums = [np.bincount(place, weights=each, minlength=size).astype(np.int64) for each in measures]
    filled = np.flatnonzero(counts)
    rest, scores = np.divmod(filled, SCALE)
    rest, base = np.divmod(rest, tiers)
    floor, held = np.divmod(rest, tiers + 1)
    columns = [floor + layout.NONE, held + layout.NONE, base, scores]
    return np.column_stack([*columns, counts[filled], *(each[filled] for each in sums)])


def polars_cells(accounts: Any, measures: list[str]) -> Any:
    """Count a lazy frame with the columns floor, held, base, score and the measures."""
    import polars as pl

    names = ["floor", "held", "base", "score"]
    sums = accounts.group_by(names).agg(pl.len(), *(pl.col(name).sum() for name in measures)).collect()
    return sums.select(pl.all().cast(pl.Int64)).to_numpy()
