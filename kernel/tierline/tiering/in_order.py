"""Works on several items at once and gives the results in the order of the items, never far ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from typing import TypeVar

from tierline.accelerate import thread_count

T = TypeVar("T")
R = TypeVar("R")


def in_order(
    pool: ThreadPoolExecutor, work: Callable[[T], R], items: Generator[T, None, None]
) -> Generator[R, None, None]:
    """Yield ``work(item)`` of each item; the pool works on a few of them before they are asked for.

    An error of ``items`` or of ``work`` is raised here. When the taker stops early, ``items`` is closed
    and nothing is at work any more before this returns. ``work`` must not wait for the same pool.
    """
    begun: deque[Future[R]] = deque()
    with closing(items):
        try:
            for item in items:
                begun.append(pool.submit(work, item))
                if len(begun) > thread_count():  # one more, so that no thread waits for the next
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for each in begun:
                each.cancel()
            wait(begun)
