"""Columns of 32-bit floats: scored to the same bits where the policy's edges survive, else refused (XJ-3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tierline
from tests.drawn_policies import MONTH
from tierline.errors import BadInputError
from tierline.policy.conditions import Atom
from tierline.policy.resolved import Policy
from tierline.policy.scales import Bands, Linear
from tierline.tiering.narrow import MOST_STEPS, lost_edges, refuse_narrow
from tierline.tiering.prepared import Prepared

POLICY = tierline.load_policy("generic-abcd", MONTH)
COLUMN = POLICY.indicators[0].column


def with_scale(scale: Bands | Linear) -> Policy:
    """Let the first indicator take all the weight, without rules: its points are the score."""
    return replace(
        POLICY, indicators=(replace(POLICY.indicators[0], weight=10_000, scale=scale, missing=0),), rules=()
    )


def scores(policy: Policy, values: Any) -> Any:
    table = pa.table({"account_id": [str(place) for place in range(len(values))], COLUMN: values})
    return Prepared(table).grade(policy).outcome.score


whole = st.integers(-(2**24), 2**24).map(float)
halves = st.integers(-1000, 1000).map(lambda value: value / 8)


@given(st.lists(st.one_of(whole, halves), min_size=1, max_size=6, unique=True).map(sorted), st.data())
def test_bands_whose_edges_survive(edges: list[float], data: st.DataObject) -> None:
    policy = with_scale(Bands(tuple(edges), tuple(range(0, 1000 * len(edges) + 1000, 1000))))
    near = [np.float32(edge) for edge in edges]
    near += [np.nextafter(edge, np.float32(way)) for edge in near for way in (-np.inf, np.inf)]
    drawn = data.draw(st.lists(st.floats(-(2.0**100), 2.0**100, width=32), max_size=5))
    values = np.array([*near, *drawn, np.nan], np.float32)
    assert np.array_equal(scores(policy, values), scores(policy, values.astype(np.float64)))


@given(
    st.sampled_from([1, 2, 10, 100, 10_000]),
    st.lists(st.integers(1 - MOST_STEPS, MOST_STEPS - 1), min_size=2, max_size=5, unique=True).map(sorted),
    st.data(),
)
def test_curves_of_not_too_many_steps(per_unit: int, corners: list[int], data: st.DataObject) -> None:
    """Figures on the steps of the curve have the points of the same figures in 64 bits."""
    policy = with_scale(Linear(per_unit, tuple(corners), tuple(range(0, 2000 * len(corners), 2000))))
    steps = data.draw(st.lists(st.integers(corners[0] - 9, corners[-1] + 9), max_size=20))
    values = np.array([*corners, *steps], np.float64) / per_unit
    assert np.array_equal(scores(policy, values.astype(np.float32)), scores(policy, values))


@pytest.mark.parametrize(
    ("scale", "edge"),
    [
        (Bands((0.5, 0.7), (0, 1, 2)), 0.7),
        (Bands((0.5, 16_777_217.0), (0, 1, 2)), 16_777_217.0),
        (Bands((1.0, 1e300), (0, 1, 2)), 1e300),
        (Linear(100, (0, MOST_STEPS), (0, 10_000)), MOST_STEPS / 100),
    ],
)
def test_an_edge_that_does_not_survive(scale: Bands | Linear, edge: float) -> None:
    policy = with_scale(scale)
    with pytest.raises(BadInputError) as error:
        scores(policy, np.array([1.0], np.float32))
    for language in ("en", "zh"):
        for word in (COLUMN, str(edge), policy.indicators[0].id, "float64"):
            assert word in error.value.render(language)
    assert error.value.render("zh") != error.value.render("en")
    assert len(scores(policy, np.array([1.0, edge], np.float64))) == 2


def test_a_rule_is_looked_at_too() -> None:
    plain = tierline.load_policy("generic-abcd", MONTH)
    rule = replace(plain.rules[0], terms=(frozenset({Atom("arrears_months", "<", 0.1)}),))
    policy = replace(plain, rules=(rule,))
    assert list(lost_edges(policy, "arrears_months")) == [(rule.id, 0.1)]
    with pytest.raises(BadInputError, match=rule.id):
        refuse_narrow(policy, "arrears_months")
    refuse_narrow(policy, COLUMN)


def test_why_it_is_refused() -> None:
    """Otherwise 0.7, the edge itself, would be in the band below."""
    assert float(np.float32(0.7)) < 0.7


def test_shipped_account_policies_take_float32() -> None:
    for name in ("generic-abcd", "xinjiang-2008"):
        policy = tierline.load_policy(name, MONTH)
        assert not [edge for column in policy.columns for edge in lost_edges(policy, column)]
