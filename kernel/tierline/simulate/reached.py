"""Who reaches each tier of an index, added up once for each number of months that makes a difference."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from tierline.compiled import layout, reach, whatif
from tierline.policy.resolved import Hysteresis
from tierline.simulate.memory import refuse_beyond_memory

KEPT_BYTES = 2**28  # of sums for other numbers of months; real schemes need some megabytes for all


class Reached:
    """The sums that answer lines, kept for every hysteresis asked for.

    The buffer does not matter to them, nor by how much the months asked pass those that anybody has been
    below. Threads may share one: at worst, what two of them ask for at the same time is added up twice.

    Parameters
    ----------
    index : whatif.Index
    tiers : int
        How many tiers there are.
    """

    def __init__(self, index: whatif.Index, tiers: int) -> None:
        self._index = index
        self._tiers = tiers
        self._kept: dict[int, reach.Reach] = {}

    def under(self, slow: Hysteresis) -> reach.Reach:
        """Return the sums for a hysteresis; BadInputError where they would not fit into memory."""
        months = min(slow.months, self._most_months) if slow.enabled else 1
        found = self._kept.get(months)
        return self._added_up(months) if found is None else found

    @cached_property
    def _most_months(self) -> int:
        """How many months it takes until everybody who holds a tier may keep it."""
        floor_cap_held = self._index.key[:, :3]
        may_hold = (floor_cap_held[:, 2] != layout.NONE) & (floor_cap_held[:, 1] <= floor_cap_held[:, 2])
        return int(self._index.key[may_hold, 3].max(initial=layout.NONE)) + 2

    def _added_up(self, months: int) -> reach.Reach:
        tiers, kinds = self._tiers, self._index.sums.shape[1]
        place, spans, cells = reach.lay_out(self._index, tiers, months)
        refuse_beyond_memory(len(self._index.low), cells, kinds)
        sums, fixed = np.zeros((cells, kinds), np.int64), np.zeros((tiers, tiers, kinds), np.int64)
        found = reach.Reach(place, spans, sums, fixed)
        reach.fill(self._index, months, found)
        kept = {**self._kept, months: found}
        room = sum(each.sums.nbytes for each in kept.values()) <= KEPT_BYTES
        self._kept = kept if room else {months: found}
        return found
