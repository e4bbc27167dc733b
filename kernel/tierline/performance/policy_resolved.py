"""A policy of points as it stands in one month: every dated value chosen, every figure an integer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from tierline.performance.policy_model import PointsFile
from tierline.policy.model import Title
from tierline.policy.resolved import HeldParameter

if TYPE_CHECKING:
    from tierline.performance.scheme import Scheme

TABLE = "table"
_DERIVED = "derived:"
Entry = TypeVar("Entry", "PointsIndicator", "Role", "Item", HeldParameter)


@dataclass(frozen=True)
class PointsIndicator:
    """What is measured (LY-14).

    Parameters
    ----------
    id : str
    title : Title
    unit : str
        Key of `units.UNITS`; figures are whole smallest units of it.
    kind : str
        "more", "less", "less_linear" or "level"; see `scheme.Indicator`.
    actual : str
        "table", or "derived:<name>".
    target_value : int or None
        The policy's target in smallest units; None when targets come from the table.
    floor, ceiling : int
        Completions in millionths.
    no_actual, no_target, zero_target : str
        Outcomes; see `scheme.Indicator`.
    note : Title or None
    most : int or None
        The largest target or actual there can be, in smallest units; None where any is taken.
    """

    id: str
    title: Title
    unit: str
    kind: str
    actual: str
    target_value: int | None
    floor: int
    ceiling: int
    no_actual: str
    no_target: str
    zero_target: str
    note: Title | None = None
    most: int | None = None

    @property
    def derivation(self) -> str | None:
        """The name of the derivation that gives the actual; None when it comes from the table."""
        return self.actual.removeprefix(_DERIVED) if self.actual.startswith(_DERIVED) else None


@dataclass(frozen=True)
class Category:
    """A category of a role; ``weight`` in hundredths of a point, ``weights`` likewise by indicator."""

    id: str
    title: Title
    weight: int
    weights: Mapping[str, int]


@dataclass(frozen=True)
class Mix:
    """How the team counts (LY-16).

    Parameters
    ----------
    own : int
        Share of the own points in basis points; the rest is the team's mean.
    team_role : str
        Whose points make the mean.
    team : str
        "team": those of the same team; "all": all of them.
    no_team : str
        What follows where there is no such statement: "own" points alone, or "hold".
    """

    own: int
    team_role: str
    team: str
    no_team: str


@dataclass(frozen=True)
class Role:
    """One role's categories; ``bounds`` is the rule that they keep, or "none"."""

    id: str
    title: Title
    bounds: str
    categories: tuple[Category, ...]
    mix: Mix | None

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        """The indicators in the order of their codes: category by category."""
        return tuple(name for category in self.categories for name in category.weights)


@dataclass(frozen=True)
class Item:
    """A bonus or deduction item; ``points`` an event and ``cap`` a month in hundredths of a point."""

    id: str
    effect: str
    title: Title
    evidence: Title
    roles: tuple[str, ...]
    points: int
    cap: int


@dataclass(frozen=True)
class PayBands:
    """Coefficients in hundredths; ``coefficients[i]`` where i edges are at or below the total."""

    edges: tuple[int, ...]
    coefficients: tuple[int, ...]

    def band(self, total: int) -> int:
        """Return the band's place from the lowest (0) for a total in hundredths; an edge is in the upper."""
        return bisect_right(self.edges, total)

    def coefficient(self, total: int) -> int:
        """Return the coefficient in hundredths for a total in hundredths."""
        return self.coefficients[self.band(total)]


@dataclass(frozen=True)
class PointsPolicy:
    """A policy of points in one month (LY-12..LY-16, FZ-4)."""

    id: str
    month: str
    period: str
    title: Title
    description: Title
    currency: str
    reference: str
    sha256: str
    indicators: tuple[PointsIndicator, ...]
    roles: tuple[Role, ...]
    items: tuple[Item, ...]
    bonus_cap: int  # basis points of the basis
    deduction_cap: int
    cap_basis: str
    cap_categories: bool
    lowest: int  # hundredths of a point
    highest: int
    pay: PayBands
    derive: Mapping[str, Any]
    fewest: Mapping[str, int]  # statements: "mean" of a team, "place" among others (LY-20)
    parameters: tuple[HeldParameter, ...]
    file: PointsFile = field(repr=False)
    text: str = field(repr=False)
    path: str = ""

    def indicator(self, indicator_id: str) -> PointsIndicator:
        """Return one indicator; KeyError when there is none."""
        return _named(self.indicators, indicator_id)

    def role(self, role_id: str) -> Role:
        """Return one role; KeyError when the policy gives it no points."""
        return _named(self.roles, role_id)

    def of_all(self, role_id: str) -> Title | None:
        """Return the title of the role whose mean counts for another, where it is that of every team."""
        mix = self.role(role_id).mix
        return self.role(mix.team_role).title if mix is not None and mix.team == "all" else None

    def item(self, item_id: str) -> Item:
        """Return one bonus or deduction item; KeyError when there is none."""
        return _named(self.items, item_id)

    @property
    def role_ids(self) -> tuple[str, ...]:
        """The roles that have points."""
        return tuple(role.id for role in self.roles)

    def parameter(self, parameter_id: str) -> HeldParameter:
        """Return one parameter as it stands in the month; KeyError when there is none."""
        return _named(self.parameters, parameter_id)

    def scheme(self, role_id: str) -> Scheme:
        """Return what the kernel needs to settle one role's statements.

        Parameters
        ----------
        role_id : str
            A role of the policy; KeyError otherwise.

        Returns
        -------
        Scheme
            Its indicators stand in the order of ``role(role_id).indicator_ids``: their codes.
        """
        from tierline.performance.scheme import Indicator, Scheme

        lines = []
        for category in self.role(role_id).categories:
            for name, weight in category.weights.items():
                each = self.indicator(name)
                lines.append(
                    Indicator(
                        id=name,
                        category=category.id,
                        weight=weight,
                        kind=each.kind,
                        floor=each.floor,
                        ceiling=each.ceiling,
                        no_actual=each.no_actual,
                        no_target=each.no_target,
                        zero_target=each.zero_target,
                    )
                )
        return Scheme(
            tuple(lines),
            bonus_cap=self.bonus_cap * 100,  # basis points -> millionths
            deduction_cap=self.deduction_cap * 100,
            lowest=self.lowest,
            highest=self.highest,
            cap_basis=self.cap_basis,
            cap_categories=self.cap_categories,
        )


def _named(entries: tuple[Entry, ...], name: str) -> Entry:
    for entry in entries:
        if entry.id == name:
            return entry
    raise KeyError(name)
