"""Reads memory once and does next to nothing with it: the bound for any pass over the same columns."""

from __future__ import annotations

from typing import Any

from numba import prange

from tierline.accelerate import compiled


@compiled(parallel=True)
def read_through(words: Any) -> int:
    """Return how many of the int64 ``words`` are odd: exact, whatever the number of threads."""
    odd = 0
    for i in prange(len(words)):
        odd += words[i] & 1
    return odd
