"""The seam where facts enter: every actual that the product knows itself, and is never typed in.

A derivation takes the facts of a month and gives each manager an actual. A module that knows more
facts (visits, replies, care) registers its own here, and a policy asks for it by
``actual = "derived:<name>"``; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tierline.messages import Message

if TYPE_CHECKING:
    from tierline.performance.facts import MonthFacts

Work = Callable[["MonthFacts", Mapping[str, Any]], Mapping[str, "Share"]]
_HOMES = ("tierline.performance.own_accounts", "tierline.performance.own_records")


@dataclass(frozen=True)
class Share:
    """What one manager reached.

    Parameters
    ----------
    part, whole : int
        Counts in the derivation's own measure; accounts that changed hands within the month may count
        by days, so both are in ``per`` parts of one.
    actual : int
        Smallest units of the derivation's unit.
    per : int
        How many parts make one account (or amount).
    """

    part: int
    whole: int
    actual: int
    per: int = 1


@dataclass(frozen=True)
class Derivation:
    """One way to know an actual.

    Parameters
    ----------
    name : str
        As policies ask for it.
    unit : str
        Key of `units.UNITS`.
    basis : str
        English text with {part} and {whole}, marked with ``N_``: what the actual rests on.
    settings : tuple of str
        Keys of `policy_settings.SETTINGS` that a policy must hold for it.
    work : callable
        (facts, settings) -> Share by manager_id; a manager it does not name has no actual.
    """

    name: str
    unit: str
    basis: str
    settings: tuple[str, ...]
    work: Work

    def basis_text(self, part: int, whole: int, per: int = 1) -> Message:
        """Return what an actual rests on, for a statement."""
        return Message(self.basis, {"part": _count(part, per), "whole": _count(whole, per)})


_known: dict[str, Derivation] = {}


def register(derivation: Derivation) -> Derivation:
    """Make a derivation known; one name has one meaning.

    Raises
    ------
    ValueError
        Another derivation has the name.
    """
    if _known.setdefault(derivation.name, derivation) is not derivation:
        raise ValueError(f"two derivations are called {derivation.name}")
    return derivation


def derivations() -> Mapping[str, Derivation]:
    """Return every derivation by its name."""
    for home in _HOMES:
        import_module(home)
    return MappingProxyType(_known)


def _count(parts: int, per: int) -> str:
    """Write parts of ``per`` as a number, thousands separated, to two decimals where it is not whole."""
    if parts % per == 0:
        return f"{parts // per:,}"
    return f"{(200 * parts + per) // (2 * per) / 100:,.2f}"
