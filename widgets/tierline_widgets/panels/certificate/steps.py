"""The way from the score to the final tier, step by step (XJ-4, XJ-5; Readings, Tiering)."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.messages import N_, Message
from tierline.policy.exact import decimal_text
from tierline.policy.references import reference_text
from tierline.policy.resolved import Policy
from tierline.tiering.explain import Explanation, Standing

TITLES = {
    "score": N_("By its score"),
    "floor": N_("Floor"),
    "cap": N_("Cap"),
    "hysteresis": N_("Hysteresis"),
    "override": N_("Manual override"),
}


@dataclass(frozen=True)
class Step:
    """A step, the tier that the account has after it, and why."""

    kind: str
    tier: str
    why: Message

    @property
    def title(self) -> Message:
        """The step in words."""
        return Message(TITLES[self.kind])


def steps(found: Explanation, policy: Policy, language: str) -> list[Step]:
    """Return the steps that an account went through; the last one's tier is the final tier."""
    rank = policy.rank(found.tier_by_score)
    told = [Step("score", found.tier_by_score, _by_score(found))]
    if found.floor is not None:
        rank = min(rank, policy.rank(found.floor.tier))
        why = _rule(N_("at least {tier}: {title} [{reference}]"), found.floor, language)
        told.append(Step("floor", policy.tier_ids[rank], why))
    if found.cap is not None:
        rank = max(rank, policy.rank(found.cap.tier))
        why = _rule(N_("at most {tier}: {title} [{reference}]"), found.cap, language)
        told.append(Step("cap", policy.tier_ids[rank], why))
    if found.override is not None:
        places = {
            "approver": found.override.get("approver") or "\u2013",
            "reason": found.override.get("reason") or "\u2013",
            "end": found.override["expires_on"],
        }
        why = Message(N_("by {approver}: {reason}; in force until {end}"), places)
        told.append(Step("override", found.tier, why))
    elif found.held is not None and policy.hysteresis.enabled:
        told.append(Step("hysteresis", found.tier, _held(found)))
    return told


def _by_score(found: Explanation) -> Message:
    if found.line_below is None:
        assert found.line_above is not None  # a scheme has at least two tiers
        tier, line, distance = found.line_above
        return Message(
            N_("score {score}, {distance} below the line of {tier} at {line}"),
            _line(found, tier, line, distance),
        )
    tier, line, distance = found.line_below
    return Message(
        N_("score {score}, {distance} above the line of {tier} at {line}"), _line(found, tier, line, distance)
    )


def _line(found: Explanation, tier: str, line: int, distance: int) -> dict[str, object]:
    return {
        "score": decimal_text(found.score),
        "tier": tier,
        "line": decimal_text(line),
        "distance": decimal_text(distance),
    }


def _rule(words: str, standing: Standing, language: str) -> Message:
    title = standing.title[language] if standing.title else standing.rule
    reference = reference_text(standing.reference, language)
    return Message(words, {"tier": standing.tier, "title": title, "reference": reference})


def _held(found: Explanation) -> Message:
    places = {"held": found.held, "months": found.months_below}
    if found.reason == "hysteresis":
        return Message(N_("held {held} last month and keeps it for now; months below: {months}"), places)
    return Message(N_("held {held} last month; nothing is held back"), places)
