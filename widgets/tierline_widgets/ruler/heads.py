"""What the columns of the ruler's table are called, and the unit each of them is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tierline.messages import N_, current_language, translate
from tierline.simulate.index import WhatIfIndex
from tierline_widgets.numbers import MoneyUnit


@dataclass(frozen=True)
class Measure:
    """One further figure of the index.

    Attributes
    ----------
    title : str
        English, marked for translation.
    money : bool
        Whether it is hundredths of the currency (fen), or a plain count.
    """

    title: str
    money: bool = True


MEASURES = {
    "monthly_revenue": Measure(N_("Monthly revenue")),
    "revenue": Measure(N_("Monthly revenue")),
    "ict_revenue": Measure(N_("ICT revenue")),
}


def table_heads(index: WhatIfIndex, measures: Mapping[str, Measure], currency: str) -> list[dict[str, Any]]:
    """Return title, unit, divisor and decimals of every measure of ``index``, in its order.

    A unit suits the largest tier of today, and stays while lines are dragged.
    """
    known = {**MEASURES, **measures}
    totals = index.preview(index.lines).base
    heads = []
    for place, name in enumerate(index.measures):
        measure = known.get(name, Measure(name, money=False))
        unit = MoneyUnit(1, 0, "")
        if measure.money:
            amounts = (int(amount) for amount in totals[:, 1 + place])
            unit = MoneyUnit.over(amounts, current_language(), currency)
        heads.append(
            {
                "title": translate(measure.title),
                "unit": unit.label,
                "divisor": unit.divisor,
                "decimals": unit.decimals,
            }
        )
    return heads
