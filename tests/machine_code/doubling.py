"""One small compiled function, called in new processes that keep its machine code in a folder given."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

_MODULE = """
from tierline.accelerate import compiled

@compiled
def twice(x):
    return 2 * x
"""
_PROGRAM = """
import doubling_once
twice = doubling_once.twice
assert (twice(21), twice(0.25)) == (42, 0.5)
{more}
print(sum(twice.stats.cache_hits.values()), sum(twice.stats.cache_misses.values()))
"""
FOUND, MADE = "2 0", "0 2"  # for a whole number and for a float


@dataclass
class Doubling:
    """Where the function's source lies, and what surrounds each process."""

    folder: Path
    surroundings: dict[str, str] = field(default_factory=dict)

    def start(self, cache: Path | str, more: str = "") -> subprocess.Popen[str]:
        self.folder.joinpath("doubling_once.py").write_text(_MODULE)
        given = {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(self.folder), **self.surroundings}
        return subprocess.Popen(
            [sys.executable, "-c", _PROGRAM.format(more=more)],
            env={**os.environ, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, cache: Path | str, more: str = "") -> str:
        """Return whether machine code was FOUND or MADE."""
        return ended(self.start(cache, more))


def ended(process: subprocess.Popen[str]) -> str:
    """Return what a process said that may not fail nor complain."""
    out, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    return out.strip()


def kept(cache: Path) -> list[Path]:
    """Return the files of machine code."""
    return sorted(cache.rglob("*.nbc"))
