"""What a what-if index may take of memory."""

from __future__ import annotations

from tierline.errors import BadInputError
from tierline.messages import N_

MOST_BYTES = 2**31  # of prefix sums; of all combinations together, real schemes need some megabytes


def refuse_beyond_memory(groups: int, cells: int, kinds: int) -> None:
    """Raise BadInputError where the sums of so many groups would not fit into the memory of a usual machine.

    Parameters
    ----------
    groups : int
        Ways in which the accounts differ besides their score.
    cells : int
    kinds : int
        Sums in each cell: accounts and measures.
    """
    needed = 8 * cells * kinds
    if needed > MOST_BYTES:
        raise BadInputError(
            N_(
                "The accounts differ in {groups} ways besides their score, so that the what-if "
                "index would take {gigabytes} GB of memory. Choose fewer accounts by a filter, or use "
                "fewer tiers."
            ),
            groups=groups,
            gigabytes=f"{needed / 1e9:.1f}",
        )
