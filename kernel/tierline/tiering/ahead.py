"""Runs a generator ahead of whoever takes from it, in a thread of its own, never far ahead."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from queue import Empty, Queue
from threading import Event
from typing import TypeVar

T = TypeVar("T")
DEPTH = 2  # the producer's last item and its end must find room when nobody takes any more: at least 2
_END = object()


def ahead(items: Generator[T, None, None], depth: int = DEPTH) -> Generator[T, None, None]:
    """Yield ``items``, at most ``depth`` of them made before they are asked for.

    An error in ``items`` is raised here, after what was made before it. When the taker stops early,
    ``items`` is closed before this returns.
    """
    queue: Queue[object] = Queue(max(depth, DEPTH))
    stopped = Event()

    def make() -> None:
        try:
            with closing(items):
                for item in items:
                    queue.put(item)
                    if stopped.is_set():
                        return
        finally:
            queue.put(_END)

    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(make)
        try:
            while (item := queue.get()) is not _END:
                yield item  # type: ignore[misc]
            made.result()
        finally:
            stopped.set()
            _empty(queue)


def _empty(queue: Queue[object]) -> None:
    try:
        while True:
            queue.get_nowait()
    except Empty:
        return
