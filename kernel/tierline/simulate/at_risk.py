"""Value at risk: the revenue of accounts that have left since, or that nothing is known of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.errors import BadInputError
from tierline.messages import N_, Message

AT_RISK = "at_risk"  # the measure of the index that holds each account's value at risk


def left_since(accounts: pa.Array, later: pa.Array) -> Any:
    """Mark the accounts that a later month no longer has.

    Parameters
    ----------
    accounts, later : pyarrow.Array of string
        Account numbers of the graded month and of the later one, both loaded through the same scope.

    Returns
    -------
    numpy.ndarray of bool, shape (accounts,)

    Notes
    -----
    Source: rulebook FZ-6; of its readings of "retained" the plainest: still among the accounts.
    """
    return ~pc.is_in(accounts, value_set=later).to_numpy(zero_copy_only=False)


def value_at_risk(revenue: Any, left: Any) -> Any:
    """Return each account's value at risk, to be counted by the index as the measure ``at_risk``.

    Parameters
    ----------
    revenue : int64[accounts]
        Fen a month; a negative one risks nothing.
    left : bool[accounts] or None
        Whether the account has left since; None when no outcome is known.

    Returns
    -------
    int64[accounts]
        Revenue of those that left, 0 for the others.

    Raises
    ------
    BadInputError
        No outcome, or one of another length.

    Notes
    -----
    Source: rulebook FZ-5, FZ-6.
    """
    if left is None:
        raise BadInputError(no_outcome())
    gone = np.asarray(left)
    if gone.dtype != np.bool_ or gone.shape != np.shape(revenue):
        raise BadInputError(
            N_("The outcome must say left or retained for each of the {size} accounts."),
            size=len(np.asarray(revenue)),
        )
    return np.where(gone, np.maximum(np.asarray(revenue, np.int64), 0), 0)


def no_outcome() -> Message:
    """Say in plain words that nobody knows yet who left."""
    return Message(
        N_(
            "No retention outcome is known for these accounts, so there is no value at risk to go by. "
            "Choose a month that a later closed month follows, or give who left."
        )
    )


def nothing_lost() -> Message:
    """Say that nobody left."""
    return Message(
        N_("Not feasible: none of these accounts left, so there is no value at risk. Choose another month.")
    )
