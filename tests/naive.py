"""The tiering of one account in plain Python: the reference that the product is held against.

Written from the rulebook (XJ-1..XJ-5, VIP-9, VIP-10), row by row, with integers and fractions and nothing of
the product's own code, so that a shared misunderstanding in fast code cannot hide.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
SKIPPED = "skip"


def read_policy(path: Path) -> dict[str, Any]:
    """Read a policy's TOML with its decimals as they are written."""
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def last_day(month: str) -> dt.date:
    year, number = (int(part) for part in month.split("-"))
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def value_in(parameter: Row, month: str) -> Any:
    """Return the value that holds on the month's last day."""
    held = [dated for dated in parameter["values"] if dated["from"] <= last_day(month)]
    return max(held, key=lambda dated: dated["from"])["value"]


def is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def hundredths(value: Any) -> int:
    """Return points (or percent) as whole hundredths; more than two decimals are no points."""
    exact = Fraction(str(value)) * 100
    assert exact.denominator == 1, value
    return int(exact)


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def reaches(value: Any, edge: Any) -> bool:
    """Say whether a value is on or above an edge, both as the float64 they are kept in."""
    value, edge = float(value), float(edge)
    if math.isinf(value):
        return value > 0
    return Fraction(value) >= Fraction(edge)


# --- points ------------------------------------------------------------------------------------


def by_bands(value: Any, scale: Row) -> int:
    return hundredths(scale["points"][sum(reaches(value, edge) for edge in scale["edges"])])


def whole_steps(value: float, step: Fraction) -> int:
    """Read a value to the step: exactly as it is written in 15 digits; beyond, by definition in float64."""
    written = Decimal(repr(value))
    if len(written.normalize().as_tuple().digits) <= 15:
        return half_up(Fraction(written) / step)
    per_unit = float(1 / step)
    return math.floor(value * (per_unit * (1 + 2.0**-51 if value >= 0 else 1 - 2.0**-51)) + 0.5)


def by_linear(value: Any, scale: Row, step: Any) -> int:
    step = Fraction(str(step))
    xs = [Fraction(str(x)) / step for x in scale["x"]]
    ys = [hundredths(y) for y in scale["y"]]
    if math.isinf(value):
        return ys[-1] if value > 0 else ys[0]
    n = whole_steps(float(value), step)
    if n <= xs[0]:
        return ys[0]
    for x0, x1, y0, y1 in zip(xs, xs[1:], ys, ys[1:], strict=False):
        if n <= x1:
            return half_up(y0 + (y1 - y0) * (n - x0) / (x1 - x0))
    return ys[-1]


def by_percentile(value: Any, scale: Row) -> int:
    reached = sum(reaches(value, edge) for edge in scale["edges"])
    return half_up(Fraction(10000 * reached, len(scale["edges"])))


def points_of(row: Row, indicator: Row, month: str) -> int | str:
    """Return one indicator's points in hundredths, or "skip"."""
    value = row.get(indicator["column"])
    scale = value_in(indicator["scale"], month)
    kind = indicator["kind"]
    if not is_missing(value):
        if kind == "bands":
            return by_bands(value, scale)
        if kind == "linear":
            return by_linear(value, scale, indicator["step"])
        if kind == "percentile":
            return by_percentile(value, scale)
        if kind == "flag":
            return hundredths(scale["true" if value else "false"])
        if value in scale:
            return hundredths(scale[value])
    outcome = value_in(indicator["missing"], month)
    return SKIPPED if outcome == SKIPPED else hundredths(outcome)


def score_of(points: Mapping[str, int | str], policy: Row, month: str) -> int:
    total = weights = 0
    for indicator in policy["indicator"]:
        got = points[indicator["id"]]
        if isinstance(got, int):
            weight = hundredths(value_in(indicator["weight"], month))
            total += got * weight
            weights += weight
    return half_up(Fraction(total, weights)) if weights else 0


# --- qualification -----------------------------------------------------------------------------


def holds(condition: Row, row: Row, policy: Row, month: str) -> bool:
    if "all" in condition:
        return all(holds(part, row, policy, month) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, row, policy, month) for part in condition["any"])
    value, op = row.get(condition["column"]), condition["op"]
    if op == "missing" or is_missing(value):
        return op == "missing" and is_missing(value)
    if op == "present":
        return True
    wanted = condition["value"]
    if isinstance(wanted, str) and wanted.startswith("@"):
        wanted = value_in(policy["lists"][wanted[1:]], month)
    if isinstance(wanted, list):
        found = any(equal(value, one) for one in wanted)
        return found if op == "in" else not found
    if op in ("==", "!="):
        return equal(value, wanted) == (op == "==")
    value, wanted = as_number(value), as_number(wanted)
    return {"<": value < wanted, "<=": value <= wanted, ">": value > wanted, ">=": value >= wanted}[op]


def equal(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str):
        return bool(value == wanted)
    return as_number(value) == as_number(wanted)


def as_number(value: Any) -> float:
    """Return what is compared: a number as float64, a date by its day, a flag as 0 or 1."""
    return float(value.toordinal() if isinstance(value, dt.date) else value)


def in_force(rule: Row, month: str) -> bool:
    until = rule.get("until")
    return rule["from"] <= last_day(month) and (until is None or last_day(month) <= until)


# --- tiers: kept as a rank, 0 = best -------------------------------------------------------------


def grade(
    row: Row,
    policy: Row,
    month: str,
    previous: Row | None = None,
    override: Row | Iterable[Row] | None = None,
) -> dict[str, Any]:
    """Tier one account.

    ``previous`` has tier, reason and months_below of the month before; ``override`` is one row of the
    overrides table (or several) and counts only when in force on the month's last day.
    """
    names = [tier["id"] for tier in policy["tier"]]
    lines = [hundredths(value_in(tier["line"], month)) for tier in policy["tier"][:-1]] + [0]
    points = {one["id"]: points_of(row, one, month) for one in policy["indicator"]}
    score = score_of(points, policy, month)
    by_score = min(rank for rank, line in enumerate(lines) if score >= line)

    floors: list[tuple[int, str]] = []
    caps: list[tuple[int, str]] = []
    for rule in policy.get("qualification", []):
        if in_force(rule, month) and holds(rule["when"], row, policy, month):
            entry = (names.index(rule["tier"]), rule["id"])
            if rule["effect"] in ("floor", "fix"):
                floors.append(entry)
            if rule["effect"] in ("cap", "fix"):
                caps.append(entry)
    # Of several, the first in the file names the reason: min and max return the first of equals.
    floor = min(floors, key=lambda entry: entry[0], default=None)
    cap = max(caps, key=lambda entry: entry[0], default=None)

    tier, reason, rule_id = by_score, "score", None
    if floor and floor[0] < tier:
        tier, reason, rule_id = floor[0], "floor", floor[1]
    if cap and cap[0] > tier:
        tier, reason, rule_id = cap[0], "cap", cap[1]

    months_below = 0
    held = _held(previous, names)
    hysteresis = policy["hysteresis"]
    if value_in(hysteresis["enabled"], month) and held is not None and previous is not None and tier > held:
        count = int(previous["months_below"]) + 1
        buffer = value_in(hysteresis["buffer"], month)
        capped = cap is not None and cap[0] > held
        far_below = buffer != "off" and score < lines[held] - hundredths(buffer)
        if not capped and not far_below and count < int(value_in(hysteresis["months"], month)):
            tier, reason, rule_id, months_below = held, "hysteresis", None, count

    ordered = _override_in_force(override, month)
    if ordered is not None and names.index(ordered["tier"]) != tier:
        tier, reason, rule_id, months_below = names.index(ordered["tier"]), "override", None, 0

    return {
        "points": points,
        "score": score,
        "tier_by_score": names[by_score],
        "floor": names[floor[0]] if floor else None,
        "cap": names[cap[0]] if cap else None,
        "tier": names[tier],
        "reason": reason,
        "rule": rule_id,
        "months_below": months_below,
    }


def _held(previous: Row | None, names: list[str]) -> int | None:
    if previous is None or previous["reason"] == "override":
        return None
    return names.index(previous["tier"])


def _override_in_force(override: Row | Iterable[Row] | None, month: str) -> Row | None:
    given = [override] if isinstance(override, Mapping) else list(override or [])
    day = last_day(month)
    counting = [one for one in given if one["from_date"] <= day <= one["expires_on"]]
    return max(counting, key=lambda one: one["from_date"], default=None)
