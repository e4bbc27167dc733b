"""What a command said: exit code, output, errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Said:
    code: int
    out: str
    err: str


Tell = Callable[..., Said]
