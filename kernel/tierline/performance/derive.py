"""Actuals that the month itself knows: computed for every manager, never typed in (LY-12, LY-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.performance.derivations import derivations

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.performance.facts import MonthFacts
    from tierline.performance.policy_resolved import PointsPolicy

DERIVED = "derived"


def derive(facts: MonthFacts, policy: PointsPolicy) -> pa.Table:
    """Return every actual that the policy wants derived.

    Parameters
    ----------
    facts : MonthFacts
        The month and those before it: `TableFacts` or `ClosedFacts`.
    policy : PointsPolicy
        As it stands in that month.

    Returns
    -------
    pyarrow.Table
        manager_id, indicator (ascending), actual (int64, smallest units), unit, source ("derived"),
        derivation, part, whole, per (int64; what ``derivations()[derivation].basis_text`` puts into
        words). A manager without own customers has no row.

    Notes
    -----
    Exact integers; shares are cut to hundredths of a percent. Source: rulebook LY-12, LY-14.
    """
    import pyarrow as pa

    known = derivations()
    rows = []
    for indicator in policy.indicators:
        if indicator.derivation is None:
            continue
        way = known[indicator.derivation]
        for manager, share in way.work(facts, policy.derive).items():
            rows.append(
                (
                    manager,
                    indicator.id,
                    share.actual,
                    indicator.unit,
                    DERIVED,
                    way.name,
                    share.part,
                    share.whole,
                    share.per,
                )
            )
    return pa.Table.from_pylist(
        [dict(zip(derived_schema().names, row, strict=True)) for row in sorted(rows)],
        schema=derived_schema(),
    )


def derived_schema() -> pa.Schema:
    """Return the columns of `derive`."""
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    return pa.schema(
        [
            ("manager_id", text),
            ("indicator", text),
            ("actual", whole),
            ("unit", text),
            ("source", text),
            ("derivation", text),
            ("part", whole),
            ("whole", whole),
            ("per", whole),
        ]
    )
