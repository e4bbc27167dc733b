"""Suggested lines without a display: the engine's answers, what binds, refusals that change nothing."""

from __future__ import annotations

import pytest

from tests.frozen import MONTHS
from tierline.errors import BadInputError, TierlineError
from tierline.policy.delta import Change
from tierline.simulate.at_risk import AT_RISK, left_since, value_at_risk
from tierline.simulate.index import build_index
from tierline.simulate.suggest_breaks import by_breaks
from tierline.simulate.suggest_hours import by_hours, by_total_hours
from tierline.simulate.suggest_limits import limits_by_grade
from tierline.simulate.suggest_risk import by_value_at_risk
from tierline.simulate.suggest_shares import by_shares
from tierline.store.summary import fen
from tierline.tiering.columns import text_column
from tierline_widgets.panels.suggest import SuggestModel, SuggestView
from tierline_widgets.panels.suggest.ways import BREAKS, CLASSES, GRADES, RISK, SHARES, TOTAL, WAYS
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session

GOAL = {"A1": "3", "A2": "7.5", "B1": "15", "B2": "34.5", "C": "40"}


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.fixture
def model(desk: Desk) -> SuggestModel:
    return SuggestModel(desk)


def type_goal(model: SuggestModel) -> None:
    for tier, share in GOAL.items():
        model.enter(f"share.{tier}", share)


def test_target_shares_are_the_engine_s_answer(model: SuggestModel) -> None:
    type_goal(model)
    model.ask()
    wanted = by_shares(model.desk.index, [300, 750, 1500, 3450, 4000])
    assert model.suggestion == wanted
    rows = model.rows()
    assert [row.suggested for row in rows[:-1]] == list(wanted.lines or ())
    assert [row.then for row in rows] == list(wanted.accounts)
    assert [row.accounts for row in rows] == [int(each) for each in model.desk.preview.totals[:, 0]]
    assert sum(row.then for row in rows) == model.desk.accounts.num_rows


def test_what_stands_in_the_boxes_at_first_is_the_scenario(model: SuggestModel) -> None:
    model.ask()  # today's shares
    assert model.suggestion is not None
    assert model.suggestion.accounts == tuple(row.accounts for row in model.rows())
    model.go_by(TOTAL)
    model.ask()
    assert model.suggestion.infeasible is None  # today's hours, rounded up


def test_hours_by_class_in_all_and_by_staff(model: SuggestModel) -> None:
    desk = model.desk
    model.go_by(CLASSES)
    model.enter("hours.A", "2,500")
    model.enter("hours.B", "5000.5")
    model.enter("hours.C", " ")
    model.ask()
    assert model.suggestion == by_hours(desk.index, desk.policy, {"A": 250_000, "B": 500_050})
    model.go_by(TOTAL)
    model.enter("hours", "９０００")
    model.ask()
    assert model.suggestion == by_total_hours(desk.index, desk.policy, 900_000)
    model.go_by(GRADES)
    model.ask()
    limits = limits_by_grade(desk.staff, desk.policy)
    assert model.suggestion == by_hours(desk.whole_index, desk.policy, limits, together=True)


def test_natural_breaks(model: SuggestModel) -> None:
    model.go_by(BREAKS)
    model.ask()
    assert model.suggestion == by_breaks(model.desk.index)


@pytest.mark.parametrize(("limit", "typed"), [("share", "40"), ("hours", "9000"), ("capture", "80")])
def test_value_at_risk_goes_by_who_left_since(session: Session, limit: str, typed: str) -> None:
    session.show_month(MONTHS[0])
    desk = Desk(session)
    model = SuggestModel(desk)
    model.go_by(RISK)
    model.limit_by(limit)
    model.enter(f"risk.{limit}", typed)
    model.ask()
    later = session.closed(MONTHS[1]).load(session.scope, "accounts", ["account_id"])
    left = left_since(text_column(desk.accounts, "account_id"), text_column(later, "account_id"))
    risk = value_at_risk(fen(desk.accounts["monthly_revenue"]), left)
    index = build_index(desk.before, desk.base, {AT_RISK: risk})
    wanted = {limit: int(typed) * 100}
    found = by_value_at_risk(index, desk.base, upper=int(model.entry("risk.upper")), **wanted)
    assert model.suggestion == found


def test_one_press_puts_the_lines_on_the_ruler(model: SuggestModel) -> None:
    type_goal(model)
    model.ask()
    assert model.suggestion is not None
    assert not model.on_ruler
    model.put()
    assert model.on_ruler
    assert model.desk.lines == model.suggestion.lines
    assert [int(each) for each in model.desk.preview.totals[:, 0]] == list(model.suggestion.accounts)
    assert model.desk.undo()
    assert not model.on_ruler
    assert not model.void  # other lines leave what was suggested true


def test_lines_that_the_desk_refuses_are_told_where_they_were_pressed(model: SuggestModel) -> None:
    view = SuggestView(model)
    type_goal(model)
    view.act("ask")
    desk = model.desk
    assert desk.set_lines([line - 100 for line in desk.lines])
    assert desk.scenario is not None
    other = Desk(desk.session, desk.scenario.id)
    assert other.set_lines([line - 200 for line in desk.lines])  # somebody else was faster
    lines = desk.lines
    view.act("put")
    assert 'role="alert"' in view.html
    assert desk.lines == lines
    assert desk.overtaken


def test_a_suggestion_that_does_not_hold_any_more_is_void(model: SuggestModel) -> None:
    view = SuggestView(model)
    view.act("ask")
    assert model.suggestion is not None
    model.desk.edit(Change("hysteresis.months", 4))
    assert model.suggestion is None
    assert model.void
    assert "does not hold any more" in view.html
    view.act("ask")
    assert not model.void
    areas = sorted(set(model.desk.accounts["area_id"].to_pylist()))
    model.desk.set_filter(area=areas[0])
    assert model.void
    assert "Counted over the accounts of the filter" in view.html
    view.act("ask")
    assert sum(row.then for row in model.rows()) == model.desk.index.accounts


@pytest.mark.parametrize(
    ("way", "typed"),
    [
        (SHARES, {"share.A1": "x"}),
        (SHARES, {"share.A1": "1.234"}),
        (SHARES, {"share.A1": "99"}),
        (SHARES, {"share.A1": "-1"}),
        (SHARES, {"share.A1": ""}),
        (SHARES, {"share.A1": "1e99"}),
        (CLASSES, {"hours.A": "-5"}),
        (CLASSES, {"hours.A": "", "hours.B": "", "hours.C": ""}),
        (CLASSES, {"hours.A": "nan"}),
        (TOTAL, {"hours": "-1"}),
        (TOTAL, {"hours": "much"}),
        (RISK, {"risk.share": "101"}),
        (RISK, {"risk.upper": "9"}),
        (RISK, {"risk.upper": "1.5"}),
    ],
)
def test_what_cannot_be_asked_is_told_and_changes_nothing(
    session: Session, way: str, typed: dict[str, str]
) -> None:
    session.show_month(MONTHS[0])
    model = SuggestModel(Desk(session))
    view = SuggestView(model)
    model.go_by(way)
    view.act("ask")
    before = model.suggestion
    assert before is not None
    for box, value in typed.items():
        view.act(f"type:{box}", value)
    view.act("ask")
    assert 'role="alert"' in view.html
    assert model.suggestion is before
    with pytest.raises(TierlineError):
        model.ask()
    assert model.desk.scenario is None


def test_infeasible_says_which_constraint(model: SuggestModel) -> None:
    view = SuggestView(model)
    model.go_by(CLASSES)
    model.enter("hours.A", "1")
    view.act("ask")
    assert model.suggestion is not None
    assert model.suggestion.lines is None
    assert model.rows() == []
    assert "the hours of class A bind" in view.html
    assert "Put on the ruler" not in view.html
    with pytest.raises(BadInputError, match="No lines are suggested"):
        model.put()
    model.desk.session.speak("zh")
    assert "工时" in view.html


def test_without_a_later_month_there_is_no_value_at_risk(model: SuggestModel) -> None:
    model.go_by(RISK)
    with pytest.raises(BadInputError, match="No retention outcome"):
        model.ask()


def test_who_was_handed_on_is_not_taken_for_gone(manager_session: Session) -> None:
    manager_session.show_month(MONTHS[0])
    model = SuggestModel(Desk(manager_session))
    model.go_by(RISK)
    with pytest.raises(BadInputError, match="handed on"):
        model.ask()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_drawn_in_both_languages(session: Session, way: str, language: str) -> None:
    session.show_month(MONTHS[0])
    session.speak(language)
    view = SuggestView(SuggestModel(Desk(session)))
    type_goal(view.model)
    view.act("way", way)
    view.act("ask")
    assert ("放到标尺上" if language == "zh" else "Put on the ruler") in view.html
    view.act("put")
    assert ("已在标尺上" if language == "zh" else "are on the ruler") in view.html


def test_unknown_presses_are_left_alone(model: SuggestModel) -> None:
    view = SuggestView(model)
    drawn = view.html
    for act, value in (("way", "magic"), ("limit", "x"), ("type:nothing", "1"), ("steal", "")):
        view.act(act, value)
    assert view.html == drawn
