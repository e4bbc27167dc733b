"""The what-if index: counts accounts by group and score, and answers any lines from prefix sums.

A group is everything that decides a tier besides the score: floor, cap, tier held, months below,
override, and the tier to compare with. Within a group the final tier is a step function of the
score, so that the answer to any lines is a handful of differences of prefix sums, whatever the
number of accounts. Source: rulebook XJ-4, XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import NONE, Array

SCALE = 10_001  # scores from 0 to 100.00 in hundredths
PARTS = 6  # floor, cap, held, below, override, base: in this order in every key


class Rows(NamedTuple):
    """What is known of each account, one entry a row; all int8 but the score."""

    score: Array  # int16, hundredths
    floor: Array
    cap: Array
    held: Array
    below: Array
    override: Array
    base: Array
    chosen: Array  # bool; empty = all rows


class Index(NamedTuple):
    """Groups and their prefix sums; the sums of a group are ``at .. at + high - low + 2``."""

    key: Array  # int8[groups, PARTS]
    low: Array  # int64[groups]: least score
    high: Array  # int64[groups]: greatest score
    at: Array  # int64[groups]: where the group's sums begin
    sums: Array  # int64[cells, 1 + measures]: sums over scores below low + place: accounts, then measures


@compiled
def code_of(rows: Rows, row: int, sizes: Array) -> Any:
    """Return a row's key as one number; ``sizes[p]`` is how many values part p can take, NONE included."""
    code = rows.floor[row] + 1
    code = code * sizes[1] + rows.cap[row] + 1
    code = code * sizes[2] + rows.held[row] + 1
    code = code * sizes[3] + rows.below[row]
    code = code * sizes[4] + rows.override[row] + 1
    return code * sizes[5] + rows.base[row]


@compiled(nogil=True)
def find_groups(first: int, last: int, rows: Rows, sizes: Array, low: Array, high: Array) -> None:
    """Write the least and greatest score of every key that occurs in rows ``first .. last``."""
    everyone = len(rows.chosen) == 0
    for row in range(first, last):
        if everyone or rows.chosen[row]:
            code, score = code_of(rows, row, sizes), rows.score[row]
            low[code] = min(low[code], score)
            high[code] = max(high[code], score)


@compiled(nogil=True)
def count_rows(
    first: int, last: int, rows: Rows, sizes: Array, place: Array, measures: Array, sums: Array
) -> None:
    """Add rows ``first .. last`` to the cells; ``place[code]`` is where score 0 of that key would lie."""
    everyone, kinds = len(rows.chosen) == 0, measures.shape[0]
    for row in range(first, last):
        if everyone or rows.chosen[row]:
            cell = place[code_of(rows, row, sizes)] + rows.score[row]
            sums[cell, 0] += 1
            for kind in range(kinds):
                sums[cell, 1 + kind] += measures[kind, row]


@compiled
def add_up(index: Index) -> None:
    """Turn every group's cells into prefix sums; the first entry of a group is zero."""
    for group in range(len(index.low)):
        first = index.at[group]
        for kind in range(index.sums.shape[1]):
            total = np.int64(0)
            for cell in range(first, first + index.high[group] - index.low[group] + 2):
                here = index.sums[cell, kind]
                index.sums[cell, kind] = total
                total += here


@compiled
def add_stretch(index: Index, group: int, start: int, end: int, tier: int, found: Array) -> None:
    """Add the accounts of a group with scores ``start .. end - 1`` to where they go."""
    start, end = max(start, index.low[group]), min(end, index.high[group] + 1)
    if start < end:
        first, last = index.at[group] + start - index.low[group], index.at[group] + end - index.low[group]
        base = index.key[group, 5]
        for kind in range(index.sums.shape[1]):
            found[base, tier, kind] += index.sums[last, kind] - index.sums[first, kind]


@compiled
def preview(index: Index, line: Array, slow: bool, months: int, buffer: int, found: Array) -> None:
    """Add up who goes where under the lines ``line`` (rank from the top; the last is 0).

    ``found``: int64[tiers, tiers, 1 + measures], from base tier to tier, zero before the call.
    """
    for group in range(len(index.low)):
        floor, cap, held = index.key[group, 0], index.key[group, 1], index.key[group, 2]
        below, override = index.key[group, 3], index.key[group, 4]
        if override != NONE:
            add_stretch(index, group, 0, SCALE, override, found)
            continue
        can_hold = slow and held != NONE and cap <= held and below + 1 < months
        end = SCALE
        for by_score in range(len(line)):
            tier = by_score
            if floor != NONE:
                tier = min(tier, floor)
            if cap != NONE:
                tier = max(tier, cap)
            start = line[by_score]
            if can_hold and tier > held:
                # from here upward the score is not far enough below the held tier's line to drop at once
                limit = start if buffer == NONE else min(max(line[held] - buffer, start), end)
                add_stretch(index, group, limit, end, held, found)
                add_stretch(index, group, start, limit, tier, found)
            else:
                add_stretch(index, group, start, end, tier, found)
            end = min(end, start)


def empty_index(measures: int) -> Index:
    """Return an index of no accounts, for a filter that leaves none."""
    nothing = np.zeros(0, np.int64)
    return Index(
        np.zeros((0, PARTS), np.int8), nothing, nothing, nothing, np.zeros((0, 1 + measures), np.int64)
    )
