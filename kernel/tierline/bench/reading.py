"""The bound of any pass over columns: reading them once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from tierline.accelerate import thread_count
from tierline.bench.timing import best_time
from tierline.compiled.read_through import read_through


def reading_time(columns: list[Any]) -> float:
    """Return the seconds that reading all ``columns`` once takes here, on all threads we may use."""
    words = [column[: len(column) // 8 * 8].view(np.int64) for column in columns]
    threads = thread_count()
    read_through(np.zeros(8, np.int64), 0, 0)

    def share(part: int) -> list[int]:
        return [
            read_through(each, len(each) * part // threads, len(each) * (part + 1) // threads)
            for each in words
        ]

    with ThreadPoolExecutor(threads) as pool:
        return best_time(lambda: list(pool.map(share, range(threads))))
