"""Shares independent rows or blocks among threads; compiled work lets go of the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tierline.accelerate import thread_count

R = TypeVar("R")


def in_shares(count: int, work: Callable[[int, int], R], least: int, threads: int | None = None) -> list[R]:
    """Call ``work(first, last)`` on runs that cover 0 .. ``count``, one run a thread.

    Parameters
    ----------
    count : int
        Rows or blocks; they must not depend on each other.
    work : callable
        Takes a half-open run; called at least once, with an empty run when ``count`` is 0.
    least : int
        A thread is worth waking for no fewer than this many.
    threads : int, optional
        At most this many; default: all that we may use.

    Returns
    -------
    list
        What each call returned, in the order of the runs.
    """
    share = min(threads or thread_count(), max(1, count // max(1, least)))
    if share == 1:
        return [work(0, count)]
    edges = [count * part // share for part in range(share + 1)]
    with ThreadPoolExecutor(share - 1) as pool:  # the last run is done by the thread that asks
        parts = [pool.submit(work, first, last) for first, last in zip(edges, edges[1:-1], strict=False)]
        own = work(*edges[-2:])
        return [*(part.result() for part in parts), own]
