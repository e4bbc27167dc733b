"""Puts a scenario into a policy's text as new dated values; comments and earlier values stay."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import tomlkit
from tomlkit.items import AoT

from tierline.errors import BadInputError
from tierline.messages import N_, Message, MessageList
from tierline.policy.delta import Delta
from tierline.policy.delta_apply import without_idle
from tierline.policy.delta_check import check_delta
from tierline.policy.delta_paths import Target, target, title
from tierline.policy.delta_text import toml_text
from tierline.policy.load import parse_policy, policy_from_text
from tierline.policy.resolved import Policy


def publish_text(policy_text: str, delta: Delta, from_date: date, file: str = "policy.toml") -> str:
    """Return a policy's text with a scenario's changes as values that hold from a day on.

    Parameters
    ----------
    policy_text : str
        The text the scenario was made on.
    delta : Delta
    from_date : datetime.date
        First day of the new values. A value that begins on that day is replaced; rules that are put out
        end on the day before, or go if they would only begin then.
    file : str
        Its name in messages.

    Returns
    -------
    str
        Sound: read back and checked, on every date it speaks of.

    Raises
    ------
    BadInputError
        The delta does not fit the text, or dated values that stand in the text contradict it.
    """
    policy = policy_from_text(policy_text, delta.month, file)
    problems = check_delta(policy, delta)
    if problems:
        raise BadInputError(MessageList("", {}, tuple(problems)))
    document = tomlkit.parse(policy_text.replace("\r\n", "\n"))
    for change in without_idle(policy, delta).changes:
        found = target(policy, change.path)
        assert found is not None
        if found.group == "rules":
            _switch(document, found.id, from_date, on=change.value)
        else:
            _add_value(_parameter(document, found)["values"], from_date, change.value)
    text = tomlkit.dumps(document)
    parse_policy(text, file)
    return text


def later_values(policy: Policy, delta: Delta, from_date: date) -> list[Message]:
    """Return a note for each changed figure that the policy's text changes again after ``from_date``.

    The published value holds until then only; who publishes should know.
    """
    notes = []
    parameters = policy.file.parameters()
    for change in without_idle(policy, delta).changes:
        found = target(policy, change.path)
        after = [
            entry.since
            for entry in (parameters[found.parameter].values if found and found.parameter else ())
            if entry.since > from_date
        ]
        if after:
            notes.append(
                Message(
                    N_("{what}: from {day} the policy has yet another value; the new one holds until then."),
                    {"what": title(policy, change.path), "day": min(after)},
                )
            )
    return notes


def _parameter(document: Any, found: Target) -> Any:
    if found.group == "hysteresis":
        return document["hysteresis"][found.field]
    return _entry(document["tier" if found.group == "tiers" else "indicator"], found.id)[found.field]


def _entry(entries: Any, name: str) -> Any:
    return next(entry for entry in entries if entry["id"] == name)


def _add_value(values: Any, since: date, value: Any) -> None:
    """Put a dated value where its date belongs; the list is a TOML array, or tables of their own."""
    place = sum(entry["from"] < since for entry in values)
    same = place < len(values) and values[place]["from"] == since
    if isinstance(values, AoT):
        made: Any = tomlkit.table()
        made["from"], made["value"] = since, tomlkit.value(toml_text(value))
    else:
        made = tomlkit.value(f"{{ from = {since.isoformat()}, value = {toml_text(value)} }}")
    if same:
        values[place]["value"] = tomlkit.value(toml_text(value))
    else:
        values.insert(place, made)


def _switch(document: Any, name: str, since: date, *, on: bool) -> None:
    rules = document["qualification"]
    entry = _entry(rules, name)
    place = next(n for n, each in enumerate(rules) if each["id"] == name)
    until = entry.get("until")
    if not on and entry["from"] >= since:
        del rules[place]
    elif not on:
        entry["until"] = since - timedelta(days=1)
    elif entry["from"] > since:
        entry["from"] = since
    elif until is not None and until >= since - timedelta(days=1):
        del entry["until"]
    else:
        _begin_again(rules, place, since)


def _begin_again(rules: Any, place: int, since: date) -> None:
    """Put a rule that ended into force anew, under a name of its own: its earlier time stays as it was."""
    made = copy.deepcopy(rules[place])
    taken = {each["id"] for each in rules}
    name = f"{made['id']}_{since:%Y%m%d}"
    while name in taken:
        name += "_"
    made["id"], made["from"] = name, since
    del made["until"]
    rules.insert(place + 1, made)
