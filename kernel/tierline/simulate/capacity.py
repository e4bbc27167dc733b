"""Can we serve it: hours that the tiers demand against the hours that staff can give, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from tierline.errors import BadInputError
from tierline.messages import N_, Message, current_language
from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Policy
from tierline.service.standards import hours_per_tier, no_hours
from tierline.simulate.staffed import NOBODY, UNLISTED, Staffed, Unit


@dataclass(frozen=True)
class Load:
    """Hours demanded of a team, an area or a grade and above, against those available; hundredths a year.

    ``listed`` is False for a team or area that its own table does not name.
    """

    id: str
    name: str
    accounts: int
    demanded: int
    available: int
    listed: bool = True
    name_en: str = ""

    def named(self, language: str | None = None) -> str:
        """Return its name in a language (default: the current one), or the only one there is."""
        return self.name_en or self.name if (language or current_language()) == "en" else self.name

    @property
    def over(self) -> int:
        """Hundredths of an hour demanded beyond those available, 0 when there are enough."""
        return max(0, self.demanded - self.available)

    @property
    def ratio(self) -> Fraction | None:
        """Demanded over available; None when hours are demanded and none is available."""
        if self.available:
            return Fraction(self.demanded, self.available)
        return None if self.demanded else Fraction(0)


@dataclass(frozen=True)
class TierHours:
    """A tier's accounts, hours for each, hours in all; hundredths a year."""

    id: str
    accounts: int
    each: int
    demanded: int


@dataclass(frozen=True)
class Apart:
    """Accounts or people that belong nowhere, under their own heading.

    ``hours``: demanded where ``accounts`` are counted, available where ``people`` are.
    """

    id: str
    heading: Message
    accounts: int
    people: int
    hours: int


@dataclass(frozen=True)
class Capacity:
    """Hours demanded and available, with what binds.

    ``grades`` are cumulative: hours of the tiers that need at least this grade against the hours of
    staff of this grade or above. ``team``, ``area`` and ``grade`` are the ones that bind, None when nobody
    has anything to do. ``binding`` says team and area in words; ``notes`` what could not be worked out.
    """

    tiers: tuple[TierHours, ...]
    teams: tuple[Load, ...]
    areas: tuple[Load, ...]
    grades: tuple[Load, ...]
    whole: Load | None
    apart: tuple[Apart, ...]
    team: Load | None
    area: Load | None
    grade: Load | None
    crowded: tuple[Unit, ...]
    binding: tuple[Message, ...]
    notes: tuple[Message, ...]


def capacity(staff: Staffed, ranks: Any, policy: Policy) -> Capacity:
    """Set hours demanded against hours available.

    Parameters
    ----------
    staff : Staffed
        Who looks after whom, from ``staffed``; loaded with all accounts of the teams that are asked for.
    ranks : int8[accounts]
        Rank of each account's tier under the scenario, 0 = best.
    policy : Policy
        Its service standards give the hours demanded, its staffing those available.

    Returns
    -------
    Capacity
        Hours in whole hundredths. Without standards or staffing the loads are empty and a note says
        so; teams over their size are told all the same where staffing is given.

    Raises
    ------
    BadInputError
        Another number of ranks than of accounts.

    Notes
    -----
    Source: rulebook XJ-9, XJ-11, LY-2, LY-3, LY-6. What binds: the largest ratio of hours demanded to
    hours available, none available being the largest of all; ties by id.
    """
    tier = checked_ranks(staff, ranks, policy)
    limit = policy.staffing.team_size if policy.staffing else None
    crowded = tuple(each for each in staff.teams if limit is not None and each.people > limit)
    hours = hours_per_tier(policy)
    notes = [] if hours is not None else [no_hours(policy)]
    if policy.staffing is None:
        notes.append(no_staffing(policy))
    if hours is None or policy.staffing is None:
        return Capacity((), (), (), (), None, (), None, None, None, crowded, (), tuple(notes))
    each = np.array(hours, np.int64)
    # one row a manager after one row for UNLISTED and one for NOBODY
    by_manager = _counted(staff.holder - UNLISTED, tier, len(staff.managers) - UNLISTED, len(each))
    by_area = _counted(staff.area_of_account + 1, tier, len(staff.areas) + 1, len(each))
    people = by_manager[-UNLISTED:]
    teams = _loads(staff.teams, _grouped(people, staff.team, len(staff.teams)), each, staff.hours, staff.team)
    areas = _loads(staff.areas, by_area[1:], each, staff.hours, staff.area)
    counts = by_manager.sum(axis=0)
    grades = _by_grade(staff, counts, each, policy)
    team, area, grade = _tightest(teams), _tightest(areas), _tightest(grades)
    return Capacity(
        tuple(
            TierHours(name, int(count), int(cost), int(count * cost))
            for name, count, cost in zip(policy.tier_ids, counts, each, strict=True)
        ),
        teams,
        areas,
        grades,
        Load("", "", int(counts.sum()), int(counts @ each), int(staff.hours.sum())),
        _apart(staff, by_manager, by_area, each),
        team,
        area,
        grade,
        crowded,
        tuple(_said(load, words) for load, words in ((team, _TEAM), (area, _AREA)) if load is not None),
        tuple(notes),
    )


def checked_ranks(staff: Staffed, ranks: Any, policy: Policy) -> Any:
    """Return ranks as int64, one an account; BadInputError when they do not fit accounts or tiers."""
    tier = np.asarray(ranks, np.int64)
    if tier.shape != staff.holder.shape or (
        tier.size and not (tier.min() >= 0 and tier.max() < len(policy.tiers))
    ):
        raise BadInputError(
            N_("{given} tiers are given for {needed} accounts. Give the rank of each account's tier."),
            given=tier.size,
            needed=len(staff.holder),
        )
    return tier


def no_staffing(policy: Policy) -> Message:
    """Say in plain words that a policy does not tell what staff can give."""
    return Message(
        N_(
            "The policy {policy} does not say what its staff can give, so hours available are not known. "
            "Add a staffing table."
        ),
        {"policy": policy.id},
    )


def _counted(group: Any, tier: Any, groups: int, tiers: int) -> Any:
    """Return int64[groups, tiers]: how many accounts of each group are in each tier."""
    return np.bincount(group * tiers + tier, minlength=groups * tiers).reshape(groups, tiers)


def _grouped(rows: Any, group: Any, groups: int) -> Any:
    """Add up the rows of each group; those of group -1 are left out, they stand apart."""
    found = np.zeros((groups, rows.shape[1]), np.int64)
    np.add.at(found, group[group >= 0], rows[group >= 0])
    return found


def _loads(units: Sequence[Unit], counts: Any, each: Any, hours: Any, group: Any) -> tuple[Load, ...]:
    available = _grouped(hours.reshape(-1, 1), group, len(units))[:, 0]
    return tuple(
        Load(unit.id, unit.name, int(own.sum()), int(own @ each), int(given), unit.listed, unit.name_en)
        for unit, own, given in zip(units, counts, available, strict=True)
    )


def _by_grade(staff: Staffed, counts: Any, each: Any, policy: Policy) -> tuple[Load, ...]:
    assert policy.staffing is not None
    needed = np.array([staff.grades.index(grade) for grade in policy.staffing.grade_needed])
    found = []
    for place, grade in enumerate(staff.grades):
        demanding = np.where(needed >= place, counts, 0)
        able = staff.hours[staff.grade >= place]
        found.append(Load(grade, grade, int(demanding.sum()), int(demanding @ each), int(able.sum())))
    return tuple(found)


def _apart(staff: Staffed, by_manager: Any, by_area: Any, each: Any) -> tuple[Apart, ...]:
    people = by_manager[-UNLISTED:]

    def of_accounts(name: str, heading: str, counts: Any) -> Apart:
        total = counts.reshape(-1, len(each)).sum(axis=0)
        return Apart(name, Message(heading), int(total.sum()), 0, int(total @ each))

    def of_people(name: str, heading: str, who: Any) -> Apart:
        return Apart(name, Message(heading), 0, int(who.sum()), int(staff.hours[who].sum()))

    return (
        of_accounts("no_manager", N_("Accounts without a manager"), by_manager[NOBODY - UNLISTED]),
        of_accounts(
            "unlisted_manager", N_("Accounts whose manager is not in the staff table"), by_manager[0]
        ),
        of_accounts("no_team", N_("Accounts whose manager has no team"), people[staff.team < 0]),
        of_accounts("no_area", N_("Accounts without an area"), by_area[0]),
        of_people("staff_no_team", N_("Staff without a team"), staff.team < 0),
        of_people("staff_no_area", N_("Staff without an area"), staff.area < 0),
        of_people("staff_no_grade", N_("Staff whose grade is not known: no hours"), staff.grade < 0),
        of_people("staff_no_role", N_("Staff whose role is not known: no hours"), ~staff.role_known),
    )


def _tightest(loads: Iterable[Load]) -> Load | None:
    """Return the load with the largest ratio, ties by id; None when no hours are demanded of anybody."""
    busy = [load for load in loads if load.demanded]
    return min(busy, key=_tightness, default=None)


def _tightness(load: Load) -> tuple[bool, Fraction, str]:
    return load.ratio is not None, -(load.ratio or Fraction(0)), load.id


_TEAM = (
    N_("Team {name} ({id}) binds: {demanded} hours are demanded, {available} are available ({ratio})."),
    N_("Every team has hours enough. {name} ({id}) has least to spare: {demanded} of {available} ({ratio})."),
)
_AREA = (
    N_("Area {name} ({id}) binds: {demanded} hours are demanded, {available} are available ({ratio})."),
    N_("Every area has hours enough. {name} ({id}) has least to spare: {demanded} of {available} ({ratio})."),
)


@dataclass(frozen=True)
class _Named:
    """A name within a sentence, in the language of the sentence."""

    load: Load

    def render(self, language: str | None = None) -> str:
        return self.load.named(language)


def _said(load: Load, words: tuple[str, str]) -> Message:
    return Message(
        words[0] if load.over else words[1],
        {
            "name": _Named(load),
            "id": load.id,
            "demanded": hours_text(load.demanded),
            "available": hours_text(load.available),
            "ratio": percent_text(load.ratio),
        },
    )


def hours_text(hours: int) -> str:
    """Write hundredths of an hour with thousands apart, for example 841250 -> "8,412.50"."""
    whole, rest = decimal_text(hours).split(".")
    return f"{int(whole):,}.{rest}"


def percent_text(ratio: Fraction | None) -> str:
    """Write a ratio in per cent, half up to one decimal; no hours at all is no ratio."""
    if ratio is None:
        return "-"
    tenths = (2000 * ratio.numerator + ratio.denominator) // (2 * ratio.denominator)
    return f"{tenths // 10:,}.{tenths % 10}\u202f%"
