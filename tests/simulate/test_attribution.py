"""The parts of every move add up to it; what alone changed is the only cause (Readings, attribution)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests.drawn_policies import MONTH
from tests.simulate.changes import changed
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tests.tiering.test_against_naive import PLAIN, override_table, previous_table
from tierline.data import data_folder
from tierline.errors import BadInputError
from tierline.policy.resolved import Policy
from tierline.simulate.attribution import Month, split_moves, with_parameters
from tierline.simulate.chosen import chosen
from tierline.simulate.moves_split import CAUSES, STEPS, Attribution
from tierline.tables.registry import arrow_schema
from tierline.tiering.score import grade_table

pytestmark = pytest.mark.filterwarnings("ignore:invalid value encountered in cast")  # drawn money is endless


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Drawn], Path]:
    path = tmp_path_factory.mktemp("drawn") / "policy.toml"

    def write(given: Drawn) -> Path:
        path.write_text(given.toml, encoding="utf-8")
        return path

    return write


def graded(table: pa.Table, month: Month) -> pa.Table:
    return grade_table(table, month.policy, month.previous, month.overrides).to_table(month.policy)


def shuffled(rows: list[dict[str, Any]], order: list[int]) -> list[dict[str, Any]]:
    """Give each account another one's figures."""
    return [{**rows[place], "account_id": row["account_id"]} for row, place in zip(rows, order, strict=True)]


def check_sums(found: Attribution) -> None:
    """Hold every figure against the paths, account by account, in plain Python."""
    size = len(found.tiers)
    paths = [tuple(map(int, path)) for path in found.path.T]
    moves = np.zeros((size + 1, size + 1), int)
    parts = np.zeros((len(CAUSES), size + 1, size + 1), int)
    for path in paths:
        moves[path[0], path[-1]] += 1
        if -1 not in path:
            for step in range(len(STEPS)):
                parts[step, path[0], path[-1]] += path[step] - path[step + 1]
    assert (found.moves == moves).all()
    assert (found.parts == parts).all()
    ranks = np.arange(size)
    up = ranks[:, None] - ranks[None, :]
    assert (found.parts.sum(axis=0)[:size, :size] == up * moves[:size, :size]).all()
    off = moves - np.diag(np.diag(moves))
    assert (found.counts.sum(axis=0) == off).all()
    assert found.moved == off.sum()

    def net(matrix: Any) -> Any:
        return matrix.sum(axis=0) - matrix.sum(axis=1)

    assert (net(found.steps.sum(axis=0)) == net(off)).all()
    table = found.to_table().to_pylist()
    assert sum(row["accounts"] for row in table) == off.sum()
    assert sum(row["steps_up"] - row["steps_down"] for row in table) == (up * moves[:size, :size]).sum()
    assert found.movers().num_rows == found.moved


@settings(max_examples=60)
@given(drawn=drawn(), data=st.data())
def test_every_step_is_a_grading_of_its_own_and_the_parts_add_up(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject
) -> None:
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    order = data.draw(st.permutations(range(len(drawn.rows))))
    then, now = (tables.arrow(rows, PLAIN) for rows in (drawn.rows, shuffled(drawn.rows, order)))
    earlier = Month(replace(policy, month="2026-09"), previous_table(drawn), override_table(drawn))
    other = data.draw(changed(policy))
    held = graded(then, earlier)
    overrides = override_table(drawn) if data.draw(st.booleans()) else None
    later = Month(other, held, overrides)
    stayed = np.array(data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order))), np.bool_)
    found = split_moves(now, held.filter(pa.array(stayed)), earlier, later, held.slice(0, 2))
    mixed = replace(other, rules=policy.rules, month="2026-09")
    size = now.num_rows
    gradings = (
        held,
        graded(now, earlier),
        graded(now, Month(mixed, earlier.previous, earlier.overrides)),
        graded(now, Month(replace(other, month="2026-09"), earlier.previous, earlier.overrides)),
        None,
        graded(now, later),
    )
    for place, grading in enumerate(gradings):
        if grading is not None:
            ranks = [policy.rank(tier) for tier in grading["tier"].to_pylist()]
            path = found.path[place, :size]
            known = stayed if place < len(gradings) - 1 else np.ones(size, np.bool_)
            assert path[known].tolist() == [rank for rank, one in zip(ranks, known, strict=True) if one]
    assert (found.path[:-1, :size][:, ~stayed] == -1).all()
    assert (found.path[1:, size:] == -1).all()
    check_sums(found)


@settings(max_examples=80)
@given(drawn=drawn(), data=st.data(), what=st.sampled_from(STEPS))
def test_the_only_thing_that_changed_is_the_cause(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject, what: str
) -> None:
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    earlier = Month(policy, previous_table(drawn), override_table(drawn))
    now = then = tables.arrow(drawn.rows, PLAIN)
    later = earlier
    if what == "data":
        order = data.draw(st.permutations(range(len(drawn.rows))))
        now = tables.arrow(shuffled(drawn.rows, order), PLAIN)
    elif what == "parameter":
        kinds = ("lines", "weights", "missing", "hysteresis")
        later = replace(earlier, policy=data.draw(changed(policy, kinds)))
    elif what == "rule":
        later = replace(earlier, policy=data.draw(changed(policy, ("rules",))))
    elif what == "override":
        later = replace(earlier, overrides=None)
    else:
        later = replace(earlier, previous=graded(then, earlier))
    found = split_moves(now, graded(then, earlier), earlier, later)
    causes = set(found.movers()["cause"].to_pylist())
    assert causes <= {what}
    for place, cause in enumerate(CAUSES):
        assert cause == what or not found.steps[place].any()
    check_sums(found)


def test_nothing_changed_nothing_moved() -> None:
    policy = tierline.load_policy("xinjiang-2008", MONTH)
    table = pa.Table.from_pylist([{"account_id": "one"}], schema=arrow_schema("accounts"))
    found = split_moves(table, graded(table, Month(policy)), Month(policy), Month(policy))
    assert found.moved == found.balanced == 0
    assert found.movers().num_rows == 0


# --- by hand -----------------------------------------------------------------------------------------


def accounts(**rows: dict[str, Any]) -> pa.Table:
    records = [{"account_id": name, **values} for name, values in rows.items()]
    return pa.Table.from_pylist(records, schema=arrow_schema("accounts"))


def tiers_of(**tiers: str) -> pa.Table:
    return pa.table({"account_id": list(tiers), "tier": list(tiers.values())})


def override(account: str, tier: str, since: date, until: date) -> pa.Table:
    row = {"account_id": account, "tier": tier, "from_date": since, "expires_on": until}
    return pa.Table.from_pylist(
        [row | {"approver": "E1", "reason": "agreed"}], schema=arrow_schema("overrides")
    )


def policy_in(month: str, **changes: str) -> Policy:
    return replace(tierline.load_policy("xinjiang-2008", month), **changes)


def test_an_override_that_ran_out_without_any_change_of_the_list() -> None:
    known = override("one", "A1", date(2026, 1, 1), date(2026, 10, 15))
    table = accounts(one={}, two={})
    september, october = (policy_in(month) for month in ("2026-09", "2026-10"))
    found = split_moves(
        table, tiers_of(one="A1", two="C"), Month(september, None, known), Month(october, None, known)
    )
    assert found.movers().to_pylist() == [
        {
            **dict.fromkeys(("name", "area_id", "industry", "manager_id")),
            "account_id": "one",
            "tier_before": "A1",
            "after_data": "A1",
            "after_parameter": "A1",
            "after_rule": "A1",
            "after_override": "C",
            "tier": "C",
            "cause": "override",
            "revenue_fen": 0,
        }
    ]


def test_a_drop_that_hysteresis_had_put_off_belongs_to_hysteresis() -> None:
    september, october = (policy_in(month) for month in ("2026-09", "2026-10"))
    table = accounts(one={"monthly_revenue": 2000.0})
    score = graded(table, Month(september))["score"][0].as_py()
    line = score + 100  # a point above the account, within the buffer
    policies = [
        replace(each, tiers=tuple(replace(t, line=line) if t.id == "B2" else t for t in each.tiers))
        for each in (september, october)
    ]
    august = pa.table({"account_id": ["one"], "tier": ["B2"], "reason": ["score"], "months_below": [0]})
    held = graded(table, Month(policies[0], august))
    assert held["reason"].to_pylist() == ["hysteresis"]
    found = split_moves(table, held, Month(policies[0], august), Month(policies[1], held))
    assert found.movers()["cause"].to_pylist() == ["hysteresis"]
    assert found.movers()["tier"].to_pylist() == ["C"]


def test_new_and_gone_accounts_have_no_other_cause() -> None:
    month = Month(policy_in(MONTH))
    gone = pa.table({"account_id": ["left"], "tier": ["B1"], "monthly_revenue": [12.34], "area_id": ["N"]})
    found = split_moves(accounts(one={}), tiers_of(other="A1"), month, month, gone)
    rows = {row["account_id"]: row for row in found.movers().to_pylist()}
    assert (rows["one"]["cause"], rows["one"]["tier_before"], rows["one"]["tier"]) == ("new", None, "C")
    assert (rows["left"]["cause"], rows["left"]["tier"], rows["left"]["revenue_fen"]) == ("gone", None, 1234)
    check_sums(found)
    north = found.only(chosen(found.accounts, area="N"))
    assert [row["account_id"] for row in north.movers().to_pylist()] == ["left"]
    check_sums(north)
    nobody = found.only(chosen(found.accounts, area="nowhere"))
    assert nobody.moved == nobody.movers().num_rows == nobody.moves.sum() == 0
    check_sums(nobody)


def test_a_list_that_changed_is_a_parameter_though_rules_read_it(tmp_path: Path) -> None:
    text = (data_folder() / "policies" / "xinjiang-2008" / "policy.toml").read_text(encoding="utf-8")
    old = '[{ from = 2008-10-01, value = ["government", "public_security", "finance",'
    assert text.count(old) == 1
    path = tmp_path / "policy.toml"
    first = '[{ from = 2008-10-01, value = ["government", "finance"] }, '
    shorter = first + '{ from = 2026-10-01, value = ["government",'
    path.write_text(text.replace(old, shorter), encoding="utf-8")
    september, october = (tierline.load_policy(path, month) for month in ("2026-09", "2026-10"))
    table = accounts(
        bank={"industry": "finance", "key_industry_unit": "province"},
        power={"industry": "power", "key_industry_unit": "province"},
    )
    held = graded(table, Month(september))
    found = split_moves(table, held, Month(september), Month(october))
    assert held["tier"].to_pylist() != graded(table, Month(october))["tier"].to_pylist()
    assert set(found.movers()["cause"].to_pylist()) == {"parameter"}
    assert with_parameters(september, october).rules == october.rules


def test_a_column_that_the_later_month_lacks_is_missing() -> None:
    month = Month(policy_in(MONTH))
    table = accounts(one={"monthly_revenue": 50000.0, "ict_revenue": 9000.0})
    fewer = table.drop_columns(["ict_revenue"])
    found = split_moves(fewer, graded(table, month), month, month)
    assert found.path[-1].tolist() == [
        month.policy.rank(
            graded(fewer.append_column("ict_revenue", pa.nulls(1, pa.float64())), month)["tier"][0].as_py()
        )
    ]


def test_an_unknown_cause_or_tier_is_told() -> None:
    month = Month(policy_in(MONTH))
    found = split_moves(accounts(one={}), tiers_of(), month, month)
    for asked in ({"cause": "weather"}, {"before": "gold"}, {"after": "gold"}):
        with pytest.raises(BadInputError) as error:
            found.movers(**asked)
        assert error.value.render("zh") != error.value.render("en")
