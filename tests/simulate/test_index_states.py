"""The what-if index of many tiers and months below: only what occurs is told apart, and all of it exactly."""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulate.states import many_states, tiers_of, with_tiers
from tests.simulate.test_index import counted
from tierline.errors import BadInputError
from tierline.policy.resolved import Hysteresis
from tierline.simulate import memory
from tierline.simulate.index import WhatIfIndex, build_index

POLICY = with_tiers(12, Hysteresis(True, 12, 300))


def test_many_tiers_and_months_below_are_counted_by_what_occurs() -> None:
    """Twelve tiers, floors, caps and a year below: tens of millions could occur, a fraction does."""
    graded, fen = many_states(40_000, 12)
    found = build_index(graded, POLICY, {"fen": fen})
    again = WhatIfIndex.from_bytes(found.to_bytes())
    assert found.preview(found.lines).moves.shape == (12, 12, 2)
    rng = np.random.default_rng(12)
    for slow in (POLICY.hysteresis, Hysteresis(True, 2, 0), Hysteresis(True, 12, None)):
        lines = sorted(rng.choice(np.arange(1, 10_001), 11, replace=False).tolist(), reverse=True)
        wanted = counted(graded.outcome.tier, tiers_of(graded, lines, slow), [fen], 12)
        assert (found.preview(lines, slow).moves == wanted).all()
        assert (again.preview(lines, slow).moves == wanted).all()


def test_a_preview_looks_up_few_sums_however_many_groups_there_are() -> None:
    graded, _fen = many_states(40_000, 12)
    found = build_index(graded, POLICY)
    decided = np.count_nonzero(found.reached.under(POLICY.hysteresis).spans[..., 1])
    assert decided <= 12 * (11 + 66)  # by tier to compare with: every line, and every two tiers
    assert len(found.arrays.low) > 12_000


def test_what_would_not_fit_into_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    graded, _fen = many_states(2_000, 12)
    found = build_index(graded, POLICY)
    monkeypatch.setattr(memory, "MOST_BYTES", 1_000)
    for refused in (
        lambda: build_index(graded, POLICY),
        lambda: found.preview(found.lines, Hysteresis(True, 5, None)),
    ):
        with pytest.raises(BadInputError, match="GB of memory") as error:
            refused()
        assert error.value.render("zh") != error.value.render("en")
