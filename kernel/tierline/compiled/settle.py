"""From score to final tier: line, floor and cap, hysteresis, override.

Every step goes over a whole block without a branch, so that the compiler can work on many rows at
once: what is true of a row is kept as a mask of all bits, and ``a ^ ((a ^ b) & mask)`` is b where the
mask is set and a elsewhere. Source: rulebook XJ-4, XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import (
    BLOCK,
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
from tierline.compiled.load import copy
from tierline.compiled.sums import Sums, bits_of

SHARE = 1.0 / WHOLE


class Settling(NamedTuple):
    """Room for one block."""

    wins: Array  # int8: all bits set, or none
    rules: Array  # int16
    limits: Array  # int16


@compiled
def room_to_settle() -> Settling:
    """Return room for one block."""
    return Settling(np.empty(BLOCK, np.int8), np.empty(BLOCK, np.int16), np.empty(BLOCK, np.int16))


@compiled
def rows_of(out: Outcome, start: int, end: int) -> Outcome:
    """Return where the results of rows ``start .. end`` go."""
    return Outcome(
        out.score[start:end], out.by_score[start:end], out.floor[start:end], out.cap[start:end],
        out.tier[start:end], out.reason[start:end], out.rule[start:end], out.below[start:end], out.points,
    )  # fmt: skip


@compiled
def scores_of(sums: Array, present: Array, out_score: Array) -> None:
    """Divide by the weight, rounding half up; exact, as sums and weights are whole and small.

    ``present`` is empty when no indicator can be left out.
    """
    if len(present) > 0:
        for i in range(len(out_score)):
            weight = float(present[i])
            share = np.floor((2.0 * float(sums[i]) + weight) / (2.0 * weight)) if weight > 0 else 0.0
            out_score[i] = np.int16(share)
    else:
        # half of a unit beyond whole numbers, so that cutting off after the product is exact
        for i in range(len(out_score)):
            out_score[i] = np.int16((float(sums[i]) + (HALF + 0.5)) * SHARE)


@compiled
def tiers_of(score: Array, line: Array, tiers: Array) -> None:
    """Write the best tier whose line each score reaches: a score on a line is on that line."""
    tiers[:] = 0
    for k in range(len(line) - 1):
        limit = np.int16(line[k])
        for i in range(len(tiers)):
            tiers[i] += score[i] < limit


@compiled
def find_terms(
    sums: Sums, masks: Array, tier_of: Array, rule_of: Array, met: Array, tiers: Array, rules: Array
) -> None:
    """Write tier and rule of the first term whose comparisons are all true, NONE when there is none."""
    tiers[:] = NONE
    rules[:] = NONE
    for term in range(len(masks) - 1, -1, -1):
        met_by(sums, masks[term], met)
        choose_one(met, tier_of[term], tiers)
        choose_one(met, rule_of[term], rules)


@compiled
def met_by(sums: Sums, mask: Array, met: Array) -> None:
    """Write where all comparisons of ``mask`` are true."""
    for plane in range(len(mask)):
        held, wanted = bits_of(sums, plane), mask[plane]
        if plane == 0:
            for i in range(len(met)):
                met[i] = -np.int8(held[i] & wanted == wanted)
        elif wanted != 0:
            for i in range(len(met)):
                met[i] &= -np.int8(held[i] & wanted == wanted)


@compiled
def choose_one(wins: Array, value: int, out: Array) -> None:
    """Write ``value`` where ``wins`` is set."""
    for i in range(len(out)):
        out[i] ^= (out[i] ^ value) & wins[i]


@compiled
def settle_by_score(sums: Sums, room: Settling, conditions: Conditions, out: Outcome) -> None:
    """Write what floors and caps make of the tier by score."""
    size = len(out.tier)
    wins, rules = room.wins[:size], room.rules[:size]
    copy(out.by_score, out.tier)
    out.reason[:] = SCORE
    out.rule[:] = NONE
    out.below[:] = 0
    out.floor[:] = NONE
    out.cap[:] = NONE
    if len(conditions.floor_mask) > 0:
        find_terms(
            sums, conditions.floor_mask, conditions.floor_tier, conditions.floor_rule, wins, out.floor, rules
        )
        floor, tier = out.floor, out.tier
        for i in range(size):
            wins[i] = -np.int8((floor[i] != NONE) & (floor[i] < tier[i]))
        give(wins, floor, np.int8(FLOOR), rules, out)
    if len(conditions.cap_mask) > 0:
        find_terms(sums, conditions.cap_mask, conditions.cap_tier, conditions.cap_rule, wins, out.cap, rules)
        cap, tier = out.cap, out.tier
        for i in range(size):
            wins[i] = -np.int8(cap[i] > tier[i])  # NONE is above every tier
        give(wins, cap, np.int8(CAP), rules, out)


@compiled
def give(wins: Array, tiers: Array, reason: Any, rules: Array, out: Outcome) -> None:
    """Give the rows where ``wins`` is set another tier, with its reason and rule; one loop a column."""
    choose(wins, tiers, out.tier)
    choose(wins, rules, out.rule)
    choose_one(wins, reason, out.reason)


@compiled
def give_without_rule(wins: Array, tiers: Array, reason: Any, out: Outcome) -> None:
    """Give the rows where ``wins`` is set another tier with its reason, and NONE, all bits set, as rule."""
    choose(wins, tiers, out.tier)
    choose_one(wins, reason, out.reason)
    rule = out.rule
    for i in range(len(rule)):
        rule[i] |= wins[i]


@compiled
def choose(wins: Array, values: Array, out: Array) -> None:
    """Write ``values`` where ``wins`` is set."""
    for i in range(len(out)):
        out[i] ^= (out[i] ^ values[i]) & wins[i]


@compiled
def settle_by_hysteresis(held: Array, since: Array, room: Settling, lines: Lines, out: Outcome) -> None:
    """Hold back downgrades; ``held`` and ``since`` are last month's tiers and months below."""
    size, months = len(out.tier), int(lines.months)
    wins, limits = room.wins[:size], room.limits[:size]
    score, cap, tier, below = out.score, out.cap, out.tier, out.below
    few = np.int8(min(max(months - 1, 0), 127))  # as many months below as this are enough for a downgrade
    for i in range(size):
        fell = (held[i] != NONE) & (tier[i] > held[i]) & (cap[i] <= held[i])
        wins[i] = -np.int8(fell & (since[i] < few))
    if lines.buffer != NONE:
        limits[:] = 0
        for k in range(len(lines.line)):
            limit, rank = np.int16(lines.line[k] - lines.buffer), np.int8(k)
            for i in range(size):
                limits[i] ^= (limits[i] ^ limit) & -np.int16(held[i] == rank)
        for i in range(size):
            wins[i] &= -np.int8(score[i] >= limits[i])
    give_without_rule(wins, held, np.int8(HYSTERESIS), out)
    for i in range(size):
        below[i] ^= (below[i] ^ (since[i] + 1)) & wins[i]


@compiled
def settle_by_override(override: Array, room: Settling, out: Outcome) -> None:
    """Let overrides have the last word."""
    size = len(out.tier)
    wins, tier, below = room.wins[:size], out.tier, out.below
    for i in range(size):
        wins[i] = -np.int8((override[i] != NONE) & (override[i] != tier[i]))
    give_without_rule(wins, override, np.int8(OVERRIDE), out)
    for i in range(size):
        below[i] &= ~wins[i]


@compiled
def settle_by_history(
    start: int, end: int, lines: Lines, before: Before, room: Settling, out: Outcome
) -> None:
    """Take last month's tiers and overrides into account; ``out`` holds rows ``start .. end``."""
    if len(before.tier) > 0 and lines.slow:
        settle_by_hysteresis(before.tier[start:end], before.below[start:end], room, lines, out)
    if len(before.override) > 0:
        settle_by_override(before.override[start:end], room, out)


@compiled(nogil=True)
def settle_anew(lines: Lines, before: Before, out: Outcome) -> None:
    """Take last month's tiers and overrides into account where ``out`` was graded without them."""
    room = room_to_settle()
    for start in range(0, len(out.score), BLOCK):
        end = min(start + BLOCK, len(out.score))
        settle_by_history(start, end, lines, before, room, rows_of(out, start, end))
