"""The fused pass: indicator points -> score -> tier by score -> floor and cap -> hysteresis -> override.

Everything that the pass calls stands in this module, because the machine-code cache does not see
edits elsewhere. Points, lines and scores are hundredths, weights basis points; a tier is its rank
from the top (0 = best). Source: rulebook XJ-3..XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import prange

from tierline.accelerate import compiled
from tierline.compiled.views import (
    float32_at,
    float64_at,
    int8_at,
    int16_at,
    int32_at,
    int64_at,
    uint8_at,
)

Array = Any

BLOCK = 2048  # rows a block: the scratch of one block stays in the first-level cache
STRIP = 32  # blocks that share one scratch

FLOAT64, FLOAT32, INT64, INT32, INT16, INT8, UINT8, BITS = range(8)
ALL_VALID, VALID_BITS, MISSING_BYTES = range(3)
SCORE, FLOOR, CAP, HYSTERESIS, OVERRIDE = range(5)
NONE = -1
WHOLE = 10_000


class Columns(NamedTuple):
    """Where the columns lie, one entry a column."""

    address: Array  # uint64: first byte of the values
    kind: Array  # int8: FLOAT64 ... BITS
    offset: Array  # int64: rows (bits, for BITS) before the first one of ours
    validity: Array  # int8: ALL_VALID, VALID_BITS, MISSING_BYTES
    valid_address: Array  # uint64
    valid_offset: Array  # int64: bits or bytes before the first one of ours
    coded: Array  # bool: codes of a dictionary (missing = -1) rather than numbers (missing = NaN)
    codes: Array  # int64: size of the dictionary, 0 for numbers


class Indicators(NamedTuple):
    """The indicators, sorted by column; ``first[c]..first[c+1]`` are those of column c."""

    first: Array  # int64[columns + 1]
    place: Array  # int64: place of the indicator in the policy
    linear: Array  # bool: corners rather than bands; of no meaning for coded columns
    weight: Array  # int64, basis points
    missing: Array  # int64, hundredths; NONE = leave out and rescale
    start: Array  # int64[indicators + 1] into edges and corners
    points_start: Array  # int64[indicators] into points
    per_unit: Array  # float64: steps in one unit
    edges: Array  # float64
    corners: Array  # int64, in steps
    points: Array  # int64, hundredths; of a coded column one per code


class Conditions(NamedTuple):
    """Comparisons (one bit each) and the terms that make a rule true."""

    first: Array  # int64[columns + 1]: numeric comparisons by column
    op: Array  # int8: 0 < 1 <= 2 > 3 >= 4 == 5 != 6 missing 7 present
    value: Array  # float64
    bit: Array  # uint64
    code_start: Array  # int64[columns + 1] into code_bits; a column's last entry stands for missing
    code_bits: Array  # uint64
    floor_mask: Array  # uint64: terms of floors, best tier first
    floor_tier: Array  # int8
    floor_rule: Array  # int16
    cap_mask: Array  # uint64: terms of caps, lowest tier first
    cap_tier: Array  # int8
    cap_rule: Array  # int16


class Lines(NamedTuple):
    """The lines and what slows a downgrade."""

    line: Array  # int64[tiers], hundredths, falling; the last is 0
    slow: Any  # bool: hysteresis is on
    months: Any  # int64
    buffer: Any  # int64, hundredths; NONE = off


class Before(NamedTuple):
    """Last month's tier and months below, and overrides in force; empty arrays when there are none."""

    tier: Array  # int8, NONE where there is no row or it was overridden
    below: Array  # int8
    override: Array  # int8, NONE where there is none


class Outcome(NamedTuple):
    """What the pass writes, one entry a row; ``points`` has no rows unless it is wanted."""

    score: Array  # int16
    by_score: Array  # int8
    floor: Array  # int8
    cap: Array  # int8
    tier: Array  # int8
    reason: Array  # int8
    rule: Array  # int16
    below: Array  # int8
    points: Array  # int16[rows, indicators]; NONE = left out


@compiled
def band_of(value: float, edges: Array) -> int:
    """Return how many of the rising ``edges`` are at or below ``value``; an edge belongs to the upper band."""
    low, high = 0, len(edges)
    while low < high:
        middle = (low + high) // 2
        if value >= edges[middle]:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def points_between(value: float, per_unit: float, corners: Array, points: Array) -> int:
    """Interpolate in whole steps; rounded half up to hundredths, flat outside the corners."""
    steps = np.floor(value * per_unit + 0.5)
    last = len(corners) - 1
    if steps <= corners[0]:
        return points[0]
    if steps >= corners[last]:
        return points[last]
    at = np.int64(steps)
    k = 1
    while at > corners[k]:
        k += 1
    run = corners[k] - corners[k - 1]
    doubled = 2 * (points[k - 1] * run + (at - corners[k - 1]) * (points[k] - points[k - 1]))
    return (doubled + run) // (2 * run)


@compiled
def tier_of(score: int, line: Array) -> int:
    """Return the best tier whose line the score reaches: a score on a line is on that line."""
    tier = 0
    while score < line[tier]:
        tier += 1
    return tier


@compiled
def holds_back(score: int, tier: int, held: int, below: int, cap: int, lines: Lines) -> bool:
    """Tell whether a customer below its held tier stays there this month."""
    if held == NONE or tier <= held or not lines.slow:
        return False
    if cap > held or below + 1 >= lines.months:
        return False
    return lines.buffer == NONE or score >= lines.line[held] - lines.buffer


@compiled
def compares(op: int, value: float, other: float) -> bool:
    """Compare one number; a missing one (NaN) is true for nothing but ``missing``."""
    if np.isnan(value):
        return op == 6
    if op == 0:
        return value < other
    if op == 1:
        return value <= other
    if op == 2:
        return value > other
    if op == 3:
        return value >= other
    if op == 4:
        return value == other
    if op == 5:
        return value != other
    return op == 7


@compiled
def is_missing(columns: Columns, column: int, row: int) -> bool:
    """Tell whether the validity of a column says that the row is missing."""
    at = columns.valid_offset[column] + row
    if columns.validity[column] == VALID_BITS:
        bits = uint8_at(columns.valid_address[column], at // 8 + 1)
        return (bits[at // 8] >> np.uint8(at % 8)) & 1 == 0
    return uint8_at(columns.valid_address[column], at + 1)[at] != 0


@compiled
def load_numbers(columns: Columns, column: int, start: int, size: int, out: Array) -> None:
    """Read rows ``start .. start + size`` of a numeric column as float64, missing as NaN."""
    address, kind = columns.address[column], columns.kind[column]
    first = columns.offset[column] + start
    end = first + size
    if kind == FLOAT64:
        out[:size] = float64_at(address, end)[first:end]
    elif kind == FLOAT32:
        out[:size] = float32_at(address, end)[first:end]
    elif kind == INT64:
        out[:size] = int64_at(address, end)[first:end]
    elif kind == INT32:
        out[:size] = int32_at(address, end)[first:end]
    elif kind == INT16:
        out[:size] = int16_at(address, end)[first:end]
    elif kind == INT8:
        out[:size] = int8_at(address, end)[first:end]
    else:
        out[:size] = uint8_at(address, end)[first:end]
    if columns.validity[column] != ALL_VALID:
        for i in range(size):
            if is_missing(columns, column, start + i):
                out[i] = np.nan


@compiled
def load_codes(columns: Columns, column: int, start: int, size: int, out: Array) -> None:
    """Read codes of rows ``start .. start + size``; a missing one becomes the size of the dictionary."""
    address, kind = columns.address[column], columns.kind[column]
    first = columns.offset[column] + start
    end = first + size
    if kind == INT32:
        out[:size] = int32_at(address, end)[first:end]
    elif kind == INT16:
        out[:size] = int16_at(address, end)[first:end]
    elif kind == INT8:
        out[:size] = int8_at(address, end)[first:end]
    elif kind == UINT8:
        out[:size] = uint8_at(address, end)[first:end]
    elif kind == INT64:
        out[:size] = int64_at(address, end)[first:end]
    else:
        bits = uint8_at(address, end // 8 + 1)
        for i in range(size):
            at = first + i
            out[i] = (bits[at // 8] >> np.uint8(at % 8)) & 1
    none = columns.codes[column]
    checked = columns.validity[column] != ALL_VALID
    for i in range(size):
        if out[i] < 0 or out[i] >= none or (checked and is_missing(columns, column, start + i)):
            out[i] = none


@compiled
def add_points(points: int, k: int, row: int, i: int, rules: Indicators, sums: Array, found: Array) -> None:
    """Weigh one indicator's points into the row's sum; points of NONE mean missing."""
    if points == NONE:
        points = rules.missing[k]
    if points != NONE:
        sums[i] += points * rules.weight[k]
    else:
        sums[i + BLOCK] -= rules.weight[k]
    if found.shape[0] > 0:
        found[row, rules.place[k]] = points


@compiled
def read_column(
    columns: Columns,
    column: int,
    start: int,
    size: int,
    rules: Indicators,
    conditions: Conditions,
    numbers: Array,
    codes: Array,
    sums: Array,
    bits: Array,
    found: Array,
) -> None:
    """Add one column's points to ``sums`` and its true comparisons to ``bits``, for one block."""
    if columns.coded[column]:
        load_codes(columns, column, start, size, codes)
        table = conditions.code_start[column]
        for i in range(size):
            bits[i] |= conditions.code_bits[table + codes[i]]
        for k in range(rules.first[column], rules.first[column + 1]):
            at = rules.points_start[k]
            for i in range(size):
                add_points(rules.points[at + codes[i]], k, start + i, i, rules, sums, found)
        return
    load_numbers(columns, column, start, size, numbers)
    for k in range(rules.first[column], rules.first[column + 1]):
        low, high = rules.start[k], rules.start[k + 1]
        points = rules.points[rules.points_start[k] :]
        for i in range(size):
            value = numbers[i]
            if np.isnan(value):
                add_points(NONE, k, start + i, i, rules, sums, found)
            elif rules.linear[k]:
                got = points_between(value, rules.per_unit[k], rules.corners[low:high], points)
                add_points(got, k, start + i, i, rules, sums, found)
            else:
                got = points[band_of(value, rules.edges[low:high])]
                add_points(got, k, start + i, i, rules, sums, found)
    for k in range(conditions.first[column], conditions.first[column + 1]):
        op, other, bit = conditions.op[k], conditions.value[k], conditions.bit[k]
        for i in range(size):
            if compares(op, numbers[i], other):
                bits[i] |= bit


@compiled
def first_term(bits: Any, masks: Array) -> int:
    """Return the first term whose comparisons are all true, NONE when there is none."""
    for term in range(len(masks)):
        if bits & masks[term] == masks[term]:
            return term
    return NONE


@compiled
def settle(row: int, score: int, bits: Any, conditions: Conditions, lines: Lines, before: Before, out: Outcome) -> None:
    """Take one row from its score to its final tier, in the order of the rulebook's reading."""
    tier = tier_of(score, lines.line)
    reason, rule, floor, cap, below = SCORE, NONE, NONE, NONE, 0
    out.score[row] = score
    out.by_score[row] = tier
    term = first_term(bits, conditions.floor_mask)
    if term != NONE:
        floor = conditions.floor_tier[term]
        if floor < tier:
            tier, reason, rule = floor, FLOOR, conditions.floor_rule[term]
    term = first_term(bits, conditions.cap_mask)
    if term != NONE:
        cap = conditions.cap_tier[term]
        if cap > tier:
            tier, reason, rule = cap, CAP, conditions.cap_rule[term]
    if len(before.tier) > 0:
        held = before.tier[row]
        if holds_back(score, tier, held, before.below[row], cap, lines):
            tier, reason, rule, below = held, HYSTERESIS, NONE, before.below[row] + 1
    if len(before.override) > 0:
        override = before.override[row]
        if override not in (NONE, tier):
            tier, reason, rule, below = override, OVERRIDE, NONE, 0
    out.floor[row] = floor
    out.cap[row] = cap
    out.tier[row] = tier
    out.reason[row] = reason
    out.rule[row] = rule
    out.below[row] = below


@compiled
def grade_strip(
    strip: int,
    rows: int,
    columns: Columns,
    rules: Indicators,
    conditions: Conditions,
    lines: Lines,
    before: Before,
    out: Outcome,
) -> None:
    """Grade the blocks of one strip with one scratch."""
    numbers = np.empty(BLOCK, np.float64)
    codes = np.empty(BLOCK, np.int64)
    bits = np.empty(BLOCK, np.uint64)
    sums = np.empty(2 * BLOCK, np.int64)  # weighted points, then the weight present
    strip_end = min(rows, (strip + 1) * STRIP * BLOCK)
    for start in range(strip * STRIP * BLOCK, strip_end, BLOCK):
        size = min(BLOCK, strip_end - start)
        sums[:BLOCK] = 0
        sums[BLOCK:] = WHOLE
        bits[:] = 0
        for column in range(len(columns.kind)):
            read_column(
                columns, column, start, size, rules, conditions, numbers, codes, sums, bits, out.points
            )
        for i in range(size):
            weight = sums[i + BLOCK]
            score = (2 * sums[i] + weight) // (2 * weight) if weight > 0 else 0
            settle(start + i, score, bits[i], conditions, lines, before, out)


@compiled(parallel=True)
def grade(
    rows: int,
    columns: Columns,
    rules: Indicators,
    conditions: Conditions,
    lines: Lines,
    before: Before,
    out: Outcome,
) -> None:
    """Grade every row; strips are independent, so the number of threads changes nothing."""
    strips = (rows + STRIP * BLOCK - 1) // (STRIP * BLOCK)
    for strip in prange(strips):
        grade_strip(strip, rows, columns, rules, conditions, lines, before, out)
