"""From score to final tier: line, floor and cap, hysteresis, override.

Each rule is written once, for many rows side by side (``lanes``): from the sum of a row's points to
what is written of it, everything stays in registers. Source: rulebook XJ-4, XJ-5; Readings, Tiering.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

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
    Lines,
)

SHARE = 1.0 / WHOLE
LOWEST = -(2**15)  # below every score
NEVER = -128  # months below that nobody has


class Settled(NamedTuple):
    """What is decided of rows side by side."""

    tier: Any  # int8
    reason: Any  # int8
    rule: Any  # int16
    below: Any  # int8

    def give(self, world: Any, wins: Any, tier: Any, reason: int, rule: Any) -> Settled:
        """Give the rows where ``wins`` is true another tier, with its reason and rule."""
        return Settled(
            world.where(wins, tier, self.tier),
            world.where(wins, reason, self.reason),
            world.where(wins, rule, self.rule),
            self.below,
        )


class Slow(NamedTuple):
    """What slows a downgrade, as lanes compare with it."""

    line: Array  # int16[tiers], hundredths; the last is not compared with
    hold: Array  # int16[tiers]: a score from here on keeps the tier, LOWEST where every one does
    few: Array  # int8[1]: so many months below are enough for a downgrade, NEVER without hysteresis


def score_of(world: Any, points: Any, present: Any) -> Any:
    """Divide by the weight, rounding half up; exact, as sums and weights are whole and small.

    ``present`` is None when no indicator can be left out.
    """
    if present is None:
        # half of a unit beyond whole numbers, so that cutting off after the product is exact
        return world.turn((world.turn(points, np.float64) + (HALF + 0.5)) * SHARE, np.int16)
    some = present > 0
    weight = world.turn(world.where(some, present, 1), np.float64)
    share = (world.turn(points, np.float64) * 2.0 + weight) / (weight * 2.0)
    return world.where(some, world.turn(share, np.int16), 0)


def tier_by_score(world: Any, score: Any, line: Any, lines: Any) -> Any:
    """Return the best tier whose line each score reaches: a score on a line is on that line."""
    best = world.turn(score < LOWEST, np.int8)  # no score is: every row begins at the top

    def step(k: Any, lanes: tuple[Any, ...]) -> tuple[Any, ...]:
        return (lanes[0] + world.turn(score < world.item(line, k), np.int8),)

    (tier,) = world.fold(lines, (best,), step)
    return tier


def first_term(
    world: Any,
    bits: Callable[[Any], Any],
    planes: Any,
    terms: Any,
    of: tuple[Any, ...],
    like: tuple[Any, Any],
) -> tuple[Any, Any]:
    """Return tier and rule of the first term whose comparisons are all true, NONE when there is none.

    ``of`` holds the terms' masks, tiers and rules; ``bits`` gives a plane of the rows' comparisons;
    ``like`` are lanes as wide as tiers and as rules.
    """
    mask, tier_of, rule_of = of

    def step(term: Any, found: tuple[Any, ...]) -> tuple[Any, ...]:
        def narrowed(plane: Any, met: tuple[Any, ...]) -> tuple[Any, ...]:
            wanted = world.item(mask, term, plane)
            return (met[0] & ((bits(plane) & wanted) == wanted),)

        tier, rule = found
        (met,) = world.fold(planes, (tier == tier,), narrowed)  # noqa: PLR0124 (true of every row)
        tier = world.where(met, world.item(tier_of, term), tier)
        return tier, world.where(met, world.item(rule_of, term), rule)

    tier, rule = world.fold(terms, tuple(world.every(NONE, lanes) for lanes in like), step, down=True)
    return tier, rule


def settle_by_score(world: Any, by_score: Any, floor: tuple[Any, Any], cap: tuple[Any, Any]) -> Settled:
    """Return what floors and caps, each a tier and a rule, make of the tier by score."""
    settled = Settled(
        by_score, world.every(SCORE, by_score), world.every(NONE, floor[1]), world.every(0, by_score)
    )
    raised = (floor[0] != NONE) & (floor[0] < settled.tier)
    settled = settled.give(world, raised, floor[0], FLOOR, floor[1])
    return settled.give(world, cap[0] > settled.tier, cap[0], CAP, cap[1])  # NONE is above every tier


def settle_by_history(
    world: Any, settled: Settled, score: Any, cap: Any, before: tuple[Any, Any, Any], hold: Any, tiers: Any,
    few: Any,
) -> Settled:  # fmt: skip
    """Hold back downgrades, then let overrides have the last word.

    ``before`` holds last month's tier and months below, and the override.
    """
    held, since, override = before

    def step(k: Any, lanes: tuple[Any, ...]) -> tuple[Any, ...]:
        return (world.where(held == world.rank(k), world.item(hold, k), lanes[0]),)

    (limit,) = world.fold(tiers, (world.every(0, score),), step)
    fell = (held != NONE) & (settled.tier > held) & (cap <= held)
    kept = fell & (since < few) & (score >= limit)
    settled = settled.give(world, kept, held, HYSTERESIS, NONE)
    below = world.where(kept, since + 1, 0)
    placed = (override != NONE) & (override != settled.tier)
    settled = settled.give(world, placed, override, OVERRIDE, NONE)
    return settled._replace(below=world.where(placed, 0, below))


@compiled
def slow_of(lines: Lines, before: Before) -> Slow:
    """Return what slows a downgrade, as lanes compare with it."""
    hold = np.full(len(lines.line), LOWEST, np.int16)
    if lines.buffer != NONE:
        hold[:] = (lines.line - lines.buffer).astype(np.int16)
    few = np.full(1, NEVER, np.int8)
    if lines.slow and len(before.tier) > 0:
        few[0] = min(max(int(lines.months) - 1, 0), 127)
    return Slow(lines.line.astype(np.int16), hold, few)
