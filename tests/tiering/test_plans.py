"""The loops that a policy's figures choose, at values where one of them could differ from the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

import tierline
from tests.drawn_policies import MONTH
from tierline.compiled import layout
from tierline.policy.scales import Bands
from tierline.tiering.plans import FEW_EDGES, plan

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


@pytest.mark.parametrize(
    ("edges", "loop"),
    [
        (tuple(float(edge) for edge in range(1, 100)), layout.SPLIT),
        (tuple(float(edge) ** 2 / 7 + 50 for edge in range(99)), layout.SPLIT),
        ((*[1.0 + place * 2.0**-50 for place in range(20)], 1e300), layout.MANY),  # close ones share a bucket
        # each the next float after the one before
        (tuple(1.0 + place * 2.0**-52 for place in range(20)), layout.MANY),
        (tuple(-1e300 + place * float(np.spacing(1e300)) for place in range(20)), layout.MANY),
        (tuple(place * 5e-324 for place in range(-10, 10)), layout.MANY),
    ],
    ids=["even", "uneven", "crowded", "neighbours", "far below zero", "around zero"],
)
@pytest.mark.parametrize("missing", [0, 70])
def test_many_edges_are_told_apart_by_the_next_number(
    edges: tuple[float, ...], loop: int, missing: int
) -> None:
    points = tuple(100 * place for place in range(len(edges) + 1))
    first = replace(POLICY.indicators[0], weight=10_000, missing=missing, scale=Bands(edges, points))
    assert plan(first).loop == loop
    values = [
        near for edge in edges for near in (edge, np.nextafter(edge, -np.inf), np.nextafter(edge, np.inf))
    ]
    values += [float("-inf"), -1e308, 0.0, 1e308, float("inf"), float("nan")]
    table = pa.table({"account_id": list(map(str, range(len(values)))), first.column: values})
    found = tierline.score(table, replace(POLICY, indicators=(first,), rules=()))
    expected = [100 * sum(value >= edge for edge in edges) for value in values[:-1]]
    assert found["score"].to_pylist() == [*expected, missing]
