"""Other actuals tried on the own statement: the engine's answer, faults beside the box, nothing stored."""

from __future__ import annotations

import pytest

from tests.widgets.points_visits import every_statement, login_of, panes, settled, visit
from tierline.performance.statement import Statement
from tierline.performance.units import UNITS
from tierline.performance.what_if import with_actuals
from tierline.store.workspace import Workspace
from tierline_widgets.numbers import score
from tierline_widgets.panels.points_whatif import WhatIfModel, WhatIfView
from tierline_widgets.panels.raise_points import RaiseModel
from tierline_widgets.points import Book


@pytest.fixture
def own(workspace: Workspace) -> Statement:
    return next(settled(workspace))


@pytest.fixture
def view(workspace: Workspace, own: Statement) -> WhatIfView:
    found = panes(visit(workspace, login_of(workspace, own.manager_id)))["WhatIfView"]
    assert isinstance(found, WhatIfView)
    return found


def test_a_slider_for_each_indicator_holds_where_it_stands(view: WhatIfView, own: Statement) -> None:
    assert view.html.count('type="range"') == len(own.lines)
    for line in own.lines:
        most, step = view.model.reach(line)
        assert (line.actual or 0) <= most
        assert most % step == 0
        assert f'data-act="type:{line.indicator}"' in view.html


def test_a_moved_slider_is_answered_as_the_engine_does(view: WhatIfView, own: Statement) -> None:
    before = every_statement(view.model.session.workspace)
    for line in own.lines:
        view.act(f"type:{line.indicator}", "0")
    wanted = with_actuals(own, view.model.book.policy(), {line.indicator: 0 for line in own.lines})
    assert view.model.after() == wanted
    assert f"<b>{score(wanted.total or 0)}</b>" in view.html
    assert every_statement(view.model.session.workspace) == before, "nothing is stored"
    view.act("reset")
    assert view.model.after() == own


def test_a_typed_figure_is_read_in_its_unit(view: WhatIfView, own: Statement) -> None:
    for line in own.lines:
        view.act("set", f"{line.indicator}=12")
        assert view.model.tried[line.indicator] == 12 * UNITS[line.unit].scale
    view.act("set", "ict_revenue=1,234.56")
    assert view.model.tried["ict_revenue"] == 123456


@pytest.mark.parametrize(
    ("typed", "said"),
    [("abc", "is no"), ("-1", "from 0 to"), ("", "is no"), ("1.5", "whole number"), ("9e99", "is no")],
)
def test_what_cannot_be_read_is_said_beside_the_box(
    view: WhatIfView, own: Statement, typed: str, said: str
) -> None:
    view.act("set", f"mas_arrivals={typed}")
    assert said in view.html
    assert 'aria-invalid="true"' in view.html
    assert view.model.after() == own
    view.act("set", "mas_arrivals=5")
    assert 'aria-invalid="true"' not in view.html


def test_a_negative_amount_is_refused(view: WhatIfView, own: Statement) -> None:
    view.act("set", "ict_revenue=-5")
    assert "Type 0 or more" in view.html
    assert view.model.after() == own


@pytest.mark.parametrize("act", ["type:weather", "set", "type:mas_arrivals"])
def test_what_is_not_asked_for_changes_nothing(view: WhatIfView, own: Statement, act: str) -> None:
    view.act(act, "weather=3" if act == "set" else "1; drop" if "mas" in act else "3")
    assert view.model.after() == own


def test_the_value_as_it_is_counts_as_untried(view: WhatIfView, own: Statement) -> None:
    line = own.line("mas_arrivals")
    view.act("type:mas_arrivals", "0")
    assert "As it is" in view.html
    view.act("type:mas_arrivals", str(line.actual))
    assert view.model.tried == {}


def test_another_month_forgets_what_was_tried(view: WhatIfView) -> None:
    view.act("type:mas_arrivals", "0")
    view.model.session.show_month(view.model.session.months[0])
    assert view.model.tried == {}


def test_a_held_statement_can_be_tried_with_what_is_missing(workspace: Workspace) -> None:
    held = next(each for each in every_statement(workspace).values() if each.total is None)
    model = WhatIfModel(Book(visit(workspace, login_of(workspace, held.manager_id))))
    for line in held.lines:
        if line.effect == "held" and line.target is not None:
            model.fill(line.indicator)
    missing_targets = any(line.effect == "held" and line.target is None for line in held.lines)
    assert missing_targets or model.after().total is not None


def test_what_is_tried_gains_what_the_list_of_gains_says(workspace: Workspace) -> None:
    """To the hundredth, from what the totals are before they are rounded; so do all of them together."""
    book = Book(visit(workspace, None))
    model, raised = WhatIfModel(book), RaiseModel(book)
    off = 0
    for each in settled(workspace):
        book.manager = each.manager_id
        found = raised.gains()
        for gain in found:
            model.reset()
            model.fill(gain.indicator)
            assert model.gain() == gain.points
            off += model.gain() != (model.after().total or 0) - (each.total or 0)
        for gain in found:
            model.fill(gain.indicator)
        assert raised.together() == model.gain()
    assert off, "here the difference of the rounded totals is another one"
