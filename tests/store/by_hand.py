"""Closed months written by hand: the store's tests need rows, not scores."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tierline.store.audit import append
from tierline.store.closed import ClosedMonth
from tierline.store.roster import merge_managers
from tierline.store.snapshots import Snapshot, content_hash, run_id
from tierline.store.staff import system_user
from tierline.store.summary import summarise
from tierline.store.workspace import Workspace

TIERS = ["gold", "silver", "tin"]

AREAS = [
    {"area_id": "P", "name": "Province", "parent_id": None},
    {"area_id": "N", "name": "North", "parent_id": "P"},
    {"area_id": "N1", "name": "North One", "parent_id": "N"},
    {"area_id": "S", "name": "South", "parent_id": "P"},
]
TEAMS = [
    {"team_id": "T1", "name": "First", "area_id": "N", "leader_id": "M9"},
    {"team_id": "T2", "name": "Second", "area_id": "S", "leader_id": None},
]


def _manager(number: str, role: str, team: str | None, area: str | None) -> dict[str, Any]:
    return {
        "manager_id": f"M{number}",
        "name": f"Manager {number}",
        "login": f"m{number}",
        "role": role,
        "team_id": team,
        "area_id": area,
    }


MANAGERS = [
    _manager("1", "account_manager", "T1", "N"),
    _manager("2", "account_manager", "T1", "N1"),
    _manager("3", "phone_manager", "T2", "S"),
    _manager("8", "supervisor", None, "N"),
    _manager("9", "team_leader", None, "N"),
]
# account -> manager, area; G has no manager, H no area
HELD = {
    "A": ("M1", "N"),
    "B": ("M1", "N1"),
    "C": ("M2", "N1"),
    "D": ("M3", "S"),
    "E": ("M3", "N"),
    "F": ("M2", "S"),
    "G": (None, "S"),
    "H": ("M3", None),
}


def accounts(held: dict[str, tuple[str | None, str | None]] | None = None) -> pa.Table:
    """Eight accounts with their manager and area; account number i earns i + 0.10 yuan."""
    held = HELD if held is None else held
    return pa.table(
        {
            "account_id": pa.array(list(held), pa.string()),
            "name": pa.array([f"Customer {name}" for name in held], pa.string()),
            "manager_id": pa.array([m for m, _ in held.values()], pa.string()),
            "area_id": pa.array([a for _, a in held.values()], pa.string()).dictionary_encode(),
            "monthly_revenue": pa.array([n + 0.1 for n in range(len(held))], pa.float64()),
            "ict_revenue": pa.array([None if n % 2 else n + 0.01 for n in range(len(held))], pa.float64()),
        }
    )


def results(ids: list[str], tiers: list[str] | None = None) -> pa.Table:
    """Results in the shape that scoring gives."""
    tiers = tiers or [TIERS[n % 3] for n in range(len(ids))]
    return pa.table(
        {
            "account_id": pa.array(ids, pa.string()),
            "score": pa.array([1000 * n for n in range(len(ids))], pa.int16()),
            "tier_by_score": pa.array(tiers, pa.string()).dictionary_encode(),
            "floor": pa.nulls(len(ids), pa.string()),
            "cap": pa.nulls(len(ids), pa.string()),
            "tier": pa.array(tiers, pa.string()).dictionary_encode(),
            "reason": pa.array(["score"] * len(ids), pa.string()).dictionary_encode(),
            "rule": pa.nulls(len(ids), pa.string()),
            "months_below": pa.array([0] * len(ids), pa.int8()),
        }
    )


def close(
    workspace: Workspace,
    month: str = "2026-10",
    *,
    rows: pa.Table | None = None,
    tiers: list[str] | None = None,
    managers: list[dict[str, Any]] | None = None,
    previous: ClosedMonth | None = None,
    replaces: str | None = None,
) -> ClosedMonth:
    """Close a month without scoring: the given rows, and tiers in turn."""
    rows = accounts() if rows is None else rows
    result = results(rows["account_id"].to_pylist(), tiers)
    staff = pa.Table.from_pylist(MANAGERS if managers is None else managers)
    teams = pa.Table.from_pylist(TEAMS)
    overrides = pa.table(
        {
            "account_id": pa.array(["A", "D"], pa.string()),
            "tier": pa.array(["gold", "tin"], pa.string()),
            "reason": pa.array(["x", "y"], pa.string()),
        }
    )
    snapshot = Snapshot(workspace, month)
    tables = {
        "accounts": rows,
        "results": result,
        "managers": staff,
        "teams": teams,
        "areas": pa.Table.from_pylist(AREAS),
        "overrides": overrides,
        "summary": summarise(rows, result, TIERS),
    }
    for name, table in tables.items():
        snapshot.put_table(name, table)
    manifest: dict[str, Any] = {
        "format": 1,
        "month": month,
        "version": "0",
        "policy": {"id": "by-hand", "sha256": "0" * 64},
        "inputs": {"accounts": {"sha256": "1" * 64}},
        "tiers": TIERS,
        "previous": {"month": previous.month, "run": previous.run} if previous else None,
        "replaces": replaces,
        "outputs": snapshot.outputs,
    }
    manifest["run"] = run_id(manifest)
    manifest["content_sha256"] = content_hash(manifest)
    manifest["made"] = {}
    snapshot.write_manifest(manifest)
    with workspace.records.writing() as connection:
        merge_managers(connection, staff, teams, by=system_user(), month=month)
        append(
            connection,
            who=system_user(),
            action="close",
            month=month,
            subject=manifest["run"],
            details={"content_sha256": manifest["content_sha256"]},
        )
    snapshot.commit(manifest["run"])
    return workspace.closed(month)
