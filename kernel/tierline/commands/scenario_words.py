"""Scenarios as the command line reads and prints them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from tierline.errors import UsageError
from tierline.messages import N_, _

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline.store.scenario_state import Scenario


_FLAGS = {
    **dict.fromkeys(("on", "true", "开", "启用"), True),
    **dict.fromkeys(("off", "false", "关", "停用"), False),
}


def settings(words: Sequence[str]) -> dict[str, Any]:
    """Read ``path=value`` words: values as in a policy's file, or a bare word such as skip or off.

    What is on or off takes those words too, as they are printed in either language.

    Raises
    ------
    UsageError
        A word without "=".
    """
    found: dict[str, Any] = {}
    for word in words:
        path, equals, text = word.partition("=")
        if not equals or not path.strip():
            raise UsageError(
                N_("'{word}' is no setting. Write path=value, for example hysteresis.months=3."), word=word
            )
        name, given = path.strip(), text.strip()
        flag = _FLAGS.get(given.lower()) if name.endswith(".enabled") else None
        found[name] = _value(given) if flag is None else flag
    return found


def _value(text: str) -> Any:
    try:
        read = tomllib.loads(f"value = {text}", parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return text
    return read["value"] if list(read) == ["value"] else text


def plain(found: Scenario) -> dict[str, Any]:
    """Return a scenario as plain data; decimals as they are written."""
    from tierline.policy.show import plain as plain_value

    return {
        "id": found.id,
        "number": found.number,
        "state": found.state,
        "holds_from": found.holds_from or None,
        "title": found.title,
        "note": found.note,
        "policy": found.policy,
        "month": found.month,
        "policy_sha256": found.policy_sha256,
        "origin": found.origin,
        "author": found.author,
        "at": found.at,
        "changed_by": found.changed_by,
        "changed_at": found.changed_at,
        "changes": {change.path: plain_value(change.value) for change in found.changes},
        "saves": [vars(saved) for saved in found.saves],
    }


def echo_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo(found: Scenario, policy: Policy | None, *, as_json: bool) -> None:
    """Print a scenario: as JSON, or who, when, what in words."""
    from tierline.store.scenario_state import state_of
    from tierline.times import when

    if as_json:
        echo_json(plain(found))
        return
    click.echo(f"{found.id}  {found.title or _('(no title)')}  [{state_of(found).render()}]")
    click.echo(
        _("{policy}, {month}; begun by {author}, step {number} by {who} at {at}").format(
            policy=found.policy,
            month=found.month,
            author=found.author,
            number=found.number,
            who=found.changed_by,
            at=when(found.changed_at),
        )
    )
    if found.note:
        click.echo(found.note)
    for line in _changes(found, policy):
        click.echo(f"  {line}")


def _changes(found: Scenario, policy: Policy | None) -> list[str]:
    from tierline.policy.delta_text import toml_text
    from tierline.policy.delta_words import changed_value

    if not found.changes:
        return [_("changes nothing yet")]
    if policy is None:
        return [f"{change.path} = {toml_text(change.value)}" for change in found.changes]
    told = [changed_value(policy, change.path, None, change.value) for change in found.changes]
    return [f"{each.path}: {each.render()}" for each in told]
