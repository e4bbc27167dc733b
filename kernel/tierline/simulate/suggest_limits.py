"""Limits of hours for classes, and the hours that tiers cost, checked for a search of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.resolved import Policy
from tierline.service.standards import hours_per_tier, no_hours
from tierline.simulate.capacity import hours_text, no_staffing
from tierline.simulate.staffed import Staffed


@dataclass(frozen=True)
class Limit:
    """Hours that tiers ``first .. last`` may demand; ``class_id`` is the last one's class, "" for all."""

    class_id: str
    name: Message
    first: int
    last: int
    hours: int


def limits_by_grade(staff: Staffed, policy: Policy) -> dict[str, int]:
    """Return the hours of staff whose grade is high enough for each class, for ``together=True`` (LY-6).

    Raises
    ------
    BadInputError
        The policy has no staffing.
    """
    if policy.staffing is None:
        raise BadInputError(no_staffing(policy))
    needed = policy.staffing.grade_needed
    return {
        name: int(staff.hours[staff.grade >= staff.grades.index(needed[last])].sum())
        for name, _first, last in blocks(policy)
    }


def class_hours(policy: Policy, accounts: Sequence[int], hours: Sequence[int]) -> dict[str, int]:
    """Return the hours that the accounts of each class demand, hundredths a year."""
    return {
        name: sum(accounts[rank] * hours[rank] for rank in range(first, last + 1))
        for name, first, last in blocks(policy)
    }


def blocks(policy: Policy) -> list[tuple[str, int, int]]:
    """Return every class with the ranks of its first and last tier, best first."""
    ranks: dict[str, list[int]] = {}
    for rank, tier in enumerate(policy.tiers):
        ranks.setdefault(tier.class_id, []).append(rank)
    return [(name, own[0], own[-1]) for name, own in ranks.items()]


def bounded(policy: Policy, limits: Mapping[str, int], together: bool) -> list[Limit]:
    """Return the limits of classes as limits of tiers; BadInputError for a class that is none."""
    known = [name for name, _first, _last in blocks(policy)]
    for name, limit in limits.items():
        if name not in known:
            raise BadInputError(
                N_("There is no class '{name}'. Give hours for some of: {known}."),
                name=name,
                known=", ".join(known),
            )
        checked_limit(Message(N_("class {name}"), {"name": name}), limit)
    words = N_("class {name} and those above") if together else N_("class {name}")
    return [
        Limit(name, Message(words, {"name": name}), 0 if together else first, last, int(limits[name]))
        for name, first, last in blocks(policy)
        if name in limits
    ]


def checked_limit(name: Message, limit: int) -> None:
    """Refuse a limit below zero."""
    if limit < 0:
        raise BadInputError(
            N_("The limit of {name} is {limit} hours. Give 0 or more."),
            name=name,
            limit=hours_text(limit),
        )


def checked_hours(policy: Policy) -> tuple[int, ...]:
    """Return the hours of every tier; BadInputError without standards or when a lower tier costs more."""
    hours = hours_per_tier(policy)
    if hours is None:
        raise BadInputError(no_hours(policy))
    for (upper, more), (lower, less) in pairwise(zip(policy.tier_ids, hours, strict=True)):
        if more < less:
            raise BadInputError(
                N_(
                    "An account of {lower} is due more hours than one of {upper}, so that hours do not grow "
                    "with lower lines. Change the service standards."
                ),
                upper=upper,
                lower=lower,
            )
    return hours
