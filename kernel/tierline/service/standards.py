"""What a tier's service costs: staff hours, visits and care items an account is due in a year (XJ-11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tierline.messages import N_, Message
from tierline.policy.resolved import Policy
from tierline.policy.standards import Service

_PARTS = 100  # hundredths times hundredths, back to hundredths


class ServiceHours(NamedTuple):
    """A service's staff hours for an account and year, ten-thousandths of an hour, one entry a tier."""

    service: Service
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Promise:
    """What an account of each tier is due in a year; hundredths, best tier first (XJ-11, LY-18)."""

    hours: tuple[int, ...]
    visits: tuple[int, ...]
    care: tuple[int, ...]


def hours_by_service(policy: Policy) -> tuple[ServiceHours, ...]:
    """Return the staff hours of every service that counts; optional ones are agreed upon apart.

    Parameters
    ----------
    policy : Policy

    Returns
    -------
    tuple of ServiceHours
        In the order of the policy, exact in ten-thousandths of an hour; empty without standards.

    Notes
    -----
    Source: rulebook XJ-7, XJ-11.
    """
    return tuple(
        ServiceHours(
            service,
            tuple(often * each for often, each in zip(service.per_year, service.hours, strict=True)),
        )
        for service in policy.services
        if not service.optional
    )


def hours_per_tier(policy: Policy) -> tuple[int, ...] | None:
    """Return the staff hours that an account of each tier is due in a year.

    Parameters
    ----------
    policy : Policy

    Returns
    -------
    tuple of int or None
        Hundredths of an hour, best tier first, rounded half up once over all services; None when the
        policy gives no hours (``no_hours`` says so in words).

    Notes
    -----
    Source: rulebook XJ-7, XJ-9, XJ-11.
    """
    if not any(f"service.{each.id}.hours" in _given(policy) for each in policy.services):
        return None
    return _added([each.hours for each in hours_by_service(policy)], len(policy.tiers))


def promise(policy: Policy) -> Promise | None:
    """Return hours, visits (LY-18) and care items due to an account of each tier, None without hours."""
    hours = hours_per_tier(policy)
    if hours is None:
        return None

    def counted(kind: str) -> tuple[int, ...]:
        often = [each.per_year for each in policy.services if each.counted == kind and not each.optional]
        return tuple(map(sum, zip(*often, strict=True))) if often else (0,) * len(policy.tiers)

    return Promise(hours, counted("visit"), counted("care"))


def response_days(policy: Policy, service: str) -> tuple[int | None, ...]:
    """Return the working days within which each tier is answered (XJ-9); KeyError for an unknown service."""
    for each in policy.services:
        if each.id == service:
            return each.response
    raise KeyError(service)


def no_hours(policy: Policy) -> Message:
    """Say in plain words that a policy gives no staff hours, and what would."""
    return Message(
        N_(
            "The policy {policy} holds no service standards, so staff hours are not known. "
            "Add its services with per_year and hours."
        ),
        {"policy": policy.id},
    )


def _given(policy: Policy) -> frozenset[str]:
    return frozenset(parameter.id for parameter in policy.parameters)


def _added(hours: list[tuple[int, ...]], tiers: int) -> tuple[int, ...]:
    totals = map(sum, zip(*hours, strict=True)) if hours else [0] * tiers
    return tuple((2 * total + _PARTS) // (2 * _PARTS) for total in totals)
