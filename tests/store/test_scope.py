"""Nobody sees another manager's customers (LY-20), however they ask."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.store import by_hand
from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.store import audit
from tierline.store.closed import ClosedMonth
from tierline.store.load_months import load_months
from tierline.store.scope import Scope, scope_for
from tierline.store.staff import Person, add_person, remove_person
from tierline.store.workspace import Workspace

EVERY = list("ABCDEFGH")


def _seen(closed: ClosedMonth, login: str | None) -> list[str]:
    ids: list[str] = closed.load(scope_for(closed.workspace, login))["account_id"].to_pylist()
    return ids


def _hire(workspace: Workspace, me: str, login: str, role: str, **more: str) -> Scope:
    add_person(workspace, Person(login=login, name=login, role=role, **more), by=me, reason="test")
    return scope_for(workspace, login)


@pytest.mark.parametrize(
    ("login", "visible"),
    [
        ("m1", list("AB")),
        ("m2", list("CF")),
        ("m3", list("DEH")),
        ("m8", list("ABCE")),  # supervisor of N: N and N1 below it
        ("m9", list("ABCF")),  # leads T1 by the teams table
    ],
)
def test_rows_by_person(closed: ClosedMonth, login: str, visible: list[str]) -> None:
    assert _seen(closed, login) == visible


@pytest.mark.parametrize("table", ["accounts", "results", "joined", "overrides", "moves", "account"])
def test_manager_never_gets_rows_of_another(closed: ClosedMonth, table: str) -> None:
    scope = scope_for(closed.workspace, "m1")
    if table == "joined":
        found = closed.joined(scope)
    elif table == "moves":
        earlier = closed
        found = by_hand.close(closed.workspace, "2026-11", previous=earlier, tiers=["tin"] * 8).moves(scope)
    elif table == "account":
        assert closed.account(scope, "A")["accounts"].num_rows == 1  # type: ignore[union-attr]
        with pytest.raises(ScopeError):
            closed.account(scope, "C")
        return
    else:
        found = closed.load(scope, table)
    assert found.num_rows
    assert set(found["account_id"].to_pylist()) <= {"A", "B"}


@pytest.mark.parametrize("role", ["administrator", "planner", "analyst", "quality_inspector", "supervisor"])
def test_roles_that_see_all(closed: ClosedMonth, me: str, role: str) -> None:
    scope = _hire(closed.workspace, me, "someone", role)
    assert scope.whole
    assert closed.load(scope)["account_id"].to_pylist() == EVERY


@pytest.mark.parametrize("role", ["account_manager", "assistant", "product_manager", "team_leader"])
def test_nothing_assigned_means_no_rows(closed: ClosedMonth, me: str, role: str) -> None:
    scope = _hire(closed.workspace, me, "someone", role)
    assert not scope.whole
    assert closed.load(scope).num_rows == 0
    assert closed.joined(scope).num_rows == 0
    assert closed.summary(scope)["accounts"].to_pylist() == [0, 0, 0]


def test_supervisor_of_the_province_sees_areas_below_but_not_the_rows_without_area(
    closed: ClosedMonth, me: str
) -> None:
    scope = _hire(closed.workspace, me, "boss", "supervisor", area_id="P")
    assert closed.load(scope)["account_id"].to_pylist() == list("ABCDEFG")


def test_areas_that_go_round_in_a_circle_end(workspace: Workspace, me: str, monkeypatch: Any) -> None:
    circle = [
        {"area_id": "N", "name": "n", "parent_id": "S"},
        {"area_id": "S", "name": "s", "parent_id": "N"},
    ]
    monkeypatch.setattr(by_hand, "AREAS", circle)
    closed = by_hand.close(workspace)
    scope = _hire(workspace, me, "boss", "supervisor", area_id="N")
    assert closed.load(scope)["account_id"].to_pylist() == list("ADEFG")


def test_a_team_is_what_it_was_in_that_month(closed: ClosedMonth, me: str) -> None:
    moved = [{**row, "team_id": "T2"} if row["manager_id"] == "M2" else row for row in by_hand.MANAGERS]
    later = by_hand.close(closed.workspace, "2026-11", managers=moved, previous=closed)
    scope = scope_for(closed.workspace, "m9")
    assert closed.load(scope)["account_id"].to_pylist() == list("ABCF")
    assert later.load(scope)["account_id"].to_pylist() == list("AB")


@pytest.mark.parametrize("login", ["nobody", "", "M1", "m1 ", "' OR 1=1 --", "root' --"])
def test_unknown_login_sees_nothing(closed: ClosedMonth, login: str) -> None:
    with pytest.raises(ScopeError, match="staff table"):
        scope_for(closed.workspace, login)


def test_removed_person_sees_nothing(closed: ClosedMonth, me: str) -> None:
    remove_person(closed.workspace, "m1", by=me, reason="left")
    with pytest.raises(ScopeError):
        scope_for(closed.workspace, "m1")


def test_default_is_the_system_user_and_not_the_environment(
    closed: ClosedMonth, me: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "LOGNAME", "USERNAME", "LNAME"):
        monkeypatch.setenv(name, "m1")
    assert scope_for(closed.workspace).login == me


def test_scope_cannot_be_made_changed_or_copied(closed: ClosedMonth) -> None:
    scope = scope_for(closed.workspace, "m1")
    with pytest.raises(TypeError):
        Scope("m1", "administrator", "me", None, None, None)
    with pytest.raises(AttributeError):
        scope.manager_ids = None
    with pytest.raises(AttributeError):
        del scope.manager_ids
    with pytest.raises(TypeError):
        copy.copy(scope)
    with pytest.raises(TypeError):
        pickle.dumps(scope)
    with pytest.raises(TypeError):
        type("Mine", (Scope,), {})


def test_forged_scope_opens_nothing(closed: ClosedMonth) -> None:
    forged = object.__new__(Scope)
    for name, value in {
        "login": "m1",
        "role": "administrator",
        "name": "me",
        "manager_ids": None,
        "team_ids": None,
        "area_ids": None,
        "workspace": str(closed.workspace.path),
    }.items():
        object.__setattr__(forged, name, value)
    with pytest.raises(ScopeError):
        closed.load(forged)


@pytest.mark.parametrize(
    "change", [("manager_ids", None), ("manager_ids", frozenset({"M1", "M2"})), ("login", "x")]
)
def test_altered_scope_opens_nothing(closed: ClosedMonth, change: tuple[str, Any]) -> None:
    scope = scope_for(closed.workspace, "m1")
    object.__setattr__(scope, *change)
    with pytest.raises(ScopeError):
        closed.load(scope)


@pytest.mark.parametrize("thing", [None, "m1", True, object()])
def test_no_scope_no_rows(closed: ClosedMonth, thing: Any) -> None:
    for door in (closed.load, closed.joined, closed.moves, closed.summary):
        with pytest.raises(TypeError):
            door(thing)
    with pytest.raises(TypeError):
        closed.account(thing, "A")
    with pytest.raises(TypeError):
        closed.load()  # type: ignore[call-arg]


def test_scope_of_another_workspace_opens_nothing(closed: ClosedMonth, tmp_path: Path) -> None:
    other = Workspace.create(tmp_path / "other")
    with pytest.raises(ScopeError, match="another workspace"):
        closed.load(scope_for(other))


def test_looks_and_exports_are_recorded(closed: ClosedMonth, me: str) -> None:
    scope = scope_for(closed.workspace, "m2")
    closed.load(scope, "accounts", ["account_id", "name"])
    closed.joined(scope, ["account_id", "tier"], purpose="export")
    closed.account(scope, "C")
    with pytest.raises(ScopeError):
        closed.account(scope, "A")
    trail = audit.audit_trail(closed.workspace, who="m2")
    assert [(e.action, e.month, e.subject, json.loads(e.columns), e.rows, e.purpose) for e in trail[:2]] == [
        ("look", "2026-10", "accounts", ["account_id", "name"], 2, "look"),
        ("export", "2026-10", "accounts+results", ["account_id", "tier"], 2, "export"),
    ]
    assert [(json.loads(e.details).get("account"), e.rows) for e in trail[2:]] == [("C", 1), ("A", 0)]
    assert all(json.loads(e.details)["system_user"] == me for e in trail)


def test_what_cannot_be_recorded_is_not_shown(closed: ClosedMonth, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_named: Any) -> None:
        raise OSError("no record")

    monkeypatch.setattr("tierline.store.closed.append", broken)
    with pytest.raises(OSError, match="no record"):
        closed.load(scope_for(closed.workspace))


def test_wrong_questions(closed: ClosedMonth) -> None:
    scope = scope_for(closed.workspace, "m1")
    with pytest.raises(BadInputError, match="no column 'salary'"):
        closed.load(scope, columns=["salary"])
    with pytest.raises(BadInputError, match="no column 'salary'"):
        closed.joined(scope, columns=["salary"])
    with pytest.raises(BadInputError, match="There are: accounts"):
        closed.load(scope, "../../records")
    with pytest.raises(UsageError, match="look"):
        closed.load(scope, purpose="curiosity")


def test_summary_adds_up_what_is_visible(closed: ClosedMonth) -> None:
    whole = closed.summary(scope_for(closed.workspace)).to_pylist()
    assert [(r["tier"], r["accounts"], r["revenue_fen"]) for r in whole if r["level"] == "all"] == [
        ("gold", 3, 930),
        ("silver", 3, 1230),
        ("tin", 2, 720),
    ]
    mine = closed.summary(scope_for(closed.workspace, "m1")).to_pylist()
    assert [(r["tier"], r["accounts"], r["revenue_fen"]) for r in mine if r["level"] == "all"] == [
        ("gold", 1, 10),
        ("silver", 1, 110),
        ("tin", 0, 0),
    ]


def test_previous_result_of_an_own_account_is_shown_though_another_had_it(closed: ClosedMonth) -> None:
    handed_over = {**by_hand.HELD, "D": ("M1", "S")}
    later = by_hand.close(
        closed.workspace, "2026-11", rows=by_hand.accounts(handed_over), previous=closed, tiers=["tin"] * 8
    )
    scope = scope_for(closed.workspace, "m1")
    previous = later.account(scope, "D")["previous"]
    assert previous is not None
    assert previous["tier"].to_pylist() == ["gold"]
    with pytest.raises(ScopeError):
        closed.account(scope, "D")


def test_months_below_each_other(closed: ClosedMonth) -> None:
    by_hand.close(closed.workspace, "2026-11", previous=closed)
    scope = scope_for(closed.workspace, "m1")
    found = load_months(closed.workspace, scope, ["2026-10", "2026-11"], ["account_id", "tier"])
    assert found["month"].to_pylist() == ["2026-10"] * 2 + ["2026-11"] * 2
    assert found.column_names == ["month", "account_id", "tier"]
    with pytest.raises(UsageError):
        load_months(closed.workspace, scope, [], ["account_id"])


def test_staff_rows_of_the_own_circle_only(closed: ClosedMonth) -> None:
    mine = closed.load(scope_for(closed.workspace, "m1"), "managers")
    assert mine["manager_id"].to_pylist() == ["M1"]
    assert closed.load(scope_for(closed.workspace, "m1"), "areas").num_rows == 4


def test_described_in_both_languages(closed: ClosedMonth) -> None:
    assert (
        scope_for(closed.workspace, "m1").describe("en") == "Manager 1, account manager: own customers (M1)"
    )
    assert "团队" in scope_for(closed.workspace, "m9").describe("zh")


def test_many_areas_are_counted_not_listed(closed: ClosedMonth, me: str) -> None:
    """A page's header has no room for the numbers of a whole prefecture."""
    boss = _hire(closed.workspace, me, "boss", "supervisor", area_id="P")
    count = len(boss.area_ids or ())
    assert count > 3
    first = min(boss.area_ids or ())
    assert f"customers of the areas {first} and {count - 1} more" in boss.describe("en")
    assert f"{first} 及其他 {count - 1} 个" in boss.describe("zh")


def test_columns_keep_their_types(closed: ClosedMonth) -> None:
    found = closed.joined(scope_for(closed.workspace))
    assert found.schema.field("score").type == pa.int16()
    assert found.column_names[0] == "account_id"
    assert len(found.column_names) == len(set(found.column_names))
