"""The what-if index: any tier lines answered exactly, in microseconds, for any number of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tierline.compiled import layout, whatif
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.exact import HUNDRED, decimal_text
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate import compact
from tierline.threads import in_shares
from tierline.tiering.score import Graded

LEAST_ROWS = 131_072
MOST_KEYS = 4_000_000  # possible combinations of what decides a tier; real schemes stay far below
MOST_SUM = 2**62  # money in fen: forty-six thousand million million yuan


@dataclass(frozen=True)
class Preview:
    """Who goes where: ``moves[base, tier]`` holds accounts, then the measures, as exact integers.

    Tiers are ranks from the top, ``measures`` names the further figures of each cell.
    """

    moves: Any
    measures: tuple[str, ...]

    @property
    def totals(self) -> Any:
        """int64[tiers, 1 + measures]: accounts and measures of each tier under the lines asked for."""
        return self.moves.sum(axis=0)

    @property
    def base(self) -> Any:
        """int64[tiers, 1 + measures]: accounts and measures of each tier as they are today."""
        return self.moves.sum(axis=1)

    @property
    def moved(self) -> int:
        """How many accounts change tier."""
        counts = self.moves[:, :, 0]
        return int(counts.sum() - np.trace(counts))


@dataclass(frozen=True)
class WhatIfIndex:
    """Prefix sums by group and score; ``arrays`` is what the compiled answers read."""

    arrays: whatif.Index
    tiers: tuple[str, ...]
    lines: tuple[int, ...]
    hysteresis: Hysteresis
    measures: tuple[str, ...]

    @property
    def accounts(self) -> int:
        """How many accounts the index holds."""
        ends = self.arrays.at + self.arrays.high - self.arrays.low + 1
        return int(self.arrays.sums[ends, 0].sum())

    def to_bytes(self) -> bytes:
        """Return the compact form for a browser: see ``tierline.simulate.compact``."""
        return compact.to_bytes(self.arrays, self.tiers, self.lines, self.hysteresis, self.measures)

    @classmethod
    def from_bytes(cls, packed: bytes) -> WhatIfIndex:
        """Unpack the compact form."""
        return cls(*compact.from_bytes(packed))

    def preview(self, lines: Sequence[int], hysteresis: Hysteresis | None = None) -> Preview:
        """Answer a set of lines.

        Parameters
        ----------
        lines : sequence of int
            Hundredths, one a tier but the lowest, best tier first, strictly falling, above 0 and up
            to 10 000.
        hysteresis : Hysteresis, optional
            Other settings than the policy's.

        Returns
        -------
        Preview
            The same figures as scoring every account anew under these lines.

        Raises
        ------
        BadInputError
            Lines that cross, are too few or too many, or lie outside the scale.

        Notes
        -----
        Source: rulebook XJ-4, XJ-5; Readings, Tiering.
        """
        line = checked_lines(lines, self.tiers)
        slow = hysteresis or self.hysteresis
        found = np.zeros((len(self.tiers), len(self.tiers), 1 + len(self.measures)), np.int64)
        whatif.preview(
            self.arrays,
            line,
            slow.enabled,
            slow.months,
            layout.NONE if slow.buffer is None else slow.buffer,
            found,
        )
        return Preview(found, self.measures)


def build_index(
    graded: Graded,
    policy: Policy,
    measures: Mapping[str, Any] | None = None,
    base: Any = None,
    chosen: Any = None,
) -> WhatIfIndex:
    """Count graded accounts by group and score.

    Parameters
    ----------
    graded : Graded
        From ``grade_table``: scores, floors, caps and the state taken over from last month.
    policy : Policy
        The policy that graded them.
    measures : mapping of str to int64 array, optional
        Further figures to add up, in whole units (money in fen), one entry an account.
    base : int8 array, optional
        Rank of the tier to compare with; default: the tier just assigned.
    chosen : bool array, optional
        Which accounts to count (a filter by area, industry or manager); default: all.

    Returns
    -------
    WhatIfIndex
        Its size does not depend on the number of accounts.

    Raises
    ------
    BadInputError
        A measure that is no whole number or too large to add up exactly, or of the wrong length.
    """
    out, before, tiers = graded.outcome, graded.before, len(policy.tiers)
    size = len(out.score)
    names = tuple(measures or ())
    figures = _figures(measures or {}, size)
    nothing = np.full(size, layout.NONE, np.int8)
    rows = whatif.Rows(
        out.score,
        out.floor,
        out.cap,
        before.tier if len(before.tier) else nothing,
        before.below if len(before.tier) else np.zeros(size, np.int8),
        before.override if len(before.override) else nothing,
        out.tier if base is None else np.ascontiguousarray(base, np.int8),
        np.empty(0, np.bool_) if chosen is None else np.ascontiguousarray(chosen, np.bool_),
    )
    most_below = int(rows.below.max(initial=0)) + 1
    sizes = np.array([tiers + 1, tiers + 1, tiers + 1, most_below, tiers + 1, tiers], np.int64)
    arrays = _count(rows, sizes, figures)
    lines = tuple(tier.line for tier in policy.tiers[:-1])
    return WhatIfIndex(arrays, policy.tier_ids, lines, policy.hysteresis, names)


def checked_lines(lines: Sequence[int], tiers: tuple[str, ...]) -> Any:
    """Return lines as the array the kernel reads, the lowest tier's 0 included; BadInputError when unfit."""
    given = [int(line) for line in lines]
    if len(given) != len(tiers) - 1:
        raise BadInputError(
            N_("{given} lines are given, but {needed} are needed: one for each tier but the lowest."),
            given=len(given),
            needed=len(tiers) - 1,
        )
    for place, line in enumerate(given):
        above = given[place - 1] if place else HUNDRED + 1
        if not 0 < line < above:
            raise BadInputError(
                N_("The line of {tier} at {line} must lie above 0 and below {above}. Move it."),
                tier=tiers[place],
                line=decimal_text(line),
                above=tiers[place - 1] + " " + decimal_text(above) if place else decimal_text(above),
            )
    return np.array([*given, 0], np.int64)


def with_lines(policy: Policy, lines: Sequence[int]) -> Policy:
    """Return the policy with other lines, for scoring every account anew."""
    line = checked_lines(lines, policy.tier_ids)
    tiers = tuple(replace(tier, line=int(each)) for tier, each in zip(policy.tiers, line, strict=True))
    return replace(policy, tiers=tiers)


def _count(rows: whatif.Rows, sizes: Any, figures: Any) -> whatif.Index:
    keys = int(np.prod(sizes))
    if keys > MOST_KEYS:
        raise BadInputError(
            N_("{keys} combinations of floor, cap and state are too many for the index. Use fewer tiers."),
            keys=keys,
        )
    size = len(rows.score)
    ranges = in_shares(size, lambda first, last: _ranges(first, last, rows, sizes, keys), LEAST_ROWS)
    low = np.minimum.reduce([own[0] for own in ranges])
    high = np.maximum.reduce([own[1] for own in ranges])
    codes = np.flatnonzero(high >= 0)
    if not len(codes):
        return whatif.empty_index(len(figures))
    low, high = low[codes], high[codes]
    widths = high - low + 2
    at = np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.int64)
    place = np.zeros(keys, np.int64)
    place[codes] = at - low
    cells = int(widths.sum())
    parts = in_shares(
        size, lambda first, last: _sums(first, last, rows, sizes, place, figures, cells), LEAST_ROWS
    )
    sums = parts[0]
    for part in parts[1:]:
        sums += part
    index = whatif.Index(_keys(codes, sizes), low, high, at, sums)
    whatif.add_up(index)
    return index


def _ranges(first: int, last: int, rows: whatif.Rows, sizes: Any, keys: int) -> tuple[Any, Any]:
    low, high = np.full(keys, HUNDRED + 1, np.int64), np.full(keys, -1, np.int64)
    whatif.find_groups(first, last, rows, sizes, low, high)
    return low, high


def _sums(first: int, last: int, rows: whatif.Rows, sizes: Any, place: Any, figures: Any, cells: int) -> Any:
    sums = np.zeros((cells, 1 + len(figures)), np.int64)
    whatif.count_rows(first, last, rows, sizes, place, figures, sums)
    return sums


def _keys(codes: Any, sizes: Any) -> Any:
    """Take the numbers of keys apart again; NONE was counted as 0."""
    parts = np.empty((len(codes), whatif.PARTS), np.int8)
    rest = codes.copy()
    for part in range(whatif.PARTS - 1, -1, -1):
        rest, value = np.divmod(rest, sizes[part])
        parts[:, part] = value - (part not in (3, 5))
    return parts


def _figures(measures: Mapping[str, Any], size: int) -> Any:
    figures = np.empty((len(measures), size), np.int64)
    for place, (name, values) in enumerate(measures.items()):
        given = np.asarray(values)
        if given.shape != (size,) or given.dtype.kind not in "iu":
            raise BadInputError(
                N_("The measure {name} must hold one whole number for each of the {size} accounts."),
                name=name,
                size=size,
            )
        if size and float(np.abs(given, dtype=np.float64).sum()) > MOST_SUM:
            raise BadInputError(N_("The measure {name} is too large to add up exactly."), name=name)
        figures[place] = given
    return figures
