"""Reads a policy's values: outcomes, completions, tables of weights, pay bands. Each fault is reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from tierline.messages import N_
from tierline.performance.policy_resolved import PayBands
from tierline.performance.units import to_smallest
from tierline.policy.exact import HUNDRED, hundredths, number

Report = Callable[..., None]
# what may follow where a figure is missing, or a target is 0 (LY-14)
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "no_actual": ("hold", "nothing", "skip"),
    "no_target": ("hold", "nothing", "skip", "full"),
    "zero_target": ("hold", "nothing", "skip", "full", "meet"),
}
CAP_BASES = ("allotted", "attained")
NO_TEAM = ("own", "hold")
_MILLION = 1_000_000
_HIGHEST_CEILING = 10 * _MILLION


def read_choice(value: Any, allowed: tuple[str, ...], report: Report) -> str | None:
    """Return one of ``allowed``."""
    if value in allowed and isinstance(value, str):
        return value
    report(
        N_("'{value}' is not allowed; allowed: {allowed}. Choose one of them."),
        value=value,
        allowed=", ".join(allowed),
    )
    return None


def read_completion(value: Any, name: str, report: Report) -> int | None:
    """Return a floor or ceiling of completion in millionths: 1.0 is the target reached."""
    exact = number(value)
    scaled = None if exact is None else exact * _MILLION
    low, high = (0, _MILLION) if name == "floor" else (_MILLION, _HIGHEST_CEILING)
    if scaled is not None and low <= scaled <= high and scaled == scaled.to_integral_value():
        return int(scaled)
    report(
        N_(
            "'{value}' is not allowed as a completion: from {low} to {high} with at most 6 decimals, "
            "where 1 is the target reached. Change it."
        ),
        value=value,
        low=low // _MILLION,
        high=high // _MILLION,
    )
    return None


def read_points(value: Any, report: Report, least: int = 0, most: int = HUNDRED) -> int | None:
    """Return points (or per cent) in hundredths, within ``least`` and ``most`` hundredths."""
    points = hundredths(value)
    if points is not None and least <= points <= most:
        return points
    report(
        N_("'{value}' is not allowed here: {low} to {high} with at most 2 decimals. Change it."),
        value=value,
        low=least // 100,
        high=most // 100,
    )
    return None


def read_target(value: Any, unit: str, report: Report) -> int | None:
    """Return a target in the smallest units of ``unit``."""
    exact = number(value)
    target = None if exact is None else to_smallest(exact, unit)
    if target is not None and target > 0:
        return target
    report(
        N_("'{value}' is no target above 0 in whole {unit}, or in hundredths of it. Change it."),
        value=value,
        unit=unit,
    )
    return None


def read_weights(value: Any, known: tuple[str, ...], report: Report) -> dict[str, int] | None:
    """Return the weight of each indicator of a category in hundredths of a point."""
    if not isinstance(value, dict) or not value:
        report(N_("the value must be a table such as {example}. Write it so."), example="{ visits = 10.00 }")
        return None
    found = {}
    for name, weight in value.items():
        if name not in known:
            report(
                N_("there is no indicator '{value}'. Add it, or use one of: {known}."),
                value=name,
                known=", ".join(known),
            )
            continue
        points = hundredths(weight)
        if points is None or not 0 < points <= HUNDRED:
            report(
                N_(
                    "{indicator}: '{value}' is not allowed as a weight: above 0 up to 100 points, at most "
                    "2 decimals. Change it."
                ),
                indicator=name,
                value=weight,
            )
            continue
        found[name] = points
    return found if len(found) == len(value) else None


def read_bands(value: Any, report: Report) -> PayBands | None:
    """Return the pay bands: edges in points, and one coefficient more than edges (LY-15)."""
    if not isinstance(value, dict) or set(value) != {"edges", "coefficients"}:
        report(
            N_("the value must be a table such as {example}. Write it so."),
            example="{ edges = [60, 90], coefficients = [0.8, 1.0, 1.2] }",
        )
        return None
    edges, coefficients = _list(value["edges"], report), _list(value["coefficients"], report)
    if edges is None or coefficients is None:
        return None
    if any(upper <= lower for lower, upper in pairwise(edges)):
        report(N_("edges must increase strictly, but are {edges}. Put them in order."), edges=_shown(edges))
        return None
    if len(coefficients) != len(edges) + 1:
        report(
            N_(
                "{edges} edges need {needed} coefficients (one more), but {given} are given. "
                "Add or remove some."
            ),
            edges=len(edges),
            needed=len(edges) + 1,
            given=len(coefficients),
        )
        return None
    if any(upper < lower for lower, upper in pairwise(coefficients)):
        report(
            N_("by LY-15 pay follows points, but the coefficients fall: {coefficients}. Put them in order."),
            coefficients=_shown(coefficients),
        )
        return None
    return PayBands(tuple(edges), tuple(coefficients))


def _list(values: Any, report: Report) -> list[int] | None:
    found = [hundredths(value) for value in values] if isinstance(values, list) else []
    exact = [value for value in found if value is not None and 0 <= value <= 2 * HUNDRED]
    if exact and len(exact) == len(found):
        return exact
    report(
        N_("'{value}' is no list of numbers from 0 to 200, at most 2 decimals. Write such as [60, 90]."),
        value=values,
    )
    return None


def _shown(values: list[int]) -> str:
    from tierline.policy.exact import decimal_text

    return ", ".join(map(decimal_text, values))
