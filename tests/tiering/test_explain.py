"""An explanation accounts for every hundredth, and what it says would lift an account does lift it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given as drawing
from hypothesis import settings

import tierline
from tests import naive
from tests.drawn_policies import MONTH
from tests.policy.cases import ACCOUNT, Case, cases
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tests.tiering.test_against_naive import PLAIN, override_table, policy_file, previous_table
from tierline.errors import BadInputError
from tierline.tables.registry import arrow_schema, table_spec
from tierline.tiering.explain import Explanation

__all__ = ["policy_file"]
CASES = pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in cases()])


def explained(case: Case) -> Explanation:
    return tierline.explain(
        ACCOUNT, case.accounts, case.policy, previous=case.previous, overrides=case.overrides
    )


def points_of(found: Explanation) -> dict[str, int | str]:
    return {each.indicator: "skip" if each.points is None else each.points for each in found.contributions}


def rank(case: Case, tier: str) -> int:
    return case.policy.tier_ids.index(tier)


@CASES
def test_it_says_what_was_worked_by_hand(case: Case) -> None:
    found = explained(case)
    wanted = case.result
    assert points_of(found) == case.points
    assert (found.score, found.tier_by_score) == (wanted["score"], wanted["tier_by_score"])
    assert (found.tier, found.reason, found.rule) == (wanted["tier"], wanted["reason"], wanted["rule"])
    assert (found.floor and found.floor.tier) == wanted["floor"]
    assert (found.cap and found.cap.tier) == wanted["cap"]
    assert found.months_below == wanted["months_below"]
    assert (found.override is not None) == (wanted["reason"] == "override")
    if wanted["reason"] == "floor":
        assert found.floor is not None and found.floor.rule == wanted["rule"]


@CASES
def test_contributions_and_rounding_add_up_to_the_score(case: Case) -> None:
    found = explained(case)
    assert sum(each.contribution for each in found.contributions) + found.rounding == found.score
    assert abs(found.rounding) <= (len(found.contributions) + 1) / 2


@CASES
def test_the_lines_next_to_the_score(case: Case) -> None:
    found = explained(case)
    if found.line_above is not None:
        tier, line, distance = found.line_above
        assert rank(case, tier) == rank(case, found.tier_by_score) - 1
        assert line - found.score == distance > 0
    else:
        assert found.tier_by_score == case.policy.tier_ids[0]
    if found.line_below is not None:
        tier, line, distance = found.line_below
        assert tier == found.tier_by_score
        assert found.score - line == distance >= 0
    else:
        assert found.tier_by_score == case.policy.tier_ids[-1]


@CASES
def test_what_would_lift_it_lifts_it_and_nothing_less_does(case: Case) -> None:
    found = explained(case)
    efforts = [each.effort for each in found.lifts]
    assert efforts == sorted(efforts)
    for lift in found.lifts:
        after = case.graded_plainly(**{lift.column: lift.new})
        assert rank(case, after["tier"]) < rank(case, found.tier)
        assert (after["tier"], after["score"]) == (lift.tier, lift.score)
        for less in values_between(case, lift.column, lift.old, lift.new):
            halfway = case.graded_plainly(**{lift.column: less})
            assert rank(case, halfway["tier"]) >= rank(case, found.tier), f"{lift.column} = {less} is enough"


def values_between(case: Case, column: str, old: Any, new: Any) -> list[Any]:
    """Return values nearer to the present one than the proposed one, down to the last step before it."""
    if isinstance(new, bool | str) or old is None or (isinstance(old, float) and math.isnan(old)):
        return []
    dtype = table_spec("accounts").column(column).dtype
    step = {"integer": 1, "money": 0.01}.get(dtype, 0.0001)
    toward = -step if new > old else step
    found = [round(new + toward, 4), old]
    for part in (0.25, 0.5, 0.75):
        value = old + (new - old) * part
        found.append(round(value) if dtype == "integer" else round(value, 2 if dtype == "money" else 4))
    return [value for value in found if min(old, new) <= value <= max(old, new) and value != new]


def test_an_account_that_one_change_lifts_is_told_so() -> None:
    """64.99 of 65.00: any small step is enough, and the cheapest is told in words."""
    case = next(case for case in cases() if case.id == "xinjiang-2008: one hundredth below the line of A2")
    found = explained(case)
    assert found.lifts
    assert found.lifts[0].column == "revenue_growth"
    assert found.lifts[0].new == pytest.approx(0.2994, abs=0.0005)
    assert "A2" in found.render("en").splitlines()[-1]


def test_the_best_tier_has_nothing_above_it() -> None:
    case = next(case for case in cases() if case.id == "size-by-sales: one cent above five million is large")
    found = explained(case)
    assert found.line_above is None
    assert not found.lifts
    assert found.render("en").splitlines()[-1] == "It is in the best tier by its score."


def test_who_is_held_in_the_best_tier_is_told_what_would_secure_it() -> None:
    """XJ-5: below the line and held by hysteresis, it is not told that nothing would lift it."""
    case = next(case for case in cases() if case.id == "xinjiang-2008: one hundredth below the line of A1")
    assert not explained(case).top
    table = case.accounts
    held = pa.table({"account_id": [ACCOUNT], "tier": ["A1"], "months_below": pa.array([0], pa.int8())})
    found = tierline.explain(ACCOUNT, table, case.policy, held)
    assert (found.tier, found.tier_by_score, found.reason) == ("A1", "A2", "hysteresis")
    assert not found.lifts
    said = found.render("en").splitlines()[-1]
    assert said.startswith("It is in the best tier. To stand there by its score: ")
    assert found.render("zh").splitlines()[-1].startswith("已处于最高层级。")
    best = found.securing[0]
    changed = table.set_column(table.column_names.index(best.column), best.column, [[best.new]])
    anew = tierline.explain(ACCOUNT, changed, case.policy, held)
    assert (anew.tier_by_score, anew.score) == ("A1", best.score)


@CASES
def test_it_can_be_written_down_in_both_languages_and_as_json(case: Case) -> None:
    found = explained(case)
    english, chinese = found.render("en"), found.render("zh")
    assert english != chinese
    for text in (english, chinese):
        assert found.tier in text
        for each in found.contributions:
            assert each.title["en" if text is english else "zh"] in text
    data = json.loads(json.dumps(found.to_dict()))
    assert data["account_id"] == ACCOUNT
    assert data["score"] == f"{found.score / 100:.2f}"
    for indicator in data["indicators"]:
        assert {"reference", "source", "since"} <= set(indicator["scale_parameter"])


@drawing(given=drawn(most_rows=3))
@settings(max_examples=30)
def test_drawn_accounts_are_explained_as_they_are_scored(policy_file: Any, given: Drawn) -> None:
    path = policy_file(given)
    policy, document = tierline.load_policy(path, MONTH), naive.read_policy(path)
    table = tables.arrow(given.rows, PLAIN) if given.rows else None
    before = {row["account_id"]: row for row in given.previous or []}
    for row in given.rows:
        account = row["account_id"]
        ordered = [one for one in given.overrides or [] if one["account_id"] == account]
        wanted = naive.grade(row, document, MONTH, before.get(account), ordered)
        found = tierline.explain(account, table, policy, previous_table(given), override_table(given))
        assert points_of(found) == wanted["points"]
        assert sum(each.contribution for each in found.contributions) + found.rounding == wanted["score"]
        assert (found.tier, found.reason, found.rule) == (wanted["tier"], wanted["reason"], wanted["rule"])
        assert found.render("en")
        for lift in found.lifts:
            after = naive.grade({**row, lift.column: lift.new}, document, MONTH, before.get(account), ordered)
            assert after["tier"] == lift.tier
            assert policy.tier_ids.index(lift.tier) < policy.tier_ids.index(found.tier)


def test_an_account_that_is_not_there_is_named() -> None:
    table = pa.Table.from_pylist([{"account_id": "one"}], schema=arrow_schema("accounts"))
    with pytest.raises(BadInputError, match="'two'"):
        tierline.explain("two", table, tierline.load_policy("xinjiang-2008", MONTH))


def test_an_account_that_is_there_twice_is_refused() -> None:
    table = pa.Table.from_pylist([{"account_id": "one"}] * 2, schema=arrow_schema("accounts"))
    with pytest.raises(BadInputError, match="2 times"):
        tierline.explain("one", table, tierline.load_policy("xinjiang-2008", MONTH))


@pytest.mark.parametrize("make", [lambda rows: tables.frame(rows, True, True), tables.arrays])
def test_pandas_and_numpy_are_explained_too(make: Callable[[list[Any]], Any]) -> None:
    rows = [{**tables.PADDING, "account_id": name} for name in ("one", "two")]
    policy = tierline.load_policy(Path(__file__).parent.parent / "policies" / "dated.toml", MONTH)
    table = tables.arrow(rows, PLAIN)
    extra = {"complaints": [1, 0]}
    table = table.append_column("complaints", pa.array(extra["complaints"]))
    given = make(rows)
    given["complaints"] = pa.array(extra["complaints"]).to_numpy()
    assert (
        tierline.explain("two", given, policy).to_dict() == tierline.explain("two", table, policy).to_dict()
    )
