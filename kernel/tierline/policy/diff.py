"""What differs between two policies, or between two months of one."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Policy
from tierline.policy.show import condition_text, value_text


@dataclass(frozen=True)
class Difference:
    """One figure that differs; None where the policy does not have it."""

    id: str
    before: str | None
    after: str | None


def diff(before: Policy, after: Policy) -> list[Difference]:
    """Return every figure, tier and rule that differs, in the order of ``before``, then of ``after``.

    Parameters
    ----------
    before, after : Policy

    Returns
    -------
    list of Difference
        Empty when both grade alike; titles, references and sources are not compared.
    """
    old, new = _figures(before), _figures(after)
    return [
        Difference(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]


def _figures(policy: Policy) -> dict[str, str]:
    """Return what decides a result, by name, as text; equal texts grade alike."""
    figures = {"scheme": " > ".join(f"{tier.id} ({tier.class_id})" for tier in policy.tiers)}
    figures |= {f"{tier.id}.line": decimal_text(tier.line) for tier in policy.tiers[:-1]}
    for indicator in policy.indicators:
        figures[indicator.id] = f"{indicator.kind} {indicator.column}"
    for parameter in policy.parameters:
        if parameter.id not in figures:
            figures[parameter.id] = value_text(parameter.value)
    entries = {rule.id: rule for rule in policy.file.qualification}
    for rule in policy.rules:
        when = condition_text(entries[rule.id].when, "en")
        figures[f"rule {rule.id}"] = f"{rule.effect} {policy.tier_ids[rule.tier]}: {when}"
    return figures
