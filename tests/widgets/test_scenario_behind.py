"""What came between a scenario and its publication is read once, and anew when somebody else publishes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.widgets.planners import planned_in, sits_down
from tierline.policy.delta import Change
from tierline.store.scenario_renewal import behind
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.panels.scenario import model as scenario_model


def test_policies_are_read_once_and_anew_after_a_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = planned_in(tmp_path / "work")
    anna, bert, second = sits_down(own, "anna"), sits_down(own, "bert"), sits_down(own, "bert")
    view, other = ScenarioView(ScenarioModel(anna)), ScenarioView(ScenarioModel(bert))
    ids = []
    for months in (None, 4):
        anna.new_scenario()
        lines = [line - 100 for line in anna.base_lines]
        assert anna.edit(Change("hysteresis.months", months)) if months else anna.set_lines(lines)
        view.act("hand-in")
        assert anna.scenario is not None
        ids.append(anna.scenario.id)
        bert.open_scenario(ids[-1])
        other.act("approve")
    read: list[str] = []

    def counted(workspace: Any, found: Any) -> Any:
        read.append(found.id)
        return behind(workspace, found)

    monkeypatch.setattr(scenario_model, "behind", counted)
    looker = ScenarioModel(second)
    shown = ScenarioView(looker)
    second.open_scenario(ids[1])
    assert read == [ids[1]]
    assert ('data-value="publish"' in shown.html, "was published by" in shown.html) == (True, False)
    assert looker.next_steps == ("publish", "send-back")
    shown.act("part", "history")
    assert read == [ids[1]]
    # at another desk another scenario is published: nothing on this desk has changed
    version = second.scenario_version
    bert.open_scenario(ids[0])
    other.act("part", "publish")
    other.act("typed", "publish=2026-12-01")
    other.act("publish")
    assert bert.scenario is not None
    assert (bert.scenario.state, second.scenario_version) == ("published", version)
    read.clear()
    assert looker.next_steps == ("renew", "send-back")
    shown.act("part", "history")
    assert "was published by bert" in shown.html
    assert read == [ids[1]]
    second.new_scenario()
    assert (looker.behind, read) == (None, [ids[1]])
