"""Accounts and money per tier, for the whole region and for each area, in exact fen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def fen(column: pa.ChunkedArray) -> np.ndarray:
    """Return money in yuan (float64, null = none) as whole fen (int64)."""
    yuan = column.cast(pa.float64()).fill_null(0.0).to_numpy()
    whole: np.ndarray = np.rint(yuan * 100).astype(np.int64)
    return whole


def summarise(accounts: pa.Table, results: pa.Table, tiers: Sequence[str]) -> pa.Table:
    """Count and add up.

    Parameters
    ----------
    accounts : pyarrow.Table
        ``area_id``, ``monthly_revenue``, ``ict_revenue`` (yuan); what is absent counts as null.
    results : pyarrow.Table
        ``tier``, in the same order of rows.
    tiers : sequence of str
        Every tier of the scheme, best first.

    Returns
    -------
    pyarrow.Table
        level ("all" or "area"), area_id, tier, accounts, revenue_fen, ict_fen: first every tier of the
        whole, then the tiers that occur in each area, areas in alphabetical order (those without last).
    """
    names = results["tier"].cast(pa.string()).to_pylist()
    place = {tier: number for number, tier in enumerate(tiers)}
    tier_of = np.array([place[name] for name in names], dtype=np.int64)
    revenue, ict = (_money(accounts, name) for name in ("monthly_revenue", "ict_revenue"))
    rows: list[tuple[str, str | None, str, int, int, int]] = []
    whole = _sums(tier_of, revenue, ict, len(tiers))
    for number, tier in enumerate(tiers):
        count, money, ict_money = (int(part[number]) for part in whole)
        rows.append(("all", None, tier, count, money, ict_money))
    areas = (
        accounts["area_id"].cast(pa.string()).to_pylist()
        if "area_id" in accounts.column_names
        else [None] * len(names)
    )
    known = sorted({area for area in areas if area is not None})
    order: dict[str | None, int] = {area: number for number, area in enumerate(known)}
    order[None] = len(known)
    area_of = np.array([order[area] for area in areas], dtype=np.int64)
    group = area_of * len(tiers) + tier_of
    parts = _sums(group, revenue, ict, len(order) * len(tiers))
    for area, number in order.items():
        for rank, tier in enumerate(tiers):
            count, money, ict_money = (int(part[number * len(tiers) + rank]) for part in parts)
            if count:
                rows.append(("area", area, tier, count, money, ict_money))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    types = (pa.string(), pa.string(), pa.string(), pa.int64(), pa.int64(), pa.int64())
    named = ("level", "area_id", "tier", "accounts", "revenue_fen", "ict_fen")
    return pa.table(
        {name: pa.array(list(column), kind) for name, column, kind in zip(named, columns, types, strict=True)}
    )


def totals(summary: pa.Table) -> dict[str, Any]:
    """Return the whole region's figures out of a summary, for the manifest."""
    tiers = [row for row in summary.to_pylist() if row["level"] == "all"]
    figures = ("accounts", "revenue_fen", "ict_fen")
    return {
        **{name: sum(row[name] for row in tiers) for name in figures},
        "tiers": [{name: row[name] for name in ("tier", *figures)} for row in tiers],
    }


def moves(results: pa.Table, previous: pa.Table | None) -> list[dict[str, str | int | None]]:
    """Count accounts by tier before and tier after.

    Returns
    -------
    list of dict
        ``before`` (None: new), ``after`` (None: gone), ``accounts``; in alphabetical order.
    """
    if previous is None:
        return []
    held = dict(zip(previous["account_id"].to_pylist(), previous["tier"].to_pylist(), strict=True))
    counts: dict[tuple[str | None, str | None], int] = {}
    for account, tier in zip(results["account_id"].to_pylist(), results["tier"].to_pylist(), strict=True):
        key = (held.pop(account, None), tier)
        counts[key] = counts.get(key, 0) + 1
    for tier in held.values():
        counts[(tier, None)] = counts.get((tier, None), 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (item[0][0] or "", item[0][1] or ""))
    return [{"before": before, "after": after, "accounts": count} for (before, after), count in ordered]


def movers(results: pa.Table, held: pa.Table) -> pa.Table:
    """Return the accounts whose tier is not the one held before.

    Parameters
    ----------
    results : pyarrow.Table
        account_id, tier, reason.
    held : pyarrow.Table
        account_id and tier of the month before.

    Returns
    -------
    pyarrow.Table
        account_id, tier_before (null: was not there), tier, reason; in the order of ``results``.
    """
    ids, tiers, reasons = (results[name].cast(pa.string()) for name in ("account_id", "tier", "reason"))
    place = pc.index_in(ids, value_set=held["account_id"].cast(pa.string()).combine_chunks())
    before = held["tier"].cast(pa.string()).take(place)
    moved = pc.fill_null(pc.not_equal(before, tiers), True)
    table = pa.table({"account_id": ids, "tier_before": before, "tier": tiers, "reason": reasons})
    return table.filter(moved)


def still_there(before: pa.Table, now: pa.Table, everyone: pa.Table) -> int:
    """Return how many accounts of ``before`` are in ``everyone`` but not in ``now`` (account_id in each)."""
    ids, own, every = (_ids(table) for table in (before, now, everyone))
    lost = pc.invert(pc.is_in(ids, value_set=own))
    return int(pc.sum(pc.and_(lost, pc.is_in(ids, value_set=every))).as_py() or 0)


def _ids(table: pa.Table) -> pa.Array:
    return table["account_id"].cast(pa.string()).combine_chunks()


def _money(accounts: pa.Table, name: str) -> np.ndarray:
    if name not in accounts.column_names:
        return np.zeros(accounts.num_rows, dtype=np.int64)
    return fen(accounts[name])


def _sums(group: np.ndarray, revenue: np.ndarray, ict: np.ndarray, groups: int) -> tuple[np.ndarray, ...]:
    # np.bincount would add the weights as floats; whole fen stay whole here
    money, ict_money = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    np.add.at(money, group, revenue)
    np.add.at(ict_money, group, ict)
    return np.bincount(group, minlength=groups), money, ict_money
