"""The planner's panels as cells use them: tried lines leave no record, figures are the engine's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

import tierline_widgets as panels
from tests.frozen import MONTHS
from tierline.errors import BadInputError
from tierline.policy.load import load_policy
from tierline.simulate.index import with_lines
from tierline.store.scenario import begin, delete, scenarios
from tierline.store.workspace import Workspace
from tierline.tiering.score import grade_table
from tierline_widgets.planner.trial import Trial, lifted
from tierline_widgets.session import Session


@pytest.mark.parametrize(
    ("lines", "by", "wanted"),
    [
        ((8000, 3000), 100, (8100, 3100)),
        ((8000, 3000), -100, (7900, 2900)),
        ((9950, 3000), 100, (10_000, 3050)),  # no further than the scale
        ((8000, 50), -100, (7951, 1)),
        ((8000, 3000), 0, (8000, 3000)),
        ((), 100, ()),
    ],
)
def test_lines_are_lifted_within_the_scale(lines: tuple[int, ...], by: int, wanted: tuple[int, ...]) -> None:
    assert lifted(lines, by) == wanted


def test_tried_lines_grade_and_leave_no_record(session: Session) -> None:
    recorded = len(scenarios(session.workspace))
    desk = panels.desk(session, lift="1.5")
    assert desk.lines == tuple(line + 150 for line in desk.base_lines)
    policy = with_lines(desk.base, desk.lines)
    anew = grade_table(desk.accounts, policy, desk.previous, desk.overrides)
    assert np.array_equal(desk.after.outcome.tier, anew.outcome.tier)
    assert desk.scenario is None
    assert len(scenarios(session.workspace)) == recorded
    assert desk.delta.paths == tuple(f"tiers.{tier}.line" for tier in desk.base.tier_ids[:-1])


def test_the_first_edit_takes_the_tried_lines_along(session: Session) -> None:
    desk = panels.desk(session, lift="1")
    tried = desk.lines
    assert desk.edit(*panels.desk(session, lift="2").delta.changes[:1])
    assert desk.scenario is not None
    assert desk.lines == (tried[0] + 100, *tried[1:])
    assert desk.new_scenario()
    assert desk.lines == desk.base_lines


def test_another_month_forgets_what_was_tried(session: Session) -> None:
    desk = panels.desk(session, lift="1")
    session.show_month(MONTHS[0])
    assert desk.delta.changes == ()
    assert desk.lines == desk.base_lines


def test_a_scenario_is_opened_in_its_month(session: Session, workspace: Workspace) -> None:
    trial = Trial(session, 100)
    lines = trial.lines
    made = begin(workspace, trial.base, by=session.scope.login, changes=trial.delta.changes)
    session.show_month(MONTHS[0])
    desk = panels.desk(session, made.id, lift="7")
    assert session.month == made.month
    assert desk.lines == lines
    assert "data-panel" in panels.record(desk).html


@pytest.mark.parametrize(("scenario", "lift", "words"), [("nowhere", "", "nowhere"), ("", "high", "high")])
def test_what_cannot_be_opened_stops_with_words(
    session: Session, scenario: str, lift: str, words: str
) -> None:
    with pytest.raises(BadInputError, match=words):
        panels.desk(session, scenario, lift)


def test_a_scenario_of_another_month_than_asked_is_refused(session: Session, workspace: Workspace) -> None:
    made = begin(workspace, panels.desk(session).base, by=session.scope.login, title="October")
    session.show_month(MONTHS[0])
    with pytest.raises(BadInputError) as refused:
        panels.desk(session, made.id, month=MONTHS[0])
    english, chinese = (refused.value.render(language) for language in ("en", "zh"))
    assert english.startswith(f"The scenario 'October' is of {MONTHS[-1]}, but")
    assert f"asks for {MONTHS[0]}." in english
    assert chinese.startswith(f"方案“October”属于 {MONTHS[-1]}，")
    assert session.month == MONTHS[0]
    assert panels.desk(session, made.id, month=MONTHS[-1]).scenario is not None


def test_a_scenario_of_another_policy_is_refused(session: Session, workspace: Workspace) -> None:
    other = load_policy("generic-abcd", MONTHS[-1])
    made = begin(workspace, other, by=session.scope.login, title="Other")
    with pytest.raises(BadInputError, match=r"changes the policy generic-abcd, but 2026-10 was closed under"):
        panels.desk(session, made.id)


def test_a_scenario_of_a_month_that_is_not_closed_is_refused(session: Session, workspace: Workspace) -> None:
    made = begin(workspace, load_policy("xinjiang-2008", "2026-11"), by=session.scope.login, title="Next")
    with pytest.raises(BadInputError, match="is of 2026-11, which is not closed here"):
        panels.desk(session, made.id)


def test_a_deleted_scenario_is_refused(session: Session, workspace: Workspace) -> None:
    made = begin(workspace, panels.desk(session).base, by=session.scope.login, title="Gone")
    delete(workspace, made.id, on=made.number, by=session.scope.login)
    with pytest.raises(BadInputError, match="'Gone' was deleted by"):
        panels.desk(session, made.id, month=MONTHS[-1])


@pytest.mark.parametrize(
    ("language", "revenue", "hours"),
    [
        ("en", "Revenue a month (yuan)", "Staff time a year (hours)"),
        ("zh", "月收入（元）", "年服务工时（小时）"),
    ],
)
def test_tables_are_in_the_reader_s_units_and_language(
    session: Session, language: str, revenue: str, hours: str
) -> None:
    session.speak(language)
    desk = panels.desk(session, lift="1")
    changed = panels.impact(desk)
    raw, told = panels.figures(changed), panels.table(changed, "by", "group", "revenue", "hours")
    assert list(told.columns)[2:] == [revenue, hours]
    for title, name in ((revenue, "revenue"), (hours, "hours")):
        back = [int(Decimal(text.replace(",", "")) * 100) for text in told[title]]
        assert back == raw[name].tolist()
    lines = panels.table(panels.lines(desk))
    assert lines.iloc[:, 2].tolist() == [*(f"{line / 100:.2f}" for line in desk.lines), "\u2013"]
    for make in (panels.lines, panels.migration, panels.attribution, panels.fragility, panels.impact):
        view = make(desk)
        titles = panels.table(view).columns
        assert len(titles) == len(set(titles)) == len(panels.figures(view).columns)
        assert not any("_" in title for title in titles)
        assert language == "en" or all(not title.isascii() for title in titles)


def test_figures_of_every_panel_are_the_engine_s(session: Session) -> None:
    desk = panels.desk(session, lift="1")
    ruled = panels.figures(panels.lines(desk))
    assert list(ruled["accounts"]) == desk.preview.totals[:, 0].tolist()
    assert list(ruled["line"]) == [*desk.lines, 0]
    moves = panels.figures(panels.migration(desk))
    assert int(moves["accounts"].sum()) == desk.accounts.num_rows
    found = panels.attribution(desk).model.found
    assert found is not None
    assert panels.figures(panels.attribution(desk))["accounts"].sum() == found.moved
    suggested = panels.suggestion(desk, "breaks")
    assert suggested.model.suggestion is not None
    assert len(panels.figures(suggested)) == len(desk.policy.tiers)
    near = panels.fragility(desk)
    assert panels.figures(near)["below"].tolist() == near.model.near["below"].to_pylist()
    assert near.model.noise is not None


def test_the_first_month_has_no_moves_to_split(session: Session) -> None:
    session.show_month(MONTHS[0])
    view = panels.attribution(panels.desk(session))
    assert view.model.found is None
    assert panels.figures(view).empty


def test_the_largest_mover_is_explained(session: Session) -> None:
    desk = panels.desk(session, lift="1")
    assert len(desk.migration().movers())
    real = panels.certificate(desk).model.real
    assert real is not None
    assert real.account_id == desk.migration().movers().table(0, 1)["account_id"][0].as_py()
    largest = panels.certificate(panels.desk(session)).model.real
    assert largest is not None
    revenue = desk.accounts["monthly_revenue"].to_pylist()
    held = dict(zip(desk.accounts["account_id"].to_pylist(), revenue, strict=True))
    assert held[largest.account_id] == max(each for each in revenue if each is not None)
