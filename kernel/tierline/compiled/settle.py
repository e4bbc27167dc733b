"""From score to final tier: line, floor and cap, hysteresis, override.

Source: rulebook XJ-4, XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from typing import Any

from tierline.accelerate import compiled
from tierline.compiled.layout import (
    CAP,
    FLOOR,
    HYSTERESIS,
    NONE,
    OVERRIDE,
    SCORE,
    Array,
    Before,
    Conditions,
    Lines,
    Outcome,
)


@compiled
def tier_of(score: int, line: Array) -> int:
    """Return the best tier whose line the score reaches: a score on a line is on that line."""
    tier = 0
    while score < line[tier]:
        tier += 1
    return tier


@compiled
def holds_back(
    score: int, tier: int, held: int, below: int, cap: int, line: Array, months: int, buffer: int
) -> bool:
    """Tell whether a customer below its held tier stays there this month."""
    if held == NONE or tier <= held:
        return False
    if cap > held or below + 1 >= months:
        return False
    return buffer == NONE or score >= line[held] - buffer


@compiled
def first_term(bits: Any, masks: Array) -> int:
    """Return the first term whose comparisons are all true, NONE when there is none."""
    for term in range(len(masks)):
        if bits & masks[term] == masks[term]:
            return term
    return NONE


@compiled
def settle_by_score(
    start: int,
    size: int,
    sums: Array,
    present: Array,
    bits: Array,
    line: Array,
    conditions: Conditions,
    out: Outcome,
) -> None:
    """Write score, tier by score, and what floors and caps make of it."""
    floors, floor_tier, floor_rule = conditions.floor_mask, conditions.floor_tier, conditions.floor_rule
    caps, cap_tier, cap_rule = conditions.cap_mask, conditions.cap_tier, conditions.cap_rule
    out_score, out_by_score, out_floor, out_cap = out.score, out.by_score, out.floor, out.cap
    out_tier, out_reason, out_rule, out_below = out.tier, out.reason, out.rule, out.below
    for i in range(size):
        row, weight = start + i, present[i]
        score = (2 * sums[i] + weight) // (2 * weight) if weight > 0 else 0
        tier = tier_of(score, line)
        reason, rule, floor, cap = SCORE, NONE, NONE, NONE
        out_score[row] = score
        out_by_score[row] = tier
        term = first_term(bits[i], floors)
        if term != NONE:
            floor = floor_tier[term]
            if floor < tier:
                tier, reason, rule = floor, FLOOR, floor_rule[term]
        term = first_term(bits[i], caps)
        if term != NONE:
            cap = cap_tier[term]
            if cap > tier:
                tier, reason, rule = cap, CAP, cap_rule[term]
        out_floor[row] = floor
        out_cap[row] = cap
        out_tier[row] = tier
        out_reason[row] = reason
        out_rule[row] = rule
        out_below[row] = 0


@compiled
def settle_by_history(start: int, size: int, lines: Lines, before: Before, out: Outcome) -> None:
    """Hold back downgrades, then let overrides have the last word."""
    line, months, buffer = lines.line, lines.months, lines.buffer
    held, below, override = before.tier, before.below, before.override
    out_score, out_cap, out_tier = out.score, out.cap, out.tier
    out_reason, out_rule, out_below = out.reason, out.rule, out.below
    if len(held) > 0 and lines.slow:
        for row in range(start, start + size):
            if holds_back(
                out_score[row], out_tier[row], held[row], below[row], out_cap[row], line, months, buffer
            ):
                out_tier[row] = held[row]
                out_reason[row] = HYSTERESIS
                out_rule[row] = NONE
                out_below[row] = below[row] + 1
    if len(override) > 0:
        for row in range(start, start + size):
            if override[row] != NONE and override[row] != out_tier[row]:
                out_tier[row] = override[row]
                out_reason[row] = OVERRIDE
                out_rule[row] = NONE
                out_below[row] = 0
