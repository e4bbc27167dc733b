"""Draws a scenario out of a policy: other lines, weights, missing outcomes, rules or hysteresis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.index import with_lines

KINDS = ("lines", "weights", "missing", "rules", "hysteresis")


@st.composite
def changed(draw: st.DrawFn, policy: Policy, kinds: tuple[str, ...] = KINDS) -> Policy:
    """Return the policy with each of some ``kinds`` of things drawn anew."""
    for kind in kinds:
        policy = draw(_CHANGES[kind](policy))
    return policy


@st.composite
def _lines(draw: st.DrawFn, policy: Policy) -> Policy:
    count = len(policy.tiers) - 1
    lines = draw(st.lists(st.integers(1, 10_000), min_size=count, max_size=count, unique=True))
    return with_lines(policy, sorted(lines, reverse=True))


@st.composite
def _weights(draw: st.DrawFn, policy: Policy) -> Policy:
    weights = draw(st.permutations([each.weight for each in policy.indicators]))
    if len(weights) > 1:
        given = draw(st.integers(0, weights[0]))
        weights = [weights[0] - given, weights[1] + given, *weights[2:]]
    pairs = zip(policy.indicators, weights, strict=True)
    return replace(policy, indicators=tuple(replace(each, weight=weight) for each, weight in pairs))


@st.composite
def _missing(draw: st.DrawFn, policy: Policy) -> Policy:
    outcomes = [draw(st.one_of(st.none(), st.integers(0, 10_000))) for _each in policy.indicators]
    pairs = zip(policy.indicators, outcomes, strict=True)
    return replace(policy, indicators=tuple(replace(each, missing=missing) for each, missing in pairs))


@st.composite
def _rules(draw: st.DrawFn, policy: Policy) -> Policy:
    """Leave rules out, or give them another tier."""
    kept = []
    for rule in policy.rules:
        fate = draw(st.sampled_from(["kept", "out", "other tier"]))
        if fate == "other tier":
            kept.append(replace(rule, tier=draw(st.integers(0, len(policy.tiers) - 1))))
        elif fate == "kept":
            kept.append(rule)
    return replace(policy, rules=tuple(kept))


@st.composite
def _hysteresis(draw: st.DrawFn, policy: Policy) -> Policy:
    buffer = draw(st.one_of(st.none(), st.integers(0, 3000)))
    return replace(policy, hysteresis=Hysteresis(draw(st.booleans()), draw(st.integers(1, 4)), buffer))


_CHANGES = {
    "lines": _lines,
    "weights": _weights,
    "missing": _missing,
    "rules": _rules,
    "hysteresis": _hysteresis,
}
