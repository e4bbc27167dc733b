"""The rulebook's bounds on a role's points, as data in ``bounds.toml``; a policy names the rule it keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tierline.policy.model import Title

FREE = "none"  # a role that stands under no rule


@dataclass(frozen=True)
class Bounds:
    """What one rule asks.

    Parameters
    ----------
    rule : str
        Its ID in the rulebook.
    title : Title
    cap : int or None
        Most that bonuses, and deductions, may come to, in basis points of the categories' points.
    categories : mapping of str to (least, most)
        The categories there must be, and no others, with their bounds in hundredths of a point;
        empty when the rule names none.
    mix : bool
        The team's points must count.
    """

    rule: str
    title: Title
    cap: int | None
    categories: Mapping[str, tuple[int | None, int | None]]
    mix: bool


@cache
def bounds() -> Mapping[str, Bounds]:
    """Return the bounds by rule ID."""
    text = files(__package__).joinpath("bounds.toml").read_text(encoding="utf-8")
    return MappingProxyType({rule: _bounds(rule, given) for rule, given in tomllib.loads(text).items()})


def _bounds(rule: str, given: Mapping[str, Any]) -> Bounds:
    categories = {
        name: (_hundredths(limits.get("least")), _hundredths(limits.get("most")))
        for name, limits in given.get("categories", {}).items()
    }
    return Bounds(
        rule,
        Title(**given["title"]),
        _hundredths(given.get("cap")),
        MappingProxyType(categories),
        bool(given.get("mix", False)),
    )


def _hundredths(whole: int | None) -> int | None:
    return None if whole is None else whole * 100
