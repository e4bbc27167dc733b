"""Small sets of accounts to suggest lines for, and the tier of each worked out in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

import tierline
from tierline.compiled import layout
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.index import WhatIfIndex, build_index
from tierline.tiering.room import empty_outcome
from tierline.tiering.score import Graded

THREE = tierline.load_policy("size-by-sales", "2026-10")
FIVE = tierline.load_policy("xinjiang-2008", "2026-10")
NONE = layout.NONE


@dataclass(frozen=True)
class Account:
    """What decides a tier; ranks from the top, NONE = -1."""

    score: int
    floor: int = NONE
    cap: int = NONE
    held: int = NONE
    below: int = 0
    override: int = NONE
    at_risk: int = 0


def tier_of(account: Account, lines: Sequence[int], slow: Hysteresis) -> int:
    """Rank of the final tier: score, floor, cap, hysteresis, override (Readings, Tiering)."""
    if account.override != NONE:
        return account.override
    tier = next((rank for rank, line in enumerate(lines) if account.score >= line), len(lines))
    if account.floor != NONE:
        tier = min(tier, account.floor)
    if account.cap != NONE:
        tier = max(tier, account.cap)
    held = account.held
    if (
        slow.enabled
        and held != NONE
        and tier > held
        and account.cap <= held
        and account.below + 1 < slow.months
    ):
        near = slow.buffer is None or account.score >= lines[held] - slow.buffer
        tier = held if near else tier
    return tier


def counts(accounts: Sequence[Account], lines: Sequence[int], slow: Hysteresis) -> list[int]:
    found = [0] * (len(lines) + 1)
    for account in accounts:
        found[tier_of(account, lines, slow)] += 1
    return found


def index_of(accounts: Sequence[Account], policy: Policy, slow: Hysteresis | None = None) -> WhatIfIndex:
    """Count the accounts as the product would after grading them."""
    size = len(accounts)

    def ranks(name: str) -> Any:
        return np.array([getattr(each, name) for each in accounts], np.int8)

    outcome = empty_outcome(size)._replace(
        score=np.array([each.score for each in accounts], np.int16),
        floor=ranks("floor"),
        cap=ranks("cap"),
        tier=np.zeros(size, np.int8),
    )
    before = layout.Before(*([np.empty(0, np.int8)] * len(layout.Before._fields)))._replace(
        tier=ranks("held"), below=ranks("below"), override=ranks("override")
    )
    graded = Graded(pa.array([str(place) for place in range(size)]), outcome, before)
    at_risk = np.array([each.at_risk for each in accounts], np.int64)
    found = build_index(graded, policy, {"at_risk": at_risk})
    return (
        found if slow is None else WhatIfIndex(found.arrays, found.tiers, found.lines, slow, found.measures)
    )


def some_accounts(tiers: int, most: int = 8) -> st.SearchStrategy[list[Account]]:
    score = st.sampled_from([0, 1, 2, 3, 500, 501, 502, 3000, 3001, 5000, 7999, 8000, 9998, 9999, 10_000])
    rank = st.sampled_from([NONE] * 3 + list(range(tiers)))
    return st.lists(
        st.builds(
            Account,
            score,
            floor=rank,
            cap=rank,
            held=rank,
            below=st.integers(0, 2),
            override=st.sampled_from([NONE] * 8 + list(range(tiers))),
            at_risk=st.sampled_from([0, 0, 1, 5, 700]),
        ),
        min_size=1,
        max_size=most,
    )


SETTINGS = st.builds(Hysteresis, st.booleans(), st.integers(1, 4), st.sampled_from([None, 0, 1, 2, 500]))
