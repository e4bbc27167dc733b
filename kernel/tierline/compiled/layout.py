"""The arrays that the compiled pass reads and writes, and the small numbers that stand for things.

Points, lines and scores are hundredths, weights basis points; a tier is its rank from the top
(0 = best). NamedTuples of arrays, because a compiled function takes them as one argument.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Array = Any

STRETCH = 131_072  # rows read column by column: a processor reads one run faster than many short ones
CHUNK = 256  # rows of the last pair of columns that are read, and settled at once: memory is read on
BLOCK = 16_384  # rows of a stretch of one column that are turned into numbers or compared at once

FLOAT64, FLOAT32, INT64, INT32, INT16, INT8, UINT8, BITS = range(8)
WIDTHS = (8, 4, 8, 4, 2, 1, 1, 0)  # bytes of a value of each kind
ALL_VALID, VALID_BITS, MISSING_BYTES = range(3)
SCORE, FLOOR, CAP, HYSTERESIS, OVERRIDE = range(5)
EXACT, FEW, MANY, SPLIT, CURVE = range(5)
NONE = -1
PLANE = 8  # comparisons whose outcomes share a byte
WHOLE = 10_000  # all weights together, basis points
HALF = 5_000.0


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
    per_unit: Array  # float64[indicators, 2]: steps in one unit, from zero on and below it
    edges: Array  # float64
    corners: Array  # int64, in steps
    points: Array  # int64, hundredths; of a coded column one per code
    plan: Array  # int8: EXACT ... CURVE: which loop adds the indicator up
    figures_start: Array  # int64[indicators + 1] into figures
    figures: Array  # float64: edges or corners as the plan's loop needs them, see tierline.tiering.plans
    weighted_start: Array  # int64[indicators + 1] into weighted
    weighted: Array  # int32: points times weight, likewise
    bucket_start: Array  # int64[indicators + 1] into buckets
    bucket_key: Array  # int64[indicators, 3]: bits to drop, first bucket, most edges in one bucket
    buckets: Array  # uint16: edges below each bucket of the numbers' leading bits


class Conditions(NamedTuple):
    """Comparisons, one bit each in planes of a byte, and the terms that make a rule true."""

    planes: Any  # int64: bytes that hold a row's comparisons
    first: Array  # int64[columns + 1]: numeric comparisons by column
    value: Array  # float64: what a number is compared with
    plane: Array  # int64
    bit: Array  # uint8[comparisons, 4]: its bit where true of a number below, equal, above, missing
    code_start: Array  # int64[columns + 1] into code_bits; a column's last entry stands for missing
    code_bits: Array  # uint8[planes, entries]
    floor_mask: Array  # uint8[terms, planes]: of floors, best tier first
    floor_tier: Array  # int8
    floor_rule: Array  # int16
    cap_mask: Array  # uint8[terms, planes]: of caps, lowest tier first
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
