"""How sure the tiers are: who sits close to a line, and who would flip if revenue were a little different."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.errors import UsageError
from tierline.messages import N_
from tierline.policy.exact import HUNDRED, decimal_text
from tierline.policy.resolved import Policy
from tierline.simulate.history import settled
from tierline.simulate.stepwise import finished
from tierline.store.between import SHOWN
from tierline.store.summary import fen
from tierline.tiering.columns import text_column
from tierline.tiering.score import grade_table
from tierline.tiering.state import state_before

NOISY = ("monthly_revenue", "ict_revenue")
_STEPS = 1_000_000  # of the noise's width: u is a whole number of millionths


def near_lines(
    score: Any, policy: Policy, within: Sequence[int], revenue: Any = None, chosen: Any = None
) -> pa.Table:
    """Count the accounts whose score lies close to a line.

    Parameters
    ----------
    score : int16[accounts]
        Hundredths.
    policy : Policy
        Its lines; for others see ``with_lines``.
    within : sequence of int
        Distances in hundredths, each included: 100 counts scores up to 1.00 away.
    revenue : int64[accounts], optional
        Fen; 0 by default.
    chosen : bool[accounts], optional
        Which accounts count.

    Returns
    -------
    pyarrow.Table
        One row a line (best tier first) and distance: tier, line, within, above (on the line or above it),
        below, revenue_above_fen, revenue_below_fen.

    Raises
    ------
    UsageError
        A distance below 0.
    """
    if any(distance < 0 for distance in within):
        raise UsageError(N_("A distance from a line cannot be below 0. Give 0 or more."))
    money = np.zeros(len(score), np.int64) if revenue is None else np.asarray(revenue, np.int64)
    kept = slice(None) if chosen is None else np.asarray(chosen, np.bool_)
    sums = np.zeros((HUNDRED + 2, 2), np.int64)  # row s: accounts and revenue with a score below s
    at = score[kept].astype(np.int64) + 1
    np.add.at(sums[:, 0], at, 1)
    np.add.at(sums[:, 1], at, money[kept])
    sums = sums.cumsum(axis=0)
    rows = []
    for tier in policy.tiers[:-1]:
        for distance in within:
            low, high = max(0, tier.line - distance), min(HUNDRED, tier.line + distance) + 1
            above, below = sums[high] - sums[tier.line], sums[tier.line] - sums[low]
            rows.append(
                (tier.id, tier.line, int(distance), *map(int, (above[0], below[0], above[1], below[1])))
            )
    names = ("tier", "line", "within", "above", "below", "revenue_above_fen", "revenue_below_fen")
    kinds = [pa.string(), *[pa.int64()] * (len(names) - 1)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table([pa.array(own, kind) for own, kind in zip(columns, kinds, strict=True)], names=names)


@dataclass(frozen=True)
class Noise:
    """What happened to the tiers under noise in revenue.

    Attributes
    ----------
    draws, seed : int
    noise : int
        Half the width, in hundredths of a per cent.
    tiers : tuple of str
    flips : int64[draws]
        Accounts whose final tier was another one, in each draw.
    pairs : int64[tiers, tiers]
        Flips from tier to tier, all draws together; the diagonal is 0.
    times : int32[accounts]
        In how many draws an account flipped; 0 for those not chosen.
    """

    draws: int
    seed: int
    noise: int
    tiers: tuple[str, ...]
    flips: Any
    pairs: Any
    times: Any
    _table: pa.Table
    _tier: Any
    _score: Any
    _most: Any
    _revenue: Any

    @property
    def mean(self) -> float:
        """Mean flips of a draw."""
        return int(self.flips.sum()) / self.draws

    @property
    def fewest(self) -> int:
        """Flips of the calmest draw."""
        return int(self.flips.min())

    @property
    def most(self) -> int:
        """Flips of the worst draw."""
        return int(self.flips.max())

    def to_table(self) -> pa.Table:
        """Return flips by pair of tiers, if any: tier, tier_in_noise, flips (all draws), mean (a draw)."""
        old, new = np.nonzero(self.pairs)
        names = np.array(self.tiers, object)
        return pa.table(
            {
                "tier": pa.array(names[old], pa.string()),
                "tier_in_noise": pa.array(names[new], pa.string()),
                "flips": pa.array(self.pairs[old, new]),
                "mean": pa.array(self.pairs[old, new] / self.draws),
            }
        )

    def fragile(self, count: int | None = None) -> pa.Table:
        """Return the accounts that flip most often, equal ones by revenue (largest first) and account_id.

        Columns: those of account_id, name, area_id, industry, manager_id that there are, tier, score
        (hundredths), tier_in_noise (the other tier it took most often), flips (draws), probability,
        revenue_fen. Only accounts that flipped at all.
        """
        rows = np.flatnonzero(self.times)
        keys = pa.table(
            {
                "flips": pa.array(self.times[rows]),
                "revenue": pa.array(self._revenue[rows]),
                "account_id": text_column(self._table, "account_id").take(pa.array(rows)),
            }
        )
        order = [("flips", "descending"), ("revenue", "descending"), ("account_id", "ascending")]
        rows = rows[np.asarray(pc.sort_indices(keys, sort_keys=order))][:count]
        names = np.array(self.tiers, object)
        present = [name for name in SHOWN if name in self._table.column_names]
        found = self._table.select(present).take(pa.array(rows))
        for name, values in {
            "tier": pa.array(names[self._tier[rows]], pa.string()),
            "score": pa.array(self._score[rows]),
            "tier_in_noise": pa.array(names[self._most[rows]], pa.string()),
            "flips": pa.array(self.times[rows]),
            "probability": pa.array(self.times[rows] / self.draws),
            "revenue_fen": pa.array(self._revenue[rows]),
        }.items():
            found = found.append_column(name, values)
        return found


def shake(
    table: pa.Table,
    policy: Policy,
    previous: pa.Table | None = None,
    overrides: pa.Table | None = None,
    *,
    noise: int,
    draws: int,
    seed: int,
    chosen: Any = None,
) -> Noise:
    """Grade the accounts again and again with revenue a little off, and count who gets another final tier.

    In each draw every account has one factor 1 + u for its revenue and its ICT revenue (the one is a part of
    the other), u uniform between -noise and +noise; amounts are rounded to the fen. All else stays: other
    columns, the state taken over from last month, overrides.

    Parameters
    ----------
    table : pyarrow.Table
        Accounts, loaded through a scope: account_id and the columns of the policy.
    policy : Policy
    previous, overrides : pyarrow.Table, optional
        As for ``score``.
    noise : int
        Hundredths of a per cent, 0 to 10 000: 500 is 5 %.
    draws : int
        At least 1.
    seed : int
        The same seed gives the same bits. An account's noise does not depend on ``chosen``.
    chosen : bool[accounts], optional
        Which accounts count.

    Raises
    ------
    UsageError
        No draw, or noise beyond 100 %.
    """
    return finished(
        shaking(table, policy, previous, overrides, noise=noise, draws=draws, seed=seed, chosen=chosen)
    )


def shaking(
    table: pa.Table,
    policy: Policy,
    previous: pa.Table | None = None,
    overrides: pa.Table | None = None,
    *,
    noise: int,
    draws: int,
    seed: int,
    chosen: Any = None,
) -> Generator[int, None, Noise]:
    """Do what ``shake`` does draw by draw, so that it can be watched and given up.

    Yields
    ------
    int
        Draws done so far.

    Returns
    -------
    Noise
        After the last draw; the same bits as ``shake``.
    """
    if draws < 1 or not 0 <= noise <= HUNDRED:
        raise UsageError(
            N_("Noise of {noise} % in {draws} draws is not possible. Give 0 to 100 % and at least 1 draw."),
            noise=decimal_text(noise),
            draws=draws,
        )
    size, tiers = table.num_rows, policy.tier_ids
    counted = np.ones(size, np.bool_) if chosen is None else np.asarray(chosen, np.bool_)
    before = state_before(text_column(table, "account_id"), policy, previous, overrides)
    plain = _encoded(table, policy)
    base = settled(grade_table(plain, policy).outcome, policy, before)
    amounts = {name: _fen_or_missing(table, name) for name in NOISY if name in table.column_names}
    rng = np.random.default_rng(seed)
    flips, pairs = np.zeros(draws, np.int64), np.zeros((len(tiers), len(tiers)), np.int64)
    landed = np.zeros((size, len(tiers)), np.int32)
    for draw in range(draws):
        parts = rng.integers(-_STEPS, _STEPS, size, endpoint=True)
        factor = 1.0 + parts * (noise / (_STEPS * HUNDRED))
        noisy = {name: np.rint(yuan * factor) / 100.0 for name, yuan in amounts.items()}
        tier = settled(grade_table(_replaced(plain, noisy), policy).outcome, policy, before).tier
        rows = np.flatnonzero((tier != base.tier) & counted)
        flips[draw] = len(rows)
        np.add.at(pairs, (base.tier[rows], tier[rows]), 1)
        landed[rows, tier[rows]] += 1
        yield draw + 1
    return Noise(
        draws, seed, noise, tiers, flips, pairs, landed.sum(axis=1, dtype=np.int32), table,
        base.tier, base.score, landed.argmax(axis=1), _revenue(table),
    )  # fmt: skip


def _encoded(table: pa.Table, policy: Policy) -> pa.Table:
    """Return what grading reads, texts as codes: they are told apart once, not in every draw."""
    present = [name for name in ("account_id", *policy.columns) if name in table.column_names]
    found = table.select(present)
    for place, name in enumerate(found.column_names[1:], 1):
        kind = found.schema.field(name).type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            found = found.set_column(place, name, found[name].dictionary_encode())
    return found.combine_chunks()


def _fen_or_missing(table: pa.Table, name: str) -> Any:
    """Return money in fen (float64, whole); NaN where there is none."""
    yuan = table[name].cast(pa.float64()).to_numpy()
    return np.rint(yuan * 100.0)


def _replaced(table: pa.Table, columns: dict[str, Any]) -> pa.Table:
    for name, values in columns.items():
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, pa.array(values))
    return table


def _revenue(table: pa.Table) -> Any:
    if "monthly_revenue" not in table.column_names:
        return np.zeros(table.num_rows, np.int64)
    return fen(table["monthly_revenue"])
