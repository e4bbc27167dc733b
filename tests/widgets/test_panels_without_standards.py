"""A policy without service standards: hours are said to be absent in plain words, the rest is shown."""

from __future__ import annotations

import pytest

from tests.frozen import MONTHS
from tests.months import without_overrides
from tierline.monthly import run_month
from tierline.service.standards import no_hours
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline.tables.sample import write_sample
from tierline_widgets.panels.capacity import CapacityModel, CapacityView
from tierline_widgets.panels.impact import ImpactModel, ImpactView
from tierline_widgets.panels.migration import MigrationModel, MigrationView
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture(scope="module")
def by_sales(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("sales") / "work"
    workspace = Workspace.create(folder)
    write_sample(folder, accounts=120, months=1, seed=7, last_month=MONTHS[-1])
    without_overrides(folder)
    run_month(workspace, MONTHS[-1], policy="size-by-sales")
    return workspace


@pytest.fixture
def desk(by_sales: Workspace) -> Desk:
    desk = Desk(Session(by_sales, scope_for(by_sales), language="en"))
    assert desk.set_lines([line - 200 for line in desk.lines])
    return desk


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_says_that_hours_are_not_known(desk: Desk, language: str) -> None:
    desk.session.speak(language)
    said = no_hours(desk.policy).render(language)
    for view in (
        ImpactView(ImpactModel(desk)),
        MigrationView(MigrationModel(desk)),
        CapacityView(CapacityModel(desk)),
    ):
        assert said in view.html


def test_columns_of_hours_are_left_out(desk: Desk) -> None:
    model = ImpactModel(desk)
    assert not model.hours_known
    assert "Staff hours" not in ImpactView(model).html
    assert all(row["hours"] is None for row in model.figures())
    moves = MigrationModel(desk)
    moves.show("hours")
    assert (moves.measure, "hours" in moves.measures) == ("accounts", False)


def test_without_staffing_nobody_is_judged(desk: Desk) -> None:
    model = CapacityModel(desk)
    view = CapacityView(model)
    assert not model.known
    assert (model.too_low(), model.team_limit, model.listed, model.shown()) == (None, None, 0, [])
    assert model.loads() == []
    assert "Hours are not known" in view.html
    view.act("detail", "too-low")
    assert 'data-act="detail"' not in view.html


def test_moves_of_accounts_are_shown_all_the_same(desk: Desk) -> None:
    view = MigrationView(MigrationModel(desk))
    assert view.model.migration.accounts == desk.accounts.num_rows
    view.act("cell", "0,0")
    assert view.model.total == view.model.migration.moves[0, 0, 0]
