"""Shares the rows of a table among threads; the compiled pass lets go of the interpreter's lock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tierline.accelerate import thread_count
from tierline.compiled.score import grade

LEAST_ROWS = 65_536  # fewer rows are done sooner than a thread is woken


def in_parallel(rows: int, *arrays: Any, threads: int | None = None) -> None:
    """Grade rows 0 .. ``rows`` on up to ``threads`` threads (default: all that we may use).

    Each thread takes one run of rows; rows do not depend on each other, so the result has the same
    bits whatever the number of threads.
    """
    share = min(threads or thread_count(), max(1, rows // LEAST_ROWS))
    if share == 1:
        grade(0, rows, *arrays)
        return
    edges = [rows * part // share for part in range(share + 1)]
    with ThreadPoolExecutor(share) as pool:
        parts = [
            pool.submit(grade, first, last, *arrays) for first, last in zip(edges, edges[1:], strict=False)
        ]
        for part in parts:
            part.result()
