"""From score to final tier: line, floor and cap, hysteresis, override.

Source: rulebook XJ-4, XJ-5; Readings, Tiering.
"""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import (
    CAP,
    FLOOR,
    HALF,
    HYSTERESIS,
    NONE,
    OVERRIDE,
    SCORE,
    WHOLE,
    Array,
    Before,
    Conditions,
    Lines,
    Outcome,
)


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
def scores_of(start: int, size: int, sums: Array, present: Array, skips: bool, out_score: Array) -> None:
    """Divide by the weight, rounding half up; exact, as sums and weights are whole and small."""
    if skips:
        for i in range(size):
            weight = present[i]
            out_score[start + i] = np.floor((2.0 * sums[i] + weight) / (2.0 * weight)) if weight > 0 else 0
    else:
        for i in range(size):
            out_score[start + i] = np.int16(np.floor((sums[i] + HALF) / WHOLE))


@compiled
def tiers_of(start: int, size: int, score: Array, line: Array, tiers: Array) -> None:
    """Write the best tier whose line each score reaches: a score on a line is on that line."""
    tiers[:size] = 0
    for k in range(len(line) - 1):
        limit = np.int16(line[k])
        for i in range(size):
            tiers[i] += score[start + i] < limit


@compiled
def first_terms(bits: Array, size: int, masks: Array, found: Array) -> None:
    """Write for each row the first term whose comparisons are all true, NONE when there is none."""
    found[:size] = NONE
    for k in range(len(masks) - 1, -1, -1):
        mask, term = masks[k], np.int64(k)
        for i in range(size):
            found[i] = term if bits[i] & mask == mask else found[i]


@compiled
def settle_by_score(
    start: int, size: int, tiers: Array, terms: Array, bits: Array, conditions: Conditions, out: Outcome
) -> None:
    """Write tier by score, and what floors and caps make of it."""
    out_by_score, out_floor, out_cap = out.by_score, out.floor, out.cap
    out_tier, out_reason, out_rule, out_below = out.tier, out.reason, out.rule, out.below
    end = start + size
    out_by_score[start:end] = tiers[:size]
    out_tier[start:end] = tiers[:size]
    out_floor[start:end] = NONE
    out_cap[start:end] = NONE
    out_reason[start:end] = SCORE
    out_rule[start:end] = NONE
    out_below[start:end] = 0
    if len(conditions.floor_mask) > 0:
        tier_of, rule_of = conditions.floor_tier, conditions.floor_rule
        first_terms(bits, size, conditions.floor_mask, terms)
        for i in range(size):
            if terms[i] != NONE:
                row, floor = start + i, tier_of[terms[i]]
                out_floor[row] = floor
                if floor < out_tier[row]:
                    out_tier[row], out_reason[row], out_rule[row] = floor, FLOOR, rule_of[terms[i]]
    if len(conditions.cap_mask) > 0:
        tier_of, rule_of = conditions.cap_tier, conditions.cap_rule
        first_terms(bits, size, conditions.cap_mask, terms)
        for i in range(size):
            if terms[i] != NONE:
                row, cap = start + i, tier_of[terms[i]]
                out_cap[row] = cap
                if cap > out_tier[row]:
                    out_tier[row], out_reason[row], out_rule[row] = cap, CAP, rule_of[terms[i]]


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
