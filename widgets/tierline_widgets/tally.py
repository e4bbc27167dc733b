"""Sums per tier: integers only (accounts, and money in fen), so that they add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]


def fen(column: pa.ChunkedArray | pa.Array) -> Integers:
    """Return money (float64, two decimals) as whole fen; missing counts as nothing."""
    values = pc.fill_null(pc.cast(column, pa.float64()), 0.0).to_numpy(zero_copy_only=False)
    whole: Integers = np.rint(values * 100).astype(np.int64)
    return whole


def codes(column: pa.ChunkedArray | pa.Array, ids: Sequence[str]) -> Integers:
    """Return each text's place in ``ids``; -1 for texts that are not there or missing."""
    found = pc.index_in(pc.cast(column, pa.string()), value_set=pa.array(list(ids), pa.string()))
    places: Integers = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return places


def sums(places: Integers, weights: Integers, length: int) -> Integers:
    """Return the sum of ``weights`` for each place in 0..length-1; other places are left out."""
    kept = (places >= 0) & (places < length)
    total = np.zeros(length, dtype=np.int64)
    np.add.at(total, places[kept], weights[kept])
    return total


def counts(places: Integers, length: int) -> Integers:
    """Return how often each place in 0..length-1 occurs; other places are left out."""
    kept = places[(places >= 0) & (places < length)]
    return np.bincount(kept, minlength=length).astype(np.int64)


@dataclass(frozen=True)
class Tally:
    """Figures of one tier: accounts, monthly revenue and ICT revenue in fen."""

    tier: str
    accounts: int
    revenue: int
    ict: int


def from_summary(summary: pa.Table) -> list[Tally]:
    """Return one `Tally` a tier, best first, from a closed month's summary.

    Parameters
    ----------
    summary : pa.Table
        level, tier, accounts, revenue_fen, ict_fen; rows of the level "all" count.
    """
    return [
        Tally(row["tier"], row["accounts"], row["revenue_fen"], row["ict_fen"])
        for row in summary.to_pylist()
        if row["level"] == "all"
    ]


def aligned(tallies: Sequence[Tally], ids: Sequence[str]) -> list[Tally]:
    """Return one `Tally` for each of ``ids``; a tier that is not there holds nothing."""
    held = {one.tier: one for one in tallies}
    return [held.get(one, Tally(one, 0, 0, 0)) for one in ids]


def with_strays(ids: Sequence[str], *more: Sequence[str]) -> list[str]:
    """Return ``ids`` followed by tiers that only ``more`` has: another policy held then."""
    found = list(ids)
    for others in more:
        found += [one for one in others if one not in found]
    return found
