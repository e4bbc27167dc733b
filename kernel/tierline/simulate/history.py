"""Lets the month before and the overrides work on a grading that was made without them.

Points, scores, floors and caps are the same whatever was held before; so a grading is made once, and each
state, override list or setting of hysteresis that is tried on it costs only the last step of the pass.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.compiled import layout
from tierline.compiled.settle_rows import settle_with_history
from tierline.policy.resolved import Policy
from tierline.tiering.arrays import line_arrays

NO_STATE = np.empty(0, np.int8)


def settled(fresh: layout.Outcome, policy: Policy, before: layout.Before) -> layout.Outcome:
    """Return the outcome under a state taken over from last month.

    Parameters
    ----------
    fresh : Outcome
        Graded by ``policy`` without previous month and overrides; left as it is.
    policy : Policy
        Gives the lines and the setting of hysteresis.
    before : Before
        Tier held, months below, override in force; empty arrays where there is none.

    Returns
    -------
    Outcome
        The same as grading with that state at once.
    """
    out = fresh._replace(
        tier=fresh.tier.copy(), reason=fresh.reason.copy(), rule=fresh.rule.copy(), below=fresh.below.copy()
    )
    settle_with_history(line_arrays(policy), before, out)
    return out


def held_after(out: layout.Outcome) -> tuple[Any, Any]:
    """Return tier held (int8, NONE where it was set by hand) and months below that a month leaves behind."""
    held = np.where(out.reason == layout.OVERRIDE, np.int8(layout.NONE), out.tier)
    return held, out.below
