"""Bytes that are no whole what-if index are refused before anything is looked up by them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.simulate.states import graded_in, many_states, with_tiers
from tierline.errors import IntegrityError
from tierline.policy.resolved import Hysteresis
from tierline.simulate.index import WhatIfIndex, build_index

TIERS = 6
POLICY = with_tiers(TIERS, Hysteresis(True, 3, 500))


@pytest.mark.parametrize("part", [0, 1, 2, 4, 5])
def test_a_tier_that_is_not_there(part: int) -> None:
    found = build_index(many_states(50, TIERS)[0], POLICY)
    for rank in (TIERS, 127, -2) if part != 5 else (TIERS, -1):
        key = found.arrays.key.copy()
        key[-1, part] = rank
        assert _refused(_with(found, key=key).to_bytes())


def test_scores_off_the_scale() -> None:
    found = build_index(many_states(50, TIERS)[0], POLICY)
    up = 10_001 - found.arrays.high.max()
    assert not _refused(found.to_bytes())
    assert _refused(_with(found, low=found.arrays.low + up, high=found.arrays.high + up).to_bytes())


def test_groups_and_cells_that_do_not_fit() -> None:
    states = {name: [-1] * 6 for name in ("floor", "cap", "held", "override")} | {"below": [0] * 6}
    found = build_index(graded_in([10, 20, 30, 10, 20, 30], [0, 0, 0, 1, 1, 1], states), POLICY)
    packed = found.to_bytes()
    starts, scores = np.array([0, 3, 6], "<u4").tobytes(), np.array([10, 20, 30] * 2, "<u2").tobytes()
    assert packed.count(starts) == packed.count(scores) == 1
    assert not _refused(packed)
    for wrong in ([1, 3, 6], [0, 0, 6], [0, 6, 6], [0, 7, 6], [0, 3, 5], [0, 3, 7]):
        assert _refused(packed.replace(starts, np.array(wrong, "<u4").tobytes()))
    for lower in ([10, 10, 30], [20, 10, 30]):
        assert _refused(packed.replace(scores, np.array([10, 20, 30, *lower], "<u2").tobytes()))


def _with(found: WhatIfIndex, **arrays: Any) -> WhatIfIndex:
    changed = found.arrays._replace(**arrays)
    return WhatIfIndex(changed, found.tiers, found.lines, found.hysteresis, found.measures)


def _refused(packed: bytes) -> bool:
    try:
        WhatIfIndex.from_bytes(packed)
    except IntegrityError as error:
        return "Build it again" in error.render("en")
    return False
