"""A scenario that goes its way while others look on, and drafts that a publication leaves as they are."""

from __future__ import annotations

from pathlib import Path

from tests.widgets.planners import planned_in, sits_down
from tierline.policy.delta import Change
from tierline.store import scenario as scenarios
from tierline.store.scenario_titles import copy_title
from tierline.times import when
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.panels.shelf import ShelfModel, ShelfView
from tierline_widgets.planner.watch import look


def test_it_says_from_when_it_holds_and_a_later_day_leaves_drafts_as_they_are(tmp_path: Path) -> None:
    own = planned_in(tmp_path / "work")
    anna, bert = sits_down(own, "anna"), sits_down(own, "bert")
    left = scenarios.begin(own, anna.base, by="bert", changes=[Change("hysteresis.months", 4)])
    anna.set_lines([line - 100 for line in anna.lines])
    view, other = ScenarioView(ScenarioModel(anna)), ScenarioView(ScenarioModel(bert))
    view.act("hand-in")
    assert anna.scenario is not None
    bert.open_scenario(anna.scenario.id)
    assert 'ts-main" data-act="approve"' in other.html
    other.act("approve")
    look(anna)
    assert "approved by bert" in view.html
    for words in ("faster", "Keep mine"):
        assert words not in view.html
    anna.session.speak("zh")
    assert "bert 已批准" in view.html

    other.act("part", "publish")
    other.act("typed", "publish=2026-12-01")
    other.act("publish")
    for words in ("Published by bert", ">published, holds from 2026-12-01<"):
        assert words in other.html
    for words in ("earlier text", "take-over"):
        assert words not in other.html
    assert ">published, holds from 2026-12-01<" in ShelfView(ShelfModel(bert)).html
    other.act("part", "history")
    assert "<b>published, holds from 2026-12-01</b>" in other.html
    assert bert.scenario is not None
    assert f">{when(bert.scenario.changed_at)}<" in other.html  # in the zone that the column's head names
    assert '<span class="tl-unit">Asia/Shanghai</span>' in other.html
    bert.session.speak("zh")
    assert "已发布，自 2026-12-01 起生效" in other.html

    assert bert.open_scenario(left.id)
    assert bert.may_edit
    assert bert.outdated is None
    assert bert.base.sha256 == left.policy_sha256
    assert bert.edit(Change("hysteresis.months", 5))
    # what is begun now begins on the policy's new text, and still goes with the draft of before
    assert bert.new_scenario()
    assert bert.set_lines([line - 50 for line in bert.lines])
    assert bert.scenario is not None
    assert bert.scenario.policy_sha256 == bert.base.sha256 != left.policy_sha256
    shelf = ShelfModel(bert)
    for each in (left.id, bert.scenario.id):
        shelf.mark(each, True)
    shelf.stack()
    assert shelf.fault is None
    assert not shelf.misfits
    shelf.compare()
    assert shelf.fault is None


def test_after_another_publication_it_is_approved_once_more(tmp_path: Path) -> None:
    own = planned_in(tmp_path / "work")
    anna, bert = sits_down(own, "anna"), sits_down(own, "bert")
    view, other = ScenarioView(ScenarioModel(anna)), ScenarioView(ScenarioModel(bert))
    ids = []
    for name, line, change in (
        ("One", -100, None), ("Two", 0, Change("hysteresis.months", 4)), ("Three", -50, None),
    ):  # fmt: skip
        anna.new_scenario()
        assert anna.edit(change) if change else anna.set_lines([each + line for each in anna.base_lines])
        view.act("title", f"title={name}")
        view.act("hand-in")
        assert anna.scenario is not None
        ids.append(anna.scenario.id)
        bert.open_scenario(ids[-1])
        other.act("approve")

    def published(which: str) -> str:
        bert.open_scenario(which)
        other.act("part", "publish")
        other.act("typed", "publish=2026-12-01")
        other.act("publish")
        return bert.scenario.state if bert.scenario is not None else ""

    one, two, three = ids
    bert.open_scenario(two)
    assert 'data-act="part" data-value="publish"' in other.html
    assert published(one) == "published"

    bert.open_scenario(two)  # told before anybody presses anything
    assert "was published by bert" in other.html
    assert 'ts-main" data-act="renew"' in other.html
    assert 'data-value="publish"' not in other.html
    anna.open_scenario(two)
    assert 'data-act="renew"' not in view.html
    assert "somebody else has to approve it" in view.html
    other.act("publish")  # a button of a page that was drawn before
    assert bert.scenario is not None
    assert bert.scenario.state == "approved"
    assert "--on-new-text" not in other.html
    assert other.html.count("Since the scenario") == 1
    other.act("renew")
    assert published(two) == "published"

    bert.open_scenario(three)  # it sets the lines that the first one set
    assert "figures that this scenario sets too" in other.html
    assert 'data-act="renew"' not in other.html
    bert.session.speak("zh")
    assert "本方案也要改动的数值" in other.html


def test_every_copy_has_a_title_of_its_own(tmp_path: Path) -> None:
    desk = sits_down(planned_in(tmp_path / "work"), "anna")
    desk.set_lines([line - 100 for line in desk.lines])
    view = ScenarioView(ScenarioModel(desk))
    view.act("title", "title=Wide")

    def title() -> str:
        return desk.scenario.title if desk.scenario is not None else ""

    first = desk.scenario.id  # type: ignore[union-attr]
    view.act("copy")
    assert title() == "Wide (copy)"
    view.act("copy")
    assert title() == "Wide (copy 2)"
    desk.session.speak("zh")
    desk.open_scenario(first)
    view.act("copy")
    assert title() == "Wide（副本）"
    view.act("copy")
    assert title() == "Wide（副本 2）"
    desk.session.speak("en")
    view.act("copy")
    assert title() == "Wide (copy 3)"
    assert copy_title("x" * 200, (), 200, "en") == "x" * 193 + " (copy)"
    assert copy_title("", ("Unnamed draft (copy)",), 200, "en") == "Unnamed draft (copy 2)"


def test_many_side_by_side_take_the_whole_width(tmp_path: Path) -> None:
    desk = sits_down(planned_in(tmp_path / "work"), "anna")
    shelf = ShelfView(ShelfModel(desk))
    for more in (100, 200, 300):
        desk.new_scenario()
        desk.set_lines([line - more for line in desk.base_lines])
        assert desk.scenario is not None
        shelf.act("mark", f"{desk.scenario.id}=true")
        if more > 100:
            shelf.act("compare")
            assert ("tc-many" in shelf.html) == (more == 300)
