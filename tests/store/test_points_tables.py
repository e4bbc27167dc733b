"""Targets, actuals, events, transfers of a closed month: kept where they came, seen by whom they concern."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.months import raw_months
from tierline.errors import BadInputError, ScopeError
from tierline.monthly import run_month
from tierline.performance.derive import derive
from tierline.performance.facts import ClosedFacts
from tierline.performance.policy_load import load_points_policy
from tierline.store.audit import audit_trail
from tierline.store.closed import ClosedMonth
from tierline.store.scope import Scope, scope_for
from tierline.store.verification import verify
from tierline.store.visible import POINTS_TABLES
from tierline.store.workspace import Workspace
from tierline.tables.registry import OPTIONAL, arrow_schema

MONTH = "2026-10"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("points") / "work"
    workspace = Workspace.create(folder)
    raw_months(folder)
    lend_an_account(workspace.raw(MONTH))
    for month in ("2026-09", MONTH):
        run_month(workspace, month, policy="xinjiang-2008", without_previous=month < MONTH)
    return workspace


def lend_an_account(raw: Path) -> None:
    """Let the first account's holder lend it to another manager for ten days."""
    accounts = pq.read_table(raw / "accounts.parquet", columns=["account_id", "manager_id"])
    account, holder = (accounts[name][0].as_py() for name in ("account_id", "manager_id"))
    other = next(name for name in accounts["manager_id"].to_pylist() if name not in (None, holder))
    rows = [(holder, other, date(2026, 10, 5)), (other, holder, date(2026, 10, 15))]
    table = pa.Table.from_pylist(
        [{"account_id": account, "from_manager": a, "to_manager": b, "date": day} for a, b, day in rows],
        schema=arrow_schema("transfers"),
    )
    pq.write_table(table, raw / "transfers.parquet")


def month(place: Workspace) -> ClosedMonth:
    return place.closed(MONTH)


def someone(place: Workspace, role: str) -> tuple[Scope, dict[str, str | None]]:
    """Return the scope of the first person of a role, and their row of the managers table."""
    everybody = month(place).load(scope_for(place), "managers").to_pylist()
    events = {row["manager_id"] for row in month(place).load(scope_for(place), "actuals").to_pylist()}
    row = next(
        row
        for row in everybody
        if row["role"] == role and (role != "account_manager" or row["manager_id"] in events)
    )
    return scope_for(place, row["login"]), row


def holders(place: Workspace, scope: Scope, table: str) -> set[str]:
    rows = month(place).load(scope, table).to_pylist()
    return {row[name] for row in rows for name in POINTS_TABLES[table]}


def test_they_are_stored_and_verified(place: Workspace) -> None:
    for name in OPTIONAL:
        table = month(place).load(scope_for(place), name)
        assert table.num_rows, name
        assert table.schema.equals(arrow_schema(name), check_metadata=False)
        assert f"{name}.parquet" in month(place).manifest["outputs"]
        assert name in month(place).manifest["inputs"]
    assert verify(place, recompute=True) == []


@pytest.mark.parametrize("table", ["targets", "actuals", "point_events"])
def test_a_manager_sees_the_own_rows_only(place: Workspace, table: str) -> None:
    """LY-20: pay is nobody else's business."""
    scope, row = someone(place, "account_manager")
    every = holders(place, scope_for(place), table)
    assert len(every) > 1
    assert holders(place, scope, table) <= {row["manager_id"]}
    assert holders(place, scope, "targets") == {row["manager_id"]}


def test_a_leader_sees_the_team_and_an_area_supervisor_the_area(place: Workspace) -> None:
    staff = month(place).load(scope_for(place), "managers").to_pylist()
    scope, leader = someone(place, "team_leader")
    team = {row["manager_id"] for row in staff if row["team_id"] == leader["team_id"]}
    assert set() < holders(place, scope, "actuals") <= team
    for row in (row for row in staff if row["role"] == "supervisor" and row["area_id"]):
        seen = holders(place, scope_for(place, row["login"]), "actuals")
        assert seen <= {one["manager_id"] for one in staff if one["area_id"] == row["area_id"]}


def test_a_transfer_is_seen_by_giver_and_receiver_only(place: Workspace) -> None:
    rows = month(place).load(scope_for(place), "transfers").to_pylist()
    staff = {row["manager_id"]: row for row in month(place).load(scope_for(place), "managers").to_pylist()}
    assert len({name for row in rows for name in (row["from_manager"], row["to_manager"])}) == 2
    for name, row in staff.items():
        if row["role"] in ("account_manager", "phone_manager"):
            own = [each for each in rows if name in (each["from_manager"], each["to_manager"])]
            assert month(place).load(scope_for(place, row["login"]), "transfers").to_pylist() == own


def test_columns_can_be_chosen_and_the_look_is_recorded(place: Workspace) -> None:
    scope, _row = someone(place, "account_manager")
    table = month(place).load(scope, "actuals", ["indicator", "actual"])
    assert table.column_names == ["indicator", "actual"]
    entry = audit_trail(place)[-1]
    assert (entry.who, entry.action, entry.subject, entry.rows) == (
        scope.login, "look", "actuals", table.num_rows,
    )  # fmt: skip
    with pytest.raises(BadInputError, match="salary"):
        month(place).load(scope, "actuals", ["salary"])


def test_derived_actuals_ask_for_a_whole_scope(place: Workspace) -> None:
    scope, row = someone(place, "account_manager")
    with pytest.raises(ScopeError, match=str(row["login"])):
        ClosedFacts(month(place), scope)
    policy = load_points_policy("longyan-points", MONTH)
    found = derive(ClosedFacts(month(place), scope_for(place)), policy)
    assert row["manager_id"] in found["manager_id"].to_pylist()
    assert {"ict_revenue", "ict_penetration", "completeness", "freshness"} == set(
        found["indicator"].to_pylist()
    )


def test_a_month_without_them_closes_as_before_and_has_no_rows(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "work")
    raw_months(tmp_path / "work")
    for name in OPTIONAL:
        (workspace.raw(MONTH) / f"{name}.parquet").unlink()
    run_month(workspace, MONTH, policy="xinjiang-2008", without_previous=True)
    closed = workspace.closed(MONTH)
    assert not {f"{name}.parquet" for name in OPTIONAL} & set(closed.manifest["outputs"])
    for name in OPTIONAL:
        assert closed.load(scope_for(workspace), name).num_rows == 0
    assert closed.load(scope_for(workspace), "targets", ["target"]).column_names == ["target"]
    with pytest.raises(BadInputError, match="salary"):
        closed.load(scope_for(workspace), "targets", ["salary"])
    assert verify(workspace, recompute=True) == []
