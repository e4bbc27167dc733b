"""A scale as a table of rows that can be typed into: bands, corners or codes."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tierline.policy.resolved import Indicator


@dataclass(frozen=True)
class Row:
    """One row of a scale; ``at`` is the value it begins at (None: below the first), ``code`` its code.

    ``points`` is None where they follow from the place, as in percentile scales.
    """

    at: Decimal | None
    code: str
    points: Decimal | None


@dataclass(frozen=True)
class Shape:
    """Which names a kind of scale has for its values and its points."""

    values: str
    points: str
    first: int  # points that lie below the first value
    fewest: int


SHAPES = {
    "bands": Shape("edges", "points", 1, 1),
    "percentile": Shape("edges", "", 1, 1),
    "linear": Shape("x", "y", 0, 2),
}


def rows_of(indicator: Indicator, value: dict[str, Any]) -> list[Row]:
    """Return a scale, written as in a policy's file, row by row from the lowest."""
    shape = SHAPES.get(indicator.kind)
    if shape is None:
        return [Row(None, str(code), Decimal(points)) for code, points in value.items()]
    at = [None] * shape.first + [Decimal(each) for each in value[shape.values]]
    points = [Decimal(each) for each in value[shape.points]] if shape.points else [None] * len(at)
    return [Row(each, "", own) for each, own in zip(at, points, strict=True)]


def with_figure(
    indicator: Indicator, value: dict[str, Any], row: int, column: str, figure: Decimal
) -> dict[str, Any]:
    """Return a scale with one figure changed; ``column`` is "at" or "points"."""
    found = copy.deepcopy(value)
    shape = SHAPES.get(indicator.kind)
    if shape is None:
        found[list(found)[row]] = figure
    elif column == "at":
        found[shape.values][row - shape.first] = figure
    else:
        found[shape.points][row] = figure
    return found


def can_grow(indicator: Indicator) -> bool:
    """Tell whether rows can be added and taken away: codes are the data's own, ranks the population's."""
    return indicator.kind in ("bands", "linear")


def with_row(indicator: Indicator, value: dict[str, Any], row: int) -> dict[str, Any]:
    """Return a scale with a row more after ``row``: half way to the next, or one step beyond the last."""
    shape = SHAPES[indicator.kind]
    found = copy.deepcopy(value)
    values, points = found[shape.values], found[shape.points]
    place = row - shape.first
    if place < 0:
        new = Decimal(values[0]) - 1
    elif place + 1 < len(values):
        new = _between(Decimal(values[place]), Decimal(values[place + 1]))
    else:
        new = Decimal(values[-1]) * 2 if values[-1] > 0 else Decimal(values[-1]) + 1
    values.insert(place + 1, new)
    points.insert(row + 1, points[row])
    return found


def without_row(indicator: Indicator, value: dict[str, Any], row: int) -> dict[str, Any]:
    """Return a scale with a row less; the first of bands stays, as it is what lies below all others."""
    shape = SHAPES[indicator.kind]
    found = copy.deepcopy(value)
    if row >= shape.first and len(found[shape.values]) > shape.fewest:
        del found[shape.values][row - shape.first]
        del found[shape.points][row]
    return found


def _between(low: Decimal, high: Decimal) -> Decimal:
    """Return the middle, whole where whole numbers lie between."""
    middle = (low + high) / 2
    whole = middle.to_integral_value()
    return whole if low < whole < high else middle
