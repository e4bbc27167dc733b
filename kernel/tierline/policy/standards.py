"""Service standards and staffing as they stand in one month: figures per tier, whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tierline.policy.exact import hundredths
from tierline.policy.model import PolicyFile, ServiceEntry, Title


@dataclass(frozen=True)
class ServiceGroup:
    """A group of the service catalogue (XJ-7)."""

    id: str
    title: Title


@dataclass(frozen=True)
class Service:
    """A service and its standard, one entry a tier, best tier first (XJ-7, XJ-9, XJ-11).

    ``response`` in working days, None where the tier does not get the service or no time is set;
    ``per_year`` in hundredths of a unit a year and ``hours`` in hundredths of an hour a unit, 0 where
    none is given. An ``optional`` service is agreed upon apart and costs no hours here.
    """

    id: str
    group: str
    counted: str
    title: Title
    depth: int
    optional: bool
    reference: str
    source: str
    response: tuple[int | None, ...]
    per_year: tuple[int, ...]
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Staffing:
    """What staff can give (LY-2, LY-6).

    ``hours``: hundredths of an hour a year by manager grade, lowest grade first; ``role_share``: basis
    points of them that a role gives to customers; ``grade_needed``: a grade for each tier.
    """

    team_size: int
    hours: Mapping[str, int]
    role_share: Mapping[str, int]
    grade_needed: tuple[str, ...]

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades, lowest first."""
        return tuple(self.hours)


def for_tier(value: Any, tier: str, class_id: str) -> Any:
    """Return a tier's figure: its own entry, else its class's, else None; a plain value is everyone's."""
    return value.get(tier, value.get(class_id)) if isinstance(value, dict) else value


def serves(file: PolicyFile, service: ServiceEntry) -> tuple[bool, ...]:
    """Tell for each tier whether its class is deep enough for the service; without a depth it is (XJ-8)."""
    depth = {entry.id: entry.depth for entry in file.classes}
    deep = [depth.get(tier.class_id) for tier in file.tiers]
    return tuple(each is None or each >= service.depth for each in deep)


def read_services(file: PolicyFile, values: Mapping[str, Any]) -> tuple[Service, ...]:
    """Return the services of a checked policy; ``values`` holds each parameter's value in the month."""
    return tuple(_service(file, entry, values) for entry in file.services)


def read_staffing(file: PolicyFile, values: Mapping[str, Any]) -> Staffing | None:
    """Return the staffing of a checked policy, None when it has none."""
    if file.staffing is None:
        return None
    needed, hours = values["staffing.grade_needed"], values["staffing.hours"]
    return Staffing(
        int(values["staffing.team_size"]),
        {grade: _whole(hours[grade]) for grade in grade_order() if grade in hours},
        {role: _whole(share) for role, share in values["staffing.role_share"].items()},
        tuple(for_tier(needed, tier.id, tier.class_id) for tier in file.tiers),
    )


def grade_order() -> tuple[str, ...]:
    """Return the manager grades that the tables know, lowest first (LY-4)."""
    return _codes("grade")


def role_codes() -> tuple[str, ...]:
    """Return the roles that the tables know (LY-1)."""
    return _codes("role")


def _codes(column: str) -> tuple[str, ...]:
    from tierline.tables.registry import table_spec

    return tuple(table_spec("managers").column(column).codes or ())


def _service(file: PolicyFile, entry: ServiceEntry, values: Mapping[str, Any]) -> Service:
    served = serves(file, entry)

    def figures(name: str) -> list[Any]:
        value = values.get(f"service.{entry.id}.{name}")
        return [
            for_tier(value, tier.id, tier.class_id) if gets else None
            for tier, gets in zip(file.tiers, served, strict=True)
        ]

    return Service(
        entry.id,
        entry.group,
        entry.counted,
        entry.title,
        entry.depth,
        entry.optional,
        entry.reference,
        entry.source,
        tuple(None if days is None else int(days) for days in figures("response")),
        tuple(0 if often is None else _whole(often) for often in figures("per_year")),
        tuple(0 if hours is None else _whole(hours) for hours in figures("hours")),
    )


def _whole(value: Any) -> int:
    found = hundredths(value)
    assert found is not None
    return found
