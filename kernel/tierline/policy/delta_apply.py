"""Applies a delta to a loaded policy, without its text: fast enough for every move of a slider."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import MessageList
from tierline.policy import conditions
from tierline.policy.dated import last_day
from tierline.policy.delta import Delta
from tierline.policy.delta_check import check_delta
from tierline.policy.delta_paths import baseline, target
from tierline.policy.exact import hundredths
from tierline.policy.resolved import Hysteresis, Indicator, Policy, Rule
from tierline.policy.scales import read_scale


def apply_delta(policy: Policy, delta: Delta) -> Policy:
    """Return the policy with a scenario's changes; the same as loading its text with them.

    Parameters
    ----------
    policy : Policy
        The baseline, as loaded.
    delta : Delta

    Returns
    -------
    Policy
        Grades as the policy would whose text has these figures. Its ``sha256`` is its own; ``file`` and
        ``text`` stay the baseline's. A delta that changes nothing gives the policy itself.

    Raises
    ------
    BadInputError
        Every problem that `check_delta` finds, one a line.

    Notes
    -----
    Source: rulebook XJ-1, XJ-3, XJ-4, VIP-10.
    """
    problems = check_delta(policy, delta)
    if problems:
        raise BadInputError(MessageList("", {}, tuple(problems)))
    effective = without_idle(policy, delta)
    if not effective.changes:
        return policy
    values: dict[str, Any] = {}
    rules: dict[str, bool] = {}
    for change in effective.changes:
        found = target(policy, change.path)
        assert found is not None
        if found.group == "rules":
            rules[found.id] = change.value
        else:
            values[found.parameter] = change.value
    first = last_day(policy.month).replace(day=1)
    return replace(
        policy,
        sha256=hashlib.sha256(effective.digest().encode()).hexdigest(),
        tiers=tuple(
            replace(tier, line=_whole(values[f"{tier.id}.line"])) if f"{tier.id}.line" in values else tier
            for tier in policy.tiers
        ),
        indicators=tuple(_indicator(each, policy, values) for each in policy.indicators),
        hysteresis=_hysteresis(policy.hysteresis, values),
        rules=_rules(policy, rules) if rules else policy.rules,
        parameters=tuple(
            replace(held, value=values[held.id], since=first) if held.id in values else held
            for held in policy.parameters
        ),
    )


def without_idle(policy: Policy, delta: Delta) -> Delta:
    """Return the delta without changes to what the policy has already."""
    idle = [change.path for change in delta.changes if _same(baseline(policy, change.path), change.value)]
    return delta.without(*idle) if idle else delta


def _same(before: Any, after: Any) -> bool:
    """Tell whether two values are one figure; true is no 1, and the order of codes does not matter."""
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_same(before[name], after[name]) for name in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, int | Decimal) and isinstance(after, int | Decimal):
        return Decimal(before) == Decimal(after)
    return type(before) is type(after) and bool(before == after)


def _indicator(indicator: Indicator, policy: Policy, values: Mapping[str, Any]) -> Indicator:
    update: dict[str, Any] = {}
    name = indicator.id
    if f"{name}.weight" in values:
        update["weight"] = _whole(values[f"{name}.weight"])
    if f"{name}.scale" in values:
        step = next(entry.step for entry in policy.file.indicators if entry.id == name)
        update["scale"] = read_scale(indicator.kind, values[f"{name}.scale"], step, _already_checked)
    if f"{name}.missing" in values:
        missing = values[f"{name}.missing"]
        update["missing"] = None if missing == "skip" else _whole(missing)
    return replace(indicator, **update) if update else indicator


def _hysteresis(slow: Hysteresis, values: Mapping[str, Any]) -> Hysteresis:
    buffer = values.get("hysteresis.buffer", 0)
    return Hysteresis(
        bool(values.get("hysteresis.enabled", slow.enabled)),
        int(values.get("hysteresis.months", slow.months)),
        slow.buffer if "hysteresis.buffer" not in values else None if buffer == "off" else _whole(buffer),
    )


def _rules(policy: Policy, switched: Mapping[str, bool]) -> tuple[Rule, ...]:
    """Return the rules in force, in the order of the file, with those switched on or off."""
    held = {rule.id: rule for rule in policy.rules}
    lists = {
        each.id.removeprefix("lists."): tuple(each.value)
        for each in policy.parameters
        if each.id.startswith("lists.")
    }
    found = []
    for entry in policy.file.qualification:
        if not switched.get(entry.id, entry.id in held):
            continue
        rule = held.get(entry.id) or Rule(
            entry.id,
            entry.effect,
            policy.rank(entry.tier),
            entry.title,
            entry.reference,
            entry.source,
            conditions.terms(entry.when, lists),
        )
        found.append(rule)
    return tuple(found)


def _already_checked(rule: str, **_places: Any) -> None:
    raise AssertionError(rule)


def _whole(value: Any) -> int:
    found = hundredths(value)
    assert found is not None
    return found
