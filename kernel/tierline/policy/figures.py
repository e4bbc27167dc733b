"""Figures of a policy's parameter in a sentence: as its file has them, or as a person would say them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tierline.messages import N_

RATIO = "ratio"  # the unit of what is said in per cent
CURRENCIES = {"CNY": N_("yuan"), "GBP": N_("pounds")}  # by a policy's currency; others by their code


class Figures(tuple[Any, ...]):
    """Figures in a parameter's own unit; as text they are as they stand in the file."""

    def __str__(self) -> str:
        return ", ".join(map(str, self))

    def __format__(self, _spec: str) -> str:
        return str(self)

    def said(self, unit: str) -> str:
        """Return them as a person says them, in the unit of their parameter."""
        return "; ".join(figure_text(each, unit) for each in self)


def figure_text(value: Any, unit: str = "", decimals: int | None = None) -> str:
    """Return a figure with thousands separated, a ratio in per cent: 30,000 or 9.32 %.

    Parameters
    ----------
    value : Decimal, int or float
    unit : str
        Of the parameter or column.
    decimals : int, optional
        Round a share in per cent, or a figure with a fraction, to so many; by default all are written.
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(value)
    share = unit == RATIO
    exact = exact * 100 if share else exact
    written = f"{exact:,f}" if decimals is None else f"{exact:,.{decimals}f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    written = "0" if written == "-0" else written
    return f"{written}\u202f%" if share else written
