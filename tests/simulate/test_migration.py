"""The migration matrix and the rule that moved each account, against counting and comparing row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests.drawn_policies import MONTH
from tests.simulate.changes import KINDS, changed
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tests.tiering.test_against_naive import PLAIN, override_table, previous_table
from tierline.simulate.migration import migrate
from tierline.tiering.score import grade_table


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Drawn], Path]:
    path = tmp_path_factory.mktemp("drawn") / "policy.toml"

    def write(given: Drawn) -> Path:
        path.write_text(given.toml, encoding="utf-8")
        return path

    return write


def with_money(table: pa.Table, amounts: list[float]) -> pa.Table:
    """Give a drawn table revenue that money can be; drawn values reach into infinity."""
    for column in ("monthly_revenue", "ict_revenue"):
        place = table.column_names.index(column)
        table = table.set_column(place, column, pa.array(amounts, pa.float64()))
    return table


def rank(names: tuple[str, ...], name: str | None) -> int | None:
    return None if name is None else names.index(name)


def stands(row: dict[str, Any], names: tuple[str, ...]) -> list[tuple[str, int]]:
    """Follow one result as far as the cap, in plain Python."""
    tier = names.index(row["tier_by_score"])
    found = [("score", tier)]
    floor, cap = rank(names, row["floor"]), rank(names, row["cap"])
    tier = tier if floor is None else min(tier, floor)
    found.append(("floor", tier))
    tier = tier if cap is None else max(tier, cap)
    found.append(("cap", tier))
    return found


def parted_at(old: dict[str, Any], new: dict[str, Any], names: tuple[str, ...]) -> str:
    """Go backwards to the step before which both stood in the same tier."""
    if old["tier"] == new["tier"]:
        return "none"
    by_hand = "override" in (old["reason"], new["reason"])
    steps = list(zip(stands(old, names), stands(new, names), strict=True))
    step = "override" if by_hand else "hysteresis"
    for (name, before), (_name, after) in reversed(steps):
        if before == after:
            return step
        step = name
    return step


@settings(max_examples=80)
@given(drawn=drawn(), data=st.data())
def test_any_scenario(policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject) -> None:
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    size = len(drawn.rows)
    amounts = data.draw(st.lists(st.sampled_from([0.0, 0.01, 99.99, 5000.0]), min_size=size, max_size=size))
    table = with_money(tables.arrow(drawn.rows, PLAIN), amounts)
    scenario = data.draw(changed(policy, data.draw(st.sampled_from([KINDS, *((kind,) for kind in KINDS)]))))
    state = previous_table(drawn), override_table(drawn)
    before, after = grade_table(table, policy, *state), grade_table(table, scenario, *state)
    wanted = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), np.bool_)
    hours = list(range(7, 7 + len(policy.tiers)))
    found = migrate(table, before, after, (policy, scenario), hours, wanted)

    rows = list(
        zip(before.to_table(policy).to_pylist(), after.to_table(scenario).to_pylist(), amounts, strict=True)
    )
    inside = [row for row, one in zip(rows, wanted, strict=True) if one]
    cells = found.to_table().to_pylist()
    for cell in cells:
        own = [
            (old, new, amount)
            for old, new, amount in inside
            if (old["tier"], new["tier"]) == (cell["tier_before"], cell["tier_after"])
        ]
        assert cell["accounts"] == len(own)
        assert cell["revenue_fen"] == sum(round(amount * 100) for _old, _new, amount in own)
        assert cell["hours_before"] == len(own) * hours[policy.rank(cell["tier_before"])]
        assert cell["hours_after"] == len(own) * hours[policy.rank(cell["tier_after"])]
        movers = found.movers(cell["tier_before"], cell["tier_after"])
        ordered = sorted(own, key=lambda one: (-one[2], one[0]["account_id"]))
        assert movers.table()["account_id"].to_pylist() == [
            old["account_id"] for old, _new, _amount in ordered
        ]
    assert found.accounts == len(inside)

    told = found.movers()
    for row, message in zip(told.table().to_pylist(), told.because(), strict=True):
        old, new = next((o, n) for o, n, _amount in inside if o["account_id"] == row["account_id"])
        step = parted_at(old, new, policy.tier_ids)
        assert row["cause"] in (("line", "score", "line_and_score") if step == "score" else (step,))
        assert message.render("en")
        assert message.render("zh") != message.render("en")
    counted = found.causes().to_pylist()
    assert sum(each["accounts"] for each in counted) == found.moved == len(told)


@settings(max_examples=60)
@given(drawn=drawn(), data=st.data(), kind=st.sampled_from(KINDS))
def test_only_one_thing_changed(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject, kind: str
) -> None:
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    table = tables.arrow(drawn.rows, PLAIN)
    scenario = data.draw(changed(policy, (kind,)))
    state = previous_table(drawn), override_table(drawn)
    found = migrate(
        with_money(table, [1.0] * table.num_rows),
        grade_table(table, policy, *state),
        grade_table(table, scenario, *state),
        (policy, scenario),
    )
    allowed = {
        "lines": {"line", "hysteresis"},
        "weights": {"score", "hysteresis"},
        "missing": {"score", "hysteresis"},
        "rules": {"floor", "cap", "hysteresis"},
        "hysteresis": {"hysteresis"},
    }[kind]
    assert set(found.causes()["cause"].to_pylist()) <= allowed


@settings(max_examples=30)
@given(drawn=drawn(), data=st.data())
def test_tables_of_results_give_the_same(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject
) -> None:
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    table = with_money(tables.arrow(drawn.rows, PLAIN), [1.0] * len(drawn.rows))
    scenario = data.draw(changed(policy))
    state = previous_table(drawn), override_table(drawn)
    before, after = grade_table(table, policy, *state), grade_table(table, scenario, *state)
    order = pa.array(data.draw(st.permutations(range(table.num_rows))), pa.int64())
    policies = policy, scenario
    arrays = migrate(table, before, after, policies)
    results = migrate(table, before.to_table(policy).take(order), after.to_table(scenario), policies)
    assert (arrays.moves == results.moves).all()
    assert arrays.movers().table().equals(results.movers().table())
    assert all(message.render("en") for message in results.movers().because())


@settings(max_examples=60)
@given(drawn=drawn(), data=st.data())
def test_a_page_of_a_long_list_is_that_part_of_the_whole(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject
) -> None:
    """Only the largest are sorted for a page; among equal amounts it is by account number all the same."""
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    size = len(drawn.rows)
    amounts = data.draw(st.lists(st.sampled_from([0.0, 10.0, 20.0]), min_size=size, max_size=size))
    table = with_money(tables.arrow(drawn.rows, PLAIN), amounts)
    graded = grade_table(table, policy)
    found = migrate(table, graded, graded, (policy, policy))
    tier = data.draw(st.sampled_from(policy.tier_ids))
    whole = found.movers(tier, tier).table()["account_id"].to_pylist()
    first, count = data.draw(st.integers(0, size + 1)), data.draw(st.integers(0, size + 1))
    page = found.movers(tier, tier).table(first, count)["account_id"].to_pylist()
    assert page == whole[first : first + count]
