"""Hours demanded against hours available, as the panel shows them: the engine's figures, nobody dropped."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from tierline.simulate.capacity import capacity, percent_text
from tierline.simulate.mismatch import mismatches
from tierline.store.audit import audit_trail
from tierline_widgets import numbers
from tierline_widgets.panels.capacity import CapacityModel, CapacityView
from tierline_widgets.panels.capacity.export import SUBJECT
from tierline_widgets.panels.capacity.model import PAGE
from tierline_widgets.panels.capacity.words import grade_title
from tierline_widgets.panels.listed.named import grades
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    desk = Desk(session)
    assert desk.set_lines([6000, 5000, 4000, 2000])
    return desk


@pytest.fixture
def model(desk: Desk) -> CapacityModel:
    return CapacityModel(desk)


@pytest.fixture
def view(model: CapacityModel) -> CapacityView:
    return CapacityView(model)


def test_loads_are_the_engine_s_with_their_change(model: CapacityModel) -> None:
    """XJ-11: demanded under the scenario, beside it what the baseline demanded."""
    desk = model.desk
    now = capacity(desk.staff, desk.after.outcome.tier, desk.policy)
    then = capacity(desk.staff, desk.before.outcome.tier, desk.base)
    for by, loads, before in (("team", now.teams, then.teams), ("area", now.areas, then.areas)):
        model.group(by)
        was = {each.id: each.demanded for each in before}
        assert {each.load.id: (each.load, each.change) for each in model.loads()} == {
            each.id: (each, each.demanded - was[each.id]) for each in loads if each.accounts or each.available
        }
        ratios = [each.load.ratio for each in model.loads()]
        assert ratios == sorted(ratios, key=lambda ratio: (ratio is not None, -(ratio or 0)))
    model.group("grade")
    assert [each.load for each in model.loads()] == list(now.grades)
    assert [(each.id, accounts, hours) for each, accounts, hours in model.tiers()] == [
        (new.id, new.accounts - old.accounts, new.demanded - old.demanded)
        for new, old in zip(now.tiers, then.tiers, strict=True)
    ]


def test_what_binds_is_named(view: CapacityView) -> None:
    found = view.model.capacity
    assert found.team is not None
    tightest = view.model.loads()[0].load
    assert tightest == found.team
    for language in ("en", "zh"):
        view.model.desk.session.speak(language)
        for message in found.binding:
            assert message.render(language) in view.html


def test_a_load_beyond_what_is_available_is_told_by_sign_and_figure(view: CapacityView) -> None:
    assert view.model.desk.set_lines([40, 30, 20, 10])
    over = [each.load for each in view.model.loads() if each.load.over]
    assert over
    tightest = over[0]
    short = numbers.hours(tightest.available - tightest.demanded)
    assert f'<b class="tl-down">{short}</b>' in view.html
    assert percent_text(tightest.ratio) in view.html
    assert "tl-over" in view.html


def test_a_grade_that_is_short_is_named_with_team_and_area(view: CapacityView) -> None:
    assert view.model.desk.set_lines([40, 30, 20, 10])
    grade = view.model.capacity.grade
    assert grade is not None
    assert grade.over
    assert grade.ratio == max(each.ratio for each in view.model.capacity.grades if each.ratio is not None)
    assert f"Grade {grade_title(grade.id)} and above bind" in view.html
    view.model.desk.session.speak("zh")
    assert "及以上级别最紧张" in view.html


def test_groups_are_chosen_and_others_left_alone(view: CapacityView) -> None:
    for by in ("area", "grade", "tier", "team"):
        view.act("by", by)
        assert view.model.by == by
        assert f'data-value="{by}" aria-pressed="true"' in view.html
    view.act("by", "password")
    assert view.model.by == "team"


def test_the_tightest_come_first_and_all_on_demand(view: CapacityView) -> None:
    view.act("by", "area")
    found = [each.load for each in view.model.loads()]
    assert len(found) > 8
    drawn = view.html.count("tl-load")
    assert drawn == 8
    view.act("everything")
    assert view.html.count("tl-load") == len(found)
    view.act("by", "team")
    assert not view.model.everything


def test_grades_too_low_are_listed_with_those_of_the_scenario(view: CapacityView) -> None:
    """LY-6: class A to a senior, class B to an intermediate manager or above."""
    model, desk = view.model, view.model.desk
    wanted = mismatches(desk.staff, desk.after.outcome.tier, desk.policy, desk.before.outcome.tier)
    rows = wanted.table().to_pylist()
    assert rows
    assert model.listed == len(rows)
    view.act("detail", "too-low")
    names = dict(zip(desk.accounts["account_id"].to_pylist(), desk.accounts["name"].to_pylist(), strict=True))
    shown = model.shown()
    assert [row["account_id"] for row in shown] == [row["account_id"] for row in rows[:PAGE]]
    assert [row["name"] for row in shown] == [names[row["account_id"]] for row in shown]
    assert shown[0]["account_id"] in view.html
    model.turn("1")
    assert [row["account_id"] for row in model.shown()] == [
        row["account_id"] for row in rows[PAGE : 2 * PAGE]
    ]
    view.act("only-new")
    fresh = [row["account_id"] for row in rows if row["new"]]
    assert (model.page, model.listed) == (0, len(fresh))
    assert [row["account_id"] for row in model.shown()] == fresh[:PAGE]
    for page, last in (("999", model.pages - 1), ("-1", 0), ("x", 0)):
        model.turn(page)
        assert model.page == last


def test_grades_too_low_are_handed_out_as_listed_and_on_record(view: CapacityView) -> None:
    """LY-6, LY-20: all pages of the list, only those of the scenario where only those are listed."""
    model, sent = view.model, list[tuple[dict[str, Any], bytes]]()
    view.send = lambda content, buffers=None: sent.append((content, buffers[0]))
    trail = model.desk.session.workspace
    recorded = len(audit_trail(trail))
    view.act("detail", "too-low")
    for kind in ("exe", "csv", "xlsx"):
        view.act("export", kind)
    wanted = model.rows().to_pylist()
    assert len(wanted) == model.listed > PAGE
    names = [content["save"]["name"] for content, _bytes in sent]
    stem = f"tierline-{model.desk.session.month}-grades-too-low"
    assert names == [f"{stem}.csv", f"{stem}.xlsx"]
    rows = list(csv.DictReader(StringIO(sent[0][1].decode("utf-8-sig"))))
    wanted.sort(key=lambda row: (row["tier"], -row["monthly_revenue"], row["account_id"]))
    titles = {
        "account_id": "Account number",
        "name": "Name",
        "tier": "Tier",
        "manager_id": "Manager's number",
    }
    for name, title in titles.items():
        assert [row[title] for row in rows] == [row[name] or "" for row in wanted]
    assert {row["Grade needed"] for row in rows} <= set(grades("en").values())
    assert all(row["Area"] and row["Manager"] for row in rows)
    money = [float(row["Revenue a month (yuan)"]) for row in rows]
    assert money == [row["monthly_revenue"] for row in wanted]
    assert sum(row["Brought by the scenario"] == "yes" for row in rows) == sum(row["new"] for row in wanted)
    sheet = openpyxl.load_workbook(BytesIO(sent[1][1])).active
    assert sheet is not None
    assert sheet.max_row == len(wanted) + 1
    assert sheet.title == "Grades too low"
    view.act("only-new")
    view.act("export", "csv")
    assert len(list(csv.DictReader(StringIO(sent[2][1].decode("utf-8-sig"))))) == model.listed < len(wanted)
    told = [
        (each.action, each.subject, each.rows)
        for each in audit_trail(trail)[recorded:]
        if each.action == "export"
    ]
    assert told == [("export", SUBJECT, len(wanted))] * 2 + [("export", SUBJECT, model.listed)]
    assert "the export is recorded" in view.html


def test_nobody_listed_is_nothing_handed_out(session: Session) -> None:
    view = CapacityView(CapacityModel(Desk(session)))
    view.act("detail", "too-low")
    view.act("only-new")
    recorded = len(audit_trail(session.workspace))
    view.act("export", "csv")
    assert "Nobody is listed, so there is nothing to export." in view.html
    assert len(audit_trail(session.workspace)) == recorded


def test_nothing_new_is_said_in_words(session: Session) -> None:
    view = CapacityView(CapacityModel(Desk(session)))
    view.act("detail", "too-low")
    view.act("only-new")
    assert view.model.shown() == []
    assert "The scenario brings none." in view.html


def test_teams_over_their_size_are_listed_with_their_people(view: CapacityView) -> None:
    """LY-2: at most eight people, the leader among them."""
    model = view.model
    staffing = model.desk.policy.staffing
    assert staffing is not None
    assert model.team_limit == 8
    wanted = [unit for unit in model.desk.staff.teams if unit.people > 8]
    assert list(model.capacity.crowded) == wanted
    if not wanted:
        assert "No team has more than 8 people." in view.html


def test_a_large_team_is_shown_by_name(view: CapacityView) -> None:
    crowded = view.model.desk.staff.teams[:2]
    object.__setattr__(view.model.capacity, "crowded", crowded)
    view.refresh()
    assert "Teams of more than 8 people: 2." in view.html
    view.act("detail", "crowded")
    assert all(unit.name in view.html for unit in crowded)


def test_units_missing_stand_under_their_own_heading(view: CapacityView) -> None:
    apart = view.model.apart()
    assert {each.id for each in apart} == {
        each.id for each in view.model.capacity.apart if each.accounts or each.people
    }
    assert apart
    view.act("detail", "apart")
    for language in ("en", "zh"):
        view.model.desk.session.speak(language)
        assert all(each.heading.render(language) in view.html for each in apart)
    view.act("detail", "apart")
    assert view.model.detail == ""
    view.act("detail", "password")
    assert view.model.detail == ""


def test_every_hour_demanded_is_in_a_team_or_stands_apart(model: CapacityModel) -> None:
    whole = model.capacity.whole
    assert whole is not None
    outside = {each.id: each.hours for each in model.apart() if each.accounts}
    outside.pop("no_area", None)
    assert sum(each.load.demanded for each in model.loads()) + sum(outside.values()) == whole.demanded


def test_a_filter_changes_nothing_here_and_says_so(view: CapacityView) -> None:
    before = view.model.capacity.whole
    area = view.model.desk.accounts["area_id"][0].as_py()
    assert view.model.desk.set_filter(area=area)
    assert view.model.capacity.whole == before
    assert "The filter does not count here" in view.html


def test_new_lines_bring_new_hours(view: CapacityView) -> None:
    version, before = view.model.version, view.model.capacity.whole
    assert view.model.desk.set_lines([9000, 8000, 7000, 6000])
    assert view.model.version == version + 1
    assert before is not None
    assert view.model.capacity.whole is not None
    assert view.model.capacity.whole.demanded < before.demanded
    assert (
        view.model.before.whole
        == capacity(view.model.desk.staff, view.model.desk.before.outcome.tier, view.model.desk.base).whole
    )


def test_a_manager_s_hours_are_those_of_own_accounts(
    manager_session: Session, manager: dict[str, Any]
) -> None:
    view = CapacityView(CapacityModel(Desk(manager_session)))
    whole = view.model.capacity.whole
    assert whole is not None
    assert whole.accounts == view.model.desk.accounts.num_rows
    assert [each.load.id for each in view.model.loads()] == [manager["team_id"]]
    assert "Only the accounts and the staff that you may see are counted." in view.html
    held = set(view.model.desk.accounts["account_id"].to_pylist())
    assert {row["account_id"] for row in view.model.rows().to_pylist()} <= held
