"""The shape of a file with a policy of points: what stands where, with which types."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tierline.policy.model import Parameter, Source, Title

Kind = Literal["more", "less", "less_linear", "level"]
COMMON = ("floor", "ceiling", "no_actual", "no_target", "zero_target")


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IndicatorEntry(_Record):
    """What is measured, in which unit, and where its target and its actual come from (LY-14).

    A figure that an indicator does not state is the policy's common one (``defaults``). ``most`` is the
    largest figure there can be, such as the full marks; without it any is taken.
    """

    id: str
    title: Title
    unit: str
    kind: Kind
    actual: str  # "table", or "derived:<name>"
    target: Literal["table", "policy"]
    reference: str
    source: Source
    note: Title | None = None
    target_value: Parameter | None = None
    most: Parameter | None = None
    floor: Parameter | None = None
    ceiling: Parameter | None = None
    no_actual: Parameter | None = None
    no_target: Parameter | None = None
    zero_target: Parameter | None = None


class DefaultsEntry(_Record):
    """The figures of every indicator that has none of its own."""

    floor: Parameter
    ceiling: Parameter
    no_actual: Parameter
    no_target: Parameter
    zero_target: Parameter


class CategoryEntry(_Record):
    """A category of a role's points, and the weight of each of its indicators."""

    id: str
    title: Title
    reference: str
    source: Source
    weight: Parameter
    weights: Parameter


class MixEntry(_Record):
    """Points that count the team's, too (LY-16): those of its own team, or of all."""

    team_role: str
    team: Literal["team", "all"]
    own: Parameter
    no_team: Parameter


class RoleEntry(_Record):
    """The categories of one role, and the rule whose bounds they keep."""

    id: str
    title: Title
    bounds: str
    reference: str
    source: Source
    categories: list[CategoryEntry] = Field(alias="category", min_length=1)
    mix: MixEntry | None = None


class ItemEntry(_Record):
    """A bonus or deduction item: points an event, most of it in a month, and the evidence asked for."""

    id: str
    effect: Literal["bonus", "deduction"]
    title: Title
    evidence: Title
    roles: list[str] = Field(min_length=1)
    reference: str
    source: Source
    points: Parameter
    cap: Parameter


class CapsEntry(_Record):
    """What bonuses and deductions may come to at most (LY-12, LY-13)."""

    bonus: Parameter
    deduction: Parameter
    basis: Parameter
    category: Parameter


class TotalEntry(_Record):
    """The bounds of a statement's total."""

    lowest: Parameter
    highest: Parameter


class PayEntry(_Record):
    """Pay follows points: a coefficient for each band of the total (LY-15)."""

    bands: Parameter


class PointsFile(_Record):
    """A whole policy of points with all its dated values."""

    schema_version: Literal[1] = Field(alias="schema")
    id: str
    subject: Literal["points"]
    period: Literal["month", "quarter"]
    currency: str
    title: Title
    description: Title
    reference: str
    defaults: DefaultsEntry
    indicators: list[IndicatorEntry] = Field(alias="indicator", min_length=1)
    roles: list[RoleEntry] = Field(alias="role", min_length=1)
    items: list[ItemEntry] = Field(alias="item", default_factory=list)
    caps: CapsEntry
    total: TotalEntry
    pay: PayEntry
    derive: dict[str, Parameter] = Field(default_factory=dict)
    privacy: dict[str, Parameter] = Field(default_factory=dict)

    def parameters(self) -> dict[str, Parameter]:
        """Return every parameter by its id, in the order of the file."""
        found = {f"defaults.{name}": getattr(self.defaults, name) for name in COMMON}
        for indicator in self.indicators:
            for name in ("target_value", "most", *COMMON):
                own = getattr(indicator, name)
                if own is not None:
                    found[f"{indicator.id}.{name}"] = own
        for role in self.roles:
            for category in role.categories:
                found[f"{role.id}.{category.id}.weight"] = category.weight
                found[f"{role.id}.{category.id}.weights"] = category.weights
            if role.mix is not None:
                found[f"{role.id}.mix.own"] = role.mix.own
                found[f"{role.id}.mix.no_team"] = role.mix.no_team
        for item in self.items:
            found[f"{item.id}.points"], found[f"{item.id}.cap"] = item.points, item.cap
        found |= {f"caps.{name}": getattr(self.caps, name) for name in CapsEntry.model_fields}
        found |= {f"total.{name}": getattr(self.total, name) for name in TotalEntry.model_fields}
        found["pay.bands"] = self.pay.bands
        found |= {f"derive.{name}": parameter for name, parameter in self.derive.items()}
        return found | {f"privacy.{name}": parameter for name, parameter in self.privacy.items()}
