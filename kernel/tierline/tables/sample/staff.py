"""Teams, managers and who looks after whom.

A team has at most eight people, its leader included, and at least one assistant (LY-2). An account
manager holds about 120 accounts, next to each other by area and industry (LY-3); the largest tenth of
a prefecture's accounts goes to seniors (LY-6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from tierline.tables.sample.accounts import Population
from tierline.tables.sample.names import NamePools, people
from tierline.tables.sample.setting import Integers, setting, stream

ACCOUNTS_A_MANAGER = 120
_CARRIERS = 6  # a team's account and phone managers; with leader and assistant it is full
_GRADES = ("junior", "intermediate", "senior")


@dataclass(frozen=True)
class Staff:
    """Managers and teams as columns, and each account's manager (place in ``managers``, -1: none)."""

    managers: dict[str, list[object]]
    teams: dict[str, list[object]]
    manager_of: Integers
    planner: str
    supervisor: str


def draw_staff(who: Population, pools: NamePools, accounts: int, seed: int, first_day: date) -> Staff:
    """Return the staff for the accounts in ``who``, hired before ``first_day``."""
    here = setting()
    posts: list[tuple[str, str | None, str | None, int]] = []  # role, team, area, grade
    teams: dict[str, list[object]] = {"team_id": [], "name": [], "area_id": [], "leader_id": []}
    carriers: list[list[int]] = []
    for prefecture in here.prefectures:
        wanted = max(1, round(accounts * float(prefecture["share"]) / ACCOUNTS_A_MANAGER))
        carriers.append(_add_teams(prefecture, wanted, posts, teams))
    _add_province(posts, teams)
    managers = _columns(posts, people(pools, seed, "staff", len(posts)), seed, first_day)
    by_role = [str(role) for role in managers["role"]]
    identifiers = [str(identifier) for identifier in managers["manager_id"]]
    return Staff(
        managers,
        teams,
        _assign(who, carriers, managers, seed),
        identifiers[by_role.index("planner")],
        identifiers[by_role.index("supervisor")],
    )


def _identifier(place: int) -> str:
    return f"M{place + 1:05d}"


def _add_team(teams: dict[str, list[object]], name: str, area: str, leader: int) -> str:
    team = f"T{len(teams['team_id']) + 1:04d}"
    for column, value in zip(teams, (team, name, area, _identifier(leader)), strict=True):
        teams[column].append(value)
    return team


def _add_teams(
    prefecture: dict[str, object],
    wanted: int,
    posts: list[tuple[str, str | None, str | None, int]],
    teams: dict[str, list[object]],
) -> list[int]:
    """Add one prefecture's teams; return the places of those who carry accounts (every fifth a senior)."""
    area = str(prefecture["id"])
    carriers: list[int] = []
    for number, start in enumerate(range(0, wanted, _CARRIERS), start=1):
        team = _add_team(teams, f"{prefecture['short']}集团客户{number}组", area, len(posts))
        posts.append(("team_leader", team, area, 2))
        posts.append(("assistant", team, area, 0))
        for place in range(start, min(wanted, start + _CARRIERS)):
            carriers.append(len(posts))
            phone = place % _CARRIERS == _CARRIERS - 1
            grade = 2 if place % 5 == 0 and wanted > 1 else 1 if place % 3 else 0
            posts.append(("phone_manager" if phone and grade < 2 else "account_manager", team, area, grade))
    return carriers


def _add_province(
    posts: list[tuple[str, str | None, str | None, int]], teams: dict[str, list[object]]
) -> None:
    """Add the province's own: an industry team, a product team, and the department's posts."""
    here = setting()
    province = str(here.province["id"])
    for name, roles in (
        ("行业拓展组", ["industry_manager"] * 5),
        ("产品支撑组", ["product_manager"] * 5),
    ):
        team = _add_team(teams, name, province, len(posts))
        posts.append(("team_leader", team, province, 2))
        posts.append(("assistant", team, province, 0))
        posts.extend((role, team, province, 1 + place % 2) for place, role in enumerate(roles))
    posts.append(("supervisor", None, None, 2))
    posts.extend(("supervisor", None, str(prefecture["id"]), 2) for prefecture in here.prefectures)
    for role in ("quality_inspector", "planner", "analyst"):
        posts.extend((role, None, None, 1) for _ in range(2))


def _columns(
    posts: list[tuple[str, str | None, str | None, int]], names: pa.Array, seed: int, first_day: date
) -> dict[str, list[object]]:
    draw = stream(seed, "careers")
    count = len(posts)
    grade = np.array([post[3] for post in posts])
    # LY-4: two years as account manager for intermediate, four for senior
    served = np.array([60, 760, 1500])[grade] + draw.integers(0, 1400, count)
    before = draw.integers(30, 900, count)
    carrying = {"account_manager", "phone_manager", "industry_manager", "team_leader", "supervisor"}
    phone = draw.integers(0, 10_000_000, count)
    return {
        "manager_id": [_identifier(place) for place in range(count)],
        "name": names.to_pylist(),
        "login": [_identifier(place).lower() for place in range(count)],
        "role": [post[0] for post in posts],
        "grade": [_GRADES[level] for level in grade],
        "team_id": [post[1] for post in posts],
        "area_id": [post[2] for post in posts],
        # 100 begins no mobile number: nobody can be rung by accident
        "phone": [f"100{number:08d}" for number in phone],
        "hired_on": [first_day - timedelta(days=int(a + b)) for a, b in zip(served, before, strict=True)],
        "account_manager_since": [
            first_day - timedelta(days=int(days)) if post[0] in carrying else None
            for days, post in zip(served, posts, strict=True)
        ],
    }


def _assign(
    who: Population, carriers: list[list[int]], managers: dict[str, list[object]], seed: int
) -> Integers:
    """Give each account its manager: blocks of area x industry, the largest tenth to seniors."""
    prefecture = np.array([leaf.prefecture for leaf in setting().leaves])[who.leaf]
    grades = managers["grade"]
    holder = np.full(len(who), -1, np.int64)
    for index, places in enumerate(carriers):
        inside = np.flatnonzero(prefecture == index)
        if len(inside) == 0:
            continue
        seniors = [place for place in places if grades[place] == "senior"]
        others = [place for place in places if grades[place] != "senior"]
        first = round(len(inside) * 0.1) if seniors and others else 0
        by_size = inside[np.argsort(-who.base_revenue[inside], kind="stable")]
        for part, people_there in ((by_size[:first], seniors), (by_size[first:], others or seniors)):
            if len(part) == 0:
                continue
            order = part[np.lexsort((part, who.industry[part], who.leaf[part]))]
            share = (np.arange(len(order)) * len(people_there)) // len(order)
            holder[order] = np.array(people_there, np.int64)[share]
    # a few accounts are always between two managers
    holder[stream(seed, "orphans").random(len(who)) < 0.004] = -1
    return holder
