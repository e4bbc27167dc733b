"""Scales: how a value becomes points, resolved to integers in hundredths."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tierline.messages import N_
from tierline.policy.exact import HUNDRED, hundredths, number
from tierline.policy.figures import Figures


@dataclass(frozen=True)
class Bands:
    """Points from each edge upward; ``points[i]`` where i edges are at or below the value."""

    edges: tuple[float, ...]
    points: tuple[int, ...]


@dataclass(frozen=True)
class Linear:
    """Points between corners, read to ``1 / per_unit``; ``x`` in those steps."""

    per_unit: int
    x: tuple[int, ...]
    y: tuple[int, ...]

    @property
    def factors(self) -> tuple[float, float]:
        """Steps in one unit, for float64 numbers from zero on and below zero.

        A figure is read as it is written: 0.285 lies half-way between two steps of 0.01, though its
        float64 lies just below. A factor that much off lifts what rounding lowered, and no two figures of
        15 digits are near enough to one another to be taken for each other.
        """
        return self.per_unit * (1 + AS_WRITTEN), self.per_unit * (1 - AS_WRITTEN)

    def steps(self, value: float) -> int:
        """Read a value to whole steps, half up (rulebook XJ-3)."""
        up, down = self.factors
        return math.floor(value * (up if value >= 0 else down) + 0.5)


@dataclass(frozen=True)
class Codes:
    """Points per code (category) or per "true" and "false" (flag)."""

    points: dict[str, int]


Scale = Bands | Linear | Codes
MOST_EDGES = 10_000  # no scale has more than hundredths of a point to give
AS_WRITTEN = 2.0**-51  # of a number: more than reading, factor and product can each lower it by together
MOST_STEPS = 10**13  # interpolation stays within 64 bits
Report = Callable[..., None]


def read_scale(kind: str, value: Any, step: Decimal | None, report: Report) -> Scale | None:
    """Turn a scale's value into integers; tell ``report(rule, **places)`` of each fault."""
    if not isinstance(value, dict):
        report(N_("the value must be a table such as {example}. Write it so."), example=_EXAMPLES[kind])
        return None
    return _READERS[kind](value, step, report)


def _bands(value: dict[str, Any], step: Decimal | None, report: Report) -> Scale | None:
    if not _has(value, ("edges", "points"), "bands", report):
        return None
    edges, points = _edges(value["edges"], report), _points(value["points"], report)
    if edges is None or points is None:
        return None
    if any(b <= a for a, b in pairwise(edges)):
        report(N_("edges must increase strictly, but are {edges}. Put them in order."), edges=Figures(edges))
        return None
    for low, high in pairwise(edges):
        if float(low) == float(high):
            report(
                N_(
                    "the edges {low} and {high} are one and the same number to the engine (float64), so no "
                    "value lies between them. Move them apart or remove one."
                ),
                low=Figures((low,)),
                high=Figures((high,)),
            )
            return None
    if len(points) != len(edges) + 1:
        report(
            N_(
                "{edges} edges need {needed} points (one more), but {points} are given. Add or remove points."
            ),
            edges=len(edges),
            needed=len(edges) + 1,
            points=len(points),
        )
        return None
    return Bands(tuple(map(float, edges)), points)


def _percentile(value: dict[str, Any], step: Decimal | None, report: Report) -> Scale | None:
    if not _has(value, ("edges", "as_of", "population"), "percentile", report):
        return None
    edges = _edges(value["edges"], report)
    if edges is None:
        return None
    if any(b < a for a, b in pairwise(edges)):
        report(N_("edges must not fall, but are {edges}. Put them in order."), edges=Figures(edges))
        return None
    size = len(edges)
    points = tuple((2 * HUNDRED * i + size) // (2 * size) for i in range(size + 1))
    return Bands(tuple(map(float, edges)), points)


def _linear(value: dict[str, Any], step: Decimal | None, report: Report) -> Scale | None:
    if not _has(value, ("x", "y"), "linear", report):
        return None
    if step is None or step <= 0 or Fraction(1) / Fraction(step) % 1:
        report(
            N_(
                "a linear scale needs a step such as 0.01 or 1 (one divided by a whole "
                "number), not {step}. Set step."
            ),
            step=step,
        )
        return None
    x, y = _edges(value["x"], report), _points(value["y"], report)
    if x is None or y is None:
        return None
    if not _corners_fit(x, y, step, report):
        return None
    per_unit = int(Fraction(1) / Fraction(step))
    steps = tuple(int(corner * per_unit) for corner in x)
    if max(map(abs, steps)) > MOST_STEPS:
        report(
            N_("corner {corner} is too far out for step {step}. Use a coarser step."),
            corner=Figures(x[-1:]),
            step=Figures((step,)),
        )
        return None
    return Linear(per_unit, steps, y)


def _corners_fit(x: list[Decimal], y: tuple[int, ...], step: Decimal, report: Report) -> bool:
    if len(x) < 2 or len(x) != len(y):
        report(
            N_("x has {x} corners and y {y}; both need the same number, at least 2. Add or remove corners."),
            x=len(x),
            y=len(y),
        )
        return False
    if any(b <= a for a, b in pairwise(x)):
        report(N_("x must increase strictly, but is {edges}. Put the corners in order."), edges=Figures(x))
        return False
    off = [corner for corner in x if corner % step]
    if off:
        report(
            N_("corner {corner} is no multiple of the step {step}. Move the corner or refine the step."),
            corner=Figures(off[:1]),
            step=Figures((step,)),
        )
    return not off


def _codes(value: dict[str, Any], step: Decimal | None, report: Report) -> Scale | None:
    points = _points(list(value.values()), report)
    if points is None:
        return None
    if not points:
        report(N_("no code has points. List at least one code with its points."))
        return None
    return Codes(dict(zip(value, points, strict=True)))


def _flag(value: dict[str, Any], step: Decimal | None, report: Report) -> Scale | None:
    return _codes(value, step, report) if _has(value, ("true", "false"), "flag", report) else None


def _has(value: dict[str, Any], keys: tuple[str, ...], kind: str, report: Report) -> bool:
    missing = [key for key in keys if key not in value]
    unknown = [key for key in value if key not in keys]
    if missing or unknown:
        report(
            N_(
                "the value has the keys {keys}, but must have {needed}, for example {example}. Mend the keys."
            ),
            keys=", ".join(value) or "-",
            needed=", ".join(keys),
            example=_EXAMPLES[kind],
        )
    return not missing and not unknown


def _edges(values: Any, report: Report) -> list[Decimal] | None:
    if not isinstance(values, list) or not values:
        report(N_("a list of numbers is needed, not '{value}'. Write for example [0, 100]."), value=values)
        return None
    if len(values) > MOST_EDGES:
        report(N_("{edges} edges are too many; {most} fit. Use fewer."), edges=len(values), most=MOST_EDGES)
        return None
    for value in values:
        figure = number(value)
        if figure is None or not math.isfinite(float(figure)):
            report(N_("'{value}' is not a finite number. Write a plain number."), value=value)
            return None
    return [Decimal(value) for value in values]


def _points(values: Any, report: Report) -> tuple[int, ...] | None:
    if not isinstance(values, list):
        report(N_("a list of numbers is needed, not '{value}'. Write for example [0, 100]."), value=values)
        return None
    found = []
    for value in values:
        points = hundredths(value)
        if points is None or not 0 <= points <= HUNDRED:
            report(
                N_(
                    "{value} is not allowed as points: they run from 0 to 100 with at most "
                    "2 decimals. Change it."
                ),
                value=value,
            )
            return None
        found.append(points)
    return tuple(found)


_READERS = {
    "bands": _bands,
    "percentile": _percentile,
    "linear": _linear,
    "category": _codes,
    "flag": _flag,
}
_EXAMPLES = {
    "bands": "{ edges = [100, 500], points = [0, 50, 100] }",
    "percentile": '{ edges = [10, 20, 40], as_of = "2025-10", population = 20000 }',
    "linear": "{ x = [0, 12], y = [0, 100] }",
    "category": "{ province = 100, county = 40 }",
    "flag": "{ true = 100, false = 0 }",
}
