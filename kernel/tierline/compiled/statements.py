"""Points of a manager's month: lines, categories, bonuses and deductions, the total.

Everything is whole millionths of a point. A line is weight x completion rounded half up to a
millionth, exactly: the quotient is guessed in floating point, which is off by one at most, and set
right by the remainder, which is small enough to be exact even where the products it comes from
overflow. Source: rulebook LY-12..LY-14; Readings, Points.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.ledger import Shape, add_up

Array = Any
MORE, LESS, LESS_LINEAR = 0, 1, 2
HOLD, NOTHING, SKIP, FULL, MEET = 0, 1, 2, 3, 4
SETTLED, HELD, ABSENT = 0, 1, 2
LEFT_OUT = -1
MILLION = 1_000_000
FAR = 1000.0  # a completion beyond every ceiling


class Terms(NamedTuple):
    """What each indicator and category is worth; arrays int64, in millionths.

    A level is MORE with no floor and a ceiling of one.
    """

    kind: Array
    weight: Array
    floor: Array
    ceiling: Array
    most: Array  # points at the ceiling
    no_actual: Array
    no_target: Array
    zero_target: Array
    category: Array
    share: Array  # a category's points
    cap_categories: bool
    cap_by_attained: bool
    bonus_cap: int  # millionths of the basis
    deduction_cap: int
    lowest: int
    highest: int


class Statements(NamedTuple):
    """What a manager's month comes to, by manager x month; the last two may have no rows."""

    state: Array
    total: Array  # hundredths
    base: Array
    bonus: Array
    deduction: Array
    lines: Array
    categories: Array


@compiled
def share_of(amount: int, part: int, whole: int, ratio: float) -> tuple[int, int]:
    """Return floor(amount x part / whole) and the remainder, given part / whole roughly."""
    share = int(float(amount) * ratio)
    rest = amount * part - share * whole
    step = int(rest >= whole) - int(rest < 0)
    return share + step, rest - step * whole


@compiled
def half_up(amount: int, part: int, whole: int, ratio: float) -> int:
    """Return amount x part / whole rounded half up, for part >= 0, whole > 0, part / whole roughly."""
    share, rest = share_of(amount, part, whole, ratio)
    return share + int(rest >= whole - rest)


@compiled
def line_points(part: int, whole: int, weight: int, floor: int, ceiling: int, most: int) -> int:
    """Return the points for a completion of part / whole, for whole > 0."""
    over = max(part, 0)
    ratio = min(float(over) / float(whole), FAR)
    completion, _rest = share_of(MILLION, over, whole, ratio)
    points = half_up(weight, over, whole, ratio)
    points = most if completion >= ceiling else points
    return 0 if completion < floor or part <= 0 else points


@compiled
def score_line(actual: Array, target: Array, k: int, terms: Terms, points: Array) -> bool:
    """Write one indicator's points for a bucket; tell if an actual is missing or a target not above 0."""
    kind, weight, most = terms.kind[k], int(terms.weight[k]), int(terms.most[k])
    floor, ceiling = int(terms.floor[k]), int(terms.ceiling[k])
    odd = 0
    if kind == LESS:
        for i in range(len(points)):
            got, asked = int(actual[i]) >> 1, int(target[i]) >> 1
            odd |= int(actual[i] == 0) | int(asked <= 0)
            reached = line_points(asked, max(got, 1), weight, floor, ceiling, most)
            points[i] = reached if got > 0 else most
    else:
        twice = 2 if kind == LESS_LINEAR else 0
        sign = -1 if kind == LESS_LINEAR else 1
        for i in range(len(points)):
            got, asked = int(actual[i]) >> 1, int(target[i]) >> 1
            odd |= int(actual[i] == 0) | int(asked <= 0)
            part = twice * asked + sign * got
            points[i] = line_points(part, max(asked, 1), weight, floor, ceiling, most)
    return odd != 0


@compiled
def outcome_of(actual: int, target: int, k: int, terms: Terms) -> int:
    """Return what a missing actual, or a target missing or not above 0, leads to; -1 for neither."""
    if target == 0:
        return int(terms.no_target[k])
    if target >> 1 <= 0 and (terms.zero_target[k] != MEET or actual != 0):
        return int(terms.zero_target[k])
    return int(terms.no_actual[k]) if actual == 0 else -1


@compiled
def settle_odd(
    actual: Array, target: Array, k: int, terms: Terms, points: Array, skipped: Array, state: Array
) -> None:
    """Put the policy's outcome where an actual is missing or a target is missing or not above 0."""
    full = min(terms.weight[k], terms.most[k])
    for i in range(len(points)):
        outcome = outcome_of(actual[i], target[i], k, terms)
        if outcome < 0:
            continue
        met = actual[i] >> 1 <= 0 if terms.kind[k] != MORE else actual[i] >> 1 >= 0
        points[i] = full if outcome == FULL or (outcome == MEET and met) else 0
        if outcome in (SKIP, HOLD):
            points[i] = LEFT_OUT
        if outcome == SKIP:
            skipped[i] += terms.weight[k]
        if outcome == HOLD and state[i] == SETTLED:
            state[i] = HELD


@compiled
def score_categories(sums: Array, size: int, terms: Terms, state: Array, lines: Array, made: Array) -> None:
    """Write lines (indicators, size) and categories (categories, size) of one bucket."""
    skipped = np.zeros((len(terms.share), size), np.int64)
    made[:] = 0
    for k in range(len(terms.kind)):
        category = terms.category[k]
        actual, target = sums[0, k, :size], sums[1, k, :size]
        points, total = lines[k, :size], made[category]
        if score_line(actual, target, k, terms, points):
            settle_odd(actual, target, k, terms, points, skipped[category], state)
        for i in range(size):
            total[i] += max(points[i], 0)
    for c in range(len(terms.share)):
        share = int(terms.share[c])
        for i in range(size):
            left = share - int(skipped[c, i])
            if skipped[c, i] > 0:
                made[c, i] = half_up(share, int(made[c, i]), left, made[c, i] / left) if left > 0 else 0
            if terms.cap_categories:
                made[c, i] = min(made[c, i], share)


@compiled
def total_up(
    sums: Array, size: int, first: int, terms: Terms, state: Array, made: Array, out: Statements
) -> None:
    """Write base, bonus, deduction and total of one bucket's statements, rounding once."""
    allotted = 0
    for c in range(len(terms.share)):
        allotted += int(terms.share[c])
    for i in range(size):
        base = 0
        for c in range(len(terms.share)):
            base += int(made[c, i])
        basis = base if terms.cap_by_attained else allotted
        bonus = min(
            int(sums[0, -1, i]) >> 1, half_up(basis, terms.bonus_cap, MILLION, terms.bonus_cap / MILLION)
        )
        deduction = min(
            int(sums[1, -1, i]) >> 1,
            half_up(basis, terms.deduction_cap, MILLION, terms.deduction_cap / MILLION),
        )
        total = min(max(base + bonus - deduction, terms.lowest), terms.highest)
        settled = state[i] == SETTLED
        out.state[first + i] = state[i]
        out.base[first + i] = base if settled else LEFT_OUT
        out.bonus[first + i] = bonus if settled else LEFT_OUT
        out.deduction[first + i] = deduction if settled else LEFT_OUT
        out.total[first + i] = (total + 5_000) // 10_000 if settled else LEFT_OUT


@compiled
def mark_absent(sums: Array, size: int, state: Array) -> None:
    """Mark the months of which nothing at all is known."""
    for i in range(size):
        state[i] = ABSENT
    for side in range(2):
        for k in range(sums.shape[1]):
            for i in range(size):
                state[i] = SETTLED if sums[side, k, i] != 0 else state[i]


@compiled(nogil=True)
def settle_buckets(
    first: int,
    last: int,
    shape: Shape,
    starts: Array,
    cells: Array,
    values: Array,
    terms: Terms,
    out: Statements,
) -> None:
    """Sum and settle buckets ``first .. last``; each holds its managers' statements and no others."""
    width = shape.months << shape.shift
    sums = np.empty((2, shape.indicators + 1, width), np.int64)
    flat = sums.reshape((2, (shape.indicators + 1) * width))
    lines, made = np.empty((shape.indicators, width), np.int64), np.empty((len(terms.share), width), np.int64)
    state = np.empty(width, np.int8)
    for bucket in range(first, last):
        managers = min(1 << shape.shift, shape.managers - (bucket << shape.shift))
        size, start = managers * shape.months, bucket * width
        add_up(cells[starts[bucket] : starts[bucket + 1]], values[starts[bucket] : starts[bucket + 1]], flat)
        mark_absent(sums, size, state)
        score_categories(sums, size, terms, state, lines, made)
        total_up(sums, size, start, terms, state, made, out)
        for k in range(out.lines.shape[1]):
            for i in range(size):
                out.lines[start + i, k] = lines[k, i]
        for c in range(out.categories.shape[1]):
            for i in range(size):
                out.categories[start + i, c] = made[c, i]
