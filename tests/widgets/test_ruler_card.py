"""The ruler on the desk: a move let go of is an edit, refused ones stay where they were."""

from __future__ import annotations

import pytest

from tierline.policy.delta import Change
from tierline.simulate.index import WhatIfIndex
from tierline_widgets.panels.ruler_card import RulerCardModel, RulerCardView
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def view(session: Session) -> RulerCardView:
    return RulerCardView(RulerCardModel(Desk(session)))


def let_go(view: RulerCardView, lines: list[int], serial: int) -> None:
    view._heard(view, {"act": "commit", "lines": lines, "serial": serial}, None)


def test_the_ruler_shows_the_desk_s_index_with_money_only(view: RulerCardView) -> None:
    shown, desk = WhatIfIndex.from_bytes(view.index), view.model.desk
    assert shown.measures == ("monthly_revenue", "ict_revenue")
    assert shown.accounts == desk.accounts.num_rows
    assert view.lines == view.baseline == list(desk.base_lines)
    assert (shown.preview(desk.lines).moves == desk.preview.moves[:, :, : 1 + len(shown.measures)]).all()
    assert view.hours == list(desk.hours or ())


def test_a_move_let_go_of_is_one_edit_and_confirmed_exactly(view: RulerCardView) -> None:
    desk = view.model.desk
    lines = [line - 250 for line in desk.lines]
    edition = view.edition
    let_go(view, lines, 1)
    assert view.lines == list(desk.lines) == lines
    assert view.committed["lines"] == lines
    assert view.edition == edition  # the same index: nothing is sent anew
    assert view.confirmed["moves"] == view.model.figures().moves.tolist()
    assert desk.scenario is not None
    assert desk.scenario.number == 2
    let_go(view, [line + 10 for line in lines], 2)
    assert desk.scenario.number == 3
    desk.undo()
    assert view.lines == lines


def test_what_the_desk_refuses_is_said_in_place(view: RulerCardView, manager_session: Session) -> None:
    before = view.lines
    let_go(view, [before[1], *before[1:]], 1)
    assert view.problem
    assert view.lines == before
    own = RulerCardView(RulerCardModel(Desk(manager_session)))
    assert own.readonly
    let_go(own, [line - 100 for line in before], 1)
    assert own.lines == before


def test_other_scores_or_hysteresis_bring_another_index(view: RulerCardView) -> None:
    desk, edition = view.model.desk, view.edition
    desk.edit(Change("hysteresis.months", desk.base.hysteresis.months + 1))
    assert view.edition == edition + 1
    assert WhatIfIndex.from_bytes(view.index).hysteresis == desk.policy.hysteresis
    desk.set_filter(area=desk.accounts["area_id"][0].as_py())
    assert view.edition == edition + 2
    assert WhatIfIndex.from_bytes(view.index).accounts == desk.index.accounts
    rule = desk.base.rules[0]
    desk.edit(Change(f"rules.{rule.id}.enabled", False))
    assert view.edition == edition + 3
    assert (
        WhatIfIndex.from_bytes(view.index).preview(desk.lines).moves[:, :, 0] == desk.preview.moves[:, :, 0]
    ).all()


def test_a_scenario_handed_in_cannot_be_dragged(view: RulerCardView) -> None:
    from tierline.store.scenario_steps import hand_in

    desk = view.model.desk
    desk.set_lines([line - 250 for line in desk.lines])
    workspace, by = desk.session.workspace, desk.session.scope.login
    desk.take(lambda found: hand_in(workspace, found.id, on=found.number, by=by))
    assert view.readonly
    desk.fork()
    assert not view.readonly


def test_what_a_move_is_made_on_is_told_without_names(view: RulerCardView) -> None:
    desk = view.model.desk
    first = view.made_on
    assert first["on"].startswith("0:")
    desk.set_lines([line - 250 for line in desk.lines])
    begun = view.made_on
    assert begun["where"] != first["where"]
    desk.edit(Change("hysteresis.months", desk.base.hysteresis.months + 1))
    assert view.made_on["where"] == begun["where"]
    assert view.made_on["on"] != begun["on"]
    assert desk.scenario is not None
    told = " ".join(view.made_on.values())
    for name in (desk.session.scope.login, desk.scenario.id, str(desk.session.workspace.path)):
        assert name not in told
