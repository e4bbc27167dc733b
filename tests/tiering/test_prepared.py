"""A prepared table gives the bits of grading it anew, under any policies one after the other (XJ-3..XJ-5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests.drawn_policies import MONTH
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tests.tiering.test_against_naive import PLAIN, override_table, previous_table
from tierline.errors import BadInputError, UsageError
from tierline.policy.resolved import Policy
from tierline.simulate.history import settled
from tierline.simulate.index import with_lines
from tierline.tiering.prepared import Prepared
from tierline.tiering.score import Graded, grade_table


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Drawn], Path]:
    path = tmp_path_factory.mktemp("drawn") / "policy.toml"

    def write(given: Drawn) -> Path:
        path.write_text(given.toml, encoding="utf-8")
        return path

    return write


def moved(policy: Policy, data: st.DataObject) -> Policy:
    """Move weight between two indicators and set other lines."""
    lines = data.draw(
        st.lists(
            st.integers(1, 10_000),
            min_size=len(policy.tiers) - 1,
            max_size=len(policy.tiers) - 1,
            unique=True,
        )
    )
    given = list(policy.indicators)
    if len(given) > 1:
        taken = data.draw(st.integers(0, given[0].weight))
        given[0] = replace(given[0], weight=given[0].weight - taken)
        given[-1] = replace(given[-1], weight=given[-1].weight + taken)
    return replace(with_lines(policy, sorted(lines, reverse=True)), indicators=tuple(given))


def same(one: Graded, other: Graded) -> bool:
    mine, theirs = (*one.outcome, *one.before), (*other.outcome, *other.before)
    return one.account_id.equals(other.account_id) and all(map(np.array_equal, mine, theirs))


@settings(max_examples=40, deadline=None)
@given(drawn=drawn(), data=st.data())
def test_the_same_bits_as_grading_anew(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject
) -> None:
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    table = data.draw(
        st.sampled_from([tables.arrow(drawn.rows, PLAIN), tables.frame(drawn.rows, True, True)])
    )
    state = previous_table(drawn), override_table(drawn)
    prepared = Prepared(table, *state)
    tries = [policy, moved(policy, data), moved(policy, data)]
    kept = [prepared.grade(each) for each in tries]
    for each, found in zip(tries, kept, strict=True):
        assert same(found, grade_table(table, each, *state))
    last = prepared.grade(tries[0], instead_of=kept[2])
    assert last.outcome.score is kept[2].outcome.score
    assert same(last, kept[0])
    fresh = grade_table(table, policy).outcome
    assert all(map(np.array_equal, settled(fresh, policy, kept[0].before), kept[0].outcome))
    wanted = grade_table(table, policy, *state, points=True)
    assert same(prepared.grade(policy, points=True), wanted)


def test_another_month_and_other_tiers_take_their_own_state() -> None:
    columns = tierline.load_policy("generic-abcd", MONTH).columns
    table = {"account_id": ["a", "b"], **{column: [5.0, 7.0] for column in columns}}
    overrides = {
        "account_id": ["a"],
        "tier": ["A"],
        "from_date": ["2026-10-05"],
        "expires_on": ["2026-10-31"],
    }
    prepared = Prepared(table, overrides=overrides)
    for month in ("2026-09", "2026-10", "2026-11", "2026-10"):
        policy = tierline.load_policy("generic-abcd", month)
        assert same(prepared.grade(policy), grade_table(table, policy, overrides=overrides)), month


def test_columns_are_taken_in_when_a_policy_reads_them() -> None:
    policy = tierline.load_policy("generic-abcd", MONTH)
    table: dict[str, Any] = {"account_id": ["a"], **{name: [1.0] for name in policy.columns}}
    table[policy.columns[-1]] = ["no number"]
    prepared = Prepared(table)
    with pytest.raises(BadInputError, match=policy.columns[-1]):
        prepared.grade(policy)
    del table[policy.columns[-1]]
    with pytest.raises(BadInputError, match=policy.columns[-1]):
        Prepared(table).grade(policy)


def test_only_a_result_of_the_same_table_is_written_over() -> None:
    policy = tierline.load_policy("generic-abcd", MONTH)
    table = {"account_id": ["a"], **{name: [1.0] for name in policy.columns}}
    prepared, other = Prepared(table), Prepared(table)
    with pytest.raises(UsageError) as error:
        prepared.grade(policy, instead_of=other.grade(policy))
    assert error.value.render("zh") != error.value.render("en")
    with pytest.raises(UsageError):
        prepared.grade(policy, points=True, instead_of=prepared.grade(policy))
    with pytest.raises(UsageError, match="load_policy"):
        prepared.grade("generic-abcd")  # type: ignore[arg-type]
