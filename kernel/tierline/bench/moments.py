"""Memory that others share is fast in one moment and slow in the next: what holds in either."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from tierline.bench.timing import ROUNDS, AtSpeed, best_in_turns

MOMENTS = 16
REST = 2  # moments' lengths between two: the speed changes within seconds
APART = 1.25  # a slowest read so many times the fastest: two speeds, not one and its noise

Moment = Mapping[str, float]


def in_moments(calls: Mapping[str, Callable[[], object]], count: int = MOMENTS) -> list[Moment]:
    """Return the seconds of each call in several moments; within a moment they take turns."""
    found: list[Moment] = []
    for _moment in range(count):
        start = time.perf_counter()
        found.append(best_in_turns(calls, ROUNDS))
        time.sleep(REST * (time.perf_counter() - start))
    return found


def best(moments: Sequence[Moment]) -> dict[str, float]:
    """Return the shortest time of each call."""
    return {name: min(moment[name] for moment in moments) for name in moments[0]}


def at_speeds(moments: Sequence[Moment], read_bytes: int, ours: str, other: str, read: str) -> list[AtSpeed]:
    """Tell slow moments of memory from fast ones.

    Parameters
    ----------
    moments : sequence of mappings
        Seconds by name, from ``in_moments``.
    read_bytes : int
        What the call named ``read`` reads.
    ours, other : str
        The calls that are compared.

    Returns
    -------
    list of AtSpeed
        One, or two where the slowest read takes ``APART`` times the fastest: the slow moments first.
        Each holds medians.
    """
    taken = [moment[read] for moment in moments]
    fastest, slowest = min(taken), max(taken)
    between = (fastest * slowest) ** 0.5
    parts = [[m for m in moments if m[read] > between], [m for m in moments if m[read] <= between]]
    if slowest < APART * fastest:
        parts = [list(moments)]
    return [
        AtSpeed(
            len(part),
            read_bytes / median(moment[read] for moment in part),
            median(moment[ours] for moment in part),
            median(moment[other] for moment in part),
        )
        for part in parts
    ]
