"""A grading as arrays, whether it comes fresh from a pass or out of a table of results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import layout
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.resolved import Policy
from tierline.tiering.columns import text_column
from tierline.tiering.reasons import REASONS
from tierline.tiering.score import Graded

Grading: TypeAlias = Graded | pa.Table


class Outcomes(NamedTuple):
    """One entry an account; tiers are ranks from the top, rules places in the policy, NONE for none.

    ``held``, ``months`` and ``override`` (the state before) are empty when it is not known.
    """

    score: Any
    by_score: Any
    floor: Any
    cap: Any
    tier: Any
    reason: Any
    rule: Any
    held: Any
    months: Any
    override: Any

    def take(self, rows: Any) -> Outcomes:
        """Return the entries of some rows."""
        return Outcomes(*(part[rows] if len(part) else part for part in self))


def outcomes(grading: Grading, policy: Policy, accounts: pa.Array) -> Outcomes:
    """Return a grading as arrays in the order of ``accounts``.

    Parameters
    ----------
    grading : Graded or pyarrow.Table
        From ``grade_table``, or a table of results.
    policy : Policy
        The policy that graded.
    accounts : pyarrow.Array of string
        The accounts, each once.

    Raises
    ------
    BadInputError
        Other accounts than these were graded, or the results have tiers or rules that the policy has not.
    """
    if isinstance(grading, Graded):
        out, before = grading.outcome, grading.before
        found = Outcomes(out.score, out.by_score, out.floor, out.cap, out.tier, out.reason, out.rule, *before)
        known = grading.account_id
    else:
        found, known = _read(grading, policy), text_column(grading, "account_id")
    if known.equals(accounts):
        return found
    place = pc.index_in(accounts, value_set=known)
    if len(known) != len(accounts) or place.null_count:
        raise BadInputError(
            N_(
                "Two gradings of the same accounts are needed, but {given} were graded and {wanted} "
                "are in the table, not all the same. Grade the same table twice."
            ),
            given=len(known),
            wanted=len(accounts),
        )
    return found.take(np.asarray(place))


def _read(results: pa.Table, policy: Policy) -> Outcomes:
    nothing = np.empty(0, np.int8)
    tiers = policy.tier_ids

    def ranks(column: str, names: Sequence[str]) -> Any:
        return _ranks(results, column, names, policy)

    return Outcomes(
        np.asarray(results["score"]),
        ranks("tier_by_score", tiers).astype(np.int8),
        ranks("floor", tiers).astype(np.int8),
        ranks("cap", tiers).astype(np.int8),
        ranks("tier", tiers).astype(np.int8),
        ranks("reason", REASONS).astype(np.int8),
        ranks("rule", [rule.id for rule in policy.rules]).astype(np.int16),
        nothing,
        nothing,
        nothing,
    )


def _ranks(results: pa.Table, column: str, names: Sequence[str], policy: Policy) -> Any:
    texts = text_column(results, column)
    found = pc.index_in(texts, value_set=pa.array(names, pa.string()))
    unknown = pc.and_(found.is_null(), texts.is_valid())
    if pc.any(unknown).as_py():
        raise BadInputError(
            N_("The results have {column} '{value}', which the policy {policy} does not have. Grade again."),
            column=column,
            value=texts.filter(unknown)[0].as_py(),
            policy=policy.id,
        )
    return np.asarray(found.fill_null(layout.NONE))
