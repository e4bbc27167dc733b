"""Who may approve whose events, by the month's own tables: as by command (LY-12, LY-20)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tierline.performance.approvers import Approvers, day_of_intake

STAFF: list[dict[str, Any]] = [
    {"manager_id": "M1", "role": "account_manager", "team_id": "T1", "area_id": "town"},
    {"manager_id": "M2", "role": "account_manager", "team_id": None, "area_id": None},
    {"manager_id": "L1", "role": "team_leader", "team_id": "T1", "area_id": "town"},
    {"manager_id": "L2", "role": "team_leader", "team_id": "T2", "area_id": "town"},
    {"manager_id": "L3", "role": "team_leader", "team_id": None, "area_id": "town"},
    {"manager_id": "S1", "role": "supervisor", "team_id": None, "area_id": "town"},
    {"manager_id": "S2", "role": "supervisor", "team_id": None, "area_id": "province"},
    {"manager_id": "S3", "role": "supervisor", "team_id": None, "area_id": "other"},
    {"manager_id": "S4", "role": "supervisor", "team_id": None, "area_id": None},
    {"manager_id": "A1", "role": "administrator", "team_id": None, "area_id": "other"},
]
AREAS: list[dict[str, Any]] = [
    {"area_id": "province", "parent_id": None},
    {"area_id": "town", "parent_id": "province"},
    {"area_id": "other", "parent_id": "round"},
    {"area_id": "round", "parent_id": "other"},
]
DAY = date(2026, 11, 22)


def kind(**row: Any) -> str | None:
    event = {"event_id": "E1", "manager_id": "M1", "approver": "L1", "raised_by": None, "approved_on": DAY}
    lack = Approvers(STAFF, AREAS, DAY).lack({**event, **row})
    return None if lack is None else lack[0]


@pytest.mark.parametrize(
    ("approver", "manager", "wanted"),
    [
        ("L1", "M1", None),
        ("L2", "M1", "approver_sight"),
        ("L3", "M1", "approver_sight"),
        ("L3", "M2", "approver_sight"),  # neither has a team: that is no common one
        ("S1", "M1", None),
        ("S2", "M1", None),  # of the area above
        ("S3", "M1", "approver_sight"),
        ("S1", "M2", "approver_sight"),
        ("S4", "M2", None),
        ("A1", "M1", None),
        ("A1", "M2", None),
        ("M2", "M1", "approver_role"),
        ("M9", "M1", "approver_role"),
        ("M1", "M1", "own_approval"),
    ],
)
def test_an_approver_is_one_who_may_see_the_manager(approver: str, manager: str, wanted: str | None) -> None:
    assert kind(approver=approver, manager_id=manager) == wanted


def test_areas_that_go_round_in_a_circle_end() -> None:
    staff = [
        {**STAFF[0], "area_id": "round"},
        {"manager_id": "S1", "role": "supervisor", "team_id": None, "area_id": "town"},
    ]
    lack = Approvers(staff, AREAS).lack({"manager_id": "M1", "approver": "S1"})
    assert lack == ("approver_sight", {"approver": "S1"})


@pytest.mark.parametrize(
    ("on", "wanted"), [(None, "approval_undated"), (DAY, None), (date(2026, 11, 23), "approval_ahead")]
)
def test_an_approval_is_of_a_day_and_of_none_to_come(on: date | None, wanted: str | None) -> None:
    assert kind(approved_on=on) == wanted


@pytest.mark.parametrize(
    ("month", "today", "wanted"),
    [
        ("2026-10", date(2026, 11, 22), date(2026, 11, 22)),
        ("2026-10", date(2026, 11, 1), date(2026, 11, 1)),
        ("2026-10", date(2026, 10, 31), date(2026, 11, 30)),
        ("2026-12", date(2026, 11, 22), date(2027, 1, 31)),
    ],
)
def test_the_day_of_intake_is_today_unless_the_month_is_not_over(
    month: str, today: date, wanted: date
) -> None:
    assert day_of_intake(month, today) == wanted
