"""Whether two texts of a policy say the same for a month, whatever they say of other months."""

from __future__ import annotations

from typing import Any

from tierline.policy.resolved import Policy

# dates and wording of where a value stands; what holds in the month is compared beside them
_OF_THE_TEXT = {"sha256", "text", "path", "file", "parameters"}


def same_in_month(one: Policy, other: Policy) -> bool:
    """Return whether two texts of a policy grade a month alike, and offer a scenario the same changes.

    Parameters
    ----------
    one, other : Policy
        Loaded for the same month.

    Returns
    -------
    bool
        True when every figure, rule and standard that holds in the month is the same, and so are the rules
        that a scenario could put in force; values that begin later, or ended before, do not count.
    """
    if one.sha256 == other.sha256:
        return True
    return _held(one) == _held(other) and _rules(one) == _rules(other)


def _held(policy: Policy) -> dict[str, Any]:
    facts = {name: value for name, value in vars(policy).items() if name not in _OF_THE_TEXT}
    return facts | {"parameters": {held.id: held.value for held in policy.parameters}}


def _rules(policy: Policy) -> list[dict[str, Any]]:
    """Return what every rule says; when it begins or ends counts only as far as it is in force."""
    held = {rule.id for rule in policy.rules}
    return [
        rule.model_dump(exclude={"since", "until"}) | {"in_force": rule.id in held}
        for rule in policy.file.qualification
    ]
