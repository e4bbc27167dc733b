"""Rows side by side: a rule is written once and worked out on wide registers, or by NumPy.

A rule is a function of a ``world`` and of lanes, the values of many rows. In the compiler's world
(``registers``) its operations become instructions on registers, where everything stays from the first
step to the last; in the plain one here, which also runs without the compiler, lanes are NumPy arrays.
Both worlds know the operators of whole numbers and the words below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Step = Callable[[Any, tuple[Any, ...]], tuple[Any, ...]]


class Plain:
    """The world in which lanes are NumPy arrays."""

    def fold(self, count: int, lanes: tuple[Any, ...], step: Step, *, down: bool = False) -> tuple[Any, ...]:
        """Carry ``lanes`` through ``step(k, lanes)`` for k below ``count``; ``down`` from the last on."""
        for k in reversed(range(count)) if down else range(count):
            lanes = step(k, lanes)
        return lanes

    def item(self, array: Any, *place: int) -> Any:
        """Return an entry of an array, the same for every row."""
        return array[place]

    def every(self, value: int, like: Any) -> Any:
        """Return lanes that all hold ``value``, of the type of ``like``."""
        return np.full_like(like, value)

    def rank(self, k: int) -> Any:
        """Return the counter ``k`` of a fold as a tier's rank, int8."""
        return np.int8(k)

    def where(self, mask: Any, yes: Any, no: Any) -> Any:
        """Choose row by row."""
        return np.where(mask, yes, no)

    def turn(self, lanes: Any, dtype: Any) -> Any:
        """Return lanes as another type; fractions are cut off."""
        return lanes.astype(dtype)
