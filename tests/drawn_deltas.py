"""Hypothesis strategies for scenarios: changes of a drawn policy, and the same changes in its dictionary."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from hypothesis import strategies as st

from tests import drawn_policies as drawn
from tests.drawn_policies import CODES, LAST_DAY, Row

FIRST_DAY = dt.date(2026, 10, 1)
Changes = dict[str, Any]


@st.composite
def scales(draw: st.DrawFn, indicator: Row) -> Any:
    """Draw another scale of an indicator's kind; now and then one of the wrong form."""
    kind = indicator["kind"]
    if draw(st.integers(0, 9)) == 0:
        return draw(
            st.sampled_from(
                [7, "x", {}, {"edges": [2, 1], "points": [0, 1, 2]}, {"edges": [1], "points": [0, 101]}]
            )
        )
    if kind == "bands":
        return draw(drawn.bands())
    if kind == "percentile":
        return draw(drawn.percentile())
    if kind == "linear":
        per_unit = round(1 / indicator["step"])
        steps = sorted(draw(st.sets(st.integers(-50, 400), min_size=2, max_size=5)))
        heights = draw(st.lists(drawn.points, min_size=len(steps), max_size=len(steps)))
        return {"x": [n / per_unit for n in steps], "y": heights}
    names = list(CODES[indicator["column"]]) if kind == "category" else ["true", "false"]
    listed = draw(st.permutations(names))
    return {code: draw(drawn.points) for code in listed}


@st.composite
def changes(draw: st.DrawFn, policy: Row) -> Changes:
    """Draw what a scenario changes; mostly in order, now and then not."""
    found: Changes = {}
    upper = policy["tier"][:-1]
    if draw(st.booleans()):
        lines = draw(st.lists(st.integers(-5, 10020), min_size=len(upper), max_size=len(upper)))
        if draw(st.integers(0, 3)):
            lines = sorted({min(max(line, 1), 10000) for line in lines}, reverse=True)
        chosen = [(tier, line) for tier, line in zip(upper, lines, strict=False) if draw(st.integers(0, 3))]
        found |= {f"tiers.{tier['id']}.line": line / 100 for tier, line in chosen}
    if draw(st.booleans()):
        weights = draw(drawn.parts_of_a_hundred(len(policy["indicator"])))
        for indicator, weight in zip(policy["indicator"], weights, strict=True):
            found[f"indicators.{indicator['id']}.weight"] = weight
    for indicator in policy["indicator"]:
        if draw(st.integers(0, 3)) == 0:
            found[f"indicators.{indicator['id']}.scale"] = draw(scales(indicator))
        if draw(st.integers(0, 3)) == 0:
            found[f"indicators.{indicator['id']}.missing"] = draw(
                st.sampled_from(["skip", 0, 37.5, 100, 100.01, True])
            )
    if draw(st.integers(0, 2)) == 0:
        found["hysteresis.months"] = draw(st.sampled_from([1, 2, 5, 120, 121, 1.5]))
    if draw(st.integers(0, 2)) == 0:
        found["hysteresis.buffer"] = draw(st.sampled_from(["off", 0, 2.25, 100, -1]))
    if draw(st.integers(0, 2)) == 0:
        found["hysteresis.enabled"] = draw(st.booleans())
    for rule in policy["qualification"]:
        if draw(st.booleans()):
            found[f"rules.{rule['id']}.enabled"] = draw(st.booleans())
    return found


def in_force(rule: Row) -> bool:
    return rule["from"] <= LAST_DAY and rule.get("until", dt.date.max) >= LAST_DAY


def changed_by_hand(policy: Row, wanted: Changes) -> Row:
    """Write the changes into the policy's own dictionary: the slow way, and the reference."""
    found = copy.deepcopy(policy)
    for path, value in wanted.items():
        group, *name, field = path.split(".")
        if group == "rules":
            rule = next(each for each in found["qualification"] if each["id"] == name[0])
            if not value:
                found["qualification"].remove(rule)
            elif not in_force(rule):
                rule.pop("until", None)
                rule["from"] = FIRST_DAY
            continue
        entries = {"tiers": "tier", "indicators": "indicator"}
        where = (
            next(each for each in found[entries[group]] if each["id"] == name[0]) if name else found[group]
        )
        where[field]["values"][0]["value"] = value
    return found
