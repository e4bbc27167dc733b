"""Reads memory once and does next to nothing with it: the bound for any pass over the same columns."""

from __future__ import annotations

from typing import Any

from tierline.accelerate import compiled


@compiled(nogil=True)
def read_through(words: Any, first: int, last: int) -> int:
    """Return how many of the int64 ``words[first .. last]`` are odd."""
    # a slice counted from 0: an index that might be negative would be checked, and read a third as fast
    part = words[first:last]
    odd = 0
    for i in range(len(part)):
        odd += part[i] & 1
    return odd
