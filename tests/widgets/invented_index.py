"""Indexes of invented accounts, for the tests of the ruler: every kind of group, any number of tiers."""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.compiled import whatif
from tierline.policy.resolved import Hysteresis, Tier, Title
from tierline.simulate.index import WhatIfIndex
from tierline_widgets.ruler import Ruler

NAMES = ("A1", "A2", "B1", "B2", "C", "D", "E", "F")
TITLES = (
    ("High-value", "高值客户"),
    ("Strategic", "战略客户"),
    ("Model", "示范客户"),
    ("Potential", "潜力客户"),
    ("Small", "小型客户"),
    ("Sixth", "第六类"),
    ("Seventh", "第七类"),
    ("Eighth", "第八类"),
)


def invented_index(
    accounts: int, tiers: int = 5, groups: int = 40, seed: int = 4, measures: int = 2
) -> WhatIfIndex:
    """Return an index of invented accounts in groups of every kind; ``measures`` further figures each."""
    rng = np.random.default_rng(seed)
    lines = tuple(int(line) for line in np.linspace(8000, 3000, max(tiers - 1, 1)).round(-2))[: tiers - 1]
    size = np.full(groups, accounts // groups)
    size[: accounts % groups] += 1
    keys, lows, highs, places, sums, place = [], [], [], [], [], 0
    for group, many in enumerate(size[size > 0]):
        scores = np.clip(rng.gamma(6, 700, many).round(), 0, 10_000).astype(np.int64)
        low, high = int(scores.min()), int(scores.max())
        own = np.zeros((high - low + 2, 1 + measures), np.int64)
        np.add.at(own[:, 0], scores - low, 1)
        for kind in range(measures):
            worth = (scores + 500) ** 2 * rng.integers(1, 40 // (1 + 3 * kind), many)
            np.add.at(own[:, 1 + kind], scores - low, worth)
        floor, cap = rng.integers(-1, tiers, 2) if group % 3 == 0 else (-1, -1)
        override = rng.integers(0, tiers) if group % 20 == 19 else -1
        held = rng.integers(-1, tiers)
        keys.append([floor, cap, held, rng.integers(0, 2), override, min(group % tiers, tiers - 1)])
        lows.append(low)
        highs.append(high)
        places.append(place)
        sums.append(own)
        place += len(own)
    if not keys:
        arrays = whatif.empty_index(measures)
    else:
        ends = [np.array(one, np.int64) for one in (lows, highs, places)]
        arrays = whatif.Index(np.array(keys, np.int8), *ends, np.concatenate(sums))
        whatif.add_up(arrays)
    names = ("monthly_revenue", "ict_revenue", "visits", "calls")[:measures]
    return WhatIfIndex(arrays, NAMES[:tiers], lines, Hysteresis(True, 2, 500), names)


def counts_by_score(index: WhatIfIndex) -> Any:
    """Return int64[10 001]: how many accounts have each score."""
    arrays, counts = index.arrays, np.zeros(10_001, np.int64)
    for low, high, at in zip(arrays.low, arrays.high, arrays.at, strict=True):
        counts[low : high + 1] += np.diff(arrays.sums[at : at + high - low + 2, 0])
    return counts


def with_own_base(index: WhatIfIndex) -> WhatIfIndex:
    """Return the same accounts, compared with where the index's own lines put them."""
    cells: dict[tuple[int, ...], Any] = {}
    arrays = index.arrays
    for group, key in enumerate(arrays.key):
        low, high, at = int(arrays.low[group]), int(arrays.high[group]), int(arrays.at[group])
        own = np.diff(arrays.sums[at : at + high - low + 2], axis=0)
        for base in range(len(index.tiers)):
            where = cells.setdefault((*map(int, key[:5]), base), np.zeros((10_001, own.shape[1]), np.int64))
            tier = _tier_of(index, key)
            here = tier[low : high + 1] == base
            where[low : high + 1][here] += own[here]
    kept = {key: own for key, own in cells.items() if own[:, 0].any()}
    keys, lows, highs, places, sums, place = [], [], [], [], [], 0
    for key, own in kept.items():
        filled = np.flatnonzero(own[:, 0])
        low, high = int(filled[0]), int(filled[-1])
        keys.append(key)
        lows.append(low)
        highs.append(high)
        places.append(place)
        sums.append(np.concatenate([own[low : high + 1], np.zeros((1, own.shape[1]), np.int64)]))
        place += len(sums[-1])
    ends = [np.array(one, np.int64) for one in (lows, highs, places)]
    made = whatif.Index(np.array(keys, np.int8), *ends, np.concatenate(sums))
    whatif.add_up(made)
    return WhatIfIndex(made, index.tiers, index.lines, index.hysteresis, index.measures)


def _tier_of(index: WhatIfIndex, key: Any) -> Any:
    """Return int[10 001]: the tier that each score gets in a group under the index's own lines."""
    floor, cap, held, below, override = (int(part) for part in key[:5])
    scores = np.arange(10_001)
    tier = (scores[:, None] < np.array([*index.lines, 0])[None, :]).sum(axis=1)
    if floor >= 0:
        tier = np.minimum(tier, floor)
    if cap >= 0:
        tier = np.maximum(tier, cap)
    slow = index.hysteresis
    if slow.enabled and held >= 0 and cap <= held and below + 1 < slow.months:
        line = [*index.lines, 0][held]
        keeps = np.ones(len(scores), bool) if slow.buffer is None else scores >= line - slow.buffer
        tier = np.where((tier > held) & keeps, held, tier)
    return np.full(len(scores), override) if override >= 0 else tier


def titles(tiers: int) -> list[Tier]:
    lines = [0] * tiers
    return [
        Tier(name, name[0], Title(en=en, zh=zh), line)
        for name, (en, zh), line in zip(NAMES[:tiers], TITLES[:tiers], lines, strict=True)
    ]


def shown_ruler(index: WhatIfIndex, language: str = "en", **more: Any) -> Ruler:
    """Return a ruler that shows ``index``."""
    ruler = Ruler(lambda: language, **more)
    hours = [1200, 800, 400, 150, 50, 40, 30, 20][: len(index.tiers)]
    ruler.show(index, tiers=titles(len(index.tiers)), hours=hours)
    return ruler
