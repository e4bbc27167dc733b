"""Who reaches each tier, at the edges: to the hundredth and the month, where floors and caps meet lines."""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulate.states import graded_in, tiers_of, with_tiers
from tests.simulate.test_index import counted
from tierline.policy.resolved import Hysteresis
from tierline.simulate.index import build_index

LINES = [8_000, 6_000, 3_000]
POLICY = with_tiers(4, Hysteresis(True, 3, 500))


@pytest.mark.parametrize(
    ("score", "held", "below", "buffer", "tier"),
    [
        (7_500, 0, 0, 500, 0),  # XJ-4: held as long as the score is no further below than the buffer
        (7_499, 0, 0, 500, 1),
        (7_500, 0, 1, 500, 0),
        (7_500, 0, 2, 500, 1),  # the third month below
        (7_999, 0, 0, 0, 1),
        (0, 0, 0, None, 0),
        (3_000, 0, 0, 5_000, 0),  # across two lines
        (2_999, 0, 0, 5_000, 3),
        (2_999, 1, 0, 5_000, 1),
        (8_000, 1, 0, 500, 0),  # nobody is held from rising
        (5_500, 1, 0, 500, 1),
        (5_499, 1, 0, 500, 2),
        (0, 3, 0, None, 3),
    ],
)
def test_who_is_held(score: int, held: int, below: int, buffer: int | None, tier: int) -> None:
    states = {"floor": [-1], "cap": [-1], "held": [held], "below": [below], "override": [-1]}
    graded, slow = graded_in([score], [2], states), Hysteresis(True, 3, buffer)
    assert tiers_of(graded, LINES, slow) == [tier]
    assert build_index(graded, POLICY).preview(LINES, slow).moves[2, tier].tolist() == [1]


@pytest.mark.parametrize("buffer", [None, 0, 500, 2_500])
@pytest.mark.parametrize("months", [1, 2, 3])
def test_every_floor_cap_and_tier_held_around_every_line(months: int, buffer: int | None) -> None:
    scores = [0, 2_999, 3_000, 5_499, 5_500, 5_999, 6_000, 7_499, 7_500, 7_999, 8_000, 10_000]
    ranks = np.arange(-1, 4)
    each = [part.ravel() for part in np.meshgrid(scores, ranks, ranks, ranks, [0, 1, 2], indexing="ij")]
    score, floor, cap, held, below = each
    states = {"floor": floor, "cap": cap, "held": held, "below": below, "override": np.full(len(score), -1)}
    base, slow = np.arange(len(score)) % 4, Hysteresis(True, months, buffer)
    graded = graded_in(score, base, states)
    wanted = counted(base, tiers_of(graded, LINES, slow), [], 4)
    assert (build_index(graded, POLICY).preview(LINES, slow).moves == wanted).all()
