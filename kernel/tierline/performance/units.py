"""Units of figures: how each is written, and the whole number of smallest units it is counted in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from tierline.messages import N_, translate


@dataclass(frozen=True)
class Unit:
    """A unit that a figure may be written in.

    Parameters
    ----------
    base : str
        The unit that a policy and a statement use for it.
    scale : int
        How many smallest units one of it is: fen, hundredths of a percent, hundredths of a mark, pieces.
    title : str
        English name, translated where shown.
    """

    base: str
    scale: int
    title: str


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        "yuan": Unit("yuan", 100, N_("yuan")),
        "wan_yuan": Unit("yuan", 1_000_000, N_("ten thousand yuan")),
        "usd": Unit("usd", 100, N_("US dollars")),
        "percent": Unit("percent", 100, N_("per cent")),
        "ratio": Unit("percent", 10_000, N_("ratio")),
        "count": Unit("count", 1, N_("pieces")),
        "mark": Unit("mark", 100, N_("marks")),
    }
)
BASES = tuple(name for name, unit in UNITS.items() if unit.base == name)
LARGEST = 10**15  # smallest units of one figure; a policy's rows then add up in 64 bits


def to_smallest(value: Decimal | float | int, unit: str) -> int | None:
    """Return a figure in whole smallest units, or None when it is finer than those or far too large.

    Parameters
    ----------
    value : Decimal, float or int
        A float stands for the shortest decimal that is read as it.
    unit : str
        A key of ``UNITS``.

    Notes
    -----
    Exact: nothing is rounded. Source: rulebook LY-14.
    """
    scaled = Decimal(repr(value) if isinstance(value, float) else value) * UNITS[unit].scale
    if not scaled.is_finite() or abs(scaled) > LARGEST or scaled != scaled.to_integral_value():
        return None
    return int(scaled)


def in_unit(smallest: int, unit: str) -> Decimal:
    """Return whole smallest units as a figure in ``unit``, exactly."""
    return Decimal(smallest) / UNITS[unit].scale


def figure_text(smallest: int | None, unit: str) -> str | None:
    """Write a figure in its unit, e.g. 950000 fen -> "9500.00"; pieces without decimals."""
    if smallest is None:
        return None
    return f"{in_unit(smallest, unit):.2f}" if UNITS[unit].scale > 1 else f"{smallest}"


def unit_text(unit: str, language: str | None = None) -> str:
    """Return a unit's name in ``language``."""
    return translate(UNITS[unit].title, language)
