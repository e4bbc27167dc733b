"""Says why hysteresis held an account in one grading and not, or elsewhere, in another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tierline.compiled import layout
from tierline.messages import N_, Message
from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.history import settled
from tierline.simulate.moved_by import settled_by_rules
from tierline.simulate.outcomes import Outcomes


def held_back(before: Outcomes, after: Outcomes, policies: tuple[Policy, Policy]) -> Message:
    """Return the reason of one account that hysteresis moved.

    Parameters
    ----------
    before, after : Outcomes
        The account's two gradings, one entry each.
    policies : (Policy, Policy)

    Returns
    -------
    Message
        Whether the account is held now or was, and what made the difference: the setting, the distance
        from the line of the tier held, a cap, or the state taken over from the month before.
    """
    held = [part.reason[0] == layout.HYSTERESIS for part in (before, after)]
    holding = 0 if held[0] else 1
    tier = policies[holding].tier_ids[(before, after)[holding].tier[0]]
    places = {"tier": tier, "why": _why(before, after, policies, holding)}
    if all(held):
        places["new"] = policies[1].tier_ids[after.tier[0]]
        return Message(N_("Hysteresis holds it in {new} instead of {tier}: {why}."), places)
    if held[0]:
        return Message(N_("Hysteresis does not hold it in {tier} any more: {why}."), places)
    return Message(N_("Hysteresis holds it in {tier} now: {why}."), places)


def _why(before: Outcomes, after: Outcomes, policies: tuple[Policy, Policy], holding: int) -> Message:
    settings = [policy.hysteresis for policy in policies]
    told = {"old": _setting(settings[0]), "new": _setting(settings[1])}
    if not len(before.held) or not len(after.held):
        if settings[0] != settings[1]:
            return Message(N_("the setting was {old} and is {new}"), told)
        return _distance(before, after, policies, holding)
    if (before.held[0], before.months[0]) != (after.held[0], after.months[0]):
        return Message(N_("another state was taken over from the month before"))
    if settings[0] != settings[1] and _tier(before, replace(policies[0], hysteresis=settings[1])) != int(
        before.tier[0]
    ):
        return Message(N_("the setting was {old} and is {new}"), told)
    return _distance(before, after, policies, holding)


def _tier(found: Outcomes, policy: Policy) -> int:
    """Return the tier (rank) that the account would have under a policy's setting and lines."""
    rules = settled_by_rules(found)
    nothing = np.empty((0, 0), np.int16)
    small = layout.Outcome(
        found.score,
        found.by_score,
        found.floor,
        found.cap,
        rules,
        found.reason,
        found.rule,
        rules * 0,
        nothing,
    )
    return int(settled(small, policy, layout.Before(found.held, found.months, found.override)).tier[0])


def _distance(before: Outcomes, after: Outcomes, policies: tuple[Policy, Policy], holding: int) -> Message:
    """Say how far the account lies below the line of the tier held, or that a cap is in the way."""
    rank = int((before, after)[holding].tier[0])
    if (before.cap[0] > rank) != (after.cap[0] > rank):
        return Message(N_("a cap below that tier acts at once"))
    places: dict[str, Any] = {}
    for word, part, policy in zip(("old", "new"), (before, after), policies, strict=True):
        places[word] = decimal_text(policy.tiers[rank].line - int(part.score[0]))
    buffer = policies[1].hysteresis.buffer
    places["buffer"] = Message(N_("none")) if buffer is None else decimal_text(buffer)
    return Message(N_("its score is {new} below the line, was {old}; the buffer is {buffer}"), places)


def _setting(slow: Hysteresis) -> Message:
    if not slow.enabled:
        return Message(N_("off"))
    if slow.buffer is None:
        return Message(N_("{months} months without a buffer"), {"months": slow.months})
    return Message(
        N_("{months} months with a buffer of {buffer}"),
        {"months": slow.months, "buffer": decimal_text(slow.buffer)},
    )
