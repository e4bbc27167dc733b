"""The filter by area, industry and manager: what it offers, what it finds, what it refuses."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.frozen import MONTHS
from tierline.errors import BadInputError
from tierline_widgets.panels.migration import MigrationModel, MigrationView
from tierline_widgets.planner import Desk
from tierline_widgets.planner.filters import COLUMNS, MOST_FOUND, WITHOUT, FilterModel
from tierline_widgets.session import Session


@pytest.fixture
def view(session: Session) -> MigrationView:
    return MigrationView(MigrationModel(Desk(session)))


@pytest.fixture
def filters(view: MigrationView) -> FilterModel:
    return view.model.filter


def held(filters: FilterModel, column: str) -> list[Any]:
    return list(filters.desk.accounts[column].to_pylist())


@pytest.mark.parametrize("kind", ["industry", "manager"])
def test_what_accounts_have_is_offered_most_first(filters: FilterModel, kind: str) -> None:
    wanted = Counter(value or WITHOUT for value in held(filters, COLUMNS[kind]))
    offered = filters.options(kind)
    assert {each.code: each.accounts for each in offered} == dict(wanted)
    counts = [each.accounts for each in offered if each.code != WITHOUT]
    assert counts == sorted(counts, reverse=True)


def test_an_area_brings_those_below_it(filters: FilterModel) -> None:
    """LY-3: accounts lie in counties; who looks at a prefecture looks at all of its counties."""
    folder = filters.desk.session.closed().folder
    rows = pq.read_table(folder / "areas.parquet").to_pylist()
    parent = {row["area_id"]: row["parent_id"] for row in rows}

    def above(area: str | None) -> set[str]:
        return set() if area is None else {area} | above(parent.get(area))

    areas = held(filters, "area_id")
    for option in filters.options("area"):
        wanted = [area for area in areas if option.code in above(area)]
        if option.code == WITHOUT:
            wanted = [area for area in areas if area is None]
        assert option.accounts == len(wanted)
        filters.choose("area", option.code)
        assert filters.chosen("area") == option.code
        assert filters.desk.migration().accounts == len(wanted)
    order = [option.code for option in filters.options("area")]
    for area in order:
        upper = parent.get(area)
        assert upper is None or upper not in order or order.index(upper) < order.index(area)


def test_a_filter_is_put_together_and_lifted_again(filters: FilterModel) -> None:
    industry = filters.options("industry")[0].code
    filters.choose("industry", industry)
    rows = filters.desk.accounts.filter(filters.desk.chosen).to_pylist()
    manager = next(row["manager_id"] for row in rows if row["manager_id"])
    filters.choose("manager", manager)
    wanted = [row for row in rows if row["manager_id"] == manager]
    assert filters.desk.migration().accounts == len(wanted)
    assert filters.active
    filters.choose("industry", "")
    assert filters.desk.migration().accounts == held(filters, "manager_id").count(manager)
    filters.clear()
    assert not filters.active
    assert filters.desk.migration().accounts == filters.desk.accounts.num_rows


def test_accounts_without_an_industry_can_be_looked_at(filters: FilterModel) -> None:
    missing = held(filters, "industry").count(None)
    assert missing
    filters.choose("industry", WITHOUT)
    assert filters.chosen("industry") == WITHOUT
    assert filters.desk.migration().accounts == missing


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_what_nobody_has_is_refused_and_everything_stays(view: MigrationView, kind: str) -> None:
    filters = view.model.filter
    filters.choose("industry", filters.options("industry")[0].code)
    before, html = dict(filters.desk.filter), view.html
    with pytest.raises(BadInputError, match="nowhere"):
        filters.choose(kind, "nowhere")
    view.act(f"by-{kind}", "nowhere")
    assert "belongs to &#x27;nowhere&#x27;" in view.html
    assert view.html.endswith(html)
    assert filters.desk.filter == before


def pair_that_nobody_has(filters: FilterModel) -> tuple[str, str]:
    pairs = set(zip(held(filters, "industry"), held(filters, "manager_id"), strict=True))
    for industry in filters.options("industry"):
        for manager in filters.options("manager"):
            if WITHOUT not in (industry.code, manager.code) and (industry.code, manager.code) not in pairs:
                return industry.code, manager.code
    raise AssertionError("every manager has every industry")


def test_a_filter_that_nobody_passes_is_told_with_what_to_do(view: MigrationView) -> None:
    filters = view.model.filter
    industry, manager = pair_that_nobody_has(filters)
    view.act("by-industry", industry)
    accounts = view.model.migration.accounts
    view.act("by-manager", manager)
    assert filters.refused == ("manager", manager)
    assert view.model.migration.accounts == accounts
    assert "No account passes this filter" in view.html
    view.act("only")
    assert filters.refused == ("", "")
    assert (filters.chosen("industry"), filters.chosen("manager")) == ("", manager)
    assert view.model.migration.accounts == held(filters, "manager_id").count(manager)
    assert "No account passes this filter" not in view.html


def test_the_refusal_goes_when_the_filter_is_cleared(view: MigrationView) -> None:
    filters = view.model.filter
    industry, manager = pair_that_nobody_has(filters)
    view.act("by-industry", industry)
    view.act("by-manager", manager)
    filters.desk.session.speak("zh")
    assert "没有客户符合此筛选条件" in view.html
    view.act("clear")
    assert filters.refused == ("", "")
    assert not filters.active
    assert "没有客户符合此筛选条件" not in view.html


def test_things_are_found_by_name_in_either_language_and_by_code(view: MigrationView) -> None:
    filters = view.model.filter
    for needle in ("Education", "教育", "education"):
        view.act("find", f" {needle} ")
        assert ("industry", "education") in [(kind, each.code) for kind, each in filters.found()]
    assert 'data-value="industry:education"' in view.html
    view.act("take", "industry:education")
    assert filters.chosen("industry") == "education"
    assert filters.needle == ""
    view.act("find", "no such thing")
    assert filters.found() == []
    assert "Nothing of yours is called &#x27;no such thing&#x27;." in view.html
    view.act("find", "0")
    assert len(filters.found()) == MOST_FOUND


@pytest.mark.parametrize("value", ["", "industry", "industry:", "password:x", ":"])
def test_what_is_no_finding_is_left_alone(view: MigrationView, value: str) -> None:
    view.act("take", value)
    assert not view.model.filter.active


def test_a_still_picture_says_what_it_is_filtered_by(view: MigrationView) -> None:
    view.act("by-industry", "education")
    assert "Only: Education" in view.picture()


def test_another_month_lifts_the_filter_and_offers_its_own(filters: FilterModel) -> None:
    filters.choose("industry", filters.options("industry")[0].code)
    filters.desk.session.show_month(MONTHS[0])
    assert not filters.active
    assert sum(each.accounts for each in filters.options("manager")) == filters.desk.accounts.num_rows


def test_a_manager_is_offered_nobody_else(manager_session: Session, manager: dict[str, Any]) -> None:
    model = FilterModel(Desk(manager_session))
    assert [each.code for each in model.options("manager")] == [manager["manager_id"]]


def test_a_long_list_shows_the_largest_and_the_chosen_one(
    view: MigrationView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of managers would be drawn anew with every move; the search finds the others."""
    monkeypatch.setattr("tierline_widgets.panels.migration.filter_view.LISTED", 1)
    options = view.model.filter.options("manager")
    assert len(options) > 3
    view.refresh()
    assert f'<option value="{options[0].code}">' in view.html
    assert f'<option value="{options[2].code}"' not in view.html
    assert f"{len(options) - 1} more: find them by name" in view.html
    view.model.filter.choose("manager", options[2].code)
    assert f'<option value="{options[2].code}" selected>' in view.html
    assert f"{len(options) - 2} more: find them by name" in view.html


def test_two_of_one_name_are_told_apart_by_number_and_team(
    view: MigrationView, filters: FilterModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [each.code for each in filters.options("manager") if each.code != WITHOUT][:4]
    names, teams = ["李静", "李静", "王强", "李静"], ["T1", "T2", "T1", None]
    rows = [
        {"manager_id": code, "name": name, "team_id": team}
        for code, name, team in zip(ids, names, teams, strict=True)
    ]
    kept = filters._staff_table
    monkeypatch.setattr(
        filters, "_staff_table", lambda table, *of: rows if table == "managers" else kept(table, *of)
    )
    found = {each.code: each.title["zh"] for each in filters._options("manager")}
    wanted = [f"李静 · {ids[0]} · T1", f"李静 · {ids[1]} · T2", "王强", f"李静 · {ids[3]}"]
    assert [found[code] for code in ids] == wanted
