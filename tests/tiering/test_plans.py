"""The loops that a policy's figures choose, at values where one of them could differ from the others."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

import tierline
from tests.drawn_policies import MONTH
from tierline.compiled import layout
from tierline.policy.scales import Bands, Linear
from tierline.tiering.plans import FEW_EDGES, plan
from tierline.tiering.score import grade_table

POLICY = tierline.load_policy("generic-abcd", MONTH)
POWERS = [2.0**power for power in range(FEW_EDGES + 2)]  # one edge a bucket: one comparison finds the band


@pytest.mark.parametrize("below", [[-1e-310, 0.0], [-0.0, 0.0], [-1e-310, -0.0], [-0.0]])
def test_a_zero_of_either_sign_is_on_the_edge_at_zero(below: list[float]) -> None:
    edges = (*below, *POWERS)
    scale = Bands(edges, tuple(range(len(edges) + 1)))
    first = replace(POLICY.indicators[0], weight=10_000, scale=scale, missing=0)
    values = [0.0, -0.0, -1e-310, -2e-310, 5e-324, 0.5, 1.0, -1.0]
    table = pa.table({"account_id": list(map(str, range(len(values)))), first.column: values})
    found = tierline.score(table, replace(POLICY, indicators=(first,), rules=()))
    assert found["score"].to_pylist() == [sum(value >= edge for edge in edges) for value in values]


# of either sign, the usual one and those that lie nearest to the largest numbers
NO_NUMBERS = np.array(
    [0x7FF8000000000000, 0xFFF8000000000000, 0x7FF0000000000001, 0xFFF0000000000001], np.uint64
).view(np.float64)


@pytest.mark.parametrize(
    ("edges", "loop"),
    [
        (tuple(float(edge) for edge in range(1, 100)), layout.SPLIT),
        (tuple(float(edge) ** 2 / 7 + 50 for edge in range(99)), layout.SPLIT),
        (tuple(float(edge) for edge in range(-150, -50)), layout.SPLIT),
        (tuple(float(edge) for edge in range(-50, 50)), layout.MANY),
        (tuple(10.0**power for power in range(-15, 15)), layout.SPLIT),
        ((0.0, *[10.0**power for power in range(13)]), layout.SPLIT),
        ((*[1.0 + place * 2.0**-50 for place in range(20)], 1e300), layout.MANY),  # close ones share a bucket
        # so far apart that a small table has the largest numbers and what is missing in one bucket
        (tuple(10.0**power for power in range(-292, 309, 40)), layout.SPLIT),
        (tuple(-(10.0**power) for power in range(308, -300, -40)), layout.SPLIT),
        # each the next float after the one before
        (tuple(1.0 + place * 2.0**-52 for place in range(20)), layout.MANY),
        (tuple(-1e300 + place * float(np.spacing(1e300)) for place in range(20)), layout.MANY),
        (tuple(place * 5e-324 for place in range(-10, 10)), layout.MANY),
    ],
    ids=[
        "even",
        "uneven",
        "below zero",
        "both sides of zero",
        "powers",
        "zero and powers",
        "crowded",
        "far apart",
        "far apart below zero",
        "neighbours",
        "far below zero",
        "around zero",
    ],
)
@pytest.mark.parametrize("missing", [0, 70, None])
def test_many_edges_are_told_apart_by_the_next_number(
    edges: tuple[float, ...], loop: int, missing: int | None
) -> None:
    points = tuple(100 * place for place in range(len(edges) + 1))
    first = replace(POLICY.indicators[0], weight=10_000, missing=missing, scale=Bands(edges, points))
    assert plan(first).loop == loop
    values = [
        near for edge in edges for near in (edge, np.nextafter(edge, -np.inf), np.nextafter(edge, np.inf))
    ]
    values += [float("-inf"), -1e308, 0.0, 1e308, float("inf"), *NO_NUMBERS]
    table = pa.table({"account_id": list(map(str, range(len(values)))), first.column: values})
    found = tierline.score(table, replace(POLICY, indicators=(first,), rules=()))
    expected = [100 * sum(value >= edge for edge in edges) for value in values[: -len(NO_NUMBERS)]]
    assert found["score"].to_pylist() == [*expected, *[missing or 0] * len(NO_NUMBERS)]


FAR = 2**36  # steps of a hundredth


@pytest.mark.parametrize(
    ("corners", "loop"),
    [
        ((0, 10_000, 50_000, 200_000), layout.CURVE),
        ((-FAR, 7 - FAR, 2**33 - FAR, 2**34 - FAR), layout.CURVE),
        ((FAR - 2**34, FAR - 5, FAR - 3, FAR - 1, FAR), layout.CURVE),
        ((FAR - 3, FAR, FAR + 1), layout.EXACT),
        ((-FAR - 1, -FAR), layout.EXACT),
        ((0, 2**34, 2**35 + 1), layout.EXACT),  # a stretch too long to be divided by a product
        ((0, 1, 2, 3, 4, 5), layout.EXACT),
    ],
    ids=["near", "far below", "far above", "too far above", "too far below", "too long", "many"],
)
@pytest.mark.parametrize("missing", [0, 70])
def test_a_curve_is_the_exact_rule_on_and_beside_every_corner(
    corners: tuple[int, ...], loop: int, missing: int
) -> None:
    points = tuple([0, 3_333, 1_111, 10_000, 7, 9_999][: len(corners)])
    scale = Linear(100, corners, points)
    first = replace(POLICY.indicators[0], weight=10_000, missing=missing, kind="linear", scale=scale)
    assert plan(first).loop == loop
    between = [low + (high - low) * k // 7 for low, high in pairwise(corners) for k in range(8)]
    steps = [near for step in between for near in (step - 1, step - 0.5, step - 0.499, step, step + 1)]
    values = [step / 100 for step in steps] + [-1e308, 1e308, 0.0, float("nan"), float("inf"), float("-inf")]
    table = pa.table({"account_id": list(map(str, range(len(values)))), first.column: values})
    policy = replace(POLICY, indicators=(first,), rules=())
    fast, exact = grade_table(table, policy), grade_table(table, policy, points=True)
    assert fast.outcome.score.tolist() == exact.outcome.score.tolist()
