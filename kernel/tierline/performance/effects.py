"""What decided the points of an indicator: its completion, or the policy's outcome without one (LY-14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from types import MappingProxyType

from tierline.messages import N_
from tierline.performance.policy_resolved import PointsIndicator
from tierline.performance.scheme import WHOLE

# effect -> what a statement says of it
EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "counted": N_("in proportion"),
        "floor": N_("below the floor: no points"),
        "ceiling": N_("at the ceiling"),
        "level": N_("level reached"),
        "held": N_("missing: the statement is held"),
        "skipped": N_("left out, its weight spread over the category"),
        "nothing": N_("missing: no points"),
        "full": N_("full points by policy"),
        "met": N_("target of 0 met: full points"),
        "missed": N_("target of 0 missed: no points"),
    }
)
_OUTCOMES = {"hold": "held", "skip": "skipped", "nothing": "nothing", "full": "full"}
_PER_HUNDREDTH = 10_000  # millionths


@dataclass(frozen=True)
class Reached:
    """Completion and points before floor and ceiling, both in millionths, and the effect."""

    completion: int | None
    raw: int | None
    effect: str


def reached(indicator: PointsIndicator, weight: int, target: int | None, actual: int | None) -> Reached:
    """Return what an indicator's figures come to before floor and ceiling, and what decides its points.

    Parameters
    ----------
    indicator : PointsIndicator
    weight : int
        Hundredths of a point.
    target, actual : int or None
        Smallest units.

    Notes
    -----
    Exact; the completion is cut down to millionths, raw points are rounded half up. Source: rulebook LY-14.
    """
    outcome = _outcome(indicator, target, actual)
    if outcome == "meet":
        assert actual is not None
        met = actual <= 0 if indicator.kind.startswith("less") else actual >= 0
        return Reached(None, None, "met" if met else "missed")
    if outcome is not None:
        return Reached(None, None, _OUTCOMES[outcome])
    assert target is not None
    assert actual is not None
    if indicator.kind == "less" and actual <= 0:  # nothing of what should be little: no figure says how far
        return Reached(None, None, "ceiling")
    return _of(indicator, weight, max(_completion(indicator.kind, target, actual), Fraction(0)))


def _of(indicator: PointsIndicator, weight: int, completion: Fraction) -> Reached:
    raw = floor(completion * weight * _PER_HUNDREDTH + Fraction(1, 2))
    known = floor(completion * WHOLE)
    if indicator.kind == "level":
        return Reached(known, raw, "level" if completion >= 1 else "counted")
    if completion <= 0 or completion * WHOLE < indicator.floor:
        return Reached(known, raw, "floor")
    return Reached(known, raw, "ceiling" if completion * WHOLE >= indicator.ceiling else "counted")


def _outcome(indicator: PointsIndicator, target: int | None, actual: int | None) -> str | None:
    """Return the policy's outcome where completion cannot be told."""
    if target is None:
        return indicator.no_target
    if target <= 0 and (indicator.zero_target != "meet" or actual is not None):
        return indicator.zero_target
    return indicator.no_actual if actual is None else None


def _completion(kind: str, target: int, actual: int) -> Fraction:
    if kind == "less":
        return Fraction(target, actual)
    return 2 - Fraction(actual, target) if kind == "less_linear" else Fraction(actual, target)
