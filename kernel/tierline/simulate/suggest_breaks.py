"""Lines by natural breaks: where the scores themselves fall into groups (Jenks), found by jenkspy."""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.errors import UsageError
from tierline.messages import N_, Message
from tierline.policy.resolved import Hysteresis
from tierline.simulate.index import WhatIfIndex
from tierline.simulate.suggestion import Suggestion, Trial, histogram, nobody

METHOD = "breaks"
MOST_SCORES = 3_000  # the library's work grows with the square; more accounts are taken at even ranks


def by_breaks(index: WhatIfIndex, hysteresis: Hysteresis | None = None) -> Suggestion:
    """Find lines at the natural breaks of the scores.

    Parameters
    ----------
    index : WhatIfIndex
    hysteresis : Hysteresis, optional
        Other settings than the policy's, for the accounts of each tier.

    Returns
    -------
    Suggestion
        As many groups as tiers, spread within the groups as small as can be (Jenks, Fisher); a line is the
        lowest score of its group. Exact up to 3 000 accounts, else on 3 000 scores taken at even ranks,
        the same ones every time. Floors and other rules do not decide the lines, only ``accounts``.
        Infeasible when there are fewer different scores than tiers.

    Raises
    ------
    UsageError
        jenkspy is not installed.

    Notes
    -----
    Source: rulebook XJ-1.
    """
    jenks = _library()
    counts = histogram(index)
    scores = np.flatnonzero(counts)
    total, tiers = int(counts.sum()), len(index.tiers)
    taken = min(total, MOST_SCORES)
    found_how = Message(
        N_(
            "Found by natural breaks (Jenks, jenkspy) of {taken} of {total} scores: groups as narrow as can "
            "be. Floors and other rules do not decide these lines."
        ),
        {"taken": f"{taken:,}", "total": f"{total:,}"},
    )
    if not total:
        return nobody(METHOD, found_how)
    sample = np.searchsorted(np.cumsum(counts), _even_ranks(total, taken), side="right")
    different = len(np.unique(sample))
    if different < tiers:
        return Suggestion(METHOD, found_how, infeasible=_too_few(different, tiers))
    edges = jenks(sample.tolist(), n_classes=tiers)[1:-1]
    lines = [_line(int(edge), sample, scores) for edge in reversed(edges)]
    accounts = Trial(index, hysteresis).accounts(lines)
    return Suggestion(METHOD, found_how, tuple(lines), accounts)


def _line(edge: int, sample: Any, scores: Any) -> int:
    """Return the line above ``edge``, the highest score taken of the lower group.

    It is the lowest score that somebody has in the upper half of the gap to the next score taken.
    """
    following = int(sample[np.searchsorted(sample, edge, side="right")])
    middle = (edge + following + 1) // 2
    return int(scores[np.searchsorted(scores, middle, side="left")])


def _even_ranks(total: int, taken: int) -> Any:
    """Return ``taken`` ranks of 0 .. total - 1, evenly spread, in whole numbers."""
    return (2 * np.arange(taken, dtype=np.int64) + 1) * total // (2 * taken)


def _too_few(different: int, tiers: int) -> Message:
    return Message(
        N_(
            "Not feasible: {tiers} tiers need as many groups, but the number of different scores is "
            "{different}. Choose another filter, or another way."
        ),
        {"different": different, "tiers": tiers},
    )


def _library() -> Any:
    try:
        import jenkspy
    except ImportError:
        raise UsageError(
            N_("Natural breaks need the package jenkspy. Install it: pip install 'tierline[suggest]'.")
        ) from None
    return jenkspy.jenks_breaks
