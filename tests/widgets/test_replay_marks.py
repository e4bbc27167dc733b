"""The replay marks the policy's setting of today beside the scenario's, in table and plot."""

from __future__ import annotations

import re

import pytest

from tierline.policy.delta import Change
from tierline.policy.resolved import Hysteresis
from tierline_widgets.panels.fragility import ReplayModel, ReplayView
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session

TODAY = {"en": "today&#x27;s", "zh": "现行"}
SCENARIO = {"en": "this scenario&#x27;s", "zh": "本方案"}
BOTH = {"en": "today&#x27;s, and this scenario&#x27;s", "zh": "现行，本方案沿用"}


def replayed(session: Session, *changes: Change) -> tuple[ReplayModel, ReplayView]:
    desk = Desk(session)
    if changes:
        assert desk.edit(*changes)
    model = ReplayModel(desk)
    model.boxes.enter("back", "1")  # three months are stored
    model.boxes.enter("months", "2")
    model.boxes.enter("buffers", "1.5")
    view = ReplayView(model)
    view.act("run")
    assert model.found
    return model, view


def named(view: ReplayView, kind: str) -> list[str]:
    """Return the numbers in the table's column that bear a class."""
    return re.findall(rf'class="tl-key{kind}">(\d+)<', view.html)


def told(html: str) -> str:
    return html.replace("&#39;", "&#x27;")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_todays_setting_is_tried_and_marked_beside_the_scenarios(session: Session, language: str) -> None:
    model, view = replayed(session, Change("hysteresis.months", 5), Change("hysteresis.buffer", "off"))
    session.speak(language)
    assert model.found is not None
    assert [model.today(row) for row in model.found] == [False, True, False]
    assert [model.own(row) for row in model.found] == [False, False, True]
    today = Hysteresis(*(model.found[1][name] for name in ("enabled", "months", "buffer")))
    assert today == model.desk.base.hysteresis
    assert (named(view, " tl-today"), named(view, " tl-own")) == (["2"], ["3"])
    html = told(view.html)
    for number, words in (("2", TODAY[language]), ("3", SCENARIO[language])):
        assert f'<span class="tl-unit">{words}</span>' in html
        assert f"</span>{number}: {words}</span>" in html  # the plot's key
    assert 'class="tl-dot tl-today" style' in html
    assert 'class="tl-dot tl-own" style' in html
    assert html.count('data-act="use"') == 2  # today's can be taken back into the scenario


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_setting_left_alone_is_both(session: Session, language: str) -> None:
    _model, view = replayed(session)
    session.speak(language)
    assert named(view, " tl-own tl-today") == ["2"]
    assert f"</span>2: {BOTH[language]}</span>" in told(view.html)
