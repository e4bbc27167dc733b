"""The second of two planners is told without doing anything; a look that finds nothing says nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.widgets.planners import planned_in, sits_down
from tierline.store import scenario as scenarios
from tierline.store.workspace import Workspace
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.planner import Desk
from tierline_widgets.planner.watch import Watch, look


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("watched")
    return planned_in(folder / "work")


@pytest.fixture
def two(workspace: Workspace) -> tuple[Desk, Desk]:
    """Anna's desk and Bert's, on one scenario."""
    anna, bert = (sits_down(workspace, login) for login in ("anna", "bert"))
    anna.set_lines([line - 30 for line in anna.lines])
    assert anna.scenario is not None
    bert.open_scenario(anna.scenario.id)
    return anna, bert


def test_a_look_tells_who_changed_what_and_changes_nothing(two: tuple[Desk, Desk]) -> None:
    anna, bert = two
    look(anna)
    assert not anna.problem
    before = anna.lines
    bert.set_lines([line - 50 for line in bert.lines])
    look(anna)
    assert anna.overtaken
    assert "bert" in anna.problem
    assert f"{bert.lines[0] / 100:.2f} points" in anna.problem
    assert anna.lines == before
    assert anna.reload()
    assert anna.lines == bert.lines
    assert not anna.problem


def test_what_lies_here_can_be_kept_in_a_copy(two: tuple[Desk, Desk]) -> None:
    anna, bert = two
    mine = anna.lines
    bert.undo()
    look(anna)
    assert anna.keep_mine()
    assert anna.lines == mine
    assert anna.scenario is not None
    assert bert.scenario is not None
    assert anna.scenario.origin == bert.scenario.id
    look(anna)
    assert not anna.problem


def test_a_scenario_handed_in_or_deleted_elsewhere_is_told(two: tuple[Desk, Desk]) -> None:
    anna, bert = two
    found = bert.scenario
    assert found is not None
    scenarios.delete(bert.session.workspace, found.id, on=found.number, by="bert")
    anna.session.speak("zh")
    look(anna)
    assert "bert" in anna.problem
    assert "删除" in anna.problem


def test_a_look_without_news_is_no_sign_of_life(
    two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bert = two
    view = ScenarioView(ScenarioModel(anna))
    sent: list[Any] = []
    view.observe(sent.append)
    monkeypatch.setattr(view, "send", lambda *said, **_more: sent.append(said))
    counted = anna.scenario_version, anna.graded

    async def page() -> None:
        view.act("in-sight", "yes")
        await asyncio.sleep(0)
        view.act("in-sight", "")

    asyncio.run(page())
    assert sent == []
    assert counted == (anna.scenario_version, anna.graded)
    bert.undo()
    look(anna)
    assert sent


def test_it_looks_while_the_page_is_in_sight_only(two: tuple[Desk, Desk]) -> None:
    anna, bert = two

    async def page() -> None:
        told = asyncio.Event()
        anna.observe(lambda _change: told.set(), names=["problem"])
        watch = Watch(anna, every=0.001)
        watch.show(True)
        watch.show(False)
        bert.undo()
        assert watch._next is None
        assert not anna.problem
        watch.show(True)  # at once, as the page comes into sight
        assert told.is_set()
        anna.reload()
        told.clear()
        bert.redo()
        await asyncio.wait_for(told.wait(), 60)  # by itself
        watch.show(False)

    asyncio.run(page())
    assert anna.overtaken
