"""The what-if index of many tiers and months below: only what occurs is told apart, and all of it exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import tierline
from tests.simulate.test_index import counted
from tierline.compiled import layout
from tierline.errors import BadInputError
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate import counting
from tierline.simulate.index import WhatIfIndex, build_index
from tierline.tiering.score import Graded


def test_many_tiers_and_months_below_are_counted_by_what_occurs() -> None:
    """Twelve tiers, floors, caps and a year below: tens of millions could occur, a fraction does."""
    policy, (graded, columns) = _twelve_tiers(), _many_states(40_000, 12)
    found = build_index(graded, policy, {"fen": columns["fen"]})
    assert found.preview(found.lines).moves.shape == (12, 12, 2)
    rng = np.random.default_rng(12)
    for slow in (policy.hysteresis, Hysteresis(True, 2, 0), Hysteresis(True, 12, None)):
        lines = sorted(rng.choice(np.arange(1, 10_001), 11, replace=False).tolist(), reverse=True)
        tier = _tiers_of(graded, columns, lines, slow)
        wanted = counted(graded.outcome.tier, tier, [columns["fen"]], 12)
        assert (found.preview(lines, slow).moves == wanted).all()
        assert (WhatIfIndex.from_bytes(found.to_bytes()).preview(lines, slow).moves == wanted).all()


def test_what_would_not_fit_into_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    graded, _columns = _many_states(2_000, 12)
    monkeypatch.setattr(counting, "MOST_BYTES", 1_000)
    with pytest.raises(BadInputError, match="GB of memory") as error:
        build_index(graded, _twelve_tiers())
    assert error.value.render("zh") != error.value.render("en")


def _twelve_tiers() -> Policy:
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    tiers = tuple(
        replace(policy.tiers[0], id=f"T{rank}", line=9_000 - 700 * rank if rank < 11 else 0)
        for rank in range(12)
    )
    return replace(policy, tiers=tiers, hysteresis=Hysteresis(True, 12, 300))


def _many_states(size: int, tiers: int) -> tuple[Graded, dict[str, Any]]:
    """Draw graded accounts in all states: floors, caps, overrides, tiers held and months below them."""
    rng = np.random.default_rng(size)

    def ranks(share: float) -> Any:
        drawn = rng.integers(0, tiers, size)
        return np.where(rng.random(size) < share, drawn, -1).astype(np.int8)

    columns = {"floor": ranks(0.2), "cap": ranks(0.2), "held": ranks(0.9), "override": ranks(0.05)}
    below = rng.integers(0, 13, size).astype(np.int8)
    tier, nothing = rng.integers(0, tiers, size).astype(np.int8), np.zeros(size, np.int8)
    outcome = layout.Outcome(
        score=rng.integers(0, 10_001, size).astype(np.int16),
        by_score=tier,
        floor=columns["floor"],
        cap=columns["cap"],
        tier=tier,
        reason=nothing,
        rule=nothing.astype(np.int16),
        below=nothing,
        points=np.zeros((0, 0), np.int16),
    )
    before = layout.Before(columns["held"], below, columns["override"])
    more = {"below": below, "fen": rng.integers(-(10**9), 10**9, size)}
    return Graded(pa.array(range(size)).cast(pa.string()), outcome, before), columns | more


def _tiers_of(graded: Graded, columns: dict[str, Any], lines: list[int], slow: Hysteresis) -> list[int]:
    """Assign every account's tier in plain Python: override, then score held by floor, cap and hysteresis."""
    line = [*lines, 0]
    found = []
    for row, score in enumerate(graded.outcome.score.tolist()):
        floor, cap, held, override, below = (
            int(columns[name][row]) for name in ("floor", "cap", "held", "override", "below")
        )
        tier = next(rank for rank, each in enumerate(line) if score >= each)
        tier = min(tier, floor) if floor >= 0 else tier
        tier = max(tier, cap)
        if slow.enabled and 0 <= held < tier and cap <= held and below + 1 < slow.months:
            near = slow.buffer is None or score >= line[held] - slow.buffer
            tier = held if near else tier
        found.append(override if override >= 0 else tier)
    return found
