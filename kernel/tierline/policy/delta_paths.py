"""The paths of a delta: which figure of a policy each one means, and what the policy has there."""

from __future__ import annotations

import difflib
from typing import Any, NamedTuple

from tierline.messages import N_, Message
from tierline.policy.model import Title
from tierline.policy.resolved import Policy

INDICATOR_FIELDS = ("weight", "scale", "missing")
HYSTERESIS_FIELDS = ("enabled", "months", "buffer")


class Target(NamedTuple):
    """What a path means: ``field`` of the tier, indicator or rule ``id``, or of the hysteresis."""

    group: str
    id: str
    field: str

    @property
    def parameter(self) -> str:
        """Id of the policy's parameter; "" for a rule."""
        return "" if self.group == "rules" else f"{self.id or self.group}.{self.field}"


def paths(policy: Policy) -> tuple[str, ...]:
    """Return every path that a scenario on the policy can change, in the order of its file."""
    found = [f"tiers.{tier.id}.line" for tier in policy.tiers[:-1]]
    found += [
        f"indicators.{indicator.id}.{field}" for indicator in policy.indicators for field in INDICATOR_FIELDS
    ]
    found += [f"hysteresis.{field}" for field in HYSTERESIS_FIELDS]
    return (*found, *(f"rules.{rule.id}.enabled" for rule in policy.file.qualification))


def target(policy: Policy, path: str) -> Target | None:
    """Return what a path means in a policy; None when it means nothing there."""
    group, _, rest = path.partition(".")
    name, _, field = rest.rpartition(".")
    known: bool
    if group == "tiers":
        known = field == "line" and name in policy.tier_ids[:-1]
    elif group == "indicators":
        known = field in INDICATOR_FIELDS and any(each.id == name for each in policy.indicators)
    elif group == "hysteresis":
        known = not name and field in HYSTERESIS_FIELDS
    else:
        listed = policy.file.qualification
        known = group == "rules" and field == "enabled" and any(each.id == name for each in listed)
    return Target(group, name, field) if known else None


def unknown(policy: Policy, path: str) -> Message:
    """Return the message that tells a path is none of the policy's, with those that look like it."""
    known = paths(policy)
    near = difflib.get_close_matches(path, known, n=3, cutoff=0.5) or known[:3]
    return Message(
        N_(
            "'{path}' is no figure of the policy {policy} that a scenario can change. "
            "Did you mean one of: {known}?"
        ),
        {"path": path, "policy": policy.id, "known": ", ".join(near)},
    )


def baseline(policy: Policy, path: str) -> Any:
    """Return what the policy itself has at a path, written as its file writes it.

    Raises
    ------
    KeyError
        The path means nothing in the policy.
    """
    found = target(policy, path)
    if found is None:
        raise KeyError(path)
    if found.group == "rules":
        return any(rule.id == found.id for rule in policy.rules)
    return policy.parameter(found.parameter).value


def title(policy: Policy, path: str) -> Title | Message:
    """Return what a path is called; the path itself where the policy has no such figure."""
    found = target(policy, path)
    if found is None:
        return Message("{path}", {"path": path})
    if found.group == "rules":
        return next(rule.title for rule in policy.file.qualification if rule.id == found.id)
    own = policy.parameter(found.parameter).title
    if found.group == "indicators" and found.field != "weight":
        indicator = next(each.title for each in policy.indicators if each.id == found.id)
        return Title(en=f"{indicator.en}: {own.en}", zh=f"{indicator.zh}：{own.zh}")
    return own
