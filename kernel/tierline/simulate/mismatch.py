"""Accounts whose manager's grade is too low for their tier (LY-6), counted and listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.errors import BadInputError
from tierline.policy.resolved import Policy
from tierline.simulate.capacity import checked_ranks, no_staffing
from tierline.simulate.staffed import Staffed


@dataclass(frozen=True)
class Mismatches:
    """Where the grade is too low.

    Attributes
    ----------
    counts : int64[tiers, grades]
        Accounts of each tier whose manager has that grade and it is too low; grades lowest first.
    unknown : int64[tiers]
        Accounts that cannot be judged: no manager, one who is not in the table, or without a grade.
    new : int
        How many of ``counts`` were no mismatch in the baseline.
    """

    tiers: tuple[str, ...]
    grades: tuple[str, ...]
    needed: tuple[str, ...]
    counts: Any
    unknown: Any
    new: int
    _staff: Staffed
    _tier: Any
    _rows: Any
    _is_new: Any

    def rows(self, *, only_new: bool = False) -> Any:
        """Return the places of the accounts, int64, in the order of ``table``."""
        rows = self._rows[self._is_new] if only_new else self._rows
        return rows[np.argsort(self._tier[rows], kind="stable")]

    def table(self, most: int | None = None, *, only_new: bool = False, first: int = 0) -> pa.Table:
        """List the accounts, best tier first, then in the order of the accounts.

        Parameters
        ----------
        most : int, optional
            At most so many rows.
        only_new : bool
            Leave out those that were a mismatch in the baseline already.
        first : int
            Begin with this row, counted from 0.

        Returns
        -------
        pyarrow.Table
            account_id, tier, grade_needed, manager_id, grade, team_id (null without one), new (bool).
        """
        rows = self.rows(only_new=only_new)[first:][:most]
        staff, holder, tier = self._staff, self._staff.holder[rows], self._tier[rows]
        teams = pa.array([team.id for team in staff.teams], pa.string())
        team = staff.team[holder]
        return pa.table(
            {
                "account_id": staff.accounts.take(pa.array(rows)),
                "tier": pa.array(self.tiers, pa.string()).take(pa.array(tier)),
                "grade_needed": pa.array(self.needed, pa.string()).take(pa.array(tier)),
                "manager_id": pa.array(staff.managers, pa.string()).take(pa.array(holder)),
                "grade": pa.array(self.grades, pa.string()).take(pa.array(staff.grade[holder])),
                "team_id": teams.take(pa.array(team, mask=team < 0)),
                "new": pa.array(np.isin(rows, self._rows[self._is_new])),
            }
        )


def mismatches(staff: Staffed, ranks: Any, policy: Policy, base: Any = None) -> Mismatches:
    """Find the accounts whose manager's grade is too low for their tier.

    Parameters
    ----------
    staff : Staffed
    ranks : int8[accounts]
        Rank of each account's tier under the scenario.
    policy : Policy
        Its staffing says which grade a tier needs at least.
    base : int8[accounts], optional
        Ranks in the baseline, to tell what the scenario brings; default: ``ranks``.

    Returns
    -------
    Mismatches

    Raises
    ------
    BadInputError
        The policy has no staffing, or the ranks do not fit the accounts.

    Notes
    -----
    Source: rulebook LY-6, LY-4.
    """
    if policy.staffing is None:
        raise BadInputError(no_staffing(policy))
    tier = checked_ranks(staff, ranks, policy)
    before = tier if base is None else checked_ranks(staff, base, policy)
    needed = policy.staffing.grade_needed
    least = np.array([staff.grades.index(grade) for grade in needed], np.int64)
    # NOBODY and UNLISTED are the last two places: no grade
    grade = np.append(staff.grade, [-1, -1])[staff.holder]
    known = grade >= 0
    wrong = known & (grade < least[tier])
    fresh = wrong & ~(grade < least[before])
    rows = np.flatnonzero(wrong)
    counts = np.zeros((len(needed), len(staff.grades)), np.int64)
    np.add.at(counts, (tier[rows], grade[rows]), 1)
    return Mismatches(
        policy.tier_ids,
        staff.grades,
        needed,
        counts,
        np.bincount(tier[~known], minlength=len(needed)),
        int(fresh.sum()),
        staff,
        tier,
        rows,
        fresh[rows],
    )
