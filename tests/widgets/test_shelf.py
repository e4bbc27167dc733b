"""The list of scenarios without a browser, and the planner's page that holds it."""

from __future__ import annotations

import pytest

from tests.frozen import MONTHS
from tests.widgets.planners import planned_in, sits_down
from tierline.store import scenario as scenarios
from tierline.store.audit import audit_trail
from tierline.store.scope import scope_for
from tierline.store.staff import system_user
from tierline.store.workspace import Workspace
from tierline_widgets import page, planner_page
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.panels.shelf import ShelfModel, ShelfView
from tierline_widgets.planner import Desk
from tierline_widgets.planner.page import build, opened
from tierline_widgets.session import Session


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return planned_in(tmp_path_factory.mktemp("own") / "work")


@pytest.fixture
def desk(own: Workspace) -> Desk:
    return sits_down(own, "anna")


@pytest.fixture
def shelf(own: Workspace, desk: Desk) -> ShelfView:
    for each in scenarios.scenarios(own):
        if each.open:
            scenarios.delete(own, each.id, on=each.number, by=system_user())
    desk.new_scenario()
    for title, lines in (("one", 100), ("two", 200), ("three", -100)):
        desk.set_lines([line - lines for line in desk.base_lines])
        ScenarioModel(desk).rename(title)
        desk.new_scenario()
    return ShelfView(ShelfModel(desk))


def ids(shelf: ShelfView) -> dict[str, str]:
    return {each.title: each.id for each in shelf.model.listed()}


def test_scenarios_are_set_side_by_side_with_the_engine_s_figures(shelf: ShelfView) -> None:
    model = shelf.model
    for title in ("one", "two", "three"):
        shelf.act("mark", f"{ids(shelf)[title]}=true")
    shelf.act("compare")
    assert model.fault is None
    found = model.comparison
    assert found is not None
    assert found.names == ("one", "two", "three")
    for place, title in enumerate(found.names):
        model.desk.open_scenario(ids(shelf)[title])
        assert (found.moves[place] == model.desk.preview.moves[:, :, 0]).all()
        assert found.lines[place].tolist()[:-1] == list(model.desk.lines)
        assert f"{int(found.totals[place][0, 0]):,}" in shelf.html
    assert "less “one”" in shelf.html


def test_marks_are_at_most_four_and_none_is_refused(shelf: ShelfView) -> None:
    shelf.act("compare")
    assert shelf.model.fault is not None
    one = ids(shelf)["one"]
    shelf.act("mark", f"{one}=true")
    shelf.act("mark", f"{one}=false")
    assert shelf.model.marked == []
    shelf.model.marked = ["a", "b", "c", "d"]
    shelf.act("mark", f"{one}=true")
    assert "4 scenarios are marked" in shelf.html


def test_two_are_laid_on_one_another_with_conflicts_told(shelf: ShelfView) -> None:
    shelf.act("stack")
    assert "Mark two scenarios" in shelf.html
    for title in ("one", "two"):
        shelf.act("mark", f"{ids(shelf)[title]}=true")
    shelf.act("stack")
    assert len(shelf.model.conflicts) == len(shelf.model.desk.base_lines)
    assert "63.00 points" in shelf.html
    shelf.act("both")
    desk = shelf.model.desk
    assert desk.scenario is not None
    assert desk.scenario.title == "one + two"
    assert desk.lines == tuple(line - 200 for line in desk.base_lines)


def test_another_month_s_scenarios_are_counted_not_listed(shelf: ShelfView) -> None:
    count = len(shelf.model.listed())
    shelf.model.desk.session.show_month(MONTHS[0])
    assert shelf.model.listed() == []
    assert shelf.model.elsewhere >= count
    assert "None yet" in shelf.html


def test_the_address_names_month_and_scenario(own: Workspace, shelf: ShelfView) -> None:
    def session() -> Session:
        return Session(own, scope_for(own, "bert"), language="en")

    assert opened(session()).session.month == MONTHS[-1]
    assert opened(session(), MONTHS[0]).session.month == MONTHS[0]
    one = opened(session(), "", ids(shelf)["one"])
    assert one.scenario is not None
    assert one.scenario.title == "one"
    lost = opened(session(), "", "nowhere")
    assert "nowhere" in lost.problem
    other = opened(session(), MONTHS[0], ids(shelf)["one"])
    assert other.scenario is None
    assert MONTHS[-1] in other.problem


def test_what_an_address_asks_for_in_vain_is_told_in_place(own: Workspace) -> None:
    session = Session(own, scope_for(own, "bert"), language="en")
    desk = opened(session, "1999-01")
    assert session.month == MONTHS[-1]
    assert "1999-01 of the address is not closed here" in desk.problem
    assert f"shown is {MONTHS[-1]}" in desk.problem
    session.speak("zh")
    assert "网址所要的月份 1999-01 在此尚未结账" in desk.problem
    assert desk.set_lines([line - 10 for line in desk.lines])
    assert not desk.problem
    session.speak("en")
    several = opened(session, "1999-01", "nowhere", "size-by-sales").problem
    for told in ("1999-01", "'nowhere'", "not under size-by-sales"):
        assert told in several
    asked = opened(session, "<script>" + 100 * "x")
    assert "x" * 50 not in asked.problem
    assert "<script>" not in ScenarioView(ScenarioModel(asked)).html
    assert not opened(session, MONTHS[0], "", desk.base.id).problem


def test_the_page_holds_its_cards_in_order(desk: Desk) -> None:
    panels = [str(one.framed()).split('data-panel="')[1].split('"')[0] for one in build(desk).children[1:]]
    assert panels[:6] == ["scenario", "ruler", "impact", "migration", "weights", "capacity"]
    assert panels[-1] == "scenarios"


def test_a_preheated_page_reads_who_came_and_no_row_before(
    own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = len(audit_trail(own)), []

    def visit() -> None:
        seen.append(len(audit_trail(own)))
        monkeypatch.setenv("QUERY_STRING", f"lang=zh&month={MONTHS[0]}")

    monkeypatch.setattr(page, "preheated", lambda: True)
    monkeypatch.setattr(page, "await_visit", visit)
    monkeypatch.setenv("TIERLINE_WORKSPACE", str(own.path))
    monkeypatch.setenv("QUERY_STRING", "lang=en&month=1999-01")  # the visitor's before
    head = planner_page().children[0]
    assert seen == [before]
    assert f'<option value="{MONTHS[0]}" selected' in head.html
    assert "规划台" in head.html
