"""The replay marks the policy's setting of today beside the scenario's, in table and plot."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.frozen import MONTHS
from tierline.policy.delta import Change
from tierline.policy.resolved import Hysteresis
from tierline.simulate.calm import flaps
from tierline_widgets.panels.fragility import ReplayModel, ReplayView
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session

TODAY = {"en": "today&#x27;s", "zh": "现行"}
SCENARIO = {"en": "this scenario&#x27;s", "zh": "本方案"}
BOTH = {"en": "today&#x27;s, and this scenario&#x27;s", "zh": "现行，本方案沿用"}
COLON = {"en": ": ", "zh": "\uff1a"}


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
        assert f"</span>{number}{COLON[language]}{words}</span>" in html  # the plot's key
    assert 'class="tl-dot tl-today" style' in html
    assert 'class="tl-dot tl-own" style' in html
    assert html.count('data-act="use"') == 2  # today's can be taken back into the scenario


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_setting_left_alone_is_both(session: Session, language: str) -> None:
    _model, view = replayed(session)
    session.speak(language)
    assert named(view, " tl-own tl-today") == ["2"]
    assert f"</span>2{COLON[language]}{BOTH[language]}</span>" in told(view.html)


@pytest.mark.parametrize(
    ("language", "said", "unit"),
    [
        (
            "en",
            "Replayed: {first} to {last}. Moves and flaps are those of {judged}: ",
            "account-months, {first} to {last}",
        ),
        ("zh", "回放 {first} 至 {last}。变动和反复只计 {judged} 的：", "户月，{first} 至 {last}"),
    ],
)
def test_what_is_counted_is_said_beside_the_figures(
    session: Session, language: str, said: str, unit: str
) -> None:
    model, view = replayed(session)
    session.speak(language)
    view.refresh()
    first, judged, last = MONTHS  # a month is judged with the one before it and, here, one after it
    places = {"first": first, "judged": judged, "last": last}
    assert model.judged == (judged, judged)
    assert said.format(**places) in view.html
    assert view.html.count(f'<span class="tl-unit">{judged}</span>') == 2
    assert f'<span class="tl-unit">{unit.format(**places)}</span>' in view.html
    only = np.array(
        [[0], [1], [0]], np.int8
    )  # the move into the middle month counts, the last month's does not
    assert flaps(only, np.zeros(only.shape, np.bool_), model.back) == (1, 1, 1)
