"""What moved lines mean for every tier and class: accounts, revenue, hours, and the expected profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from tierline.messages import Message
from tierline.policy.resolved import Expectation, Policy
from tierline.service.standards import hours_per_tier, no_hours
from tierline.simulate.index import Preview
from tierline.tiering.columns import Table, column_names
from tierline.tiering.profile import contradicted, number_column

REVENUE, ICT_REVENUE = "monthly_revenue", "ict_revenue"
_HUNDREDTHS = 100
_KNOWN = "known:"  # a measure of this name counts the accounts that have a value of the column


@dataclass(frozen=True)
class Figures:
    """Sums of a group; revenue in hundredths of the currency a month, hours in hundredths a year.

    None where the figure is not known: a measure that was not counted, a policy without standards.
    """

    accounts: int
    revenue: int | None
    ict_revenue: int | None
    hours: int | None

    def minus(self, other: Figures) -> Figures:
        """Return the change from ``other`` to this."""
        return Figures(
            self.accounts - other.accounts,
            _less(self.revenue, other.revenue),
            _less(self.ict_revenue, other.ict_revenue),
            _less(self.hours, other.hours),
        )


@dataclass(frozen=True)
class GroupImpact:
    """A tier, a class or the whole, before and under the scenario. ``by``: "tier", "class" or "all"."""

    by: str
    id: str
    before: Figures
    after: Figures

    @property
    def change(self) -> Figures:
        """What the scenario adds (or takes, below 0)."""
        return self.after.minus(self.before)


@dataclass(frozen=True)
class Expected:
    """An expected order of means (XJ-2) held against the scenario.

    ``means`` and ``means_before`` give each group's exact mean in the column's unit, None where no
    account has a value. ``kept`` is None when the column was not counted.
    """

    expectation: Expectation
    means: dict[str, Fraction | None]
    means_before: dict[str, Fraction | None]
    contradictions: tuple[Message, ...]
    kept: bool | None
    kept_before: bool | None


@dataclass(frozen=True)
class Impact:
    """The impact strip: tiers best first, classes in the policy's order, the whole, the profile, notes."""

    tiers: tuple[GroupImpact, ...]
    classes: tuple[GroupImpact, ...]
    whole: GroupImpact
    profile: tuple[Expected, ...]
    notes: tuple[Message, ...]


def impact_measures(accounts: Table, policy: Policy) -> dict[str, Any]:
    """Return what the what-if index must add up so that ``impact`` can answer.

    Parameters
    ----------
    accounts : table
        The graded accounts, rows in the same order.
    policy : Policy
        Its ``profile`` names further columns.

    Returns
    -------
    dict of str to int64 array
        By column: the value in hundredths, 0 where missing; "known:" and the column, where some are
        missing: 1 for an account that has a value. Columns that the table lacks are left out.

    Notes
    -----
    Source: rulebook XJ-2. Sums of whole numbers: exact, whatever the order of the rows.
    """
    present = column_names(accounts)
    wanted = dict.fromkeys([REVENUE, ICT_REVENUE, *(each.column for each in policy.profile)])
    found: dict[str, Any] = {}
    for column in wanted:
        if column in present:
            values = number_column(accounts, column)
            missing = np.isnan(values)
            found[column] = np.rint(np.where(missing, 0.0, values) * _HUNDREDTHS).astype(np.int64)
            if missing.any():
                found[_KNOWN + column] = (~missing).astype(np.int64)
    return found


def impact(preview: Preview, policy: Policy, baseline: Policy | None = None) -> Impact:
    """Work out the impact strip of a scenario from its preview.

    Parameters
    ----------
    preview : Preview
        Of an index that counted ``impact_measures``; measures it lacks are None in the answer.
    policy : Policy
        The scenario's policy: its service standards give the hours, its profile the expected order.
    baseline : Policy, optional
        The policy whose standards give the hours before; default: the scenario's, so that a change of
        hours comes from moved accounts alone.

    Returns
    -------
    Impact
        Exact figures; the work does not depend on the number of accounts.

    Notes
    -----
    Source: rulebook XJ-2, XJ-9, XJ-11.
    """
    hours = hours_per_tier(policy)
    hours_before = hours if baseline is None else hours_per_tier(baseline)
    before, after = preview.base, preview.totals
    places = {name: 1 + place for place, name in enumerate(preview.measures)}

    def group(by: str, name: str, ranks: Sequence[int]) -> GroupImpact:
        rows = list(ranks)
        return GroupImpact(
            by, name, _figures(before, rows, places, hours_before), _figures(after, rows, places, hours)
        )

    classes = {each.id: _ranks(policy, each.id) for each in policy.classes}
    return Impact(
        tuple(group("tier", tier, [rank]) for rank, tier in enumerate(policy.tier_ids)),
        tuple(group("class", name, ranks) for name, ranks in classes.items()),
        group("all", "", range(len(policy.tiers))),
        tuple(_expected(each, policy, before, after, places) for each in policy.profile),
        (no_hours(policy),) if hours is None else (),
    )


def _figures(sums: Any, ranks: list[int], places: dict[str, int], hours: tuple[int, ...] | None) -> Figures:
    def measure(name: str) -> int | None:
        return int(sums[ranks, places[name]].sum()) if name in places else None

    return Figures(
        int(sums[ranks, 0].sum()),
        measure(REVENUE),
        measure(ICT_REVENUE),
        None if hours is None else sum(int(sums[rank, 0]) * hours[rank] for rank in ranks),
    )


def _expected(
    expectation: Expectation, policy: Policy, before: Any, after: Any, places: dict[str, int]
) -> Expected:
    now = _means(expectation, policy, after, places)
    then = _means(expectation, policy, before, places)
    broken = tuple(contradicted(now, expectation))
    counted = expectation.column in places
    return Expected(
        expectation,
        now,
        then,
        broken,
        not broken if counted else None,
        not contradicted(then, expectation) if counted else None,
    )


def _means(
    expectation: Expectation, policy: Policy, sums: Any, places: dict[str, int]
) -> dict[str, Fraction | None]:
    value = places.get(expectation.column)
    known = places.get(_KNOWN + expectation.column, 0)
    groups = policy.tier_ids if expectation.by == "tier" else [each.id for each in policy.classes]
    found: dict[str, Fraction | None] = {}
    for place, name in enumerate(groups):
        ranks = [place] if expectation.by == "tier" else _ranks(policy, name)
        count = int(sums[ranks, known].sum())
        found[name] = (
            Fraction(int(sums[ranks, value].sum()), _HUNDREDTHS * count)
            if value is not None and count
            else None
        )
    return found


def _ranks(policy: Policy, class_id: str) -> list[int]:
    return [rank for rank, tier in enumerate(policy.tiers) if tier.class_id == class_id]


def _less(here: int | None, there: int | None) -> int | None:
    return None if here is None or there is None else here - there
