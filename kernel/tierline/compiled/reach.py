"""Who reaches each tier by score: any lines are answered from it, however many groups an index has.

What decides a tier besides the score (floor, cap, tier held, months below, override) occurs in thousands of
combinations where a policy has a dozen tiers. But an account is in tier t or a better one

- never where its cap is worse than t, always where its floor is t or better (and its cap no worse);
- else where its score is on or above the line of t,
- or where it may be held in tier h, t or better, and its score is not below h's line by more than the buffer.

So those whom the line of t decides about are added up over all groups, and once more for each h those who may
be held in it, apart by the tier to compare with alone. Lines are then looked up in these few sums.
Source: rulebook XJ-4, XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import NONE, Array
from tierline.compiled.whatif import SCALE, Index

EVERYBODY = 0  # the first set of accounts: all; those who may be held in tier h are set 1 + h
_BASE = 5  # where a group's key tells the tier to compare with


class Reach(NamedTuple):
    """Sums by score of each set of accounts, by tier reached and tier to compare with (base).

    Only scores that somebody has are told apart: their places run from 0. Tiers whose lines decide about the
    same accounts share their sums.
    """

    place: Array  # int64[SCALE + 1]: how many scores below this one somebody has
    spans: Array  # int64[sets, tiers - 1, bases, 3]: first place covered, how many, where the sums begin
    sums: Array  # int64[cells, 1 + measures]: over the places before: accounts, then measures
    fixed: Array  # int64[bases, tiers, 1 + measures]: who is in this tier at the worst, whatever the lines


@compiled
def decided(key: Array, tiers: int, months: int) -> tuple[int, int, int]:
    """Return the first tier whose line decides about a group, the one after the last, and the tier held.

    Without a floor the lowest tier is the one after the last; NONE is held where nobody may be.
    """
    floor, cap, held, below, override = key[0], key[1], key[2], key[3], key[4]
    if override != NONE:
        return int(override), int(override), NONE
    end = int(floor) if floor != NONE else tiers - 1
    may_hold = held != NONE and cap <= held < end and below < months - 1
    return max(int(cap), 0), end, int(held) if may_hold else NONE


@compiled
def filled(index: Index, group: int) -> Array:
    """Return the scores that somebody of a group has, counted from its least one."""
    first, last = index.at[group], index.at[group] + index.high[group] - index.low[group] + 1
    return np.flatnonzero(index.sums[first + 1 : last + 1, 0] != index.sums[first:last, 0])


@compiled
def number_scores(index: Index) -> Array:
    """Return how many scores below each one somebody has: int64[SCALE + 1]."""
    had = np.zeros(SCALE + 1, np.int64)
    for group in range(len(index.low)):
        for step in filled(index, group):
            had[index.low[group] + step + 1] = 1
    return np.cumsum(had)


@compiled
def note(index: Index, group: int, which: int, start: int, end: int, ends: Array, change: Array) -> None:
    """Note the scores of a group in one set, and the tiers where its accounts join and leave."""
    base = index.key[group, _BASE]
    ends[which, base, 0] = min(ends[which, base, 0], index.low[group])
    ends[which, base, 1] = max(ends[which, base, 1], index.high[group] + 1)
    change[which, start, base] = True
    if end < change.shape[1]:
        change[which, end, base] = True


@compiled(nogil=True)
def lay_out(index: Index, tiers: int, months: int) -> tuple[Array, Array, int]:
    """Return ``place`` and ``spans`` of a reach and how many cells it needs.

    ``months``: below a held tier's line before a downgrade; 1 = nobody is held. Where a line decides about
    nobody, nothing is covered and the sums begin at NONE.
    """
    sets = tiers if months > 1 else 1
    ends = np.zeros((sets, tiers, 2), np.int64)
    ends[:, :, 0] = SCALE
    change = np.zeros((sets, tiers - 1, tiers), np.bool_)
    for group in range(len(index.low)):
        start, end, held = decided(index.key[group], tiers, months)
        if start < end:
            note(index, group, EVERYBODY, start, end, ends, change)
        if held != NONE:
            note(index, group, 1 + held, held, end, ends, change)
    place, cells = number_scores(index), 0
    spans = np.zeros((sets, tiers - 1, tiers, 3), np.int64)
    for which in range(sets):
        for base in range(tiers):
            first, last = place[ends[which, base, 0]], place[ends[which, base, 1]]
            here = np.int64(NONE)
            for tier in range(tiers - 1):
                if change[which, tier, base]:
                    here = np.int64(cells)
                    cells += last - first + 1
                if here != NONE:
                    spans[which, tier, base, 0] = first
                    spans[which, tier, base, 1] = last - first
                spans[which, tier, base, 2] = here
    return place, spans, cells


@compiled(nogil=True)
def fill(index: Index, months: int, reach: Reach) -> None:
    """Add an index's groups to sums and figures that are zero before the call; ``months`` as laid out."""
    for group in range(len(index.low)):
        start, end, held = decided(index.key[group], reach.fixed.shape[1], months)
        first, last = index.at[group], index.at[group] + index.high[group] - index.low[group] + 1
        for kind in range(index.sums.shape[1]):
            whole = index.sums[last, kind] - index.sums[first, kind]
            reach.fixed[index.key[group, _BASE], max(start, end), kind] += whole
        if start < end:
            put(index, group, EVERYBODY, start, end, reach)
        if held != NONE:
            put(index, group, 1 + held, held, end, reach)
    add_up(reach)


@compiled
def put(index: Index, group: int, which: int, start: int, end: int, reach: Reach) -> None:
    """Add a group's accounts to one set at the tier where they join, and take them off where they leave."""
    first, low, base = index.at[group], index.low[group], index.key[group, _BASE]
    least, _width, joined = reach.spans[which, start, base]
    leave = end < reach.spans.shape[1]
    left = reach.spans[which, end, base, 2] if leave else NONE
    for step in filled(index, group):
        cell, place = first + step, reach.place[low + step] - least + 1
        for kind in range(index.sums.shape[1]):
            own = index.sums[cell + 1, kind] - index.sums[cell, kind]
            reach.sums[joined + place, kind] += own
            if leave:
                reach.sums[left + place, kind] -= own


@compiled
def add_up(reach: Reach) -> None:
    """Turn who joins and leaves at each tier into prefix sums of those its line decides about."""
    sums = reach.sums
    for which in range(reach.spans.shape[0]):
        for base in range(reach.spans.shape[2]):
            before = np.int64(NONE)
            for tier in range(reach.spans.shape[1]):
                _least, width, here = reach.spans[which, tier, base]
                if here == before:  # nowhere yet, or shared
                    continue
                for kind in range(sums.shape[1]):
                    own = sums[here : here + width + 1, kind]
                    own[:] = np.cumsum(own)
                    if before != NONE:
                        own += sums[before : before + width + 1, kind]
                before = here


@compiled
def preview(reach: Reach, line: Array, buffer: int, found: Array) -> None:
    """Add up who goes where under the lines ``line`` (rank from the top; the last is 0).

    ``buffer``: hundredths, NONE = a held tier is kept however low the score. ``found``: int64[tiers, tiers,
    1 + measures], from base tier to tier; a copy of ``reach.fixed`` before the call.
    """
    place = reach.place
    for tier in range(len(line) - 1):
        here = place[line[tier]]
        lift(reach, EVERYBODY, tier, here, SCALE, found)
        for held in range(min(tier, reach.spans.shape[0] - 2), -1, -1):
            limit = 0 if buffer == NONE else max(line[held] - buffer, 0)
            if limit >= line[tier]:
                break  # nor does a better tier held, whose line is higher
            lift(reach, 1 + held, tier, place[limit], here, found)


@compiled
def lift(reach: Reach, which: int, tier: int, start: int, end: int, found: Array) -> None:
    """Move a set's accounts on the places ``start .. end - 1`` from the next tier up to ``tier``."""
    for base in range(found.shape[0]):
        least = reach.spans[which, tier, base, 0]
        first, last = max(start - least, 0), min(end - least, reach.spans[which, tier, base, 1])
        if first < last:
            at = reach.spans[which, tier, base, 2]
            for kind in range(found.shape[2]):
                some = reach.sums[at + last, kind] - reach.sums[at + first, kind]
                found[base, tier, kind] += some
                found[base, tier + 1, kind] -= some
