"""Up to four scenarios side by side: lines, accounts, revenue, staff hours, and how their moves differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.policy.resolved import Policy
from tierline.service.standards import hours_per_tier

MOST = 4


@dataclass(frozen=True)
class Case:
    """One scenario: its name, the policy it makes, and its moves.

    ``moves`` is int64[tiers, tiers, 1 + measures] from baseline tier to scenario tier: accounts, then the
    ``measures``; as `Preview.moves` and `Migration.moves` are.
    """

    name: str
    policy: Policy
    moves: Any
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side; tiers are ranks from the top.

    Attributes
    ----------
    names, tiers, measures : tuple of str
    lines : int64[cases, tiers]
        Hundredths of a point; the lowest tier's is 0.
    base : int64[tiers, 1 + measures]
        Accounts and measures of each tier in the baseline.
    totals : int64[cases, tiers, 1 + measures]
        The same under each scenario.
    hours : int64[cases, tiers] or None
        Staff hours, hundredths of an hour a year; None where a policy has no service standards.
    moves : int64[cases, tiers, tiers]
        Accounts by baseline tier and scenario tier.
    """

    names: tuple[str, ...]
    tiers: tuple[str, ...]
    measures: tuple[str, ...]
    lines: Any
    base: Any
    totals: Any
    hours: Any
    moves: Any

    @property
    def moved(self) -> tuple[int, ...]:
        """How many accounts change tier in each scenario."""
        return tuple(int(each.sum() - np.trace(each)) for each in self.moves)

    def difference(self, one: int, other: int) -> Any:
        """int64[tiers, tiers]: cells of one scenario's matrix less those of another's; their sum is 0."""
        return self.moves[one] - self.moves[other]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data: lines and hours in hundredths, as everywhere."""
        sums = ("accounts", *self.measures)

        def tiers(figures: Any) -> dict[str, dict[str, int]]:
            return {
                tier: {name: int(value) for name, value in zip(sums, row, strict=True)}
                for tier, row in zip(self.tiers, figures, strict=True)
            }

        return {
            "tiers": list(self.tiers),
            "baseline": tiers(self.base),
            "scenarios": [
                {
                    "name": name,
                    "lines": dict(zip(self.tiers[:-1], map(int, self.lines[place]), strict=False)),
                    "tiers": tiers(self.totals[place]),
                    "hours": None if self.hours is None else [int(each) for each in self.hours[place]],
                    "moved": self.moved[place],
                    "moves": [[int(cell) for cell in row] for row in self.moves[place]],
                    "moves_less_first": [[int(cell) for cell in row] for row in self.difference(place, 0)],
                }
                for place, name in enumerate(self.names)
            ],
        }


def compare(cases: Sequence[Case]) -> Comparison:
    """Set scenarios side by side.

    Parameters
    ----------
    cases : sequence of Case
        One to four, of the same accounts: the same tiers, measures and baseline.

    Raises
    ------
    UsageError
        None, or more than four.
    BadInputError
        They differ in tiers, measures or baseline.

    Notes
    -----
    Source: rulebook XJ-5, XJ-11. Whole numbers, exact.
    """
    check_number(len(cases))
    first = cases[0]
    base = first.moves.sum(axis=1)
    for case in cases[1:]:
        alike = case.policy.tier_ids == first.policy.tier_ids and case.measures == first.measures
        if not alike or not np.array_equal(case.moves.sum(axis=1), base):
            raise BadInputError(
                N_(
                    "'{one}' and '{other}' are not scenarios of the same accounts and tiers. "
                    "Compare scenarios of one policy and month."
                ),
                one=first.name,
                other=case.name,
            )
    totals = np.stack([case.moves.sum(axis=0) for case in cases])
    return Comparison(
        tuple(case.name for case in cases),
        first.policy.tier_ids,
        first.measures,
        np.array([[tier.line for tier in case.policy.tiers] for case in cases], np.int64),
        base,
        totals,
        _hours(cases, totals),
        np.stack([case.moves[:, :, 0] for case in cases]),
    )


def check_number(given: int) -> None:
    """Refuse no scenario at all, and more than can stand side by side, with UsageError."""
    if not 1 <= given <= MOST:
        raise UsageError(
            N_("{given} scenarios are given; one to {most} can stand side by side. Choose some of them."),
            given=given,
            most=MOST,
        )


def _hours(cases: Sequence[Case], totals: Any) -> Any:
    each = [hours_per_tier(case.policy) for case in cases]
    if any(hours is None for hours in each):
        return None
    return totals[:, :, 0] * np.array(each, np.int64)
