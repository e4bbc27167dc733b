"""The shape of a policy file: what stands where, with which types. What it means is checked apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tierline.messages import current_language

Kind = Literal["bands", "linear", "percentile", "category", "flag"]
Effect = Literal["floor", "cap", "fix"]
Source = Literal["seed", "default"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Title(_Record):
    """A text in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def render(self, language: str | None = None) -> str:
        """Return the text in ``language`` (default: the current one)."""
        return self[language or current_language()]


class DatedValue(_Record):
    """A value and the day from which it holds."""

    since: date = Field(alias="from")
    value: Any


class Parameter(_Record):
    """A figure of the policy: dated values with title, unit, range, reference and source."""

    title: Title
    unit: str = Field(min_length=1)
    range: tuple[Decimal, Decimal] | None = None
    reference: str
    source: Source
    note: Title | None = None
    values: list[DatedValue]


class ClassEntry(_Record):
    """A class: a group of neighbouring tiers (XJ-1, XJ-6, XJ-8)."""

    id: str
    title: Title
    goal: Title | None = None
    depth: int | None = Field(default=None, ge=1, le=3)
    reference: str
    source: Source


class TierEntry(_Record):
    """A tier; every one but the last has a line."""

    id: str
    class_id: str = Field(alias="class")
    title: Title
    reference: str
    source: Source
    line: Parameter | None = None


class IndicatorEntry(_Record):
    """An indicator: a column of the table, turned into points and weighted.

    ``step``, of a linear scale only: values are rounded half up to its multiples before points are read.
    """

    id: str
    column: str
    kind: Kind
    dimension: str
    title: Title
    unit: str
    step: Decimal | None = None
    changeable: bool = True
    weight: Parameter
    scale: Parameter
    missing: Parameter


class RuleEntry(_Record):
    """A qualification rule: a condition that gives a floor, a cap or both."""

    id: str
    effect: Effect
    tier: str
    title: Title
    since: date = Field(alias="from")
    until: date | None = None
    reference: str
    source: Source
    when: dict[str, Any]


class HysteresisEntry(_Record):
    """When a customer that fell below its tier is moved down."""

    enabled: Parameter
    months: Parameter
    buffer: Parameter


class ProfileEntry(_Record):
    """An expected order of means over tiers or classes (XJ-2)."""

    column: str
    title: Title
    by: Literal["tier", "class"]
    order: list[list[str]]
    reference: str
    source: Source


class ServiceGroupEntry(_Record):
    """A group of the service catalogue, for example care or after-sale (XJ-7)."""

    id: str
    title: Title
    reference: str
    source: Source


class ServiceEntry(_Record):
    """A service with its standard: figures per class or tier (XJ-7, XJ-9, XJ-11).

    ``depth`` is the least service depth at which a class gets it (XJ-8); ``counted`` says what one
    unit of it is, so that visits and care items can be told apart from cases (LY-18).
    """

    id: str
    group: str
    counted: Literal["visit", "care", "case"]
    title: Title
    depth: int = Field(default=1, ge=1, le=3)
    optional: bool = False
    reference: str
    source: Source
    response: Parameter | None = None
    per_year: Parameter | None = None
    hours: Parameter | None = None


class StaffingEntry(_Record):
    """What staff can give, and which grade a class needs (LY-2, LY-6)."""

    team_size: Parameter
    hours: Parameter
    role_share: Parameter
    grade_needed: Parameter


class PolicyFile(_Record):
    """A whole policy with all its dated values."""

    schema_version: Literal[1] = Field(alias="schema")
    id: str
    subject: Literal["accounts"]
    currency: str
    title: Title
    description: Title
    reference: str
    classes: list[ClassEntry] = Field(alias="class", min_length=1)
    tiers: list[TierEntry] = Field(alias="tier", min_length=2)
    lists: dict[str, Parameter] = Field(default_factory=dict)
    indicators: list[IndicatorEntry] = Field(alias="indicator", min_length=1)
    qualification: list[RuleEntry] = Field(default_factory=list)
    hysteresis: HysteresisEntry
    profile: list[ProfileEntry] = Field(default_factory=list)
    service_groups: list[ServiceGroupEntry] = Field(alias="service_group", default_factory=list)
    services: list[ServiceEntry] = Field(alias="service", default_factory=list)
    staffing: StaffingEntry | None = None

    def parameters(self) -> dict[str, Parameter]:
        """Return every parameter by its id, in the order of the file."""
        found: dict[str, Parameter] = {
            f"{tier.id}.line": tier.line for tier in self.tiers if tier.line is not None
        }
        found |= {f"lists.{name}": parameter for name, parameter in self.lists.items()}
        for indicator in self.indicators:
            found[f"{indicator.id}.weight"] = indicator.weight
            found[f"{indicator.id}.scale"] = indicator.scale
            found[f"{indicator.id}.missing"] = indicator.missing
        for name in ("enabled", "months", "buffer"):
            found[f"hysteresis.{name}"] = getattr(self.hysteresis, name)
        for service in self.services:
            for name in ("response", "per_year", "hours"):
                if (parameter := getattr(service, name)) is not None:
                    found[f"service.{service.id}.{name}"] = parameter
        if self.staffing is not None:
            for name in StaffingEntry.model_fields:
                found[f"staffing.{name}"] = getattr(self.staffing, name)
        return found
