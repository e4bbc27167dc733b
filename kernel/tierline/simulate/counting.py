"""Counts graded accounts by group and score; what no filter changes is worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tierline.compiled import layout, whatif
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.resolved import Policy
from tierline.simulate.combinations import LEAST_ROWS, number
from tierline.simulate.memory import refuse_beyond_memory
from tierline.threads import in_shares
from tierline.tiering.score import Graded

WIDE_BYTES = 2**28  # from here on one thread counts alone: each would hold sums of its own
MOST_SUM = 2**62  # money in fen: forty-six thousand million million yuan
_NO_SCORE = np.iinfo(np.int16).max
_EVERYONE = np.empty(0, np.bool_)


@dataclass(frozen=True)
class Measures:
    """Figures to add up, known to be whole and small enough; ``values`` is int64[measures, accounts]."""

    names: tuple[str, ...]
    values: Any

    @classmethod
    def taken(cls, given: Mapping[str, Any], size: int) -> Measures:
        """Check figures and lay them out, once for any number of indexes.

        Parameters
        ----------
        given : mapping of str to integer array
            One entry an account, in whole units (money in fen).
        size : int
            Accounts.

        Raises
        ------
        BadInputError
            A measure that is no whole number, of the wrong length or too large to add up exactly.
        """
        values = np.empty((len(given), size), np.int64)
        for place, (name, figures) in enumerate(given.items()):
            found = np.asarray(figures)
            if found.shape != (size,) or found.dtype.kind not in "iu":
                raise BadInputError(
                    N_("The measure {name} must hold one whole number for each of the {size} accounts."),
                    name=name,
                    size=size,
                )
            most = max(abs(int(found.min())), abs(int(found.max()))) if size else 0
            # where the quick bound does not hold, the sum itself decides
            if most * size > MOST_SUM and float(np.abs(found, dtype=np.float64).sum()) > MOST_SUM:
                raise BadInputError(N_("The measure {name} is too large to add up exactly."), name=name)
            values[place] = found
        return cls(tuple(given), values)


class Keyed:
    """Graded accounts with one number each for all that decides their tier besides the score.

    Parameters
    ----------
    graded : Graded
        Scores, floors, caps and what was taken over from last month; read again by ``count``.
    policy : Policy
        The policy that graded them.
    base : int8 array, optional
        Rank of the tier to compare with; default: the tier just assigned.

    Raises
    ------
    BadInputError
        A ``base`` that is not one rank of a tier an account.
    """

    def __init__(self, graded: Graded, policy: Policy, base: Any = None) -> None:
        out, before, tiers = graded.outcome, graded.before, len(policy.tiers)
        size = len(out.score)
        nothing = np.full(size, layout.NONE, np.int8)
        rows = whatif.Rows(
            out.floor,
            out.cap,
            before.tier if len(before.tier) else nothing,
            before.below if len(before.tier) else np.zeros(size, np.int8),
            before.override if len(before.override) else nothing,
            out.tier if base is None else _checked_base(base, size, tiers),
        )
        self._score = out.score
        self._keyed = number(rows, tiers)

    def count(self, measures: Any, chosen: Any = None) -> whatif.Index:
        """Return the prefix sums of the accounts ``chosen`` (bool, one each; None = all).

        Parameters
        ----------
        measures : int64[measures, accounts]
            Further figures to add up.
        chosen : bool array or None
            Which accounts count.

        Raises
        ------
        BadInputError
            A filter of another length; or the accounts differ in so many ways that the sums would not fit
            into the memory of a usual machine.
        """
        size, keyed = len(self._score), self._keyed
        among = _EVERYONE if chosen is None else np.ascontiguousarray(chosen, np.bool_)
        if chosen is not None and among.shape != (size,):
            raise BadInputError(
                N_("The filter must say yes or no for each of the {size} accounts, but it holds {given}."),
                size=size,
                given=len(among),
            )
        if not size or (chosen is not None and not among.any()):
            return whatif.empty_index(len(measures))
        codes, low, high = self._groups(among)
        widths = high - low + 2
        at = np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.int64)
        place = np.zeros(keyed.count, np.int64)
        place[codes] = at - low
        cells = int(widths.sum())
        refuse_beyond_memory(len(codes), cells, 1 + len(measures))
        wide = 8 * cells * (1 + len(measures)) > WIDE_BYTES

        def add(first: int, last: int) -> Any:
            sums = np.zeros((cells, 1 + len(measures)), np.int64)
            whatif.count_rows(first, last, keyed.code, self._score, among, place, measures, sums)
            return sums

        first_sums, *more = in_shares(size, add, size if wide else LEAST_ROWS)
        for part in more:
            first_sums += part
        index = whatif.Index(keyed.parts(codes), low, high, at, first_sums)
        whatif.add_up(index)
        return index

    def _groups(self, chosen: Any) -> tuple[Any, Any, Any]:
        keyed = self._keyed

        def find(first: int, last: int) -> tuple[Any, Any]:
            low = np.full(keyed.count, _NO_SCORE, np.int16)
            high = np.full(keyed.count, layout.NONE, np.int16)
            whatif.find_groups(first, last, keyed.code, self._score, chosen, low, high)
            return low, high

        ranges = in_shares(len(self._score), find, LEAST_ROWS)
        low = np.minimum.reduce([own[0] for own in ranges])
        high = np.maximum.reduce([own[1] for own in ranges])
        codes = np.flatnonzero(high >= 0)
        return codes, low[codes].astype(np.int64), high[codes].astype(np.int64)


def _checked_base(base: Any, size: int, tiers: int) -> Any:
    """Return ranks as the kernel reads them: anything else would be counted with another group."""
    ranks = np.asarray(base)
    if ranks.shape != (size,) or (size and not 0 <= int(ranks.min()) <= int(ranks.max()) < tiers):
        raise BadInputError(
            N_("The base must hold a tier's rank, 0 to {last}, for each of the {size} accounts."),
            last=tiers - 1,
            size=size,
        )
    return np.ascontiguousarray(ranks, np.int8)
