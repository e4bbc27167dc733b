"""The fused pass: indicator points -> score -> tier by score -> floor and cap -> hysteresis -> override.

Rows are worked block by block, so that the scratch of a block stays in the first-level cache and no
copy of the table is made. Source: rulebook XJ-3..XJ-5; Readings, Tiering.
"""

from __future__ import annotations

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import (
    ALL_VALID,
    AT_LEAST,
    AT_MOST,
    BLOCK,
    EQUAL,
    EXACT,
    FEW,
    FLOAT64,
    LESS,
    MANY,
    MISSING,
    MORE,
    NONE,
    PRESENT,
    UNEQUAL,
    WHOLE,
    Array,
    Before,
    Columns,
    Conditions,
    Indicators,
    Lines,
    Outcome,
)
from tierline.compiled.load import load_codes, load_numbers
from tierline.compiled.points import add_curve, add_few, add_many, exact_points, keep_points, weigh
from tierline.compiled.settle import scores_of, settle_by_history, settle_by_score, tiers_of
from tierline.compiled.views import float64_at


@compiled
def compares(op: int, value: float, other: float) -> bool:
    """Compare one number; a missing one (NaN) is true for nothing but ``missing``."""
    if np.isnan(value):
        return op == MISSING
    less, equal = value < other, value == other
    return (
        (op == LESS and less)
        or (op == AT_MOST and (less or equal))
        or (op == MORE and not (less or equal))
        or (op == AT_LEAST and not less)
        or (op == EQUAL and equal)
        or (op == UNEQUAL and not equal)
        or op == PRESENT
    )


@compiled
def read_codes(
    columns: Columns, column: int, start: int, size: int, rules: Indicators, conditions: Conditions,
    codes: Array, missing: Array, got: Array, sums: Array, present: Array, bits: Array, found: Array,
) -> None:  # fmt: skip
    """Add a coded column's points to ``sums`` and its true comparisons to ``bits``, for one block."""
    load_codes(columns, column, start, size, codes, missing)
    code_bits = conditions.code_bits[conditions.code_start[column] : conditions.code_start[column + 1]]
    for i in range(size):
        bits[i] |= code_bits[codes[i]]
    for k in range(rules.first[column], rules.first[column + 1]):
        points = rules.points[rules.points_start[k] : rules.points_start[k] + columns.codes[column] + 1]
        for i in range(size):
            got[i] = points[codes[i]]
        weigh(got, size, rules.weight[k], rules.missing[k], sums, present)
        keep_points(got, size, start, rules.place[k], found)


@compiled
def read_numbers(
    columns: Columns, column: int, start: int, size: int, rules: Indicators, conditions: Conditions,
    scratch: Array, missing: Array, got: Array, sums: Array, present: Array, bits: Array, found: Array,
) -> None:  # fmt: skip
    """Add a numeric column's points to ``sums`` and its true comparisons to ``bits``, for one block."""
    if columns.kind[column] == FLOAT64 and columns.validity[column] == ALL_VALID:
        first = columns.offset[column] + start
        numbers = float64_at(columns.address[column] + np.uint64(8 * first), size)
    else:
        load_numbers(columns, column, start, size, scratch, missing)
        numbers = scratch[:size]
    for k in range(rules.first[column], rules.first[column + 1]):
        low, high = rules.start[k], rules.start[k + 1]
        figures = rules.figures[rules.plan_start[k] : rules.plan_start[k + 1]]
        if rules.plan[k] == EXACT or found.shape[0] > 0:
            exact_points(
                numbers, size, rules.linear[k], rules.per_unit[k],
                rules.edges[low:high], rules.corners[low:high], rules.points[rules.points_start[k] :], got,
            )  # fmt: skip
            weigh(got, size, rules.weight[k], rules.missing[k], sums, present)
            keep_points(got, size, start, rules.place[k], found)
        elif rules.plan[k] == FEW:
            add_few(numbers, size, figures, sums)
        elif rules.plan[k] == MANY:
            buckets = rules.buckets[rules.bucket_start[k] : rules.bucket_start[k + 1]]
            add_many(numbers, size, rules.edges[low:high], figures, buckets, sums)
        else:
            add_curve(numbers, size, figures, sums)
    for k in range(conditions.first[column], conditions.first[column + 1]):
        op, other, bit = conditions.op[k], conditions.value[k], conditions.bit[k]
        for i in range(size):
            if compares(op, numbers[i], other):
                bits[i] |= bit


@compiled(nogil=True)
def grade(
    first: int, last: int, columns: Columns, rules: Indicators, conditions: Conditions, lines: Lines,
    before: Before, out: Outcome,
) -> None:  # fmt: skip
    """Grade rows ``first .. last``. Rows are independent, so threads may share a table in any way."""
    scratch, codes = np.empty(BLOCK, np.float64), np.empty(BLOCK, np.int64)
    missing, got = np.empty(BLOCK, np.bool_), np.empty(BLOCK, np.int64)
    sums, present = np.empty(BLOCK, np.float64), np.empty(BLOCK, np.float64)
    bits, tiers = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.int8)
    skips = (rules.missing == NONE).any()
    for start in range(first, last, BLOCK):
        size = min(BLOCK, last - start)
        sums[:] = 0.0
        present[:] = WHOLE
        bits[:] = 0
        for column in range(len(columns.kind)):
            if columns.coded[column]:
                read_codes(
                    columns, column, start, size, rules, conditions,
                    codes, missing, got, sums, present, bits, out.points,
                )  # fmt: skip
            else:
                read_numbers(
                    columns, column, start, size, rules, conditions,
                    scratch, missing, got, sums, present, bits, out.points,
                )  # fmt: skip
        scores_of(start, size, sums, present, skips, out.score)
        tiers_of(start, size, out.score, lines.line, tiers)
        settle_by_score(start, size, tiers, got, bits, conditions, out)
        settle_by_history(start, size, lines, before, out)
