"""Hours demanded against hours available: by tier, team, area and grade, nobody dropped."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tierline.errors import BadInputError
from tierline.service.standards import hours_per_tier
from tierline.simulate.capacity import Load, capacity, hours_text, percent_text
from tierline.simulate.mismatch import mismatches
from tierline.simulate.staffed import Staffed, staffed

POLICY = tierline.load_policy("xinjiang-2008", "2026-10")
GRADES = ("junior", "intermediate", "senior")
AREAS = pa.table(
    {
        "area_id": ["P", "P1", "P11", "P2", "P21"],
        "name": ["Province", "North", "North county", "South", "South county"],
        "parent_id": [None, "P", "P1", "P", "P2"],
    }
)


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns})


def accounts_table(rows: list[dict[str, Any]]) -> pa.Table:
    named = [{"account_id": f"G{place}", **row} for place, row in enumerate(rows)]
    return table(named, ("account_id", "manager_id", "area_id"))


def managers_table(rows: list[dict[str, Any]]) -> pa.Table:
    return table(rows, ("manager_id", "role", "grade", "team_id", "area_id"))


def teams_table(rows: list[dict[str, Any]]) -> pa.Table:
    return table(rows, ("team_id", "name", "leader_id"))


def drawn_tables() -> st.SearchStrategy[Any]:
    def code(*values: str | None) -> st.SearchStrategy[str | None]:
        return st.sampled_from(values)

    manager = st.fixed_dictionaries(
        {
            "role": code("account_manager", "assistant", "team_leader", "supervisor", None),
            "grade": code(*GRADES, None),
            "team_id": code("T1", "T2", "T9", None),
            "area_id": code("P1", "P2", None),
        }
    )
    account = st.fixed_dictionaries(
        {
            "manager_id": code("M0", "M1", "M2", "M3", "gone", None),
            "area_id": code("P11", "P21", "P", "elsewhere", None),
            "rank": st.integers(0, 4),
        }
    )
    return st.tuples(st.lists(manager, max_size=4), st.lists(account, max_size=40))


def by_hand(managers: list[Any], accounts: list[Any], teams: dict[str, str | None]) -> dict[str, Any]:
    """Add everything up one account and one person at a time."""
    hours = hours_per_tier(POLICY)
    staffing = POLICY.staffing
    assert hours is not None
    assert staffing is not None
    able = {}
    for place, who in enumerate(managers):
        known = who["grade"] is not None and who["role"] is not None
        share = Fraction(staffing.role_share.get(who["role"], 0), 10_000)
        exact = staffing.hours[who["grade"]] * share if known else Fraction(0)
        able[f"M{place}"] = int(exact + Fraction(1, 2))
    found: dict[str, Any] = {"teams": {}, "areas": {}, "apart": {}, "available": able}
    people = {f"M{place}": who for place, who in enumerate(managers)}
    served = {people[m]["area_id"] for m, given in able.items() if given}
    parents = dict(zip(AREAS["area_id"].to_pylist(), AREAS["parent_id"].to_pylist(), strict=True))
    for row in accounts:
        cost = hours[row["rank"]]
        who = people.get(row["manager_id"])
        if row["manager_id"] is None:
            place = ("apart", "no_manager")
        elif who is None:
            place = ("apart", "unlisted_manager")
        elif who["team_id"] is None:
            place = ("apart", "no_team")
        else:
            place = ("teams", who["team_id"])
        area, here = row["area_id"], row["area_id"]
        while here is not None and here not in served:
            here = parents.get(here)
        where = ("apart", "no_area") if area is None else ("areas", here or area)
        for kind, name in (place, where):
            found[kind][name] = found[kind].get(name, 0) + cost
    return found


@settings(max_examples=150, deadline=None)
@given(drawn=drawn_tables())
def test_every_hour_is_somewhere(drawn: Any) -> None:
    managers, accounts = drawn
    named = [{"manager_id": f"M{place}", **who} for place, who in enumerate(managers)]
    teams = {"T1": "M0", "T2": "boss"}
    staff = staffed(
        accounts_table(accounts),
        managers_table(named),
        teams_table([{"team_id": team, "leader_id": leader} for team, leader in teams.items()]),
        POLICY,
        AREAS,
    )
    ranks = np.array([row["rank"] for row in accounts], np.int8)
    found = capacity(staff, ranks, POLICY)
    wanted = by_hand(managers, accounts, teams)
    apart = {each.id: each.hours for each in found.apart if each.accounts}
    assert {each.id: each.demanded for each in found.teams if each.accounts} == wanted["teams"]
    assert {each.id: each.demanded for each in found.areas if each.accounts} == wanted["areas"]
    assert apart == wanted["apart"]
    assert found.whole is not None
    hours = {each.id: each.hours for each in found.apart}
    outside = hours["no_manager"] + hours["unlisted_manager"] + hours["no_team"]
    assert sum(each.demanded for each in found.teams) + outside == found.whole.demanded
    assert sum(each.demanded for each in found.areas) + hours["no_area"] == found.whole.demanded
    assert sum(each.available for each in found.teams) + hours["staff_no_team"] == found.whole.available
    assert sum(each.available for each in found.areas) + hours["staff_no_area"] == found.whole.available
    assert found.whole.available == sum(wanted["available"].values())
    assert sum(each.demanded for each in found.tiers) == found.whole.demanded
    sizes = {each.id: each.people for each in staff.teams}
    for team, leader in teams.items():
        members = {f"M{place}" for place, who in enumerate(managers) if who["team_id"] == team}
        assert sizes[team] == len(members | ({leader} if leader else set()))


@settings(max_examples=100, deadline=None)
@given(drawn=drawn_tables(), data=st.data())
def test_grades_too_low_one_account_at_a_time(drawn: Any, data: st.DataObject) -> None:
    """LY-6: class A needs a senior, class B an intermediate or above."""
    managers, accounts = drawn
    named = [{"manager_id": f"M{place}", **who} for place, who in enumerate(managers)]
    staff = staffed(accounts_table(accounts), managers_table(named), teams_table([]), POLICY)
    ranks = np.array([row["rank"] for row in accounts], np.int8)
    base = np.array([data.draw(st.integers(0, 4)) for _row in accounts], np.int8)
    found = mismatches(staff, ranks, POLICY, base)
    grade_of = {f"M{place}": who["grade"] for place, who in enumerate(managers)}
    need = [2, 2, 1, 1, 0]
    wrong, fresh, unknown = [], 0, 0
    for place, row in enumerate(accounts):
        grade = grade_of.get(row["manager_id"])
        unknown += grade is None
        if grade is not None and GRADES.index(grade) < need[row["rank"]]:
            wrong.append((row["rank"], f"G{place}"))
            fresh += GRADES.index(grade) >= need[base[place]]
    listed = found.table()
    assert listed["account_id"].to_pylist() == [
        name for _rank, name in sorted(wrong, key=lambda each: each[0])
    ]
    assert found.counts.sum() == len(wrong)
    assert found.unknown.sum() == unknown
    assert found.new == fresh == sum(listed["new"].to_pylist()) == found.table(only_new=True).num_rows
    assert found.table(most=1).num_rows == min(1, len(wrong))
    assert found.table(2, first=1).to_pylist() == listed.to_pylist()[1:3]
    assert staff.accounts.take(pa.array(found.rows())).to_pylist() == listed["account_id"].to_pylist()


def two_teams() -> Staffed:
    people = [
        {"manager_id": "M0", "role": "account_manager", "grade": "senior", "team_id": "T1", "area_id": "P1"},
        {"manager_id": "M1", "role": "account_manager", "grade": "senior", "team_id": "T2", "area_id": "P2"},
    ]
    rows = [{"manager_id": "M0", "area_id": "P11"}] * 30 + [{"manager_id": "M1", "area_id": "P21"}] * 30
    teams = [{"team_id": "T2", "name": "South team"}, {"team_id": "T1", "name": "North team"}]
    return staffed(accounts_table(rows), managers_table(people), teams_table(teams), POLICY, AREAS)


def test_the_binding_team_and_area_are_named() -> None:
    ranks = np.array([0] * 30 + [1] * 30, np.int8)
    found = capacity(two_teams(), ranks, POLICY)
    assert found.team is not None
    assert found.area is not None
    assert (found.team.id, found.area.id) == ("T1", "P1")
    assert found.team.over == 30 * 4680 - 130_000
    assert [message.render("en") for message in found.binding] == [
        "Team North team (T1) binds: 1,404.00 hours are demanded, 1,300.00 are available (108.0\u202f%).",
        "Area North (P1) binds: 1,404.00 hours are demanded, 1,300.00 are available (108.0\u202f%).",
    ]
    assert "North team" in found.binding[0].render("zh")
    assert found.binding[0].render("zh") != found.binding[0].render("en")


def test_equal_ratios_are_decided_by_id_and_enough_hours_are_told() -> None:
    found = capacity(two_teams(), np.full(60, 4, np.int8), POLICY)
    assert found.team is not None
    assert found.team.id == "T1"
    assert found.binding[0].render("en").startswith("Every team has hours enough.")


def test_a_team_without_hours_binds_before_any_other() -> None:
    staff = two_teams()
    idle = replace(staff, hours=np.array([130_000, 0], np.int64))
    found = capacity(idle, np.array([0] * 30 + [4] * 30, np.int8), POLICY)
    assert found.team is not None
    assert (found.team.id, found.team.ratio) == ("T2", None)


def test_hours_by_grade_and_above() -> None:
    people = [
        {"manager_id": f"M{place}", "role": "account_manager", "grade": grade}
        for place, grade in enumerate(GRADES)
    ]
    staff = staffed(accounts_table([{}, {}, {}]), managers_table(people), teams_table([]), POLICY)
    found = capacity(staff, np.array([0, 2, 4], np.int8), POLICY)
    assert [(each.id, each.demanded, each.available) for each in found.grades] == [
        ("junior", 4680 + 1320 + 270, 365_000),
        ("intermediate", 4680 + 1320, 255_000),
        ("senior", 4680, 130_000),
    ]


def test_teams_over_eight_count_their_leader() -> None:
    """LY-2: at most eight people, the leader among them."""

    def sizes(members: int) -> tuple[Any, ...]:
        people = [{"manager_id": f"M{place}", "team_id": "T1"} for place in range(members)]
        teams = [{"team_id": "T1", "leader_id": "boss"}]
        staff = staffed(accounts_table([]), managers_table(people), teams_table(teams), POLICY)
        return capacity(staff, np.empty(0, np.int8), POLICY).crowded

    assert sizes(7) == ()
    assert [(each.id, each.people) for each in sizes(8)] == [("T1", 9)]


def test_a_policy_without_standards_or_staffing_says_so() -> None:
    neither = tierline.load_policy("size-by-sales", "2026-10")
    found = capacity(two_teams(), np.zeros(60, np.int8), neither)
    assert (found.teams, found.whole, found.binding) == ((), None, ())
    assert [message.render("en")[:34] for message in found.notes] == [
        "The policy size-by-sales holds no ",
        "The policy size-by-sales does not ",
    ]
    with pytest.raises(BadInputError, match="staffing"):
        mismatches(two_teams(), np.zeros(60, np.int8), neither)


@pytest.mark.parametrize("ranks", [np.zeros(59, np.int8), np.full(60, 5, np.int8), np.full(60, -1, np.int8)])
def test_ranks_that_do_not_fit_are_refused(ranks: Any) -> None:
    for ask in (capacity, mismatches):
        with pytest.raises(BadInputError, match="60"):
            ask(two_teams(), ranks, POLICY)


def test_figures_are_written_for_people() -> None:
    assert hours_text(841_250) == "8,412.50"
    assert percent_text(Fraction(2001, 2000)) == "100.1\u202f%"
    assert percent_text(None) == "-"


def test_a_name_is_in_the_reader_s_language_where_there_is_one() -> None:
    load = Load("650100", "乌鲁木齐市", 1, 2, 1, name_en="Urumqi")
    assert (load.named("en"), load.named("zh")) == ("Urumqi", "乌鲁木齐市")
    assert Load("t1", "一组", 1, 2, 1).named("en") == "一组"
