"""A policy as it stands in one month: every dated value chosen, every figure an integer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tierline.policy.conditions import Term
from tierline.policy.model import PolicyFile, Title
from tierline.policy.scales import Scale
from tierline.policy.standards import Service, ServiceGroup, Staffing


@dataclass(frozen=True)
class ClassOf:
    """A class of tiers: its goal (XJ-6) and service depth 1..3 (XJ-8)."""

    id: str
    title: Title
    goal: Title | None
    depth: int | None


@dataclass(frozen=True)
class Tier:
    """A tier; ``line`` in hundredths of a point, 0 for the lowest."""

    id: str
    class_id: str
    title: Title
    line: int

    @property
    def cut(self) -> int:
        """The line, by its other name."""
        return self.line


@dataclass(frozen=True)
class Indicator:
    """An indicator; ``weight`` in basis points, ``missing`` in hundredths or None for "skip"."""

    id: str
    column: str
    kind: str
    dimension: str
    title: Title
    unit: str
    changeable: bool
    weight: int
    scale: Scale
    missing: int | None


@dataclass(frozen=True)
class Rule:
    """A qualification rule; ``tier`` is its rank from the top, ``terms`` what makes it true."""

    id: str
    effect: str
    tier: int
    title: Title
    reference: str
    source: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Hysteresis:
    """``months`` below before a downgrade; ``buffer`` in hundredths, None for off."""

    enabled: bool
    months: int
    buffer: int | None

    @property
    def on(self) -> bool:
        """Whether downgrades are slowed at all."""
        return self.enabled


@dataclass(frozen=True)
class Expectation:
    """An expected order of means, highest group first (XJ-2)."""

    column: str
    title: Title
    by: str
    order: tuple[tuple[str, ...], ...]
    reference: str


@dataclass(frozen=True)
class HeldParameter:
    """A parameter's value in the month, with where it comes from."""

    id: str
    title: Title
    unit: str
    value: Any
    since: date
    reference: str
    source: str


@dataclass(frozen=True)
class Policy:
    """A policy in one month. ``tiers`` run from best to lowest."""

    id: str
    month: str
    title: Title
    description: Title
    currency: str
    subject: str
    reference: str
    sha256: str
    classes: tuple[ClassOf, ...]
    tiers: tuple[Tier, ...]
    indicators: tuple[Indicator, ...]
    rules: tuple[Rule, ...]
    hysteresis: Hysteresis
    profile: tuple[Expectation, ...]
    parameters: tuple[HeldParameter, ...]
    file: PolicyFile = field(repr=False)
    text: str = field(repr=False)
    path: str = ""
    service_groups: tuple[ServiceGroup, ...] = ()
    services: tuple[Service, ...] = ()
    staffing: Staffing | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that scoring reads, in order of first use."""
        named = [indicator.column for indicator in self.indicators]
        named += [
            atom.column
            for rule in self.rules
            for term in rule.terms
            for atom in sorted(term, key=lambda each: (each.column, str(each)))
        ]
        return tuple(dict.fromkeys(named))

    @property
    def tier_ids(self) -> tuple[str, ...]:
        """Tier names, best first."""
        return tuple(tier.id for tier in self.tiers)

    def rank(self, tier: str) -> int:
        """Return the rank of a tier from the top (0 = best); KeyError when it is none of ours."""
        try:
            return self.tier_ids.index(tier)
        except ValueError:
            raise KeyError(tier) from None

    def parameter(self, parameter_id: str) -> HeldParameter:
        """Return one parameter as it stands in the month; KeyError when there is none."""
        for parameter in self.parameters:
            if parameter.id == parameter_id:
                return parameter
        raise KeyError(parameter_id)
