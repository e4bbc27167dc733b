"""Columns read two at a time give what each gives alone; comparisons hold at the very number."""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.bench.whole_pass import ten_bands
from tierline.policy.conditions import Atom
from tierline.policy.resolved import Policy, Rule
from tierline.policy.scales import Bands
from tierline.tiering.score import grade_table

TEN = ten_bands()
EDGES = [-1e3, -2.5, -0.0, 0.5, 1.0, 7.25, 40.0, 1e6, 3e9, 1e12]
NEAR = [near for edge in EDGES for near in (edge, np.nextafter(edge, -np.inf), np.nextafter(edge, np.inf))]
SOME = st.sampled_from(EDGES)
VALUES = st.sampled_from([*NEAR, 0.0, 5e-324, -5e-324, 1e300, float("nan")])
HOW = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq}


@st.composite
def banded(draw: st.DrawFn) -> tuple[Policy, pa.Table]:
    """Draw up to ten columns of one to ten bands and rows of numbers on and beside their edges."""
    count = draw(st.integers(1, len(TEN.indicators)))
    shares = [*[10_000 // count] * (count - 1), 10_000 - 10_000 // count * (count - 1)]
    own = []
    for each, weight in zip(TEN.indicators[:count], shares, strict=True):
        edges = sorted(draw(st.sets(st.sampled_from(EDGES), max_size=9)))
        points = draw(st.lists(st.integers(0, 10_000), min_size=len(edges) + 1, max_size=len(edges) + 1))
        missing = draw(st.sampled_from([points[0], 0, 4_321, None]))
        own.append(replace(each, weight=weight, missing=missing, scale=Bands(tuple(edges), tuple(points))))
    atoms = st.builds(Atom, st.sampled_from([each.column for each in own]), st.sampled_from(list(HOW)), SOME)
    said = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["floor", "cap"]),
                st.integers(0, 4),
                st.frozensets(atoms, min_size=1, max_size=2),
            ),
            max_size=10,
        )
    )
    rules = tuple(
        Rule(f"rule_{k}", effect, tier, own[0].title, "XJ-4", "default", (terms,))
        for k, (effect, tier, terms) in enumerate(said)
    )
    rows = draw(st.sampled_from([1, 63, 140, 300, 700]))
    seed = draw(st.integers(0, 2**32 - 1))
    some = draw(st.lists(VALUES, min_size=1, max_size=12))
    chosen = np.random.default_rng(seed).choice(some, (count, rows))
    table = {"account_id": list(map(str, range(rows)))}
    columns = {each.column: pa.array(values) for each, values in zip(own, chosen, strict=True)}
    return replace(TEN, indicators=tuple(own), rules=rules), pa.table({**table, **columns})


@given(banded())
def test_two_at_a_time_and_one_by_one_are_the_same(drawn: tuple[Policy, pa.Table]) -> None:
    """Where every indicator's points are kept, columns are read one by one and by the exact rule."""
    policy, table = drawn
    together, alone = grade_table(table, policy), grade_table(table, policy, points=True)
    for name in ("score", "by_score", "floor", "cap", "tier", "reason", "rule"):
        assert getattr(together.outcome, name).tolist() == getattr(alone.outcome, name).tolist(), name


@pytest.mark.parametrize("sign", HOW)
@pytest.mark.parametrize("other", EDGES)
def test_a_comparison_is_true_of_the_numbers_that_it_says(sign: str, other: float) -> None:
    """XJ-4: a floor that is one comparison, asked of the number itself and of those next to it."""
    first = TEN.indicators[0]
    rule = Rule(
        "only", "floor", 0, first.title, "XJ-4", "default", (frozenset({Atom(first.column, sign, other)}),)
    )
    policy = replace(TEN, rules=(rule,))
    values = [*NEAR, 0.0, 5e-324, -5e-324, float("nan"), float("inf"), float("-inf")]
    table = {each.column: np.zeros(len(values)) for each in TEN.indicators}
    table[first.column] = np.array(values)
    found = grade_table(pa.table({"account_id": list(map(str, range(len(values)))), **table}), policy)
    assert [floor == 0 for floor in found.outcome.floor.tolist()] == [
        HOW[sign](value, other) for value in values
    ]
