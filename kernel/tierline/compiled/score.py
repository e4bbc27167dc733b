"""The fused pass: indicator points -> score -> tier by score -> floor and cap -> hysteresis -> override.

A stretch of rows is read column by column, each in one run: a processor reads ahead of the program
where it goes on in one place for long, not where it hops between ten. What is known of the stretch
so far (a sum and a few bits a row) waits in the second-level cache, and no copy of the table is made.
The last two columns are read a few rows at a time, which are settled at once: were the whole stretch
settled after them, memory would have nothing to do meanwhile.
Source: rulebook XJ-3..XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import (
    ALL_VALID,
    BLOCK,
    CHUNK,
    EXACT,
    FEW,
    FLOAT64,
    MANY,
    NONE,
    SPLIT,
    STRETCH,
    Array,
    Before,
    Columns,
    Conditions,
    Indicators,
    Lines,
    Outcome,
)
from tierline.compiled.load import in_place, load_codes, load_numbers
from tierline.compiled.marks import mark_all, mark_codes
from tierline.compiled.pairs import pairs_of, read_two
from tierline.compiled.points import (
    add_by_code,
    add_curve,
    add_few,
    add_many,
    add_split,
    exact_points,
    keep_points,
    leave_out,
    weigh,
)
from tierline.compiled.registers import ROWS
from tierline.compiled.settle import Slow, slow_of
from tierline.compiled.settle_rows import finish_results, on_lines, settle_stretch
from tierline.compiled.state import State, state_of
from tierline.compiled.sums import Sums, bits_of, forget, part_of, room_for_sums
from tierline.compiled.views import lent


class Scratch(NamedTuple):
    """Room for one block."""

    numbers: Array  # float64
    codes: Array  # uint32
    missing: Array  # bool
    got: Array  # int64


@compiled(forceinline=True)
def use_numbers(
    numbers: Array, column: int, start: int, rules: Indicators, conditions: Conditions, scratch: Scratch,
    sums: Sums, found: Array,
) -> None:  # fmt: skip
    """Add the points of a block of numbers and the comparisons that are true of them."""
    for k in range(rules.first[column], rules.first[column + 1]):
        figures = rules.figures[rules.figures_start[k] : rules.figures_start[k + 1]]
        weighted = rules.weighted[rules.weighted_start[k] : rules.weighted_start[k + 1]]
        if rules.plan[k] == EXACT or found.shape[0] > 0:
            use_exactly(numbers, k, start, rules, scratch, sums, found)
            continue
        if rules.plan[k] == FEW:
            add_few(numbers, figures, weighted, sums.points)
        elif rules.plan[k] == SPLIT:
            add_split(numbers, rules.bucket_key[k], figures, weighted, scratch.codes, sums.points)
        elif rules.plan[k] == MANY:
            buckets = rules.buckets[rules.bucket_start[k] : rules.bucket_start[k + 1]]
            add_many(numbers, rules.bucket_key[k], buckets, figures, weighted, scratch.codes, sums.points)
        else:
            add_curve(numbers, figures, weighted, sums.points)
        if rules.missing[k] == NONE:
            leave_out(numbers, rules.weight[k], sums.present)
    mark_all(numbers, column, conditions, sums)


@compiled(forceinline=True)
def use_exactly(
    numbers: Array, k: int, start: int, rules: Indicators, scratch: Scratch, sums: Sums, found: Array
) -> None:
    """Add indicator ``k`` by the exact rule and keep its points where wanted."""
    edges, corners = (
        rules.edges[rules.start[k] : rules.start[k + 1]],
        rules.corners[rules.start[k] : rules.start[k + 1]],
    )
    points, got = rules.points[rules.points_start[k] :], scratch.got[: len(numbers)]
    per_unit = rules.per_unit[k, 0], rules.per_unit[k, 1]
    exact_points(numbers, rules.linear[k], per_unit, edges, corners, points, got)
    weigh(got, rules.weight[k], rules.missing[k], sums.points, sums.present)
    keep_points(got, start, rules.place[k], found)


@compiled(forceinline=True)
def read_numbers(
    columns: Columns, column: int, start: int, rules: Indicators, conditions: Conditions, scratch: Scratch,
    sums: Sums, found: Array,
) -> None:  # fmt: skip
    """Add what a stretch of a numeric column says; read in place where it is made of plain float64."""
    plain = columns.kind[column] == FLOAT64 and columns.validity[column] == ALL_VALID
    for first in range(0, len(sums.points), BLOCK):
        last = min(first + BLOCK, len(sums.points))
        row, size, block = start + first, last - first, part_of(sums, first, last)
        if plain:
            numbers = in_place(columns, column, row, size)
        else:
            numbers = scratch.numbers[:size]
            load_numbers(columns, column, row, numbers, scratch.missing)
        use_numbers(numbers, column, row, rules, conditions, scratch, block, found)


@compiled(forceinline=True)
def read_codes(
    columns: Columns, column: int, start: int, rules: Indicators, conditions: Conditions, scratch: Scratch,
    sums: Sums, found: Array,
) -> None:  # fmt: skip
    """Add what a stretch of a coded column says."""
    entries = conditions.code_start[column]
    for first in range(0, len(sums.points), BLOCK):
        last = min(first + BLOCK, len(sums.points))
        codes, got, block = (
            scratch.codes[: last - first],
            scratch.got[: last - first],
            part_of(sums, first, last),
        )
        load_codes(columns, column, start + first, codes, scratch.missing)
        for plane in range(conditions.planes):
            mark_codes(codes, conditions.code_bits[plane, entries:], bits_of(block, plane))
        for k in range(rules.first[column], rules.first[column + 1]):
            if rules.missing[k] == NONE or found.shape[0] > 0:
                points = rules.points[rules.points_start[k] :]
                for i in range(len(codes)):
                    got[i] = points[codes[i]]
                weigh(got, rules.weight[k], rules.missing[k], block.points, block.present)
                keep_points(got, start + first, rules.place[k], found)
            else:
                add_by_code(codes, rules.weighted[rules.weighted_start[k] :], block.points)


@compiled(nogil=True)
def grade(
    first: int, last: int, columns: Columns, rules: Indicators, conditions: Conditions, lines: Lines,
    before: Before, out: Outcome,
) -> None:  # fmt: skip
    """Grade rows ``first .. last``. Rows are independent, so threads may share a table in any way."""
    scratch = Scratch(
        np.empty(BLOCK, np.float64), np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.bool_),
        np.empty(BLOCK, np.int64),
    )  # fmt: skip
    sums, slow = room_for_sums((rules.missing == NONE).any(), conditions.planes), slow_of(lines, before)
    state = state_of(before)
    grade_stretches(first, last, columns, rules, conditions, before, out, scratch, sums, slow, state)


@compiled
def grade_stretches(
    first: int, last: int, columns: Columns, rules: Indicators, conditions: Conditions,
    before: Before, out: Outcome, scratch: Scratch, sums: Sums, slow: Slow, state: State,
) -> None:  # fmt: skip
    """Grade stretch by stretch."""
    columns, rules, conditions, slow = lent(columns), lent(rules), lent(conditions), lent(slow)
    before, out, scratch, sums, state = lent(before), lent(out), lent(scratch), lent(sums), lent(state)
    pairs = pairs_of(columns, rules, out.points.shape[0] > 0)
    past_caches = on_lines(out) and first % ROWS == 0
    for begin in range(first, last, STRETCH):
        end = min(begin + STRETCH, last)
        stretch = part_of(sums, 0, end - begin)
        forget(stretch)
        column = 0
        while column == 0 or column < len(columns.kind):
            after = column + (2 if column < len(pairs) and pairs[column] else 1)
            final = after >= len(columns.kind)
            step = (CHUNK if after == column + 2 else BLOCK) if final else STRETCH
            for start in range(begin, end, step):
                ended = min(start + step, end)
                part = part_of(stretch, start - begin, ended - begin)
                # no function of its own: one more call counts every array up and down once more
                if column >= len(pairs):
                    pass  # a policy that reads nothing
                elif pairs[column]:
                    read_two(columns, column, start, rules, conditions, part)
                elif columns.coded[column]:
                    read_codes(columns, column, start, rules, conditions, scratch, part, out.points)
                else:
                    read_numbers(columns, column, start, rules, conditions, scratch, part, out.points)
                if final:
                    settle_stretch(part, conditions, slow, before, state, past_caches, start, ended, out)
            column = after
    finish_results()
