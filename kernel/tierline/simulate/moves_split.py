"""The moves between two months with their parts: counted, in steps of tiers, and account by account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import layout
from tierline.errors import BadInputError
from tierline.messages import N_

STEPS = ("data", "parameter", "rule", "override", "hysteresis")
CAUSES = (*STEPS, "new", "gone")
TITLES = {
    "data": N_("the data changed"),
    "parameter": N_("a figure of the policy changed"),
    "rule": N_("a qualification rule changed"),
    "override": N_("an override began or ended"),
    "hysteresis": N_("hysteresis let go or took hold"),
    "new": N_("new account"),
    "gone": N_("account gone"),
}
NEW, GONE = CAUSES.index("new"), CAUSES.index("gone")


@dataclass(frozen=True)
class Attribution:
    """Where each account stood at the start and after each step, and the sums of it.

    Attributes
    ----------
    months : (str, str)
    tiers : tuple of str
        Best first. In every matrix the place after the last tier stands for "not there".
    accounts : pyarrow.Table
        The later month's accounts in their order, then those that are gone: account_id, and as texts those of
        name, area_id, industry, manager_id that are known.
    path : int8[6, accounts]
        Rank of the tier before, and after "data", "parameter", "rule", "override", "hysteresis"; NONE where
        the account is not there. A new account has its last entry only, one that is gone its first.
    revenue : int64[accounts]
        Monthly revenue in fen: the later month's, of those that are gone the earlier one's.
    handed_on : int
        Accounts that are still there but outside the scope; they are not among ``accounts``.
    """

    months: tuple[str, str]
    tiers: tuple[str, ...]
    accounts: pa.Table
    path: Any
    revenue: Any
    handed_on: int = 0

    @cached_property
    def cause(self) -> Any:
        """int8[accounts]: the cause that counts for the whole move, a place in ``CAUSES``; NONE: no move.

        It is the last step that changed the tier: the one that took the account where it ended.
        """
        found = np.full(self.path.shape[1], layout.NONE, np.int8)
        for step in range(len(STEPS)):
            found[self.path[step] != self.path[step + 1]] = step
        found[self.path[0] == self.path[-1]] = layout.NONE
        found[self.path[0] == layout.NONE] = NEW
        found[self.path[-1] == layout.NONE] = GONE
        return found

    @property
    def moves(self) -> Any:
        """int64[tiers + 1, tiers + 1]: accounts from tier to tier; the diagonal are those that stay."""
        return self._matrix(self.path[0], self.path[-1])

    @property
    def steps(self) -> Any:
        """int64[causes, tiers + 1, tiers + 1]: accounts that each step took from tier to other tier.

        The steps follow on one another: with gains less losses of a tier summed over them, each tier has what
        ``moves`` gives it. Accounts that a later step took back are among them, see ``balanced``.
        """
        found = np.zeros((len(CAUSES), *self.moves.shape), np.int64)
        both = self._both
        for step in range(len(STEPS)):
            found[step] = _off_diagonal(self._matrix(self.path[step, both], self.path[step + 1, both]))
        for cause in (NEW, GONE):
            found[cause] = self.counts[cause]
        return found

    @cached_property
    def counts(self) -> Any:
        """int64[causes, tiers + 1, tiers + 1]: moved accounts by cause, tier before and tier after.

        Every move has one cause, so that summed over causes this is ``moves`` off the diagonal.
        """
        found = [self._matrix(self.path[0, own], self.path[-1, own]) for own in self._by_cause()]
        return np.stack(found)

    @property
    def parts(self) -> Any:
        """int64[causes, tiers + 1, tiers + 1]: steps of tiers (upward positive) by cause, within each cell.

        Summed over causes, a cell from tier i to tier j holds (i - j) times its accounts, exactly. Cells of
        accounts that are new or gone hold 0: they have no tier to count from.
        """
        size = len(self.tiers) + 1
        found = np.zeros((len(CAUSES), size * size), np.int64)
        both = self._both
        cells = self._cells(self.path[0, both], self.path[-1, both])
        for step in range(len(STEPS)):
            taken = self.path[step, both].astype(np.int64) - self.path[step + 1, both]
            np.add.at(found[step], cells, taken)
        return found.reshape(len(CAUSES), size, size)

    @property
    def moved(self) -> int:
        """How many accounts have another tier than before, new and gone ones included."""
        return int((self.cause != layout.NONE).sum())

    @property
    def balanced(self) -> int:
        """How many accounts were moved by one step and taken back by another: they did not move."""
        path = self.path[:, self._both & (self.path[0] == self.path[-1])]
        return int((path != path[0]).any(axis=0).sum())

    def to_table(self) -> pa.Table:
        """Return one row a cause.

        Columns: cause, accounts (its moves, adding up to all moves), up, down, revenue_fen of those,
        steps_up and steps_down (steps of tiers by this cause over all accounts that moved; their difference
        adds up to that of all moves).
        """
        parts = self.path[:, self._both & (self.path[0] != self.path[-1])].astype(np.int64)
        rows = []
        for place, (cause, own) in enumerate(zip(CAUSES, self._by_cause(), strict=True)):
            first, last = self.path[0, own], self.path[-1, own]
            known = (first != layout.NONE) & (last != layout.NONE)
            taken = parts[place] - parts[place + 1] if place < len(STEPS) else np.zeros(0, np.int64)
            rows.append(
                {
                    "cause": cause,
                    "accounts": int(own.sum()),
                    "up": int((last < first)[known].sum()),
                    "down": int((last > first)[known].sum()),
                    "revenue_fen": int(self.revenue[own].sum()),
                    "steps_up": int(taken[taken > 0].sum()),
                    "steps_down": int(-taken[taken < 0].sum()),
                }
            )
        return pa.Table.from_pylist(rows)

    def only(self, chosen: Any) -> Attribution:
        """Return the attribution of some accounts (bool[accounts], see ``chosen``); nobody gives zeros."""
        mask = np.asarray(chosen, np.bool_)
        kept = self.accounts.filter(pa.array(mask))
        return replace(self, accounts=kept, path=self.path[:, mask], revenue=self.revenue[mask])

    def movers(
        self, cause: str | None = None, before: str | None = None, after: str | None = None
    ) -> pa.Table:
        """Return accounts that moved, largest revenue first, equal ones by account_id.

        Parameters
        ----------
        cause : str, optional
            One of ``CAUSES``; all by default.
        before, after : str, optional
            Tier in the earlier and in the later month.

        Returns
        -------
        pyarrow.Table
            The columns of ``accounts``, tier_before, after_data, after_parameter, after_rule, after_override,
            tier, cause, revenue_fen; a tier is null where the account is not there.

        Raises
        ------
        BadInputError
            An unknown cause or tier.
        """
        wanted = self.cause != layout.NONE
        if cause is not None:
            wanted &= self.cause == _place(cause, CAUSES)
        for tiers, name in ((self.path[0], before), (self.path[-1], after)):
            if name is not None:
                wanted &= tiers == _place(name, self.tiers)
        rows = np.flatnonzero(wanted)
        names = np.array([*self.tiers, None], object)
        columns = ("tier_before", *(f"after_{step}" for step in STEPS[:-1]), "tier")
        found = self.accounts.take(pa.array(rows))
        for column, tiers in zip(columns, self.path[:, rows], strict=True):
            found = found.append_column(column, pa.array(names[tiers], pa.string()))  # NONE: the last entry
        causes = np.array(CAUSES, object)[self.cause[rows]]
        found = found.append_column("cause", pa.array(causes, pa.string()))
        found = found.append_column("revenue_fen", pa.array(self.revenue[rows]))
        keys = [("revenue_fen", "descending"), ("account_id", "ascending")]
        return found.take(pc.sort_indices(found, sort_keys=keys))

    @property
    def _both(self) -> Any:
        """Accounts that are in both months."""
        return (self.path[0] != layout.NONE) & (self.path[-1] != layout.NONE)

    def _by_cause(self) -> list[Any]:
        return [self.cause == cause for cause in range(len(CAUSES))]

    def _cells(self, old: Any, new: Any) -> Any:
        size = len(self.tiers) + 1
        return (old.astype(np.int64) % size) * size + new.astype(np.int64) % size  # NONE goes last

    def _matrix(self, old: Any, new: Any) -> Any:
        size = len(self.tiers) + 1
        return np.bincount(self._cells(old, new), minlength=size * size).reshape(size, size)


def _off_diagonal(matrix: Any) -> Any:
    return matrix - np.diag(np.diag(matrix))


def _place(name: str, known: tuple[str, ...]) -> int:
    if name not in known:
        raise BadInputError(
            N_("'{name}' is not one of {known}. Choose one of them."), name=name, known=", ".join(known)
        )
    return known.index(name)
