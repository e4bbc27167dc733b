"""A scenario's delta: what it changes of one policy in one month, figure by figure.

Paths say in the policy's own words what is changed:

``tiers.<tier>.line``            points
``indicators.<id>.weight``       percent
``indicators.<id>.scale``        the table of bands, corners or codes
``indicators.<id>.missing``      points or "skip"
``hysteresis.enabled``           true or false
``hysteresis.months``            months
``hysteresis.buffer``            points or "off"
``rules.<id>.enabled``           true or false

Values are written as in a policy file: points and per cent as decimals, a scale as its table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tierline.policy.delta_text import toml_text
from tierline.policy.resolved import Policy


@dataclass(frozen=True)
class Change:
    """One figure changed: where, and its value in the scenario.

    A float is taken for the decimal it prints as, a tuple for a list; the value is a copy of its own.
    """

    path: str
    value: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", as_written(self.value))

    @classmethod
    def hundredths(cls, path: str, value: int) -> Change:
        """Make a change from whole hundredths: 8250 is a line of 82.50, 2500 a weight of 25 %."""
        return cls(path, Decimal(int(value)) / 100)


@dataclass(frozen=True)
class Delta:
    """A named policy in a month, and what a scenario changes of it; one change a path, in order."""

    policy: str
    month: str
    policy_sha256: str
    changes: tuple[Change, ...] = ()
    title: str = ""
    author: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        latest = {change.path: change for change in self.changes}
        object.__setattr__(self, "changes", tuple(latest.values()))

    @classmethod
    def of(
        cls, policy: Policy, changes: Iterable[Change] = (), title: str = "", author: str = "", note: str = ""
    ) -> Delta:
        """Begin a delta on a loaded policy: its id, month and SHA-256 are the baseline."""
        return cls(policy.id, policy.month, policy.sha256, tuple(changes), title, author, note)

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths that are changed, in the order of their first change."""
        return tuple(change.path for change in self.changes)

    def get(self, path: str, default: Any = None) -> Any:
        """Return the value that a path is changed to, else ``default``."""
        return next((change.value for change in self.changes if change.path == path), default)

    def with_changes(self, *changes: Change) -> Delta:
        """Return the delta with further changes; a later value of a path takes the place of its earlier."""
        return replace(self, changes=(*self.changes, *changes))

    def with_change(self, path: str, value: Any) -> Delta:
        """Return the delta with one more change."""
        return self.with_changes(Change(path, value))

    def without(self, *paths: str) -> Delta:
        """Return the delta with these paths left as the policy has them."""
        return replace(self, changes=tuple(each for each in self.changes if each.path not in paths))

    def digest(self) -> str:
        """Return a SHA-256 of baseline and changes; title, author, note and order do not count."""
        listed = sorted(f"{change.path} = {toml_text(change.value)}" for change in self.changes)
        whole = "\n".join((self.policy, self.month, self.policy_sha256, *listed))
        return hashlib.sha256(whole.encode()).hexdigest()


def line_changes(policy: Policy, lines: Iterable[int]) -> tuple[Change, ...]:
    """Return the changes that set every line.

    Parameters
    ----------
    policy : Policy
        Whose tiers.
    lines : iterable of int
        Hundredths, best tier first, one a tier but the lowest.
    """
    upper = policy.tiers[:-1]
    return tuple(
        Change.hundredths(f"tiers.{tier.id}.line", line) for tier, line in zip(upper, lines, strict=True)
    )


def as_written(value: Any) -> Any:
    """Return a value as a policy file's reader would give it: decimals for floats, lists for tuples."""
    if isinstance(value, float):
        return Decimal(repr(float(value)))
    if isinstance(value, dict):
        return {str(name): as_written(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_written(each) for each in value]
    return value
