"""A policy of points with some figures changed, for asking what a change would do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.performance.facts import first_day
from tierline.performance.policy_load import checked
from tierline.performance.policy_resolve import resolve_points
from tierline.performance.policy_resolved import PointsPolicy
from tierline.performance.policy_settings import unsaid
from tierline.policy.shape import digest, parse_toml

_LISTS = ("indicator", "role", "category", "item")


def with_changes(policy: PointsPolicy, changes: Mapping[str, Any], source: str | None = None) -> PointsPolicy:
    """Return the policy of the same month with some parameters changed, checked like any other.

    Parameters
    ----------
    policy : PointsPolicy
    changes : mapping of str to value
        Parameter id, as in ``policy.parameters``, to its new value as the file would hold it; one entry
        of a table may be named alone: ``account_manager.ict.weights.ict_revenue``.
    source : str, optional
        The file that holds the changes, to be named where they break a rule; by default the policy's own.

    Returns
    -------
    PointsPolicy
        Its ``sha256`` tells the changes too; its ``text`` is that of the policy that was changed.

    Raises
    ------
    BadInputError
        A parameter is unknown, or the changed policy breaks a rule: each fault on its own line.
    """
    raw = parse_toml(policy.text, policy.path)
    raw["privacy"] = {**unsaid(), **raw.get("privacy", {})}
    known = {each.id: each.value for each in policy.parameters}
    changed: dict[str, Any] = {}
    for asked, given in changes.items():
        owner, _dot, entry = asked.rpartition(".")
        whole = changed.get(owner, known.get(owner))
        if asked in known:
            changed[asked] = _exact(given)
        elif isinstance(whole, dict):
            changed[owner] = {**whole, entry: _exact(given)}
        else:
            raise BadInputError(
                N_("{policy} has no parameter '{name}'. `tierline policy show {policy}` lists them."),
                policy=policy.id,
                name=asked,
            )
    since = first_day(policy.month)
    for name, value in changed.items():
        parameter = _find(raw, name.split("."))
        earlier = [dated for dated in parameter["values"] if dated["from"] < since]
        parameter["values"] = [*earlier, {"from": since, "value": value}]
    told = "".join(f"{name} = {changes[name]}\n" for name in sorted(changes))
    file = checked(raw, source or policy.path)
    return resolve_points(file, policy.month, policy.text, digest(policy.text + told), policy.path)


def _find(raw: dict[str, Any], words: list[str]) -> dict[str, Any]:
    """Return the parameter that an id names: sections by their key, entries of lists by their id."""
    here = raw
    for word in words:
        lists = (here[kind] for kind in _LISTS if isinstance(here.get(kind), list))
        entries = {entry["id"]: entry for entries in lists for entry in entries}
        here = entries[word] if word in entries else here[word]
    return here


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {name: _exact(each) for name, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list | tuple) else value
