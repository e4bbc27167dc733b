"""Actuals that a month's accounts give: revenue, ICT revenue, products, penetration (LY-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tierline.messages import N_
from tierline.performance.derivations import Derivation, Share, Work, register

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from tierline.performance.facts import MonthFacts

_OWN = N_("of {whole} own customers")
HUNDRED_PER_CENT = 10_000  # in hundredths of a percent


def whole_numbers(accounts: pa.Table, column: str, scale: int) -> np.ndarray | None:
    """Return a column of numbers as whole numbers of 1 / ``scale``, missing as 0; None without the column."""
    import numpy as np
    import pyarrow.compute as pc

    if column not in accounts.column_names:
        return None
    values = pc.fill_null(accounts[column], 0).to_numpy()
    scaled = np.rint(values * scale) if values.dtype.kind == "f" else values * scale
    found: np.ndarray = scaled.astype(np.int64)
    return found


def _total_of(column: str, scale: int) -> Work:
    def work(facts: MonthFacts, settings: Mapping[str, Any]) -> dict[str, Share]:
        import numpy as np

        from tierline.performance.holdings import holdings

        values = whole_numbers(facts.table("accounts"), column, scale)
        if values is None:
            return {}
        held = holdings(facts, settings["transfers"])
        amounts, accounts = held.sums(values), held.counts(np.ones(len(values), np.int64))
        return {
            name: Share(amount, count, amount, held.per)
            for name, amount, count in zip(held.managers, amounts.tolist(), accounts.tolist(), strict=True)
            if count
        }

    return work


def share_of(part: int, whole: int) -> int:
    """Return part / whole in hundredths of a percent, cut: nothing is reached by rounding."""
    return HUNDRED_PER_CENT * part // whole


def _penetration(facts: MonthFacts, settings: Mapping[str, Any]) -> dict[str, Share]:
    import numpy as np

    from tierline.performance.holdings import holdings

    products = whole_numbers(facts.table("accounts"), "ict_products", 1)
    if products is None:
        return {}
    held = holdings(facts, settings["transfers"])
    using = held.counts((products >= settings["penetration_products"]).astype(np.int64))
    accounts = held.counts(np.ones(len(products), np.int64))
    return {
        name: Share(part, whole, share_of(part, whole), held.per)
        for name, part, whole in zip(held.managers, using.tolist(), accounts.tolist(), strict=True)
        if whole
    }


register(Derivation("revenue", "yuan", _OWN, ("transfers",), _total_of("monthly_revenue", 100)))
register(Derivation("ict_revenue", "yuan", _OWN, ("transfers",), _total_of("ict_revenue", 100)))
register(Derivation("ict_products", "count", _OWN, ("transfers",), _total_of("ict_products", 1)))
register(
    Derivation(
        "ict_penetration",
        "percent",
        N_("{part} of {whole} own customers use an ICT product"),
        ("transfers", "penetration_products"),
        _penetration,
    )
)
