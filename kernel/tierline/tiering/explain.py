"""Why an account is where it is: every figure from its value to its final tier."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import layout as kernel
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.dated import last_day
from tierline.policy.model import Title
from tierline.policy.resolved import HeldParameter, Indicator, Policy
from tierline.policy.scales import Bands, Codes
from tierline.tiering import explain_text
from tierline.tiering.columns import Table, row_count, text_column
from tierline.tiering.lift import Lift, lifts, securing
from tierline.tiering.score import Graded, grade_table


@dataclass(frozen=True)
class Contribution:
    """One indicator's part: points, contribution in hundredths, weight in basis points.

    ``low`` and ``high`` bound the band or stretch that the value falls in (None: open end);
    ``points`` is None when the indicator was left out for want of a value.
    """

    indicator: str
    title: Title
    dimension: str
    column: str
    unit: str
    value: Any
    low: float | None
    high: float | None
    missing: bool
    points: int | None
    weight: int
    contribution: int
    weight_parameter: HeldParameter
    scale_parameter: HeldParameter


@dataclass(frozen=True)
class Standing:
    """A tier and what set it there."""

    tier: str
    rule: str | None
    title: Title | None
    reference: str | None
    source: str | None


@dataclass(frozen=True)
class Explanation:
    """All of it. ``score``, ``rounding`` and the distances are hundredths of a point.

    ``lifts`` and ``securing`` are those of the module ``lift``; ``top`` says that there is no better tier.
    The contributions and ``rounding`` add up to the score exactly.
    """

    account_id: str
    month: str
    policy_id: str
    contributions: tuple[Contribution, ...]
    rounding: int
    score: int
    tier_by_score: str
    floor: Standing | None
    cap: Standing | None
    held: str | None
    months_below: int
    override: dict[str, Any] | None
    tier: str
    reason: str
    rule: str | None
    line_above: tuple[str, int, int] | None
    line_below: tuple[str, int, int] | None
    lifts: tuple[Lift, ...]
    parameters: tuple[HeldParameter, ...]
    tier_title: Title
    top: bool = False
    securing: tuple[Lift, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, points and scores as decimal texts."""
        return explain_text.to_dict(self)

    def render(self, language: str | None = None) -> str:
        """Return the explanation as text in ``language`` (default: the current one)."""
        return explain_text.render(self, language)


def explain(
    account_id: str,
    accounts: Table,
    policy: Policy,
    previous: Table | None = None,
    overrides: Table | None = None,
) -> Explanation:
    """Explain one account's score and tier.

    Parameters
    ----------
    account_id : str
    accounts : table
        The accounts of the month, as for ``score``.
    policy : Policy
    previous, overrides : table, optional
        As for ``score``.

    Returns
    -------
    Explanation

    Raises
    ------
    BadInputError
        The table does not hold the account, or holds it more than once.

    Notes
    -----
    Source: rulebook XJ-3, XJ-4, XJ-5. The figures come from the same compiled pass as the month's.
    """
    row = _row(account_id, accounts)
    graded = grade_table(row, policy, previous, overrides, points=True)
    out = graded.outcome
    points = {
        indicator.id: None if out.points[0, place] == kernel.NONE else int(out.points[0, place])
        for place, indicator in enumerate(policy.indicators)
    }
    present = sum(each.weight for each in policy.indicators if points[each.id] is not None)
    contributions = tuple(
        _contribution(indicator, row, points[indicator.id], present, policy)
        for indicator in policy.indicators
    )
    score = int(out.score[0])
    tier_by_score, tier = int(out.by_score[0]), int(out.tier[0])
    result = graded.to_table(policy).to_pylist()[0]
    return Explanation(
        account_id=account_id,
        month=policy.month,
        policy_id=policy.id,
        contributions=contributions,
        rounding=score - sum(each.contribution for each in contributions),
        score=score,
        tier_by_score=policy.tier_ids[tier_by_score],
        floor=_standing(row, graded, policy, "floor"),
        cap=_standing(row, graded, policy, "cap"),
        held=_held(account_id, previous),
        months_below=int(out.below[0]),
        override=_override(account_id, overrides, policy) if result["reason"] == "override" else None,
        tier=policy.tier_ids[tier],
        reason=result["reason"],
        rule=result["rule"],
        line_above=_line(policy, tier_by_score - 1, score) if tier_by_score > 0 else None,
        line_below=_line(policy, tier_by_score, score) if tier_by_score < len(policy.tiers) - 1 else None,
        lifts=tuple(lifts(row, policy, points, previous, overrides)),
        parameters=policy.parameters,
        tier_title=policy.tiers[tier].title,
        top=tier == 0,
        securing=tuple(securing(row, policy, points, previous, overrides)) if tier == 0 else (),
    )


def _row(account_id: str, accounts: Table) -> pa.Table:
    ids = text_column(accounts, "account_id")
    found = pc.indices_nonzero(pc.fill_null(pc.equal(ids, account_id), False))
    if len(found) != 1:
        problem = (
            N_("There is no account '{account}' among {rows}. Check the number.")
            if not len(found)
            else N_("Account '{account}' stands {times} times among {rows}. Keep one row for each account.")
        )
        raise BadInputError(problem, account=account_id, rows=row_count(accounts), times=len(found))
    if isinstance(accounts, pa.Table):
        return accounts.take(found)
    frame = accounts if isinstance(accounts, pd.DataFrame) else pd.DataFrame(dict(accounts))
    return pa.Table.from_pandas(frame.iloc[[found[0].as_py()]], preserve_index=False)


def _contribution(
    indicator: Indicator, row: pa.Table, points: int | None, present: int, policy: Policy
) -> Contribution:
    value = row.column(indicator.column)[0].as_py()
    if isinstance(value, float) and math.isnan(value):
        value = None
    low, high = _stretch(indicator, value)
    weighted = 0 if points is None else points * indicator.weight
    code = str(value).lower() if isinstance(value, bool) else str(value)
    unlisted = isinstance(indicator.scale, Codes) and code not in indicator.scale.points
    return Contribution(
        indicator.id,
        indicator.title,
        indicator.dimension,
        indicator.column,
        indicator.unit,
        value,
        low,
        high,
        value is None or unlisted,
        points,
        indicator.weight,
        (2 * weighted + present) // (2 * present) if present else 0,
        policy.parameter(f"{indicator.id}.weight"),
        policy.parameter(f"{indicator.id}.scale"),
    )


def _stretch(indicator: Indicator, value: Any) -> tuple[float | None, float | None]:
    """Return the ends of the band or stretch of curve that a number falls in."""
    scale = indicator.scale
    if value is None or isinstance(scale, Codes):
        return None, None
    edges = scale.edges if isinstance(scale, Bands) else tuple(x / scale.per_unit for x in scale.x)
    reached = [edge for edge in edges if value >= edge]
    beyond = [edge for edge in edges if value < edge]
    return (reached[-1] if reached else None), (beyond[0] if beyond else None)


def _standing(row: pa.Table, graded: Graded, policy: Policy, effect: str) -> Standing | None:
    """Name the rule that set the floor or cap, whether or not it changed the tier."""
    rank = int(getattr(graded.outcome, effect)[0])
    if rank == kernel.NONE:
        return None
    for rule in policy.rules:
        if rule.tier == rank and rule.effect in (effect, "fix") and _alone(row, policy, rule.id, effect):
            return Standing(policy.tier_ids[rank], rule.id, rule.title, rule.reference, rule.source)
    raise AssertionError(f"no rule gives the {effect} {policy.tier_ids[rank]}")


def _alone(row: pa.Table, policy: Policy, rule_id: str, effect: str) -> bool:
    """Tell whether one rule alone gives the row a floor or cap."""
    only = replace(policy, rules=tuple(rule for rule in policy.rules if rule.id == rule_id))
    return int(getattr(grade_table(row, only).outcome, effect)[0]) != kernel.NONE


def _held(account_id: str, previous: Table | None) -> str | None:
    if previous is None:
        return None
    tiers = text_column(previous, "tier").filter(pc.equal(text_column(previous, "account_id"), account_id))
    return tiers[0].as_py() if len(tiers) else None


def _override(account_id: str, overrides: Table | None, policy: Policy) -> dict[str, Any] | None:
    if overrides is None:
        return None
    table = overrides if isinstance(overrides, pa.Table) else pa.Table.from_pandas(pd.DataFrame(overrides))
    own = table.filter(pc.equal(text_column(table, "account_id"), account_id)).to_pylist()
    day = last_day(policy.month).isoformat()
    current = [each for each in own if str(each["from_date"])[:10] <= day <= str(each["expires_on"])[:10]]
    return max(current, key=lambda each: str(each["from_date"])) if current else None


def _line(policy: Policy, rank: int, score: int) -> tuple[str, int, int]:
    tier = policy.tiers[rank]
    return tier.id, tier.line, abs(tier.line - score)
