"""What a month takes over, as Ibis expressions: last month's tiers, and the overrides in force."""

from __future__ import annotations

from typing import Any

from tierline.policy.dated import last_day
from tierline.policy.expression_values import day_of
from tierline.policy.resolved import Policy

_MOST_MONTHS = 120


def held_before(policy: Policy, previous: Any) -> Any:
    """Return account_id, held (rank) and below of last month's result.

    A tier set by hand leaves no hysteresis behind: its ``held`` is null.
    """
    import ibis

    held = rank_of(policy, previous["tier"])
    if "reason" in previous.columns:
        held = ibis.cases((previous["reason"] == "override", ibis.null("int64")), else_=held)
    below = ibis.literal(0)
    if "months_below" in previous.columns:
        counted = previous["months_below"].cast("float64")
        known = ibis.cases((counted.isnan() | counted.isnull(), 0.0), else_=counted)
        below = ibis.least(ibis.greatest(known.floor().cast("int64"), 0), _MOST_MONTHS)
    return previous.select(
        held_id=previous["account_id"].cast("string"), held=held, below=below.cast("int64")
    )


def forced_now(policy: Policy, overrides: Any) -> Any:
    """Return forced_id and forced (rank) of the overrides in force; of several the one that began last."""
    in_force = overrides_in_force(policy, overrides)
    latest = in_force.group_by(latest_id=in_force["account_id"]).aggregate(
        latest_from=in_force["from_date"].max()
    )
    both = in_force.inner_join(
        latest,
        [
            in_force["account_id"] == latest["latest_id"],
            in_force["from_date"] == latest["latest_from"],
        ],
    )
    return both.select(forced_id=both["account_id"].cast("string"), forced=rank_of(policy, both["tier"]))


def overrides_in_force(policy: Policy, overrides: Any) -> Any:
    """Return the overrides that count on the month's last day."""
    day = day_of(last_day(policy.month))
    return overrides.filter(
        overrides["from_date"].cast("date") <= day, overrides["expires_on"].cast("date") >= day
    )


def rank_of(policy: Policy, tier: Any) -> Any:
    """Return a tier's rank from the top, null for a name that is none."""
    import ibis

    ranks = [(tier == name, rank) for rank, name in enumerate(policy.tier_ids)]
    return ibis.cases(*ranks, else_=ibis.null("int64")).cast("int64")


def name_of(policy: Policy, rank: Any) -> Any:
    """Return the name of a rank, null for null."""
    import ibis

    names = [(rank == place, name) for place, name in enumerate(policy.tier_ids)]
    return ibis.cases(*names, else_=ibis.null("string"))
