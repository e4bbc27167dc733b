"""Long work as steps: whoever watches it sees how far it is, and can give it up between two of them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Found = TypeVar("Found")


def finished(steps: Generator[int, None, Found]) -> Found:
    """Run every step and return what the work found."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Found = end.value
            return found
