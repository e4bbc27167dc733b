"""The second of two planners is told without doing anything; a look that finds nothing says nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.widgets.planners import planned_in, sits_down
from tierline.errors import BadInputError, IntegrityError
from tierline.store import scenario as scenarios
from tierline.store.workspace import Workspace
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.planner import Desk, standing
from tierline_widgets.planner.watch import LOOKS_IN_VAIN, Watch, look


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


def test_a_name_given_elsewhere_is_no_conflict_of_figures(two: tuple[Desk, Desk]) -> None:
    anna, bert = two
    found = bert.scenario
    assert found is not None
    scenarios.save(bert.session.workspace, found.id, "for Monday", on=found.number, by="bert")
    look(anna)
    assert anna.problem.startswith("Meanwhile this scenario was: saved by name by bert")
    assert "Its figures are the same." in anna.problem
    wanted = [line - 40 for line in anna.lines]
    assert anna.set_lines(wanted)  # is written after it
    assert (list(anna.lines), anna.problem, anna.overtaken) == (wanted, "", False)
    assert anna.scenario is not None
    assert anna.scenario.number == found.number + 2


def test_what_one_did_in_another_window_is_nobody_elses(workspace: Workspace) -> None:
    here, there = (sits_down(workspace, "anna") for _window in range(2))
    assert here.set_lines([line - 30 for line in here.lines])
    assert here.scenario is not None
    there.open_scenario(here.scenario.id)
    assert there.set_lines([line - 20 for line in there.lines])
    view = ScenarioView(ScenarioModel(here))
    look(here)
    assert here.overtaken
    assert here.problem.startswith("You were faster yourself, in another window: since step ")
    assert "by you, in another window" in here.problem
    assert "anna" not in here.problem
    assert "Show the newer steps" in view.html
    assert not here.undo()
    assert here.problem.startswith("You were faster yourself")
    here.session.speak("zh")
    assert here.problem.startswith("您在另一个窗口中先改了")
    assert "您（在另一个窗口中）" in here.problem

    # with a colleague among them, each step is told as whose it is
    bert = sits_down(workspace, "bert")
    bert.open_scenario(here.scenario.id)
    assert bert.undo()
    here.session.speak("en")
    assert not here.undo()
    assert here.problem.startswith("Somebody was faster")
    assert "by you, in another window" in here.problem
    assert "by bert" in here.problem
    assert "Show theirs" in view.html


def test_records_that_cannot_be_read_are_told_once_and_left_alone(
    two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bert = two
    told: list[str] = []
    anna.observe(lambda change: told.append(change.new), names=["problem"])
    looks: list[int] = []

    def refused(_workspace: Workspace, _scenario: str, _number: int) -> list[Any]:
        looks.append(1)
        raise BadInputError("the records cannot be used")

    async def page() -> None:
        heard: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, said: heard.append(said))
        watch = Watch(anna, every=0.001)
        with monkeypatch.context() as broken:
            broken.setattr(standing, "written_since", refused)
            watch.show(True)
            while watch._next is not None:
                await asyncio.sleep(0)
            assert len(told) == 1
            assert "cannot be seen now: the records cannot be used" in told[0]
            assert len(looks) == LOOKS_IN_VAIN + 1  # and once as it was told
            assert not anna.overtaken
        anna.session.speak("zh")
        assert "现在无法得知" in anna.problem
        anna.session.speak("en")
        watch.show(True)  # in sight again: the records can be read, and nothing is told any more
        assert not anna.problem
        bert.undo()
        while not anna.overtaken:
            await asyncio.sleep(0)
        watch.show(False)
        assert heard == []

    asyncio.run(page())
    assert "bert" in anna.problem


def test_a_refusal_that_stands_already_is_not_talked_over(
    two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done while the records cannot be read is refused in place, by their own words."""
    anna, _bert = two

    def refused(_workspace: Workspace, _scenario: str, _number: int) -> list[Any]:
        raise IntegrityError("the records are damaged")

    monkeypatch.setattr(standing, "written_since", refused)
    assert not anna.set_lines([line + 100_000 for line in anna.lines])
    before = anna.problem
    assert before
    Watch(anna).show(True)
    assert anna.problem == before


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
