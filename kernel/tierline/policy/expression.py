"""A policy as one Ibis expression over the accounts: the same figures, computed by an engine.

Source: rulebook XJ-1, XJ-3, XJ-4, XJ-5, VIP-10; Readings, Tiering. ``tierline.score`` is what it must equal.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from tierline.policy.expression_rules import CAPS, FLOORS, tier_of_rule, winning_rule
from tierline.policy.expression_state import forced_now, held_before, name_of
from tierline.policy.expression_values import points_of, steps_of, value_of, whole_quotient
from tierline.policy.resolved import Policy
from tierline.policy.scales import Linear

_WHOLE_WEIGHT = 10_000
_MOST_POINTS = 10_000


def expression(
    policy: Policy, accounts: Any, previous: Any = None, overrides: Any = None, keep: tuple[str, ...] = ()
) -> Any:
    """Compile a policy to one expression.

    Parameters
    ----------
    policy : Policy
        From ``load_policy``; its month decides which overrides count.
    accounts : ibis Table
        account_id and the columns that the policy reads, in any numeric type.
    previous : ibis Table, optional
        Last month's result, one row an account: account_id, tier, and where kept reason and months_below.
    overrides : ibis Table, optional
        account_id, tier, from_date, expires_on.
    keep : tuple of str
        Further columns of the accounts to carry along at the end, such as a row number to sort by.

    Returns
    -------
    ibis Table
        The columns of ``tierline.score`` in their types, one row an account, in no promised order.

    Raises
    ------
    BadInputError
        A column is absent or of the wrong kind.
    """
    points = _points(policy, accounts, keep)
    settled = _settled(policy, _scored(policy, points, keep), keep)
    if previous is not None and policy.hysteresis.enabled:
        settled = _held_back(policy, settled, held_before(policy, previous), keep)
    if overrides is not None:
        settled = _overridden(settled, forced_now(policy, overrides), keep)
    return settled.select(
        account_id=settled["account_id"],
        score=settled["score"].cast("int16"),
        tier_by_score=name_of(policy, settled["by_score"]),
        floor=name_of(policy, settled["floor_rank"]),
        tier=name_of(policy, settled["rank"]),
        reason=settled["reason"],
        cap=name_of(policy, settled["cap_rank"]),
        rule=settled["rule"],
        months_below=settled["months_below"].cast("int8"),
        **{name: settled[name] for name in keep},
    )


def _points(policy: Policy, accounts: Any, keep: tuple[str, ...]) -> Any:
    """Read each column once, then give each indicator its points."""
    values = accounts.select(
        account_id=accounts["account_id"].cast("string"),
        **{column: value_of(accounts, column, policy) for column in policy.columns},
        **{name: accounts[name] for name in keep},
    )
    named = {f"points_{place}": each for place, each in enumerate(policy.indicators, start=1)}
    steps = {
        name: steps_of(each.scale, values[each.column])
        for name, each in named.items()
        if isinstance(each.scale, Linear)
    }
    read = values.mutate(**steps) if steps else values
    return read.select(
        "account_id",
        *keep,
        floor_rule=winning_rule(policy, FLOORS, read),
        cap_rule=winning_rule(policy, CAPS, read),
        **{
            name: points_of(each, read[name if name in steps else each.column])
            for name, each in named.items()
        },
    )


def _scored(policy: Policy, points: Any, keep: tuple[str, ...]) -> Any:
    """Weigh the points in integers; round half up once."""
    import ibis

    weighed, left_out = [], []
    for place, each in enumerate(policy.indicators, start=1):
        own = points[f"points_{place}"]
        if each.missing is None:
            left_out.append(own.isnull().ifelse(each.weight, 0).cast("int64"))
            own = own.fill_null(0)
        weighed.append(own * each.weight)
    carried = ("account_id", *keep, "floor_rule", "cap_rule")
    sums = points.select(
        *carried,
        weighed=reduce(add, weighed).cast("int64"),
        present=_WHOLE_WEIGHT - reduce(add, left_out) if left_out else _int(_WHOLE_WEIGHT),
    )
    halves = sums.select(
        *carried,
        above=sums["weighed"] * 2 + sums["present"],
        # all left out: nothing to divide, and the score is 0
        below=ibis.greatest(sums["present"] * 2, _int(1)),
    )
    most = (2 * _MOST_POINTS + 1) * _WHOLE_WEIGHT
    return halves.select(*carried, score=whole_quotient(halves["above"], halves["below"], most))


def _settled(policy: Policy, scored: Any, keep: tuple[str, ...]) -> Any:
    """From score to tier, floor and cap."""
    import ibis

    *upper, lowest = range(len(policy.tiers))
    reached = [(scored["score"] >= policy.tiers[rank].line, rank) for rank in upper]
    by_score = ibis.cases(*reached, else_=lowest) if upper else ibis.literal(lowest)
    ranks = scored.select(
        "account_id",
        *keep,
        "score",
        "floor_rule",
        "cap_rule",
        by_score=by_score.cast("int64"),
        floor_rank=tier_of_rule(policy, FLOORS, scored["floor_rule"]),
        cap_rank=tier_of_rule(policy, CAPS, scored["cap_rule"]),
    )
    lifted = ibis.cases(
        (ranks["floor_rank"] < ranks["by_score"], ranks["floor_rank"]), else_=ranks["by_score"]
    )
    after_floor = ranks.mutate(after_floor=lifted)
    by_cap = after_floor["cap_rank"] > after_floor["after_floor"]
    by_floor = after_floor["floor_rank"] < after_floor["by_score"]
    return after_floor.select(
        "account_id",
        *keep,
        "score",
        "by_score",
        "floor_rank",
        "cap_rank",
        rank=ibis.cases((by_cap, after_floor["cap_rank"]), else_=after_floor["after_floor"]),
        reason=ibis.cases((by_cap, "cap"), (by_floor, "floor"), else_="score"),
        rule=ibis.cases(
            (by_cap, after_floor["cap_rule"]),
            (by_floor, after_floor["floor_rule"]),
            else_=ibis.null("string"),
        ),
        months_below=_int(0),
    )


def _held_back(policy: Policy, settled: Any, before: Any, keep: tuple[str, ...]) -> Any:
    """Hold back downgrades."""
    import ibis

    joined = settled.left_join(before, settled["account_id"] == before["held_id"])
    joined = joined.select(*settled.columns, "held", "below")
    slow = policy.hysteresis
    held, cap = joined["held"], joined["cap_rank"]
    stays = (
        held.notnull()
        & (joined["rank"] > held)
        & (cap.isnull() | (cap <= held))
        & (joined["below"] + 1 < slow.months)
    )
    if slow.buffer is not None:
        lines = [(held == rank, tier.line - slow.buffer) for rank, tier in enumerate(policy.tiers)]
        stays = stays & (joined["score"] >= ibis.cases(*lines).cast("int64"))
    return _last_word(joined, stays, held, "hysteresis", joined["below"] + 1, keep)


def _overridden(settled: Any, forced: Any, keep: tuple[str, ...]) -> Any:
    """Let a tier set by hand have the last word."""
    joined = settled.left_join(forced, settled["account_id"] == forced["forced_id"])
    joined = joined.select(*settled.columns, "forced")
    changes = joined["forced"].notnull() & (joined["forced"] != joined["rank"])
    return _last_word(joined, changes, joined["forced"], "override", _int(0), keep)


def _last_word(joined: Any, where: Any, rank: Any, reason: str, below: Any, keep: tuple[str, ...]) -> Any:
    import ibis

    said = joined.mutate(changes=where, new_rank=rank, new_below=below)
    changes = said["changes"]
    return said.select(
        "account_id",
        *keep,
        "score",
        "by_score",
        "floor_rank",
        "cap_rank",
        rank=ibis.cases((changes, said["new_rank"]), else_=said["rank"]),
        reason=ibis.cases((changes, reason), else_=said["reason"]),
        rule=ibis.cases((changes, ibis.null("string")), else_=said["rule"]),
        months_below=ibis.cases((changes, said["new_below"]), else_=said["months_below"]),
    )


def _int(value: int) -> Any:
    import ibis

    return ibis.literal(value, "int64")
