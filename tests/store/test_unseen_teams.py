"""A leader of two teams sees one; the close and the check name the other (LY-20)."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.months import raw_months
from tierline.monthly import run_month
from tierline.store.points_check import check_points
from tierline.store.roster import unseen_teams
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace

MONTH = "2026-10"


def told(leader: dict[str, Any], *leads: str) -> list[str]:
    """Return what is told of one leader, in English."""
    managers = pa.Table.from_pylist([{"manager_id": "L1", "role": "team_leader", "team_id": None} | leader])
    teams = pa.Table.from_pylist([{"team_id": team, "leader_id": "L1"} for team in leads])
    return [each.render("en") for each in unseen_teams(managers, teams)]


@pytest.mark.parametrize(
    ("leader", "leads", "unseen"),
    [
        ({"team_id": "T1"}, ["T1"], []),
        ({"team_id": "T1"}, ["T1", "T2"], [("T2", "T1")]),
        ({"team_id": "T1"}, ["T2", "T3"], [("T2", "T1"), ("T3", "T1")]),
        ({}, ["T1"], []),
        ({}, ["T1", "T2"], [("T1", "T2")]),
        ({"team_id": "T1", "role": "supervisor"}, ["T1", "T2"], []),
        ({"manager_id": "L2"}, ["T1", "T2"], []),
    ],
)
def test_each_team_that_a_leader_does_not_see_is_named(
    leader: dict[str, Any], leads: list[str], unseen: list[tuple[str, str]]
) -> None:
    assert [each.split(":")[1] for each in told(leader, *leads)] == [
        f" L1 leads {team}, but sees {own} alone" for team, own in unseen
    ]


def test_the_close_and_the_check_say_what_the_scope_does(workspace: Workspace) -> None:
    raw_months(workspace.path)
    file = workspace.raw(MONTH) / "teams.parquet"
    rows = pq.read_table(file)
    first, second, *rest = rows.to_pylist()
    second["leader_id"] = first["leader_id"]
    pq.write_table(pa.Table.from_pylist([first, second, *rest], schema=rows.schema), file)
    words = f"{first['leader_id']} leads {second['team_id']}, but sees {first['team_id']} alone"
    check = [each for each in check_points(workspace, scope_for(workspace), MONTH).findings
             if words in each.what.render("en")]  # fmt: skip
    assert [each.outcome for each in check] == ["noted"]
    run = run_month(workspace, MONTH, policy="xinjiang-2008", without_previous=True)
    (note,) = [each for each in run.notes if words in each.render("en")]
    assert "班组长只能查看" in note.render("zh")
    managers = pq.read_table(workspace.raw(MONTH) / "managers.parquet").to_pylist()
    login = next(row["login"] for row in managers if row["manager_id"] == first["leader_id"])
    assert scope_for(workspace, login).team_ids == {first["team_id"]}
