"""The bound of any pass over columns: reading them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np

from tierline.accelerate import thread_count
from tierline.bench.moments import at_speeds, best, in_moments
from tierline.bench.timing import AtSpeed, best_time
from tierline.compiled.read_through import read_through


@contextmanager
def reading(columns: list[Any]) -> Iterator[Callable[[], object]]:
    """Give what reads all ``columns`` once, on all threads we may use, for as long as it is wanted."""
    words = [column[: len(column) // 8 * 8].view(np.int64) for column in columns]
    threads = thread_count()
    read_through(np.zeros(8, np.int64), 0, 0)

    def share(part: int) -> list[int]:
        return [
            read_through(each, len(each) * part // threads, len(each) * (part + 1) // threads)
            for each in words
        ]

    with ThreadPoolExecutor(threads) as pool:
        yield lambda: list(pool.map(share, range(threads)))


def reading_time(columns: list[Any]) -> float:
    """Return the seconds that reading all ``columns`` once takes here."""
    with reading(columns) as read:
        return best_time(read)


def beside_reading(
    run: Callable[[], object], columns: list[Any], peer: Callable[[], object] | None = None
) -> tuple[float, float, list[AtSpeed]]:
    """Time ``run`` beside reading all ``columns`` once, or beside a peer.

    They take turns, in several moments: the speed of memory changes under both.

    Returns
    -------
    tuple of float, float, list of AtSpeed
        Seconds of ``run`` and of what it is compared with, at their best; and in slow and fast moments
        of memory, if it had both.
    """
    with reading(columns) as read:
        moments = in_moments({"run": run, "other": peer or read, "read": read})
    taken = best(moments)
    size = sum(column.nbytes for column in columns)
    return taken["run"], taken["other"], at_speeds(moments, size, "run", "other", "read")
