"""The what-if index: counts accounts by group and score, whatever lines will be asked for.

A group is everything that decides a tier besides the score: floor, cap, tier held, months below,
override, and the tier to compare with. Within a group the final tier is a step function of the
score, so that its prefix sums hold the answer to any lines, whatever the number of accounts;
``reach`` adds them up over the groups. Source: rulebook XJ-4, XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import Array

SCALE = 10_001  # scores from 0 to 100.00 in hundredths
PARTS = 6  # floor, cap, held, below, override, base: in this order in every key


class Rows(NamedTuple):
    """What is known of each account, one entry a row: int8; none of it depends on which rows are counted."""

    floor: Array
    cap: Array
    held: Array
    below: Array
    override: Array
    base: Array


class Index(NamedTuple):
    """Groups and their prefix sums; the sums of a group are ``at .. at + high - low + 2``."""

    key: Array  # int8[groups, PARTS]
    low: Array  # int64[groups]: least score
    high: Array  # int64[groups]: greatest score
    at: Array  # int64[groups]: where the group's sums begin
    sums: Array  # int64[cells, 1 + measures]: sums over scores below low + place: accounts, then measures


@compiled(nogil=True)
def number_rows(first: int, last: int, rows: Rows, sizes: Array, code: Array) -> None:
    """Write each row's key as one number; ``sizes[p]`` is how many values part p can take, NONE included."""
    floor, cap, held = rows.floor, rows.cap, rows.held
    below, override, base = rows.below, rows.override, rows.base
    for row in range(first, last):
        number = floor[row] + 1
        number = number * sizes[1] + cap[row] + 1
        number = number * sizes[2] + held[row] + 1
        number = number * sizes[3] + below[row]
        number = number * sizes[4] + override[row] + 1
        code[row] = number * sizes[5] + base[row]


@compiled(nogil=True)
def find_groups(
    first: int, last: int, code: Array, score: Array, chosen: Array, low: Array, high: Array
) -> None:
    """Write the least and greatest score of every key that occurs in rows ``first .. last``.

    ``chosen``: bool, one a row; empty = all rows.
    """
    everyone = len(chosen) == 0
    for row in range(first, last):
        if everyone or chosen[row]:
            key, here = code[row], score[row]
            # stored only where it changes something: a third of the time of storing always
            if here < low[key]:  # noqa: PLR1730
                low[key] = here
            if here > high[key]:  # noqa: PLR1730
                high[key] = here


@compiled(nogil=True)
def count_rows(
    first: int, last: int, code: Array, score: Array, chosen: Array, place: Array, measures: Array,
    sums: Array,
) -> None:  # fmt: skip
    """Add rows ``first .. last`` to the cells; ``place[key]`` is where score 0 of that key would lie."""
    kinds = measures.shape[0]
    if kinds == 0:
        count_accounts(first, last, code, score, chosen, place, sums)
    elif kinds == 1:
        count_one(first, last, code, score, chosen, place, measures[0], sums)
    elif kinds == 2:
        count_two(first, last, code, score, chosen, place, measures[0], measures[1], sums)
    else:
        count_three(first, last, code, score, chosen, place, measures[0], measures[1], measures[2], sums)
        for kind in range(3, kinds):
            count_more(first, last, code, score, chosen, place, measures[kind], sums[:, 1 + kind])


@compiled
def count_accounts(
    first: int, last: int, code: Array, score: Array, chosen: Array, place: Array, sums: Array
) -> None:
    """Add the accounts alone."""
    everyone = len(chosen) == 0
    for row in range(first, last):
        if everyone or chosen[row]:
            sums[place[code[row]] + score[row], 0] += 1


@compiled
def count_one(
    first: int, last: int, code: Array, score: Array, chosen: Array, place: Array, one: Array, sums: Array
) -> None:
    """Add the accounts and one measure; written out, as a loop over measures takes half as long again."""
    everyone = len(chosen) == 0
    for row in range(first, last):
        if everyone or chosen[row]:
            cell = place[code[row]] + score[row]
            sums[cell, 0] += 1
            sums[cell, 1] += one[row]


@compiled
def count_two(
    first: int, last: int, code: Array, score: Array, chosen: Array, place: Array, one: Array, two: Array,
    sums: Array,
) -> None:  # fmt: skip
    """Add the accounts and two measures."""
    everyone = len(chosen) == 0
    for row in range(first, last):
        if everyone or chosen[row]:
            cell = place[code[row]] + score[row]
            sums[cell, 0] += 1
            sums[cell, 1] += one[row]
            sums[cell, 2] += two[row]


@compiled
def count_three(
    first: int, last: int, code: Array, score: Array, chosen: Array, place: Array, one: Array, two: Array,
    three: Array, sums: Array,
) -> None:  # fmt: skip
    """Add the accounts and three measures."""
    everyone = len(chosen) == 0
    for row in range(first, last):
        if everyone or chosen[row]:
            cell = place[code[row]] + score[row]
            sums[cell, 0] += 1
            sums[cell, 1] += one[row]
            sums[cell, 2] += two[row]
            sums[cell, 3] += three[row]


@compiled
def count_more(
    first: int, last: int, code: Array, score: Array, chosen: Array, place: Array, values: Array, sums: Array
) -> None:
    """Add one further measure to its own column of the cells."""
    everyone = len(chosen) == 0
    for row in range(first, last):
        if everyone or chosen[row]:
            sums[place[code[row]] + score[row]] += values[row]


@compiled
def add_up(index: Index) -> None:
    """Turn every group's cells into prefix sums; the first entry of a group is zero."""
    for group in range(len(index.low)):
        first = index.at[group]
        end = first + index.high[group] - index.low[group] + 2
        for kind in range(index.sums.shape[1]):
            own = index.sums[first:end, kind]
            own[1:] = np.cumsum(own[:-1])
            own[0] = 0


def empty_index(measures: int) -> Index:
    """Return an index of no accounts, for a filter that leaves none."""
    nothing = np.zeros(0, np.int64)
    return Index(
        np.zeros((0, PARTS), np.int8), nothing, nothing, nothing, np.zeros((0, 1 + measures), np.int64)
    )
