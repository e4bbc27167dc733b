"""What cannot be scored is refused by name; what is odd but legal is scored."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import tierline
from tests.policy.cases import POLICIES
from tierline.errors import BadInputError
from tierline.policy.resolved import Policy
from tierline.tables.registry import arrow_schema


@pytest.fixture(scope="module")
def policy() -> Policy:
    return tierline.load_policy("xinjiang-2008", "2026-10")


@pytest.fixture(scope="module")
def small() -> Policy:
    return tierline.load_policy(POLICIES / "small.toml", "2026-10")


def accounts(*rows: dict[str, Any]) -> pa.Table:
    numbered = [{"account_id": f"a{n}", **row} for n, row in enumerate(rows)]
    return pa.Table.from_pylist(numbered, schema=arrow_schema("accounts"))


def override(**changed: Any) -> pa.Table:
    row = {
        "account_id": "a0", "tier": "A1", "approver": "E1", "reason": "agreed",
        "from_date": dt.date(2026, 1, 1), "expires_on": dt.date(2026, 12, 31),
    }  # fmt: skip
    return pa.Table.from_pylist([{**row, **changed}], schema=arrow_schema("overrides"))


def previous(**changed: Any) -> pa.Table:
    return pa.Table.from_pylist(
        [{"account_id": "a0", "tier": "A1", "reason": "score", "months_below": 0, **changed}]
    )


def test_a_missing_column_is_named(policy: Policy) -> None:
    with pytest.raises(BadInputError, match="employees"):
        tierline.score(accounts({}).drop_columns(["employees"]), policy)


def test_a_table_without_account_numbers_is_refused(policy: Policy) -> None:
    with pytest.raises(BadInputError, match="account_id"):
        tierline.score(accounts({}).drop_columns(["account_id"]), policy)


@pytest.mark.parametrize(("column", "wrong"), [("employees", "many"), ("has_service_agreement", "yes")])
def test_a_column_of_the_wrong_type_is_named(column: str, wrong: Any, policy: Policy) -> None:
    table = accounts({})
    place = table.column_names.index(column)
    with pytest.raises(BadInputError, match=column):
        tierline.score(table.set_column(place, column, pa.array([wrong])), policy)


def test_columns_nobody_asks_for_are_left_alone(policy: Policy) -> None:
    table = accounts({"employees": 5})
    wider = table.append_column("notes", pa.array([{"any": "thing"}]))
    assert tierline.score(wider, policy).equals(tierline.score(table, policy))


def test_no_rows_give_no_rows_of_the_same_types(policy: Policy) -> None:
    empty, one = tierline.score(accounts(), policy), tierline.score(accounts({}), policy)
    assert empty.num_rows == 0
    assert empty.schema == one.schema


def test_the_result_is_of_the_kind_that_was_given(policy: Policy) -> None:
    table = accounts({"employees": 5}, {"employees": 50})
    frame = table.to_pandas()
    assert isinstance(tierline.score(table, policy), pa.Table)
    assert isinstance(tierline.score(frame, policy), pd.DataFrame)
    assert isinstance(tierline.score({name: frame[name].to_numpy() for name in frame}, policy), pd.DataFrame)


def test_rows_come_back_in_the_order_they_went_in(policy: Policy) -> None:
    table = accounts(*({"employees": n} for n in range(50)))
    order = np.random.default_rng(1).permutation(50)
    assert tierline.score(table.take(order), policy).equals(tierline.score(table, policy).take(order))


@pytest.mark.parametrize(
    ("value", "score"), [(math.inf, 60_00 + 0), (-math.inf, 0), (1e300, 60_00), (-1e300, 0)]
)
def test_numbers_without_end_stay_in_the_outermost_bands(value: float, score: int, small: Policy) -> None:
    table = accounts({"monthly_revenue": value, "tenure_months": 0})
    assert tierline.score(table, small).column("score").to_pylist() == [score]


@pytest.mark.parametrize(
    ("value", "score"), [(2**53, 40_00), (2**62, 40_00), (-(2**62), 0), (10, 40_00), (9, 36_00)]
)
def test_far_out_whole_numbers_stay_at_the_last_corner(value: int, score: int, small: Policy) -> None:
    table = accounts({"monthly_revenue": 0.0, "tenure_months": value})
    assert tierline.score(table, small).column("score").to_pylist() == [score]


@pytest.mark.parametrize(("value", "score"), [(math.inf, 40_00), (-math.inf, 0), (1e300, 40_00), (-1e300, 0)])
def test_far_out_decimals_stay_at_the_last_corner(value: float, score: int, small: Policy) -> None:
    table = pa.table(
        {"account_id": ["a0"], "monthly_revenue": [0.0], "tenure_months": [value], "industry": ["it"]}
    )
    assert tierline.score(table, small).column("score").to_pylist() == [score]


def test_an_override_to_an_unknown_tier_is_refused_by_name(policy: Policy) -> None:
    with pytest.raises(BadInputError, match="Z9"):
        tierline.score(accounts({}), policy, overrides=override(tier="Z9"))


def test_a_previous_tier_the_policy_does_not_know_is_told_or_passed_over(policy: Policy) -> None:
    """After a change of scheme the month before cannot be compared: as if it had no row."""
    try:
        row = tierline.score(accounts({}), policy, previous=previous(tier="platinum")).to_pylist()[0]
    except BadInputError as refused:
        assert "platinum" in str(refused)
    else:
        assert (row["tier"], row["reason"], row["months_below"]) == ("C", "score", 0)


@pytest.mark.parametrize("reason", ["Override", "人工调整", "magic", ""])
def test_a_reason_that_is_none_is_refused(policy: Policy, reason: str) -> None:
    """It could be a misspelt override, and then the tier would be held by hysteresis."""
    with pytest.raises(BadInputError, match=f"account a0: the reason is '{reason}'.*hysteresis, override"):
        tierline.score(accounts({}), policy, previous=previous(reason=reason))


def test_a_missing_reason_is_refused_and_a_missing_column_is_not(policy: Policy) -> None:
    empty = previous().set_column(2, "reason", pa.array([None], pa.string()))
    with pytest.raises(BadInputError, match="account a0: reason is missing"):
        tierline.score(accounts({}), policy, previous=empty)
    assert tierline.score(accounts({}), policy, previous=empty.drop_columns(["reason"])).num_rows == 1


def test_the_refusal_names_the_account_and_not_a_place_among_those_in_force(policy: Policy) -> None:
    given = pa.concat_tables(
        [override(account_id="old", expires_on=dt.date(2026, 2, 1)), override(tier="Z9")]
    )
    with pytest.raises(BadInputError, match=r"account a0: .* no tier 'Z9'"):
        tierline.score(accounts({}), policy, overrides=given)


@pytest.mark.parametrize("column", ["from_date", "expires_on"])
def test_an_override_without_a_day_is_not_in_force(policy: Policy, column: str) -> None:
    result = tierline.score(accounts({}), policy, overrides=override(**{column: None}))
    assert result.column("reason").to_pylist() == ["score"]


def test_of_two_overrides_in_force_the_later_begun_counts(policy: Policy) -> None:
    both = pa.concat_tables(
        [
            override(tier="B1", from_date=dt.date(2026, 6, 1)),
            override(tier="A2", from_date=dt.date(2026, 3, 1)),
        ]
    )
    for given in (both, both.take([1, 0])):
        assert tierline.score(accounts({}), policy, overrides=given).column("tier").to_pylist() == ["B1"]


def test_overrides_and_previous_may_be_pandas(policy: Policy) -> None:
    result = tierline.score(
        accounts({"monthly_revenue": 1.0}).to_pandas(),
        policy,
        previous=previous(tier="B2", months_below=1, reason="hysteresis").to_pandas(),
        overrides=override().to_pandas(),
    )
    assert list(result["tier"]) == ["A1"]
    assert list(result["reason"]) == ["override"]


def test_masked_arrays_are_missing_where_they_are_masked(small: Policy) -> None:
    masked = np.ma.masked_array([5000.0, 5000.0], mask=[True, False])
    columns = {"account_id": np.array(["a0", "a1"]), "monthly_revenue": masked}
    columns |= {"tenure_months": np.array([0, 0]), "industry": np.array(["it", "it"])}
    assert list(tierline.score(columns, small)["score"]) == [0, 60_00]


def test_arrays_with_strides_are_read_as_they_are_seen(small: Policy) -> None:
    both = np.array([[1000.0, 7.0], [5000.0, 7.0], [0.0, 7.0]])
    columns = {
        "account_id": np.array(["a0", "a1", "a2"]),
        "monthly_revenue": both[::-1, 0],
        "tenure_months": np.arange(0, 60, 10, dtype=np.int16)[::2][:3],
        "industry": np.array(["it"] * 6, dtype=object)[::2],
    }
    assert list(tierline.score(columns, small)["score"]) == [0, 100_00, 70_00]


def test_scoring_twice_gives_the_same(policy: Policy) -> None:
    table = accounts(*({"employees": n, "monthly_revenue": n * 99.99} for n in range(300)))
    assert tierline.score(table, policy).equals(tierline.score(table, policy))
