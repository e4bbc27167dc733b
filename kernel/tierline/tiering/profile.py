"""The profile of the tiers: means per tier or class, and where they contradict the expected order (XJ-2)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.resolved import Expectation, Policy
from tierline.tiering.columns import Table, column_names, text_column


@dataclass(frozen=True)
class GroupMean:
    """The mean of one column over one tier or class; None when no account has a value."""

    column: str
    by: str
    group: str
    count: int
    mean: float | None


@dataclass(frozen=True)
class Profile:
    """Means over tiers and classes, and each contradiction of the expected order, in words."""

    means: tuple[GroupMean, ...]
    contradictions: tuple[Message, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for a manifest, contradictions in both languages."""
        return {
            "means": [vars(each) for each in self.means],
            "contradictions": [
                {language: each.render(language) for language in ("en", "zh")} for each in self.contradictions
            ],
        }

    def mean(self, column: str, group: str) -> float | None:
        """Return one mean; KeyError when the profile has none of that name."""
        for each in self.means:
            if (each.column, each.group) == (column, group):
                return each.mean
        raise KeyError((column, group))


def profile(accounts: Table, result: Table, policy: Policy) -> Profile:
    """Average the policy's profile columns over the final tiers and compare with the expected order.

    Parameters
    ----------
    accounts : table
        The accounts, with the profile's columns (float64; missing values are left out of the mean).
    result : table
        What ``score`` gave for them, rows in the same order.
    policy : Policy
        Its ``profile`` says which columns, over tiers or classes, and the expected order.

    Returns
    -------
    Profile

    Raises
    ------
    BadInputError
        The two tables do not hold the same accounts in the same order.

    Notes
    -----
    Source: rulebook XJ-2. Means are correctly rounded sums (``math.fsum``) over the count, so they do
    not depend on the order of the rows. A group without a value contradicts nothing.
    """
    if not text_column(accounts, "account_id").equals(text_column(result, "account_id")):
        raise BadInputError(
            N_(
                "The result does not hold the same accounts in the same order as the "
                "table. Score the table again."
            )
        )
    tiers = np.asarray(text_column(result, "tier").to_numpy(zero_copy_only=False))
    means: list[GroupMean] = []
    contradictions: list[Message] = []
    for expected in policy.profile:
        if expected.column not in column_names(accounts):
            continue
        own = _means(accounts, tiers, policy, expected)
        means += own
        contradictions += contradicted({each.group: each.mean for each in own}, expected)
    return Profile(tuple(means), tuple(contradictions))


def _means(accounts: Table, tiers: Any, policy: Policy, expected: Expectation) -> list[GroupMean]:
    values = number_column(accounts, expected.column)
    group_of = {tier.id: tier.id if expected.by == "tier" else tier.class_id for tier in policy.tiers}
    found = []
    for group in dict.fromkeys(group_of.values()):
        own = np.isin(tiers, [tier for tier, name in group_of.items() if name == group]) & ~np.isnan(values)
        mean = math.fsum(values[own]) / int(own.sum()) if own.any() else None
        found.append(GroupMean(expected.column, expected.by, group, int(own.sum()), mean))
    return found


def contradicted(means: Mapping[str, float | Fraction | None], expected: Expectation) -> list[Message]:
    """Say where group means do not fall in the expected order; a group without a mean contradicts nothing."""
    found = []
    known = [[group for group in groups if means[group] is not None] for groups in expected.order]
    # every pair is compared: a tier between two others that fits both would hide that they do not
    for higher, lower in combinations(known, 2):
        for above in higher:
            for below in lower:
                high, low = means[above], means[below]
                if high is not None and low is not None and high <= low:
                    found.append(
                        Message(
                            N_(
                                "{column}: the mean of {above} ({high}) should be above "
                                "that of {below} ({low})."
                            ),
                            {
                                "column": expected.title,
                                "above": above,
                                "high": f"{float(high):,.2f}",
                                "below": below,
                                "low": f"{float(low):,.2f}",
                            },
                        )
                    )
    return found


def number_column(accounts: Table, column: str) -> Any:
    """Return a column of numbers as float64, NaN where a value is missing."""
    values = accounts.column(column) if isinstance(accounts, pa.Table) else accounts[column]
    if isinstance(values, pa.ChunkedArray | pa.Array):
        return np.asarray(values.cast(pa.float64()).to_numpy(), np.float64)
    return np.asarray(
        pa.array(values, from_pandas=True).cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64
    )
