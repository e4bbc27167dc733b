"""Which step of grading moved an account: where two gradings part and do not meet again.

Both gradings are followed step by step: score, floor, cap, hysteresis, override. The step that moved an
account is the last one that makes two equal tiers differ: a line that moved but whose effect a floor
levelled out did not move the account.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.compiled import layout
from tierline.messages import N_
from tierline.policy.resolved import Policy
from tierline.simulate.outcomes import Outcomes

CAUSES = ("none", "line", "score", "line_and_score", "floor", "cap", "hysteresis", "override")
TITLES = {
    "none": N_("tier unchanged"),
    "line": N_("a tier line moved"),
    "score": N_("the score changed"),
    "line_and_score": N_("a line moved and the score changed"),
    "floor": N_("a floor rule"),
    "cap": N_("a cap rule"),
    "hysteresis": N_("hysteresis"),
    "override": N_("an override"),
}
NOT_MOVED, LINE, SCORE, LINE_AND_SCORE, FLOOR, CAP, HYSTERESIS, OVERRIDE = range(len(CAUSES))


def moved_by(before: Outcomes, after: Outcomes, policies: tuple[Policy, Policy]) -> Any:
    """Return the step that moved each account.

    Parameters
    ----------
    before, after : Outcomes
        The two gradings, the same accounts in the same order.
    policies : (Policy, Policy)
        Those that graded ``before`` and ``after``; the same tiers.

    Returns
    -------
    numpy.ndarray of int8
        Place in ``CAUSES``: "none" (the tier is the same), "line" (a line moved), "score" (weights, bands
        or missing outcomes changed it), "line_and_score" (both alone would do, or neither alone), "floor",
        "cap", "hysteresis" or "override".

    Notes
    -----
    Source: rulebook XJ-5; Readings, Tiering (the order of the steps).
    """
    old, new = _running(before), _running(after)
    set_by_hand = (before.reason == layout.OVERRIDE) | (after.reason == layout.OVERRIDE)
    found = np.zeros(len(before.tier), np.int8)
    level = np.zeros(len(found), np.bool_)  # whether the tiers differed one step earlier
    steps = (SCORE, FLOOR, CAP, HYSTERESIS, OVERRIDE)
    for step, own, other in zip(steps, old, new, strict=True):
        parted = own != other
        if step == HYSTERESIS:  # what it would have done beneath an override is not kept
            parted = np.where(set_by_hand, level, parted)
        found[parted & ~level] = step
        level = parted
    found[before.tier == after.tier] = NOT_MOVED
    rows = np.flatnonzero(found == SCORE)
    if len(rows):
        found[rows] = _line_or_score(before.take(rows), after.take(rows), policies)
    return found


def tier_at(score: Any, policy: Policy) -> Any:
    """Return the tier by score (rank, int8): the best whose line is reached."""
    found = np.zeros(len(score), np.int8)
    for tier in policy.tiers[:-1]:
        found += score < tier.line
    return found


def settled_by_rules(found: Outcomes) -> Any:
    """Return the tier (rank) after floor and cap, before hysteresis and override."""
    return _running(found)[2]


def _running(found: Outcomes) -> tuple[Any, ...]:
    """Return the tier after each step; hysteresis and override share the final one."""
    lifted = np.where(found.floor != layout.NONE, np.minimum(found.by_score, found.floor), found.by_score)
    capped = np.maximum(lifted, found.cap)  # NONE is less than every rank
    return found.by_score, lifted, capped, found.tier, found.tier


def _line_or_score(before: Outcomes, after: Outcomes, policies: tuple[Policy, Policy]) -> Any:
    by_line = tier_at(before.score, policies[1]) == after.by_score
    by_score = tier_at(after.score, policies[0]) == after.by_score
    return np.where(by_line == by_score, LINE_AND_SCORE, np.where(by_line, LINE, SCORE)).astype(np.int8)
