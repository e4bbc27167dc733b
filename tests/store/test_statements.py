"""Statements of a closed month: stored with hashes, seen by whom they concern, settled again by verify."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import tierline
from tests.months import raw_months
from tierline.data import data_folder
from tierline.errors import BadInputError, IntegrityError, ScopeError
from tierline.monthly import run_month
from tierline.performance.statement import Statement
from tierline.performance.statement_tables import TABLES
from tierline.store.audit import audit_trail
from tierline.store.closed import ClosedMonth
from tierline.store.points_check import check_points
from tierline.store.scope import Scope, scope_for
from tierline.store.statements import manager_points, points_findings, points_policy_of, statements
from tierline.store.verification import verify
from tierline.store.workspace import Workspace
from tierline.tables.registry import OPTIONAL

MONTHS = ("2026-09", "2026-10")
MONTH = MONTHS[-1]
POINTS_FILES = {*(f"{name}.parquet" for name in TABLES), "points_policy.toml"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two months under a policy that looks one month back for retention."""
    folder = tmp_path_factory.mktemp("statements")
    workspace = Workspace.create(folder / "work")
    raw_months(workspace.path)
    own = own_policy(folder)
    for month in MONTHS:
        run_month(workspace, month, policy="xinjiang-2008", without_previous=month < MONTH, points_policy=own)
    return workspace


def own_policy(folder: Path) -> Path:
    text = (data_folder() / "policies" / "longyan-points" / "policy.toml").read_text(encoding="utf-8")
    before, after = text.split("[derive.retention_months]")
    own = folder / "own-points.toml"
    own.write_text(before + "[derive.retention_months]" + after.replace("value = 3", "value = 1", 1), "utf-8")
    return own


def month(place: Workspace) -> ClosedMonth:
    return place.closed(MONTH)


def everybody(place: Workspace) -> list[Statement]:
    return statements(month(place), scope_for(place))


def of_role(place: Workspace, role: str) -> tuple[Scope, dict[str, str | None]]:
    staff = month(place).load(scope_for(place), "managers").to_pylist()
    with_points = {each.manager_id for each in everybody(place)}
    row = next(
        each
        for each in staff
        if each["role"] == role
        and (role in ("team_leader", "supervisor") or each["manager_id"] in with_points)
    )
    return scope_for(place, row["login"]), row


def test_a_month_keeps_its_statements_with_their_hashes_and_their_policy(place: Workspace) -> None:
    manifest = month(place).manifest
    assert set(manifest["outputs"]) >= POINTS_FILES
    policy = points_policy_of(month(place))
    assert policy is not None
    assert manifest["points"]["policy"] == {"id": "longyan-points", "sha256": policy.sha256}
    (earlier,) = manifest["points"]["earlier"]
    assert (earlier["month"], earlier["run"]) == ("2026-09", place.closed("2026-09").run)
    lines = [line for each in everybody(place) for line in each.lines]
    assert any(line.indicator == "retention" and line.basis is not None for line in lines)
    assert verify(place, recompute=True) == []


def test_every_statement_adds_up(place: Workspace) -> None:
    found = everybody(place)
    settled = [each for each in found if each.total is not None]
    assert len(settled) > len(found) / 2
    for each in settled:
        assert sum(entry.points for entry in each.entries) == each.total
        assert each.run == month(place).run
    assert {each.role for each in found} > {"account_manager", "assistant"}


def test_a_manager_sees_the_own_statement_and_no_other(place: Workspace) -> None:
    """LY-20: not by asking for all, not by name, not by the tables, not in what was refused."""
    scope, row = of_role(place, "account_manager")
    assert [each.manager_id for each in statements(month(place), scope)] == [row["manager_id"]]
    others = [each.manager_id for each in everybody(place) if each.manager_id != row["manager_id"]]
    assert statements(month(place), scope, others[0]) == []
    assert manager_points(place, MONTH, others[0], scope=scope) == []
    for name in TABLES:
        assert set(month(place).load(scope, name)["manager_id"].to_pylist()) <= {row["manager_id"]}
    assert {each.manager_id for each in points_findings(month(place), scope)} <= {row["manager_id"]}


def test_a_leader_sees_the_team_and_a_supervisor_the_area(place: Workspace) -> None:
    scope, leader = of_role(place, "team_leader")
    seen = statements(month(place), scope)
    team = [each.manager_id for each in everybody(place) if each.team_id == leader["team_id"]]
    assert [each.manager_id for each in seen] == team != []
    scope, boss = of_role(place, "supervisor")
    area = place.areas_below(boss["area_id"]) if boss["area_id"] else None
    expected = [each for each in everybody(place) if area is None or each.area_id in area]
    assert statements(month(place), scope) == expected


def test_one_look_leaves_one_entry(place: Workspace) -> None:
    scope, row = of_role(place, "account_manager")
    before = len(audit_trail(place))
    statements(month(place), scope, purpose="export")
    trail = audit_trail(place)
    assert len(trail) == before + 1
    assert (trail[-1].who, trail[-1].action, trail[-1].subject, trail[-1].rows) == (
        row["login"], "export", "statements", 1,
    )  # fmt: skip


def test_the_library_gives_them_by_month_and_day(place: Workspace) -> None:
    found = tierline.manager_points(place.path, MONTH)
    assert found == everybody(place)
    assert tierline.manager_points(place, MONTH, as_of=date(2100, 1, 1)) == found
    with pytest.raises(BadInputError, match="not closed on 2026-01-01"):
        tierline.manager_points(place, MONTH, as_of=date(2026, 1, 1))


def test_the_next_month_asks_for_the_policy_by_name_when_it_is_not_the_shipped_one(
    place: Workspace, tmp_path: Path
) -> None:
    again = copied(place, tmp_path)
    shutil.rmtree(again.closed_folder / f"month={MONTH}")
    with pytest.raises(BadInputError, match="--points-policy"):
        run_month(again, MONTH, policy="xinjiang-2008")


def test_running_again_gives_the_same_bytes_and_another_policy_another_run(
    place: Workspace, tmp_path: Path
) -> None:
    again = copied(place, tmp_path)
    assert run_month(again, MONTH, policy="xinjiang-2008").status == "same"
    with pytest.raises(IntegrityError, match=r"points \(longyan-points"):
        run_month(again, MONTH, policy="xinjiang-2008", points_policy="longyan-points")


def test_a_changed_statement_is_found(place: Workspace, tmp_path: Path) -> None:
    again = copied(place, tmp_path)
    file = month(again).folder / "statements.parquet"
    table = pq.read_table(file)
    totals = [None if value is None else value + 100 for value in table["total"].to_pylist()]
    column = table.column_names.index("total")
    pq.write_table(table.set_column(column, "total", [totals]), file)
    told = [each.what.render("en") for each in verify(again, MONTH)]
    assert any("statements.parquet: its bytes" in each for each in told)
    assert any("statements.parquet" in each and "total" in each for each in told[1:])


def test_a_month_without_points_closes_as_before(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "work")
    raw_months(workspace.path)
    for name in OPTIONAL:
        (workspace.raw(MONTH) / f"{name}.parquet").unlink()
    run_month(workspace, MONTH, policy="xinjiang-2008", without_previous=True)
    closed = workspace.closed(MONTH)
    assert "points" not in closed.manifest
    assert not POINTS_FILES & set(closed.manifest["outputs"])
    assert statements(closed, scope_for(workspace)) == []
    assert points_policy_of(closed) is None
    assert closed.load(scope_for(workspace), "statements").num_rows == 0
    with pytest.raises(BadInputError, match="has no points"):
        check_points(workspace, scope_for(workspace), MONTH)


def test_a_check_names_the_rows_and_those_that_came_after_the_close(place: Workspace, tmp_path: Path) -> None:
    again = copied(place, tmp_path)
    clean = check_points(again, scope_for(again), MONTH)
    assert [each for each in clean.findings if each.outcome == "late"] == []
    assert dict(clean.states) == {
        state: sum(each.state == state for each in everybody(place))
        for state in {each.state for each in everybody(place)}
    }
    file = again.raw(MONTH) / "point_events.parquet"
    table = pq.read_table(file)
    rows = table.to_pylist()
    who = rows[0]["manager_id"]
    rows.append({**rows[0], "event_id": "E-LATE"})
    rows.append({**rows[0], "event_id": "E-BARE", "evidence": None})
    rows[0] = {**rows[0], "evidence": "another paper"}
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), file)
    found = check_points(again, scope_for(again), MONTH).findings
    told = [(each.outcome, each.what.render("en")) for each in found]
    assert any(each.what.render("zh").startswith("加扣分事项：E-LATE") for each in found)
    assert any(outcome == "late" and "E-LATE came after" in text for outcome, text in told)
    changed = str(rows[0]["event_id"])
    assert any(outcome == "late" and f"{changed} was changed" in text for outcome, text in told)
    assert any(outcome == "refused" and "point_events.parquet" in text for outcome, text in told)
    own = statements(month(again), scope_for(again), who)
    assert "E-LATE" not in {event.event_id for each in own for event in each.events}


def test_a_manager_checks_what_is_the_own(place: Workspace) -> None:
    scope, row = of_role(place, "account_manager")
    found = check_points(place, scope, MONTH)
    assert sum(found.states.values()) == 1
    names = {each.manager_id for each in everybody(place)} - {row["manager_id"]}
    assert not [name for name in names for each in found.findings if str(name) in each.what.render("en")]


def test_a_faulty_policy_closes_nothing(place: Workspace, tmp_path: Path) -> None:
    again = copied(place, tmp_path)
    own = own_policy(tmp_path)
    own.write_text(own.read_text("utf-8").replace("ict_revenue = 25.00", "ict_revenue = 24.00"), "utf-8")
    for action in (
        lambda: check_points(again, scope_for(again), MONTH, own),
        lambda: run_month(
            again, MONTH, policy="xinjiang-2008", points_policy=own, replaces=month(again).run, reason="x"
        ),
    ):
        with pytest.raises(BadInputError, match="59"):
            action()
    assert month(again).run == month(place).run


def test_a_scope_of_another_workspace_opens_nothing(place: Workspace, tmp_path: Path) -> None:
    again = copied(place, tmp_path)
    with pytest.raises(ScopeError, match="another workspace"):
        statements(month(again), scope_for(place))


def copied(place: Workspace, folder: Path) -> Workspace:
    return Workspace.open(shutil.copytree(place.path, folder / "copy"))
