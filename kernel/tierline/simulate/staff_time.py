"""Staff time that tiers take under moved lines: it depends on where an account ends, not on the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.simulate.index import Preview

ACCOUNTS = "accounts"


@dataclass(frozen=True)
class StaffTime:
    """Whole units of time (minutes, say) by tier: int64[tiers], as it is today and under the lines."""

    before: Any
    after: Any

    @property
    def change(self) -> int:
        """How much more time all tiers together take; negative when it is less."""
        return int(self.after.sum() - self.before.sum())


def staff_time(preview: Preview, each: Sequence[int], per: str = ACCOUNTS) -> StaffTime:
    """Work out the staff time that the standard of service of every tier takes.

    A standard gives time by tier, so the index needs no figure of its own for it: the exact counts of a
    preview times whole units of time are exact.

    Parameters
    ----------
    preview : Preview
        From ``WhatIfIndex.preview``.
    each : sequence of int
        Time that one account (or one unit of ``per``) takes in each tier, best tier first, in whole
        units: minutes a year, or hundredths of an hour.
    per : str, optional
        What the standard counts: accounts, or a measure of the index such as sites or visits.

    Returns
    -------
    StaffTime
        Time of each tier's accounts, in the units of ``each``.

    Raises
    ------
    BadInputError
        Not one whole number, 0 or more, for each tier, or a measure the index does not hold.

    Notes
    -----
    Source: rulebook XJ-11.
    """
    tiers = len(preview.moves)
    given = np.asarray(each)
    if given.shape != (tiers,) or given.dtype.kind not in "iu" or (given < 0).any():
        raise BadInputError(
            N_("Staff time needs a whole number, 0 or more, for each of the {tiers} tiers. Give minutes."),
            tiers=tiers,
        )
    if per not in (ACCOUNTS, *preview.measures):
        raise BadInputError(
            N_("The index holds no measure {name}, only {known}. Build it with that measure."),
            name=per,
            known=", ".join((ACCOUNTS, *preview.measures)),
        )
    kind = (ACCOUNTS, *preview.measures).index(per)
    minutes = given.astype(np.int64)
    return StaffTime(preview.base[:, kind] * minutes, preview.totals[:, kind] * minutes)
