"""The impact strip gives what a scenario's own run would give, tier by tier and class by class."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tierline.policy.resolved import Policy
from tierline.service.standards import hours_per_tier
from tierline.simulate.impact import impact, impact_measures
from tierline.simulate.index import WhatIfIndex, build_index, with_lines
from tierline.tables.sample import write_sample
from tierline.tiering.profile import profile
from tierline.tiering.score import Graded, grade_table

Province = tuple[pa.Table, Policy, Graded, WhatIfIndex]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    folder = tmp_path_factory.mktemp("province")
    write_sample(folder, accounts=2000, months=1, last_month="2026-10")
    table = pq.read_table(folder / "raw" / "month=2026-10" / "accounts.parquet")
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    graded = grade_table(table, policy)
    return table, policy, graded, build_index(graded, policy, impact_measures(table, policy))


def lines_of(tiers: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, 10_000), min_size=tiers - 1, max_size=tiers - 1, unique=True).map(
        lambda lines: sorted(lines, reverse=True)
    )


def sums(table: pa.Table, ranks: Any, wanted: list[int], column: str) -> int:
    values = table[column].to_pylist()
    return sum(
        round(Fraction(str(value)) * 100)
        for value, rank in zip(values, ranks, strict=True)
        if rank in wanted and value is not None
    )


@settings(max_examples=25, deadline=None)
@given(lines=lines_of(5))
def test_figures_are_those_of_a_run_under_the_new_lines(province: Province, lines: list[int]) -> None:
    table, policy, graded, index = province
    anew = grade_table(table, with_lines(policy, lines))
    found = impact(index.preview(lines), policy)
    hours = hours_per_tier(policy)
    assert hours is not None
    for group, ranks in zip(found.classes, ([0, 1], [2, 3], [4]), strict=True):
        for figures, tiers in ((group.before, graded.outcome.tier), (group.after, anew.outcome.tier)):
            assert figures.accounts == sum(rank in ranks for rank in tiers)
            assert figures.revenue == sums(table, tiers, ranks, "monthly_revenue")
            assert figures.ict_revenue == sums(table, tiers, ranks, "ict_revenue")
            assert figures.hours == sum(hours[rank] for rank in tiers if rank in ranks)
    assert sum(each.change.accounts for each in found.tiers) == 0
    assert found.whole.change.revenue == 0
    assert found.whole.change.hours == sum(each.change.hours or 0 for each in found.tiers)


@settings(max_examples=25, deadline=None)
@given(lines=lines_of(5))
def test_the_profile_is_that_of_a_run_under_the_new_lines(province: Province, lines: list[int]) -> None:
    """XJ-2: the same contradictions, in the same words, from sums alone."""
    table, policy, _graded, index = province
    anew = grade_table(table, with_lines(policy, lines)).to_table(policy)
    wanted = profile(table, anew, policy)
    found = impact(index.preview(lines), policy)
    for expected in found.profile:
        for group, mean in expected.means.items():
            by_run = wanted.mean(expected.expectation.column, group)
            assert (mean is None) == (by_run is None)
            assert mean is None or float(mean) == pytest.approx(by_run, rel=1e-9)
    told = [message.render("en") for each in found.profile for message in each.contradictions]
    assert told == [message.render("en") for message in wanted.contradictions]
    assert [each.kept for each in found.profile] == [not each.contradictions for each in found.profile]


def test_missing_values_are_left_out_of_the_means(province: Province) -> None:
    table, policy, graded, _index = province
    gaps = pa.array([None if row % 3 else float(row) for row in range(table.num_rows)], pa.float64())
    holed = table.set_column(table.column_names.index("employees"), "employees", gaps)
    measures = impact_measures(holed, policy)
    assert measures["known:employees"].sum() == table.num_rows - gaps.null_count
    found = impact(build_index(graded, policy, measures).preview([8000, 6500, 5000, 3000]), policy)
    employees = next(each for each in found.profile if each.expectation.column == "employees")
    rows = [row for row in range(0, table.num_rows, 3) if graded.outcome.tier[row] == 4]
    assert employees.means["C"] == Fraction(sum(rows), len(rows))


def test_what_was_not_counted_is_absent_and_said_so(province: Province) -> None:
    _table, policy, graded, _index = province
    bare = replace(policy, services=(), parameters=())
    found = impact(build_index(graded, policy).preview(build_index(graded, policy).lines), bare)
    assert found.whole.after.accounts == len(graded.outcome.tier)
    assert found.whole.after.revenue is found.whole.after.hours is found.whole.change.hours is None
    assert {each.kept for each in found.profile} == {None}
    assert "no service standards" in found.notes[0].render("en")
    assert "服务标准" in found.notes[0].render("zh")


def test_changed_standards_change_the_hours_without_a_move(province: Province) -> None:
    _table, policy, _graded, index = province
    visits = policy.services[0]
    more = replace(visits, per_year=tuple(each + 100 for each in visits.per_year))
    scenario = replace(policy, services=(more, *policy.services[1:]))
    found = impact(index.preview(index.lines), scenario, policy)
    added = [150, 150, 100, 100, 50]
    assert [each.change.hours for each in found.tiers] == [
        each.after.accounts * hours for each, hours in zip(found.tiers, added, strict=True)
    ]
    assert impact(index.preview(index.lines), scenario).whole.change.hours == 0


def test_a_tier_without_accounts_contradicts_nothing(province: Province) -> None:
    table, policy, graded, _index = province
    top = np.asarray(graded.outcome.tier == 0)
    index = build_index(graded, policy, impact_measures(table, policy), chosen=top)
    found = impact(index.preview(index.lines), policy)
    assert all(each.kept and each.kept_before for each in found.profile)
    assert found.profile[0].means["C"] is None
