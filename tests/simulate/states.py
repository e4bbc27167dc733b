"""Graded accounts in every state that decides a tier besides the score, and what becomes of them, plainly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

import tierline
from tierline.compiled import layout
from tierline.policy.resolved import Hysteresis, Policy
from tierline.tiering.score import Graded


def with_tiers(tiers: int, slow: Hysteresis) -> Policy:
    """Return a policy of so many tiers, its lines as far apart as they can be."""
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    made = (
        replace(policy.tiers[0], id=f"T{rank}", line=10_000 * (tiers - 1 - rank) // tiers)
        for rank in range(tiers)
    )
    return replace(policy, tiers=tuple(made), hysteresis=slow)


def graded_in(score: Any, tier: Any, states: dict[str, Any]) -> Graded:
    """Return accounts with these scores, tiers to compare with and states, by the name of what they are."""
    columns = {name: np.array(each, np.int8) for name, each in states.items()}
    nothing = np.zeros(len(score), np.int8)
    outcome = layout.Outcome(
        score=np.array(score, np.int16),
        by_score=nothing,
        floor=columns["floor"],
        cap=columns["cap"],
        tier=np.array(tier, np.int8),
        reason=nothing,
        rule=nothing.astype(np.int16),
        below=nothing,
        points=np.zeros((0, 0), np.int16),
    )
    before = layout.Before(columns["held"], columns["below"], columns["override"])
    return Graded(pa.array(range(len(score))).cast(pa.string()), outcome, before)


def many_states(size: int, tiers: int) -> tuple[Graded, Any]:
    """Draw accounts in all states: floors, caps, overrides, tiers held and months below; and fen."""
    rng = np.random.default_rng(size)

    def ranks(share: float) -> Any:
        drawn = rng.integers(0, tiers, size)
        return np.where(rng.random(size) < share, drawn, -1)

    states = {"floor": ranks(0.2), "cap": ranks(0.2), "held": ranks(0.9), "override": ranks(0.05)}
    states["below"] = rng.integers(0, 13, size)
    graded = graded_in(rng.integers(0, 10_001, size), rng.integers(0, tiers, size), states)
    return graded, rng.integers(-(10**9), 10**9, size)


def tiers_of(graded: Graded, lines: list[int], slow: Hysteresis) -> list[int]:
    """Assign every account's tier in plain Python: override, then score held by floor, cap and hysteresis."""
    out, before, line = graded.outcome, graded.before, [*lines, 0]
    states = (out.score, out.floor, out.cap, before.tier, before.override, before.below)
    found = []
    for score, floor, cap, held, override, below in zip(*(each.tolist() for each in states), strict=True):
        tier = next(rank for rank, each in enumerate(line) if score >= each)
        tier = min(tier, floor) if floor >= 0 else tier
        tier = max(tier, cap)
        if slow.enabled and 0 <= held < tier and cap <= held and below + 1 < slow.months:
            near = slow.buffer is None or score >= line[held] - slow.buffer
            tier = held if near else tier
        found.append(override if override >= 0 else tier)
    return found
