"""The migration matrix between two closed months (VIP-10): accounts and revenue from tier to tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from traitlets import HasTraits, Int, List, Tuple

from tierline_widgets.panels.accounts.model import AccountsModel
from tierline_widgets.session import RESULTS as _RESULTS
from tierline_widgets.session import Session
from tierline_widgets.tally import codes, fen, with_strays


@dataclass(frozen=True)
class Square:
    """One cell of the matrix: accounts and their monthly revenue in fen."""

    accounts: int
    revenue: int


class MovesModel(HasTraits):
    """``squares[i][j]``: from row i (tiers best first, then new accounts) to column j (tiers, then gone).

    ``chosen`` is the cell whose accounts are listed, (-1, -1) for everyone who changed tier. Revenue is
    that of the later month; for accounts that are gone, of the earlier one. ``handed_on`` counts those
    of the last column that are still customers, but outside the scope: they are not gone.
    """

    tiers: List[str] = List()
    squares: List[list[Square]] = List()
    handed_on = Int()
    chosen = Tuple(Int(), Int(), default_value=(-1, -1))

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.accounts = AccountsModel(session)
        session.observe(self._load, names=["month"])
        self._load()

    @property
    def compared(self) -> bool:
        """Whether there is a month before to compare with."""
        return self.session.month_before is not None

    def choose(self, value: str) -> None:
        """Open the cell named ``"row,column"``; a second press closes it again."""
        row, _, column = value.partition(",")
        size = len(self.tiers) + 1
        if not (row.isdigit() and column.isdigit() and int(row) < size and int(column) < size):
            return
        wanted = (int(row), int(column))
        self.chosen = (-1, -1) if wanted == self.chosen else wanted
        self._list()

    def sum_of(self, kind: str) -> Square:
        """Return the sum over the cells that rise, fall or stay ("up", "down", "same") among tiers."""
        size = len(self.tiers) if self.squares else 0
        wanted = {"up": -1, "same": 0, "down": 1}[kind]
        kept = [self.squares[i][j] for i in range(size) for j in range(size) if (j > i) - (j < i) == wanted]
        return Square(sum(one.accounts for one in kept), sum(one.revenue for one in kept))

    def figures(self) -> list[dict[str, Any]]:
        """Return one row of the matrix a tier, accounts only, for the record."""
        columns = [*self.tiers, "no longer mine" if self.handed_on else "gone"]
        return [
            {"from": name, **{column: square.accounts for column, square in zip(columns, row, strict=True)}}
            for name, row in zip([*self.tiers, "new"], self.squares, strict=bool(self.squares))
        ]

    def largest(self) -> str:
        """Return the id of the first account listed, or nothing when none is."""
        shown = self.accounts.shown()
        return str(shown[0]["account_id"]) if shown else ""

    def _load(self, _change: Any = None) -> None:
        self.chosen = (-1, -1)
        base = self.session.before()
        if base is None:
            with self.hold_trait_notifications():
                self.tiers, self.squares, self.handed_on = self.session.tier_ids(), [], 0
            self._rows = None
            self.accounts.show(None)
            return
        now, before = self.session.rows(), self.session.rows(base)
        moved = self.session.closed().moves(self.session.scope)
        ids = with_strays(self.session.tier_ids(), self.session.policy(base.month).tier_ids)
        size = len(ids) + 1
        self._rows = _pairs(now, before, moved)
        self._from = np.where(
            pc.is_null(self._rows["before"]).to_numpy(zero_copy_only=False),
            size - 1,
            codes(self._rows["before"], ids),
        )
        self._to = np.where(
            pc.is_null(self._rows["tier"]).to_numpy(zero_copy_only=False),
            size - 1,
            codes(self._rows["tier"], ids),
        )
        place = self._from * size + self._to
        number = np.bincount(place, minlength=size * size)
        revenue = np.zeros(size * size, dtype=np.int64)
        np.add.at(revenue, place, fen(self._rows["monthly_revenue"]))
        handed_on = self.session.closed().handed_on(self.session.scope)
        with self.hold_trait_notifications():
            self.tiers, self.handed_on = ids, handed_on
            self.squares = [
                [Square(int(number[i * size + j]), int(revenue[i * size + j])) for j in range(size)]
                for i in range(size)
            ]
        self._list()

    def _list(self) -> None:
        if self._rows is None:
            return
        row, column = self.chosen
        if row < 0:
            last = len(self.tiers)
            keep = (self._from != self._to) & (self._from < last) & (self._to < last)
        else:
            keep = (self._from == row) & (self._to == column)
        self.accounts.show(self._rows.filter(pa.array(keep)))


def _pairs(now: pa.Table, before: pa.Table, moved: pa.Table) -> pa.Table:
    """Return one row for each account of either month.

    Parameters
    ----------
    now, before : pa.Table
        Accounts with results in the later and the earlier month.
    moved : pa.Table
        account_id and tier_before (null: not there) of those whose tier changed; the engine's word.

    Returns
    -------
    pa.Table
        ``now`` with ``before``, the earlier tier (null: new), then those that are gone (``tier`` null).
    """
    ids = _text(now["account_id"])
    place = pc.index_in(ids, value_set=_text(moved["account_id"]))
    earlier = _text(moved["tier_before"]).take(place)
    joined = now.append_column("before", pc.if_else(pc.is_null(place), _text(now["tier"]), earlier))
    gone = before.filter(pc.invert(pc.is_in(_text(before["account_id"]), value_set=ids)))
    columns = []
    for field in joined.schema:
        if field.name == "before":
            columns.append(pc.cast(gone["tier"], field.type))
        elif field.name in _RESULTS or field.name not in gone.column_names:
            columns.append(pa.nulls(gone.num_rows, field.type))
        else:
            columns.append(pc.cast(gone[field.name], field.type))
    return pa.concat_tables([joined, pa.table(columns, schema=joined.schema)])


def _text(column: pa.ChunkedArray) -> pa.Array:
    """Return a text column, coded or not, as one array of text."""
    plain = pc.cast(column, pa.string())
    return plain.combine_chunks() if isinstance(plain, pa.ChunkedArray) else plain
