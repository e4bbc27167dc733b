"""Who looks after whom: accounts joined to managers, teams and areas once, for any number of scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.policy.exact import HUNDRED
from tierline.policy.resolved import Policy
from tierline.policy.standards import Staffing, grade_order
from tierline.tiering.columns import Table, column_names, row_count, text_column

NOBODY, UNLISTED = -1, -2  # an account without a manager, and one whose manager is not in the table


@dataclass(frozen=True)
class Unit:
    """A team or an area. ``listed``: its own table names it; ``people`` of a team, its leader included.

    ``name_en``: its English name, "" where its table has none.
    """

    id: str
    name: str
    listed: bool
    people: int
    name_en: str = ""


@dataclass(frozen=True)
class Staffed:
    """Places of managers, teams and areas; one entry a manager or an account, -1 for none.

    ``hours``: hundredths of an hour a year that each manager has for customers, 0 where grade or role
    is unknown. ``grade``: place in ``grades``, lowest first. ``holder``: each account's manager, or
    NOBODY, or UNLISTED. ``area_of_account``: the nearest area upward that has staff.
    """

    accounts: pa.Array
    holder: Any
    area_of_account: Any
    managers: tuple[str, ...]
    grades: tuple[str, ...]
    grade: Any
    role_known: Any
    hours: Any
    team: Any
    area: Any
    teams: tuple[Unit, ...]
    areas: tuple[Unit, ...]


def staffed(
    accounts: Table, managers: Table, teams: Table, policy: Policy, areas: Table | None = None
) -> Staffed:
    """Join accounts to the staff who look after them.

    Parameters
    ----------
    accounts : table
        account_id, manager_id, area_id, loaded through a scope; absent columns count as empty.
    managers : table
        manager_id, role, grade, team_id, area_id.
    teams : table
        team_id, name, leader_id.
    policy : Policy
        Its staffing says what each grade and role has to give.
    areas : table, optional
        area_id, name, parent_id: lets a county's accounts count where the prefecture's staff is.

    Returns
    -------
    Staffed
        Nobody is dropped: what is missing or unknown has a place of its own.

    Notes
    -----
    Source: rulebook LY-1, LY-2, LY-3, LY-6. Hours of a manager: those of the grade times the share of
    the role, rounded half up to hundredths.
    """
    who = _texts(managers, "manager_id")
    known = {each: place for place, each in reversed(list(enumerate(who))) if each is not None}
    grades = policy.staffing.grades if policy.staffing else grade_order()
    grade = [grades.index(each) if each in grades else -1 for each in _texts(managers, "grade")]
    roles = _texts(managers, "role")
    hours = np.array(
        [_hours(policy.staffing, grades, *pair) for pair in zip(grade, roles, strict=True)], np.int64
    )
    units, team = _teams(managers, teams)
    own, area = _numbered(_texts(managers, "area_id"))
    staffed_areas = {own[place] for place, given in zip(area, hours, strict=True) if place >= 0 and given}
    own, area_of_account = _areas(accounts, areas, own, staffed_areas)
    names = _names(areas, "area_id") if areas is not None else {}
    english = _names(areas, "area_id", "name_en") if areas is not None else {}
    return Staffed(
        accounts=text_column(accounts, "account_id"),
        holder=_places(_column(accounts, "manager_id"), known),
        area_of_account=area_of_account,
        managers=tuple(each or "" for each in who),
        grades=grades,
        grade=np.array(grade, np.int64),
        role_known=np.array([role is not None for role in roles], np.bool_),
        hours=hours,
        team=np.array(team, np.int64),
        area=np.array(area, np.int64),
        teams=units,
        areas=tuple(
            Unit(each, names.get(each) or each, not names or each in names, 0, english.get(each) or "")
            for each in own
        ),
    )


def _hours(staffing: Staffing | None, grades: tuple[str, ...], grade: int, role: str | None) -> int:
    if staffing is None or grade < 0 or role is None:
        return 0
    product = staffing.hours[grades[grade]] * staffing.role_share.get(role, 0)
    return (2 * product + HUNDRED) // (2 * HUNDRED)


def _teams(managers: Table, teams: Table) -> tuple[tuple[Unit, ...], list[int]]:
    """Return every team that is listed or has somebody, and each manager's."""
    listed = [each for each in _texts(teams, "team_id") if each is not None]
    member_of = _texts(managers, "team_id")
    ids = list(dict.fromkeys([*listed, *(each for each in member_of if each is not None)]))
    people: dict[str, set[str | None]] = {each: set() for each in ids}
    for person, team in zip(_texts(managers, "manager_id"), member_of, strict=True):
        if team is not None:
            people[team].add(person)
    # the leader counts among the people, under whichever team the staff table has them (LY-2)
    for team, leader in zip(_texts(teams, "team_id"), _texts(teams, "leader_id"), strict=True):
        if team is not None and leader is not None:
            people[team].add(leader)
    names, known = _names(teams, "team_id"), set(listed)
    place = {each: number for number, each in enumerate(ids)}
    units = tuple(Unit(each, names.get(each) or each, each in known, len(people[each])) for each in ids)
    return units, [-1 if each is None else place[each] for each in member_of]


def _areas(
    accounts: Table, areas: Table | None, own: list[str], with_staff: set[str]
) -> tuple[list[str], Any]:
    """Return the areas, those of staff first, and each account's: the nearest upward that has staff."""
    parent: Mapping[str | None, str | None] = {}
    if areas is not None:
        parent = dict(zip(_texts(areas, "area_id"), _texts(areas, "parent_id"), strict=True))
    encoded = _column(accounts, "area_id").dictionary_encode()
    ids = list(own)
    place = {each: number for number, each in enumerate(ids)}
    lookup = []
    for each in encoded.dictionary.to_pylist():
        nearest = _nearest(each, parent, with_staff)
        if nearest not in place:
            place[nearest] = len(ids)
            ids.append(nearest)
        lookup.append(place[nearest])
    codes = _codes(encoded)
    return ids, np.where(codes < 0, -1, np.array([*lookup, -1], np.int64)[codes])


def _nearest(area: str, parent: Mapping[str | None, str | None], with_staff: set[str]) -> str:
    here: str | None = area
    seen: set[str] = set()
    while here is not None and here not in seen:
        if here in with_staff:
            return here
        seen.add(here)
        here = parent.get(here)
    return area


def _numbered(values: list[str | None]) -> tuple[list[str], list[int]]:
    ids = list(dict.fromkeys(each for each in values if each is not None))
    place = {each: number for number, each in enumerate(ids)}
    return ids, [-1 if each is None else place[each] for each in values]


def _places(values: pa.Array, known: Mapping[str, int]) -> Any:
    encoded = values.dictionary_encode()
    lookup = [known.get(each, UNLISTED) for each in encoded.dictionary.to_pylist()]
    return np.array([*lookup, NOBODY], np.int64)[_codes(encoded)]


def _codes(encoded: pa.DictionaryArray) -> Any:
    """Return the codes of a dictionary; null is -1, which also reads the last entry of a look-up."""
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)


def _column(table: Table, name: str) -> pa.Array:
    if name in column_names(table):
        return text_column(table, name)
    return pa.nulls(row_count(table), pa.string())


def _texts(table: Table, name: str) -> list[str | None]:
    found: list[str | None] = _column(table, name).to_pylist()
    return found


def _names(table: Table, key: str, name: str = "name") -> dict[str | None, str | None]:
    return dict(zip(_texts(table, key), _texts(table, name), strict=True))
