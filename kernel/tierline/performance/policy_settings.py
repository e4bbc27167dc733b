"""Settings of derived actuals, and of privacy: the smallest groups whose figures are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tierline.messages import N_
from tierline.performance.policy_values import Report, read_choice, read_points
from tierline.performance.units import to_smallest
from tierline.policy.exact import number
from tierline.policy.shape import parse_toml

_LONGEST = 120  # months
LOOKS_BACK = ("retention_months",)  # settings that name a month before, by how many months


def _whole(value: Any, report: Report, least: int, most: int) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    report(
        N_("'{value}' is no whole number from {low} to {high}. Change it."), value=value, low=least, high=most
    )
    return None


def _money(value: Any, report: Report) -> int | None:
    """Return an amount in fen."""
    exact = number(value)
    found = None if exact is None else to_smallest(exact, "yuan")
    if found is not None and found >= 0:
        return found
    report(N_("'{value}' is no amount of at least 0 with at most 2 decimals. Change it."), value=value)
    return None


def _by_class(value: Any, report: Report, read: Callable[[Any, Report], Any]) -> Mapping[str, Any] | None:
    if not isinstance(value, dict) or not value:
        report(N_("the value must be a table such as {example}. Write it so."), example="{ A = 1, C = 3 }")
        return None
    found = {name: read(each, report) for name, each in value.items()}
    return None if None in found.values() else MappingProxyType(found)


def _text(value: Any, report: Report) -> str | None:
    if isinstance(value, str) and value:
        return value
    report(N_("'{value}' is no name. Write one."), value=value)
    return None


def _choice(*allowed: str) -> Callable[[Any, Report], Any]:
    return lambda value, report: read_choice(value, allowed, report)


_months = partial(_whole, least=1, most=_LONGEST)
# name -> how its value is read; money becomes fen, a share basis points
SETTINGS: Mapping[str, Callable[[Any, Report], Any]] = MappingProxyType(
    {
        "transfers": _choice("days", "receiver", "giver"),
        "standards": partial(_by_class, read=_text),
        "penetration_products": partial(_whole, least=1, most=1_000),
        "retention_months": _months,
        "retention_line": _money,
        "retention_share": read_points,
        "retention_moved": _choice("base", "leave_out"),
        "freshness_months": partial(_by_class, read=_months),
    }
)
# how many settled statements there must be before a team's mean counts, or a place among others is told
PRIVACY: Mapping[str, Callable[[Any, Report], Any]] = MappingProxyType(
    {"mean": partial(_whole, least=1, most=1_000), "place": partial(_whole, least=2, most=1_000)}
)


def unsaid() -> dict[str, Any]:
    """Return what ``[privacy.*]`` stands for in a policy's text that names none, as a text would hold it."""
    text = files(__package__).joinpath("privacy.toml").read_text(encoding="utf-8")
    return parse_toml(text, "privacy.toml")
