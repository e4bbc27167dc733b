"""Numbers for all that decides a tier besides the score: one a combination, few enough to count by."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from tierline.compiled import layout, whatif
from tierline.threads import in_shares

LEAST_ROWS = 131_072
MOST_KEYS = 4_000_000  # combinations up to which each has its own place, whether it occurs or not
_BELOW, _BASE = 3, 5  # parts that are never NONE
_FIRST, _SECOND = (0, 1, 4), (2, 3, 5)  # floor, cap, override; tier held, months below, base


@dataclass(frozen=True)
class Combinations:
    """Each row's combination as a number from 0 up to ``count``, not every one of which need occur.

    Attributes
    ----------
    code : int32[rows]
    count : int
    """

    code: Any
    count: int
    _sizes: Any
    _halves: tuple[Any, Any] | None = None
    _some: Any = None

    def parts(self, codes: Any) -> Any:
        """Take numbers apart again: int8[codes, whatif.PARTS]."""
        if self._halves is None:
            return _apart(codes, self._sizes)
        first, second = self._halves
        left, right = np.divmod(codes if self._some is None else self._some[codes], len(second))
        found = _apart(first[left], _only(self._sizes, _FIRST))
        found[:, _SECOND] = _apart(second[right], _only(self._sizes, _SECOND))[:, _SECOND]
        return found


def number(rows: whatif.Rows, tiers: int) -> Combinations:
    """Number the combinations of rows.

    Parameters
    ----------
    rows : whatif.Rows
    tiers : int
        How many tiers there are.

    Notes
    -----
    Where few combinations are possible, each has its number. Where more are (a dozen tiers with floors, caps
    and months below), only what occurs is told apart, by halves first and together where that is needed.
    """
    below = int(rows.below.max(initial=0)) + 1
    sizes = np.array([tiers + 1, tiers + 1, tiers + 1, below, tiers + 1, tiers], np.int64)
    possible = prod(sizes.tolist())
    if possible <= MOST_KEYS:
        return Combinations(_numbered(rows, sizes), possible, sizes)
    plain = _plainest(rows)
    first, left = _occurring(_half(plain, _FIRST), _only(sizes, _FIRST))
    second, right = _occurring(_half(plain, _SECOND), _only(sizes, _SECOND))
    code, count, some = left.astype(np.int64) * len(second) + right, len(first) * len(second), None
    if count > MOST_KEYS:
        some, code = np.unique(code, return_inverse=True)
        count = len(some)
    return Combinations(code.astype(np.int32), count, sizes, (first, second), some)


def _plainest(rows: whatif.Rows) -> whatif.Rows:
    """Return the rows without what cannot decide their tier under any lines or hysteresis.

    An override leaves nothing else to decide; months below count only for a tier held that the cap allows.
    """
    free = rows.override == layout.NONE
    floor, cap, held = (np.where(free, part, layout.NONE) for part in (rows.floor, rows.cap, rows.held))
    below = np.where((held != layout.NONE) & (cap <= held), rows.below, 0)
    floor, cap, held, below = (np.ascontiguousarray(part, np.int8) for part in (floor, cap, held, below))
    return whatif.Rows(floor, cap, held, below, rows.override, rows.base)


def _half(rows: whatif.Rows, kept: tuple[int, ...]) -> whatif.Rows:
    nothing = np.full(len(rows.base), layout.NONE, np.int8)
    nought = np.zeros(len(rows.base), np.int8)
    return whatif.Rows(
        *(
            part if place in kept else nought if place in (_BELOW, _BASE) else nothing
            for place, part in enumerate(rows)
        )
    )


def _only(sizes: Any, kept: tuple[int, ...]) -> Any:
    return np.array([size if place in kept else 1 for place, size in enumerate(sizes)], np.int64)


def _numbered(rows: whatif.Rows, sizes: Any) -> Any:
    code = np.empty(len(rows.base), np.int32)
    in_shares(len(code), lambda first, last: whatif.number_rows(first, last, rows, sizes, code), LEAST_ROWS)
    return code


def _occurring(rows: whatif.Rows, sizes: Any) -> tuple[Any, Any]:
    """Return the numbers that occur, rising, and for each row the place of its own among them."""
    code = _numbered(rows, sizes)
    found = np.flatnonzero(np.bincount(code, minlength=1))
    place = np.zeros(prod(sizes.tolist()), np.int32)
    place[found] = np.arange(len(found))
    return found, place[code]


def _apart(codes: Any, sizes: Any) -> Any:
    """Take numbers apart by the sizes of their parts; NONE was counted as 0."""
    parts = np.empty((len(codes), whatif.PARTS), np.int8)
    rest = codes.copy()
    for part in range(whatif.PARTS - 1, -1, -1):
        rest, value = np.divmod(rest, sizes[part])
        parts[:, part] = value - (part not in (_BELOW, _BASE))
    return parts
