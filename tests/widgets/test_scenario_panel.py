"""The scenario's bar without a browser: every step, every refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import openpyxl
import pytest

from tests.frozen import MONTHS
from tests.widgets.planners import planned_in, sits_down
from tierline.policy.delta import Change
from tierline.store import scenario as scenarios
from tierline.store import scenario_steps
from tierline.store.scenario_grading import scenario_migration
from tierline.store.scenario_records import history
from tierline.store.scenario_state import Scenario
from tierline.store.workspace import Workspace
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.planner import Desk


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return planned_in(tmp_path_factory.mktemp("own") / "work")


@pytest.fixture
def desk(own: Workspace) -> Desk:
    return sits_down(own, "anna")


@pytest.fixture
def view(desk: Desk) -> ScenarioView:
    desk.set_lines([line - 100 for line in desk.lines])
    return ScenarioView(ScenarioModel(desk))


def found(view: ScenarioView) -> Scenario:
    scenario = view.model.desk.scenario
    assert scenario is not None
    return scenario


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, bytes]]]:
    files: list[tuple[str, bytes]] = []

    def keep(_view: Any, name: str, content: bytes, _kind: str = "") -> None:
        files.append((name, content))

    monkeypatch.setattr(ScenarioView, "save", keep)
    yield files


def test_a_clear_desk_says_how_to_begin(desk: Desk) -> None:
    view = ScenarioView(ScenarioModel(desk))
    assert "Nothing is changed yet" in view.html
    for act in (
        "hand-in",
        "approve",
        "publish",
        "send-back",
        "save",
        "copy",
        "reload",
        "keep",
        "undo",
        "delete",
    ):
        view.act(act)
        assert desk.scenario is None
    assert view.model.next_steps == ()
    assert view.model.steps() == []


def test_name_note_and_named_states_are_records(view: ScenarioView) -> None:
    view.act("title", "title=Fewer A2")
    assert found(view).title == "Fewer A2"
    assert 'value="Fewer A2"' in view.html
    number = found(view).number
    view.act("title", "title=Fewer A2")
    assert found(view).number == number
    view.act("part", "note")
    view.act("note", "note=Because <b>A2</b> is crowded")
    assert found(view).note == "Because <b>A2</b> is crowded"
    assert "&lt;b&gt;A2" in view.html
    view.act("part", "save")
    view.act("typed", "save=before lunch")
    view.act("save")
    assert found(view).saves[-1].name == "before lunch"
    assert view.model.part == "history"
    assert "before lunch" in view.html
    lines = view.model.desk.lines
    view.model.desk.set_lines([line - 10 for line in lines])
    view.act("restore", str(found(view).saves[-1].number))
    assert view.model.desk.lines == lines


def test_an_empty_name_is_refused_beside_its_box(view: ScenarioView) -> None:
    view.act("part", "save")
    view.act("typed", "save=  ")
    view.act("save")
    assert view.model.fault is not None
    assert 'aria-invalid="true"' in view.html
    view.act("title", "title= ")
    assert "empty" in view.html


def test_undo_redo_and_the_history(view: ScenarioView) -> None:
    desk = view.model.desk
    assert 'data-hotkey="z"' in view.html
    view.act("undo")
    assert desk.lines == desk.base_lines
    view.act("redo")
    assert desk.lines != desk.base_lines
    view.act("part", "history")
    kinds = [record.kind for record in view.model.steps()]
    assert kinds == ["redo", "undo", "change", "create"]
    assert view.html.count("Bring back") == 3
    view.act("restore", "1")
    assert desk.lines == desk.base_lines
    view.act("restore", "99")
    assert "no step 99" in view.html


def test_the_changes_are_told_in_words_and_a_link_names_the_scenario(view: ScenarioView) -> None:
    view.act("part", "changes")
    assert "65.00 points" in view.html
    assert "64.00 points" in view.html
    assert f"?scenario={found(view).id}&amp;month={MONTHS[-1]}" in view.html
    view.act("part", "changes")
    assert view.model.part == ""
    view.act("part", "nothing")
    assert view.model.part == ""


def test_handed_in_approved_by_another_and_published(
    own: Workspace, view: ScenarioView, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = view.model.desk
    left = scenarios.begin(own, desk.base, by="bert", changes=[Change("hysteresis.months", 4)])
    view.act("title", "title=All lines down")
    assert view.model.next_steps == ("hand-in",)
    view.act("hand-in")
    assert found(view).state == "handed-in"
    assert view.model.next_steps == ("send-back",)
    assert "ts-main" not in view.html
    assert "You worked on this scenario, so somebody else has to approve it." in view.html
    otto = ScenarioView(ScenarioModel(sits_down(own, "otto")))
    otto.act("go-on", found(view).id)
    assert "As quality inspector you may not approve" in otto.html
    assert "these roles may: planner, administrator." in otto.html
    assert not desk.set_lines(desk.base_lines)
    assert "no longer changes" in view.html
    view.act("approve")
    assert "somebody else has to approve" in view.html
    bert = sits_down(own, "bert")
    other = ScenarioView(ScenarioModel(bert))
    other.act("go-on", found(view).id)
    assert other.model.next_steps == ("approve", "send-back")
    assert other.model.why_not is None
    other.act("part", "send-back")
    other.act("typed", "send-back=")
    other.act("send-back")
    assert "reason is needed" in other.html
    other.act("typed", "send-back=B2 too low")
    other.act("send-back")
    assert found(other).state == "sent-back"
    view.act("undo")
    assert desk.overtaken
    assert "Show theirs" in view.html
    view.act("reload")
    view.act("hand-in")
    other.act("reload")
    other.act("approve")
    assert found(other).state == "approved"
    other.act("part", "publish")
    assert "2026-11-01" in other.html
    for day, words in (("soon", "no day"), ("", "no day"), ("2026-10-15", "closed")):
        other.act("typed", f"publish={day}")
        other.act("publish")
        assert words in other.html
        assert found(other).state == "approved"
    # as if the month could still be changed: what was made on the text of before is stale then
    monkeypatch.setattr(scenario_steps, "_check_not_closed", lambda *_of: None)
    other.act("typed", f"publish={MONTHS[-1]}-01")
    other.act("publish")
    assert found(other).state == "published"
    assert list(other.model.next_steps) == []
    assert [record.kind for record in history(own, found(other).id)][-3:] == ["hand-in", "approve", "publish"]
    # what is begun now begins on the policy's new text
    assert bert.new_scenario()
    assert bert.set_lines([line - 50 for line in bert.lines])
    # and what was made on the old text is taken over to it, here in a copy
    published = found(view).id
    assert bert.open_scenario(published)
    shown = scenario_migration(own, bert.session.scope, found(view))
    assert np.array_equal(bert.migration().moves, shown.moves)
    assert bert.lines == desk.lines
    assert not bert.may_edit
    assert "Published by bert" in other.html
    assert "take-over" not in other.html
    assert "Go on in a copy" in other.html
    assert "data-enter" not in other.html
    assert not bert.edit(Change("hysteresis.months", 5))
    assert "no longer changes" in bert.problem
    assert Desk(bert.session, published).lines == desk.lines
    assert bert.open_scenario(published)
    other.act("take-over")
    assert bert.scenario is not None
    assert bert.scenario.origin == published
    assert bert.lines == bert.base_lines == desk.lines
    # so is a draft, which nobody edits by accident on the text of before
    assert bert.open_scenario(left.id)
    assert list(other.model.next_steps) == []
    for act in (lambda: bert.edit(Change("hysteresis.months", 5)), lambda: other.model.restore("1")):
        act()
        assert "Take the scenario over" in bert.problem
    assert scenarios.load(own, left.id) == left
    other.act("take-over")
    assert bert.may_edit
    assert bert.scenario.id == left.id


def test_who_may_not_edit_sees_no_step(own: Workspace, view: ScenarioView) -> None:
    otto = ScenarioView(ScenarioModel(sits_down(own, "otto")))
    otto.act("go-on", found(view).id)
    assert otto.model.desk.scenario is not None
    assert otto.model.next_steps == ()
    assert "data-enter" not in otto.html
    for act in ("hand-in", "approve", "delete", "undo"):
        otto.act(act)
        assert otto.model.desk.problem
        assert otto.model.desk.scenario == found(view)


def test_a_deleted_scenario_leaves_a_clear_desk(view: ScenarioView) -> None:
    gone = found(view).id
    view.act("part", "delete")
    assert "its records stay" in view.html
    view.act("delete")
    assert view.model.desk.scenario is None
    assert gone not in {each.id for each in scenarios.scenarios(view.model.desk.session.workspace)}


def test_files_are_handed_to_the_browser_and_recorded(
    view: ScenarioView, saved: list[tuple[str, bytes]]
) -> None:
    view.act("title", "title=Lines / down?")
    for kind in ("toml", "xlsx", "html", "exe"):
        view.act("file", kind)
    assert [name for name, _content in saved] == [
        f"tierline-{MONTHS[-1]}-Lines-down.{kind}" for kind in ("toml", "xlsx", "html")
    ]
    toml, xlsx, html = (content for _name, content in saved)
    assert b"tiers.A2.line" in toml or b"A2" in toml
    assert openpyxl.load_workbook(BytesIO(xlsx)).sheetnames
    assert b"<html" in html


def test_a_draft_left_behind_is_offered(own: Workspace, view: ScenarioView) -> None:
    again = ScenarioView(ScenarioModel(sits_down(own, "anna")))
    assert "You worked on" in again.html
    again.act("go-on", found(view).id)
    assert again.model.desk.lines == view.model.desk.lines
    assert "You worked on" not in again.html


def test_a_draft_whose_text_nobody_knows_is_offered_once(
    own: Workspace, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = replace(desk.base, sha256="0" * 64)
    with monkeypatch.context() as patched:
        patched.setattr(scenarios, "baseline_policy", lambda *_named: strange)
        left = scenarios.begin(own, strange, by="anna", changes=[Change("hysteresis.months", 5)])
    again = ScenarioView(ScenarioModel(sits_down(own, "anna")))
    assert "You worked on" in again.html
    again.act("go-on", left.id)
    assert "You worked on" not in again.html
    assert "Take it over" in again.html
    again.act("take-over")
    assert again.model.desk.policy.hysteresis.months == 5


def test_the_bar_speaks_both_languages_and_escapes(view: ScenarioView) -> None:
    view.act("title", "title=<script>x</script>")
    assert "<script>" not in view.html
    english = view.html
    view.model.desk.session.speak("zh")
    assert view.html != english
    for words in ("Hand in", "History", ">draft<"):
        assert words not in view.html
