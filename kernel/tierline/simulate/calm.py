"""Measures of a series of tiers: how often it flaps, and how long it lags behind what is due."""

from __future__ import annotations

from typing import Any

import numpy as np

from tierline.compiled import layout


def flaps(final: Any, by_hand: Any, back_within: int) -> tuple[int, int, int]:
    """Count moves that are taken back.

    Parameters
    ----------
    final : int8[months, accounts]
        Rank of the tier, NONE where the account is not there.
    by_hand : bool[months, accounts]
        Months under an override: as if the account were not there.
    back_within : int
        Months after the move in which the old tier counts as back.

    Returns
    -------
    (int, int, int)
        Moves among the account-months judged, account-months judged, flaps.
    """
    tier = np.where(by_hand, np.int8(layout.NONE), final)
    moves = judged = flapped = 0
    for month in range(1, len(tier) - back_within):
        old, new = tier[month - 1], tier[month]
        there = (old != layout.NONE) & (new != layout.NONE)
        moved = there & (old != new)
        back = np.zeros(len(old), np.bool_)
        unbroken = moved.copy()
        for later in tier[month + 1 : month + 1 + back_within]:
            unbroken &= later != layout.NONE
            back |= unbroken & (later == old)
        judged += int(there.sum())
        moves += int(moved.sum())
        flapped += int(back.sum())
    return moves, judged, flapped


def lags(due: Any, final: Any, by_hand: Any) -> tuple[int, int, int]:
    """Count falls for good, those not yet followed, and the months that all of them waited.

    Parameters
    ----------
    due, final : int8[months, accounts]
        Rank that score, floor and cap give, and the rank in force; NONE where the account is not there.
    by_hand : bool[months, accounts]
        Months under an override end the account's series, and a new one begins after them.

    Returns
    -------
    (int, int, int)
        Falls, falls that the final tier has not followed by the series' end, months waited.
    """
    away = by_hand | (due == layout.NONE)
    months, accounts = due.shape
    best = np.full((months, accounts), layout.NONE, np.int8)  # the best tier due from here to the series' end
    for month in range(months - 1, -1, -1):
        best[month] = due[month]
        if month + 1 < months:
            goes_on = ~away[month + 1]
            best[month] = np.where(goes_on, np.minimum(due[month], best[month + 1]), due[month])
    falls = pending = waited = 0
    for month in range(1, months):
        fell = np.flatnonzero(~away[month - 1] & ~away[month] & (best[month] > due[month - 1]))
        falls += len(fell)
        level = best[month, fell]
        for later in range(month, months):
            alive = ~away[later, fell]
            fell, level = fell[alive], level[alive]
            pending += int((~alive).sum())
            waiting = final[later, fell] < level
            waited += int(waiting.sum())
            fell, level = fell[waiting], level[waiting]
        pending += len(fell)
    return falls, pending, waited
