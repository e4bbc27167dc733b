"""Round marks for an axis."""

from __future__ import annotations

from math import floor, log10


def marks(largest: float, log: bool = False) -> list[int]:
    """Return round values up to ``largest``: powers of ten on a log axis, else about four steps from 0."""
    if log:
        return [10**power for power in range(int(log10(max(largest, 1))) + 1)]
    rough = max(largest, 4) / 4
    power = 10 ** floor(log10(rough))
    step = next(power * round_one for round_one in (1, 2, 2.5, 5, 10) if power * round_one >= rough * 0.85)
    step = max(int(step), 1)
    return list(range(0, int(largest) + 1, step))
