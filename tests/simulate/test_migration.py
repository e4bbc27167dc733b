"""The migration matrix and the rule that moved each account, against counting and comparing row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
from tierline.errors import BadInputError
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.chosen import chosen
from tierline.simulate.index import with_lines
from tierline.simulate.migration import Migration, migrate
from tierline.store.summary import fen
from tierline.tables.sample import write_sample
from tierline.tiering.score import Graded, grade_table


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


# --- on the sample province ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, Policy, tuple[Any, Any]]:
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("province")
    write_sample(folder, accounts=1500, months=2, last_month="2026-10")
    before, now = (
        pq.read_table(folder / "raw" / f"month={month}" / "accounts.parquet")
        for month in ("2026-09", "2026-10")
    )
    overrides = pq.read_table(folder / "raw" / "month=2026-10" / "overrides.parquet")
    previous = tierline.score(before, tierline.load_policy("xinjiang-2008", "2026-09"))
    return now, tierline.load_policy("xinjiang-2008", "2026-10"), (previous, overrides)


def migrated(province: tuple[pa.Table, Policy, tuple[Any, Any]], scenario: Policy, **more: Any) -> Migration:
    table, policy, state = province
    graded = [grade_table(table, each, *state) for each in (policy, scenario)]
    return migrate(table, graded[0], graded[1], (policy, scenario), **more)


def test_a_line_that_moved_is_named_with_the_score(province: Any) -> None:
    _table, policy, _state = province
    found = migrated(province, with_lines(policy, [8000, 6000, 5000, 3000])).movers("B1", "A2")
    assert len(found)
    for row, text in zip(found.table().to_pylist(), found.because(), strict=True):
        score = f"{row['score_after'] / 100:.2f}"
        if row["cause"] == "line":
            assert text.render("en") == f"The line of A2 moved from 65.00 to 60.00; the score is {score}."
            assert text.render("zh") == f"A2 的分数线由 65.00 调至 60.00；得分 {score}。"
    assert "line" in found.table()["cause"].to_pylist()


def test_the_indicators_that_changed_points_are_named(province: Any) -> None:
    _table, policy, _state = province
    weights = {"monthly_revenue": -1500, "tenure": 1500}
    scenario = replace(
        policy,
        indicators=tuple(
            replace(each, weight=each.weight + weights.get(each.id, 0)) for each in policy.indicators
        ),
    )
    found = migrated(province, scenario)
    told = [text.render("en") for text in found.movers().because()]
    assert any("Monthly revenue weight 25.00 % -> 10.00 % (at " in text for text in told)
    assert all(text.startswith(("The score went from", "Hysteresis")) for text in told)


@pytest.mark.parametrize("way", ["off", "on"])
def test_a_floor_switched_off_or_on_is_named(province: Any, way: str) -> None:
    table, policy, state = province
    plain = replace(policy, rules=())
    pair = (policy, plain) if way == "off" else (plain, policy)
    graded = [grade_table(table, each, *state) for each in pair]
    found = migrate(table, graded[0], graded[1], pair).movers()
    told = {text.render("en") for text in found.because() if text.render("en").startswith("The floor")}
    assert told
    assert all(text.endswith(f"is switched {way}.") for text in told)


def test_a_setting_of_hysteresis_is_named(province: Any) -> None:
    _table, policy, _state = province
    found = migrated(province, replace(policy, hysteresis=Hysteresis(False, 2, 500))).movers()
    assert len(found)
    wanted = "any more: the setting was 2 months with a buffer of 5.00 and is off."
    assert all(text.render("en").endswith(wanted) for text in found.because())


def test_an_override_is_named(province: Any) -> None:
    table, policy, (previous, overrides) = province
    before, after = grade_table(table, policy, previous), grade_table(table, policy, previous, overrides)
    found = migrate(table, before, after, (policy, policy)).movers()
    assert len(found)
    assert all(text.render("en").startswith("An override to ") for text in found.because())
    assert set(found.table()["cause"].to_pylist()) == {"override"}


def test_filters_by_area_industry_and_manager(province: Any) -> None:
    table, policy, _state = province
    area = table["area_id"].cast(pa.string()).to_pylist()
    manager = table["manager_id"].cast(pa.string()).to_pylist()
    one = next(name for name in area if name)
    mask = chosen(table, area=one, manager=[manager[0], manager[1], None])
    assert mask.tolist() == [
        a == one and m in (manager[0], manager[1], None) for a, m in zip(area, manager, strict=True)
    ]
    scenario = with_lines(policy, [8000, 6000, 5000, 3000])
    assert migrated(province, scenario, chosen=mask).accounts == mask.sum()


def test_nobody_chosen_is_an_empty_matrix(province: Any) -> None:
    table, policy, _state = province
    for mask in (
        chosen(table, area="nowhere"),
        chosen(table, industry=[]),
        chosen(table.select(["name"]), area="x"),
    ):
        assert not mask.any()
        found = migrated(province, with_lines(policy, [8000, 6000, 5000, 3000]), chosen=mask)
        assert found.accounts == found.moved == 0
        assert found.to_table()["share"].to_pylist() == [0.0] * 25
        assert found.movers().to_table(language="zh").num_rows == 0
        assert found.causes().num_rows == 0


def test_amounts_are_whole_fen(province: Any) -> None:
    table, policy, _state = province
    found = migrated(province, policy)
    assert found.moved == 0
    assert int(found.moves[:, :, 1].sum()) == int(fen(table["monthly_revenue"]).sum())
    assert found.moves.dtype == np.int64


def test_gradings_that_cannot_be_compared(province: Any) -> None:
    table, policy, state = province
    graded: Graded = grade_table(table, policy, *state)
    fewer = grade_table(table.slice(1), policy)
    other = tierline.load_policy("generic-abcd", "2026-10")
    for wrong, word in (
        (lambda: migrate(table, graded, fewer, (policy, policy)), "same accounts"),
        (lambda: migrate(table, graded, graded, (policy, other)), "tiers are A1"),
        (lambda: migrate(table, graded, graded, (policy, policy), [1, 2]), "2 tiers"),
        (lambda: migrate(table, graded, graded, (policy, policy)).movers("gold"), "gold"),
        (
            lambda: migrate(table, graded, graded.to_table(policy), (policy, replace(policy, rules=()))),
            "does not have",
        ),
    ):
        with pytest.raises(BadInputError) as error:
            wrong()
        assert word in error.value.render("en")
        assert error.value.render("zh") != error.value.render("en")
