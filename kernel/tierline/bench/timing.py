"""How a time is taken, and what one line of the result holds."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from tierline.processors import processors

ROUNDS = 5
_IF_ANY = ("absent", "indicators", "peaks")
_PRINTED = "at_speeds"  # a file of figures holds one time each


class AtSpeed(NamedTuple):
    """What was taken while memory was about as fast."""

    moments: int
    bytes_s: float  # read in a second
    ours_s: float
    other_s: float  # the bound, or without one the only peer


@dataclass(frozen=True)
class Line:
    """One comparison: seconds of ours and of each peer, the bound, and whether all results are equal."""

    bench: str
    rows: int
    ours_s: float
    peers: dict[str, float]
    bound_s: float | None
    equal: bool
    absent: list[str] = field(default_factory=list)
    indicators: int | None = None  # where their number is what grows
    peaks: dict[str, int] = field(default_factory=dict)  # rows to bytes at the peak, where it is told
    at_speeds: list[AtSpeed] = field(default_factory=list)  # slow moments of memory first

    def to_dict(self) -> dict[str, Any]:
        """Return the line for JSON: the six figures that every bench has, and of the others what it has."""
        own = asdict(self)
        del own[_PRINTED]
        return {name: value for name, value in own.items() if name not in _IF_ANY or value}


def best_time(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the shortest of several runs in seconds: the one that others disturbed least."""
    taken = []
    for _round in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)


def best_in_turns(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the shortest of several runs of each, in seconds; they take turns, so that all meet the same
    disturbance.
    """
    taken = {name: float("inf") for name in calls}
    for _round in range(rounds):
        for name, call in calls.items():
            taken[name] = min(taken[name], best_time(call, 1))
    return taken


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} -"


def machine() -> str:
    """Describe the machine and the versions on one line."""
    packages = ("tierline", "numba", "numpy", "pandas", "polars", "duckdb", "pyarrow")
    where = f"{_processor()}, {processors()} cores, {platform.system()}, Python {platform.python_version()}"
    return "; ".join([where, ", ".join(map(_version, packages))])
