"""From baseline to scenario: who moves where, with how much revenue and how many hours, and by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.resolved import Policy
from tierline.simulate.because import Because
from tierline.simulate.moved_by import CAUSES, NOT_MOVED, moved_by
from tierline.simulate.outcomes import Grading, Outcomes, outcomes
from tierline.store.between import SHOWN
from tierline.store.summary import fen
from tierline.tiering.columns import text_column
from tierline.tiering.reasons import REASONS

MEASURES = ("accounts", "revenue_fen", "ict_fen")


@dataclass(frozen=True)
class Migration:
    """A matrix of moves and the accounts behind each cell.

    Attributes
    ----------
    tiers : tuple of str
        Best first; ranks of the matrix.
    moves : int64[tiers, tiers, 3]
        From baseline tier to scenario tier: accounts, revenue and ICT revenue in fen.
    hours : tuple of int or None
        Staff hours that one account of a tier asks for, hundredths of an hour a year.
    """

    tiers: tuple[str, ...]
    moves: Any
    hours: tuple[int, ...] | None
    _table: pa.Table
    _money: tuple[Any, Any]
    _policies: tuple[Policy, Policy]
    _outcomes: tuple[Outcomes, Outcomes]
    _chosen: Any

    @property
    def accounts(self) -> int:
        """How many accounts are counted."""
        return int(self.moves[:, :, 0].sum())

    @property
    def moved(self) -> int:
        """How many of them change tier."""
        counts = self.moves[:, :, 0]
        return int(counts.sum() - np.trace(counts))

    @property
    def hours_moved(self) -> Any:
        """int64[tiers, tiers]: change of staff hours by the cell's moves, hundredths of an hour a year."""
        per_tier = np.array(self.hours or (0,) * len(self.tiers), np.int64)
        return self.moves[:, :, 0] * (per_tier[None, :] - per_tier[:, None])

    @cached_property
    def cause(self) -> Any:
        """int8, one an account of the table: the step that moved it, a place in ``CAUSES``."""
        return moved_by(*self._outcomes, self._policies)

    def to_table(self) -> pa.Table:
        """Return the matrix, one row a cell, in the order of the tiers.

        Columns: tier_before, tier_after, accounts, share (of all), share_of_tier (of the baseline tier),
        revenue_fen, ict_fen, hours_before, hours_after (null without hours; hundredths of an hour a year).
        """
        counts = self.moves[:, :, 0]
        size = len(self.tiers)
        ranks = np.indices((size, size)).reshape(2, -1)
        of_tier = counts.sum(axis=1, keepdims=True)
        names = np.array(self.tiers, object)
        hours = None if self.hours is None else np.array(self.hours, np.int64)
        columns = {
            "tier_before": pa.array(names[ranks[0]], pa.string()),
            "tier_after": pa.array(names[ranks[1]], pa.string()),
            "accounts": pa.array(counts.reshape(-1)),
            "share": pa.array((counts / max(1, self.accounts)).reshape(-1)),
            "share_of_tier": pa.array((counts / np.maximum(1, of_tier)).reshape(-1)),
            "revenue_fen": pa.array(self.moves[:, :, 1].reshape(-1)),
            "ict_fen": pa.array(self.moves[:, :, 2].reshape(-1)),
        }
        for column, side in (("hours_before", ranks[0]), ("hours_after", ranks[1])):
            found = pa.nulls(size * size, pa.int64())
            columns[column] = found if hours is None else pa.array(counts.reshape(-1) * hours[side])
        return pa.table(columns)

    def causes(self) -> pa.Table:
        """Return how many accounts each step moved: cause, accounts, revenue_fen; only those that occur."""
        moved = self._chosen & (self.cause != NOT_MOVED)
        figures = np.zeros((len(CAUSES), 2), np.int64)
        np.add.at(figures[:, 0], self.cause[moved], 1)
        np.add.at(figures[:, 1], self.cause[moved], self._money[0][moved])
        found = np.flatnonzero(figures[:, 0])
        return pa.table(
            {
                "cause": pa.array([CAUSES[code] for code in found], pa.string()),
                "accounts": pa.array(figures[found, 0]),
                "revenue_fen": pa.array(figures[found, 1]),
            }
        )

    def movers(self, before: str | None = None, after: str | None = None) -> Movers:
        """Return the accounts of a cell, a row or a column of the matrix, largest revenue first.

        Parameters
        ----------
        before, after : str, optional
            Tier in the baseline and in the scenario; without both, every account that moves. A cell of the
            diagonal holds those that stay.

        Raises
        ------
        BadInputError
            An unknown tier.
        """
        old, new = self._outcomes[0].tier, self._outcomes[1].tier
        wanted = self._chosen.copy()
        if before is None or after is None:
            wanted &= old != new
        for tiers, name in ((old, before), (new, after)):
            if name is not None:
                wanted &= tiers == self._rank(name)
        return Movers(self, np.flatnonzero(wanted))

    def _rank(self, tier: str) -> int:
        if tier not in self.tiers:
            raise BadInputError(
                N_("There is no tier '{tier}'. The tiers are {known}."),
                tier=tier,
                known=", ".join(self.tiers),
            )
        return self.tiers.index(tier)

    def _largest_first(self, rows: Any) -> Any:
        keys = pa.table(
            {
                "revenue": pa.array(self._money[0][rows]),
                "account_id": text_column(self._table, "account_id").take(pa.array(rows)),
            }
        )
        order = pc.sort_indices(keys, sort_keys=[("revenue", "descending"), ("account_id", "ascending")])
        return rows[np.asarray(order)]

    def _largest(self, rows: Any, count: int) -> Any:
        """Return the first ``count`` of the rows in order; only what is as large as the last is sorted."""
        money = self._money[0][rows]
        least = np.partition(money, len(rows) - count)[len(rows) - count]
        return self._largest_first(rows[money >= least])[:count]


@dataclass(frozen=True)
class Movers:
    """Accounts of a migration, largest revenue first, equal ones by account_id; texts are made on demand."""

    migration: Migration
    _found: Any

    def __len__(self) -> int:
        return len(self._found)

    @cached_property
    def rows(self) -> Any:
        """Where they stand in the table, all of them in order; a page of the list needs only its first."""
        return self.migration._largest_first(self._found)

    def table(self, first: int = 0, count: int | None = None) -> pa.Table:
        """Return some of the accounts: who they are, both tiers, scores and reasons, money, and the cause.

        Columns: those of account_id, name, area_id, industry, manager_id that the accounts have, tier_before,
        tier_after, score_before, score_after (hundredths), reason_before, reason_after, revenue_fen,
        ict_fen, cause (the step that moved it, see ``moved_by``).
        """
        source, rows = self.migration, self._some(first, count)
        present = [name for name in SHOWN if name in source._table.column_names]
        shown = source._table.select(present).take(pa.array(rows))
        old, new = (part.take(rows) for part in source._outcomes)
        tiers = np.array(source.tiers, object)
        figures = {
            "tier_before": pa.array(tiers[old.tier], pa.string()),
            "tier_after": pa.array(tiers[new.tier], pa.string()),
            "score_before": pa.array(old.score, pa.int16()),
            "score_after": pa.array(new.score, pa.int16()),
            "reason_before": pa.array(np.array(REASONS, object)[old.reason], pa.string()),
            "reason_after": pa.array(np.array(REASONS, object)[new.reason], pa.string()),
            "revenue_fen": pa.array(source._money[0][rows]),
            "ict_fen": pa.array(source._money[1][rows]),
            "cause": pa.array(np.array(CAUSES, object)[source.cause[rows]], pa.string()),
        }
        for name, values in figures.items():
            shown = shown.append_column(name, values)
        return shown

    def because(self, first: int = 0, count: int | None = None) -> list[Message]:
        """Return for some of the accounts the rule that moved each, as a text for both languages."""
        source, rows = self.migration, self._some(first, count)
        old, new = (part.take(rows) for part in source._outcomes)
        told = Because(source._table.take(pa.array(rows)), old, new, source._policies, source.cause[rows])
        return [told.row(place) for place in range(len(rows))]

    def to_table(self, first: int = 0, count: int | None = None, language: str | None = None) -> pa.Table:
        """Return the table with a further column ``moved_by``: the rule that moved each, in words."""
        texts = [message.render(language) for message in self.because(first, count)]
        return self.table(first, count).append_column("moved_by", pa.array(texts, pa.string()))

    def _some(self, first: int, count: int | None) -> Any:
        last = len(self) if count is None else first + count
        if "rows" not in self.__dict__ and 0 < last < len(self):
            return self.migration._largest(self._found, last)[first:]
        return self.rows[first:last]


def migrate(
    table: pa.Table,
    before: Grading,
    after: Grading,
    policies: tuple[Policy, Policy],
    hours: Sequence[int] | None = None,
    chosen: Any = None,
) -> Migration:
    """Set a baseline grading and a scenario grading of the same accounts against each other.

    Parameters
    ----------
    table : pyarrow.Table
        The accounts that were graded, loaded through a scope: account_id, the columns of both policies,
        and where there are some monthly_revenue and ict_revenue (yuan), name, area_id, industry, manager_id.
    before, after : Graded or pyarrow.Table
        Baseline and scenario; tables are those of ``score`` or of a closed month.
    policies : (Policy, Policy)
        Those that graded them.
    hours : sequence of int, optional
        Staff hours for one account of each tier, best first, hundredths of an hour a year.
    chosen : bool array, optional
        Which accounts count, see ``chosen``; nobody chosen gives a matrix of zeros.

    Raises
    ------
    BadInputError
        Other accounts, other tiers, or hours for another number of tiers.

    Notes
    -----
    Source: rulebook XJ-5, XJ-11. Every figure is a whole number and exact.
    """
    tiers = policies[0].tier_ids
    if policies[1].tier_ids != tiers:
        raise BadInputError(
            N_(
                "The tiers are {before} in one grading and {after} in the other. "
                "Compare gradings of one scheme."
            ),
            before=", ".join(tiers),
            after=", ".join(policies[1].tier_ids),
        )
    if hours is not None and len(hours) != len(tiers):
        raise BadInputError(
            N_("Hours are given for {given} tiers, but there are {needed}. Give one figure for each tier."),
            given=len(hours),
            needed=len(tiers),
        )
    accounts = text_column(table, "account_id")
    old, new = outcomes(before, policies[0], accounts), outcomes(after, policies[1], accounts)
    money = _fen(table, "monthly_revenue"), _fen(table, "ict_revenue")
    counted = np.ones(table.num_rows, np.bool_) if chosen is None else np.asarray(chosen, np.bool_)
    cells = (old.tier.astype(np.int64) * len(tiers) + new.tier)[counted]
    moves = np.zeros((len(tiers) ** 2, len(MEASURES)), np.int64)
    moves[:, 0] = np.bincount(cells, minlength=len(moves))
    for place, amounts in enumerate(money, 1):
        np.add.at(moves[:, place], cells, amounts[counted])  # bincount would add as floats
    shape = (len(tiers), len(tiers), len(MEASURES))
    per_tier = None if hours is None else tuple(map(int, hours))
    return Migration(tiers, moves.reshape(shape), per_tier, table, money, policies, (old, new), counted)


def _fen(table: pa.Table, column: str) -> Any:
    if column not in table.column_names:
        return np.zeros(table.num_rows, np.int64)
    return fen(table[column])
