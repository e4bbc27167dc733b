"""The team's table, heat map and pairs: sorted, filtered, compared within one role."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tests.widgets.points_visits import NOW, every_statement, of_role, panes, visit
from tierline.performance.outliers import outliers
from tierline.store.audit import audit_trail
from tierline.store.workspace import Workspace
from tierline_widgets.numbers import score
from tierline_widgets.panels.team_points import CompareView, HeatView, TeamModel, TeamView
from tierline_widgets.panels.team_points.model import SORTS
from tierline_widgets.points import Book


@pytest.fixture
def model(workspace: Workspace) -> TeamModel:
    return TeamModel(Book(visit(workspace)))


def test_one_role_at_a_time_all_of_its_statements(workspace: Workspace, model: TeamModel) -> None:
    every = every_statement(workspace)
    for role in model.roles():
        model.choose_role(role)
        assert {each.manager_id for each in model.kept()} == {
            name for name, each in every.items() if each.role == role
        }
    model.choose_role("king")
    assert model.role == model.roles()[-1]


@pytest.mark.parametrize("column", SORTS)
def test_sorted_both_ways_with_the_held_last(model: TeamModel, column: str) -> None:
    model.sort_by(column)
    first = [each.manager_id for each in model.kept()]
    model.sort_by(column)
    second = [each.manager_id for each in model.kept()]
    assert sorted(first) == sorted(second)
    if column == "total":
        totals = [each.total for each in model.kept()]
        known = [total for total in totals if total is not None]
        assert known == sorted(known, reverse=model.descending)
        assert None not in totals[: len(known)]
    model.sort_by("password")
    assert model.sort == column


def test_filtered_by_name_and_team(model: TeamModel) -> None:
    one = model.kept()[0]
    model.look_for(one.manager_id.lower())
    assert [each.manager_id for each in model.kept()] == [one.manager_id]
    model.look_for("")
    model.choose_team(str(one.team_id))
    assert {each.team_id for each in model.kept()} == {one.team_id}
    model.choose_team("T9999")
    assert model.team == one.team_id
    view = TeamView(model)
    view.act("needle", "nobody at all")
    assert "Nobody here" in view.html


def test_who_stands_apart_is_told_in_words(model: TeamModel) -> None:
    every = {each.manager_id: each for each in model.every()}
    totals = {name: each.total for name, each in every.items() if each.total is not None}
    assert model.apart() == outliers(totals)
    drawn = TeamView(model).html
    for name, side in model.apart().items():
        assert (
            f"{every[name].name} {name}</button> far {'above' if side > 0 else 'below'} the others" in drawn
        )


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Which indicators hold whom back?"), ("zh", "谁在哪些指标上落后？")]
)
def test_the_heat_map_holds_every_completion(workspace: Workspace, language: str, word: str) -> None:
    model = TeamModel(Book(visit(workspace, None, language)))
    drawn = HeatView(model).html
    assert word in drawn
    assert drawn.count("<td") == sum(len(each.lines) for each in model.shown())
    assert drawn.count("\u2715") - 1 == sum(  # one is told in the hint
        line.effect in ("floor", "nothing", "missed") and line.completion is not None
        for each in model.shown()
        for line in each.lines
    )


def test_two_side_by_side(workspace: Workspace) -> None:
    shown = panes(visit(workspace))
    team, compare = shown["TeamView"], shown["CompareView"]
    assert isinstance(compare, CompareView)
    assert "Press + at 2 more" in compare.html
    one, two, three = (each.manager_id for each in team.model.kept()[:3])
    team.act("beside", one)
    assert "Press + at 1 more" in compare.html
    team.act("beside", two)
    first, second = team.model.pair()
    assert (first.manager_id, second.manager_id) == (one, two)
    assert score(first.total) in compare.html
    team.act("beside", three)
    assert team.model.beside == [two, three]
    team.act("beside", two)
    assert team.model.beside == [three]


def test_a_press_opens_the_statement_and_back(workspace: Workspace) -> None:
    shown = panes(visit(workspace))
    one = shown["TeamView"].model.kept()[0]
    shown["TeamView"].act("open", one.manager_id)
    assert one.manager_id in shown["StatementView"].html
    assert shown["TeamView"].html == shown["HeatView"].html == shown["CompareView"].html == ""
    assert "Appeal against" not in shown["LinesView"].html
    shown["StatementView"].act("close")
    assert shown["StatementView"].html == ""
    assert 'data-panel="team"' in shown["TeamView"].html


def test_the_export_holds_what_is_listed_and_is_on_record(workspace: Workspace, model: TeamModel) -> None:
    login = model.session.scope.login
    before = len(audit_trail(workspace, who=login))
    name, content = model.export()
    assert name == f"tierline-{NOW}-points.csv"
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert [row["manager_id"] for row in rows] == [each.manager_id for each in model.kept()]
    assert [row["total"] for row in rows] == [
        "" if each.total is None else score(each.total) for each in model.kept()
    ]
    made = audit_trail(workspace, who=login)[before:]
    assert [(entry.action, entry.subject) for entry in made if entry.action == "export"] == [
        ("export", "statements")
    ]


@pytest.mark.parametrize("role", ["team_leader", "supervisor", "quality_inspector", "planner", "analyst"])
def test_every_role_above_has_its_team(workspace: Workspace, role: str) -> None:
    for login in of_role(workspace, role)[:2]:
        shown = panes(visit(workspace, login))
        assert "TeamView" in shown
        drawn = shown["TeamView"].html
        assert 'data-panel="team"' in drawn
        assert "Export CSV" in drawn
