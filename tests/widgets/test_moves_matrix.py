"""Moves under a scenario: the matrix, the accounts of a cell are those of grading anew."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tierline.policy.delta import Change
from tierline.simulate.migration import migrate
from tierline.tiering.score import grade_table
from tierline_widgets.numbers import hours
from tierline_widgets.panels.migration import MigrationModel, MigrationView
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    desk = Desk(session)
    assert desk.set_lines([7700, 6200, 5200, 2900])
    return desk


@pytest.fixture
def model(desk: Desk) -> MigrationModel:
    return MigrationModel(desk)


def graded_anew(desk: Desk) -> list[dict[str, Any]]:
    tiers = desk.base.tier_ids
    ranks = [
        grade_table(desk.accounts, policy, desk.previous, desk.overrides).outcome.tier.tolist()
        for policy in (desk.base, desk.policy)
    ]
    return [
        row | {"was": tiers[was], "is": tiers[now]}
        for row, was, now in zip(desk.accounts.to_pylist(), *ranks, strict=True)
    ]


def listed(model: MigrationModel) -> list[dict[str, Any]]:
    movers = model.movers()
    assert movers is not None
    return list(movers.table().to_pylist())


def a_move(model: MigrationModel) -> tuple[int, int]:
    counts = model.migration.moves[:, :, 0] * (1 - np.eye(len(model.tiers), dtype=np.int64))
    row, column = np.unravel_index(int(counts.argmax()), counts.shape)
    return int(row), int(column)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.integers(1, 10_000), min_size=4, max_size=4, unique=True).map(
        lambda drawn: sorted(drawn, reverse=True)
    ),
    data=st.data(),
)
def test_cells_and_their_accounts_are_those_of_grading_anew(
    model: MigrationModel, lines: list[int], data: st.DataObject
) -> None:
    desk = model.desk
    assert desk.set_lines(lines)
    area = data.draw(st.sampled_from(sorted(set(desk.accounts["area_id"].to_pylist()) - {None})))
    assert desk.set_filter(area=data.draw(st.sampled_from([None, area])))
    rows = [row for row in graded_anew(desk) if not desk.filter or row["area_id"] == area]
    wanted = Counter((row["was"], row["is"]) for row in rows)
    size = len(model.tiers)
    for i in range(size):
        for j in range(size):
            pair = (model.tiers[i], model.tiers[j])
            own = [row for row in rows if (row["was"], row["is"]) == pair]
            fen = sum(round((row["monthly_revenue"] or 0) * 100) for row in own)
            assert model.migration.moves[i, j, 0] == wanted[pair]
            assert model.migration.moves[i, j, 1] == fen
            model.cell = ""
            model.open(f"{i},{j}")
            order = sorted(
                own, key=lambda row: (-round((row["monthly_revenue"] or 0) * 100), row["account_id"])
            )
            assert [row["account_id"] for row in listed(model)] == [row["account_id"] for row in order]
    assert model.sum_of(1) == sum(
        n for (a, b), n in wanted.items() if model.tiers.index(b) < model.tiers.index(a)
    )
    assert model.migration.moved == model.sum_of(1) + model.sum_of(-1)


def test_the_matrix_is_that_of_the_engine_after_another_weight(model: MigrationModel) -> None:
    desk = model.desk
    assert desk.edit(Change("hysteresis.enabled", False))
    anew = [
        grade_table(desk.accounts, policy, desk.previous, desk.overrides)
        for policy in (desk.base, desk.policy)
    ]
    wanted = migrate(desk.accounts, anew[0], anew[1], (desk.base, desk.policy))
    assert np.array_equal(model.migration.moves, wanted.moves)


def test_a_cell_opens_and_closes_and_others_are_left_alone(model: MigrationModel) -> None:
    assert (model.total, model.shown()) == (0, [])
    model.open("all")
    assert model.total == model.migration.moved
    row, column = a_move(model)
    model.open(f"{row},{column}")
    assert model.place == (row, column)
    assert model.total == model.migration.moves[row, column, 0]
    for value in ("", "1", "a,b", "99,0", "0,99", "-1,0", "1,2,3", "²,0"):
        model.open(value)
        assert model.place == (row, column)
    model.open(f"{row},{column}")
    assert (model.cell, model.total) == ("", 0)


def test_pages_hold_the_largest_first_each_with_its_rule(model: MigrationModel) -> None:
    model.open("all")
    assert model.pages > 2
    everyone = listed(model)
    first = model.shown()
    assert [row["account_id"] for row, _why in first] == [row["account_id"] for row in everyone[:8]]
    movers = model.movers()
    assert movers is not None
    reasons = [why.render("en") for why in movers.because()]
    model.turn("1")
    assert [why.render("en") for _row, why in model.shown()] == reasons[8:16]
    for page, held in (("999", model.pages - 1), ("-5", 0), ("x", 0)):
        model.turn(page)
        assert model.page == held
    view = MigrationView(model)
    for row, why in model.shown():
        assert row["account_id"] in view.html
        assert why.render("en").replace("'", "&#x27;") in view.html
    assert everyone[8]["account_id"] not in view.html


def test_measures_are_those_of_the_engine(model: MigrationModel) -> None:
    found = model.migration
    model.show("revenue")
    assert np.array_equal(model.values(), found.moves[:, :, 1])
    model.show("hours")
    assert np.array_equal(model.values(), found.hours_moved)
    for measure in ("share", "accounts"):
        model.show(measure)
        assert np.array_equal(model.values(), found.moves[:, :, 0])
    model.show("password")
    assert model.measure == "accounts"


def test_new_lines_bring_new_accounts_into_the_open_cell(model: MigrationModel) -> None:
    model.open("all")
    model.turn("1")
    before = [row["account_id"] for row in listed(model)]
    assert model.desk.set_lines([7500, 6000, 4500, 2000])
    assert (model.cell, model.page) == ("all", 0)
    assert [row["account_id"] for row in listed(model)] != before
    assert model.total == model.migration.moved


def test_a_refused_edit_leaves_matrix_and_list_as_they_were(model: MigrationModel) -> None:
    model.open("all")
    version, total = model.version, model.total
    assert not model.desk.set_lines([6000, 7000, 5000, 3000])
    assert model.desk.problem
    assert (model.version, model.total, model.cell) == (version, total, "all")


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("en", ["Who moves?", "Rows: tier today.", "Moved by", "Export XLSX", "All managers"]),
        ("zh", ["谁会变动？", "行：现行层级。", "变动原因", "导出 XLSX", "全部客户经理"]),
    ],
)
def test_the_drawing_speaks_both_languages(model: MigrationModel, language: str, heads: list[str]) -> None:
    view = MigrationView(model)
    model.open("all")
    model.desk.session.speak(language)
    assert [head for head in heads if head not in view.html] == []


def test_up_is_green_down_is_red_the_diagonal_quiet_and_nothing_faint(model: MigrationModel) -> None:
    html = MigrationView(model).html
    counts = model.migration.moves[:, :, 0]
    assert html.count('<td class="tl-same"') == int((np.diag(counts) > 0).sum())
    assert html.count('<td class="tl-rise"') == int((np.tril(counts, -1) > 0).sum())
    assert html.count('<td class="tl-fall"') == int((np.triu(counts, 1) > 0).sum())
    assert html.count('<td class="tl-none">0</td>') == int((counts == 0).sum())
    assert "--heat:100%" in html
    row, column = a_move(model)
    said = f"{model.tiers[row]} to {model.tiers[column]}: {counts[row, column]:,} accounts"
    assert f'aria-label="{said}' in html


@pytest.mark.parametrize("measure", ["accounts", "share", "revenue", "hours"])
def test_every_measure_is_drawn_with_its_sentence(model: MigrationModel, measure: str) -> None:
    view = MigrationView(model)
    view.act("measure", measure)
    words = {
        "accounts": "Accounts, monthly",
        "share": "Share of",
        "revenue": "Monthly revenue in",
        "hours": "Staff hours",
    }
    assert words[measure] in view.html
    assert f'data-value="{measure}" aria-pressed="true"' in view.html


def test_a_scenario_that_moves_nobody_says_so(session: Session) -> None:
    html = MigrationView(MigrationModel(Desk(session))).html
    assert "Nobody moves" in html
    assert "Show everyone who moves" not in html


def test_a_cell_that_emptied_says_so(model: MigrationModel) -> None:
    view = MigrationView(model)
    row, column = a_move(model)
    view.act("cell", f"{row},{column}")
    assert model.desk.new_scenario()
    assert "Nobody is in this cell any more" in view.html
    assert 'data-act="export"' not in view.html


def test_a_manager_sees_own_accounts_only(manager_session: Session, manager: dict[str, Any]) -> None:
    model = MigrationModel(Desk(manager_session))
    held = set(model.desk.accounts["manager_id"].to_pylist())
    assert held == {manager["manager_id"]}
    for rank in range(len(model.tiers)):
        model.open(f"{rank},{rank}")
        assert {row["manager_id"] for row in listed(model)} <= held


def test_hours_of_a_cell_carry_their_sign(model: MigrationModel) -> None:
    """XJ-11: more hours are written with a plus and in the colour of what costs, fewer with a minus."""
    view = MigrationView(model)
    view.act("measure", "hours")
    moved = model.migration.hours_moved
    most, least = int(moved.max()), int(moved.min())
    assert most > 0 > least
    assert f'<span class="tl-down">+{hours(most)}</span>' in view.html
    assert f'<span class="tl-up">{hours(least)}</span>' in view.html
