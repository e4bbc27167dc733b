"""The province that the sample is laid in: areas, industries, and the random streams."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Leaf:
    """A county or district, where accounts lie."""

    area_id: str
    name: str
    name_en: str
    kind: str
    prefecture: int


@dataclass(frozen=True)
class Setting:
    """The province as read from ``province.toml``; prefectures and industries keep the file's order."""

    province: dict[str, Any]
    prefectures: list[dict[str, Any]]
    industries: list[dict[str, Any]]
    leaves: list[Leaf]
    overrides: list[dict[str, str]]

    def shares(self, kind: str) -> Floats:
        """Return the shares of ``"prefectures"`` or ``"industries"``, adding to 1."""
        given = np.array([entry["share"] for entry in getattr(self, kind)], dtype=np.float64)
        return np.asarray(given / given.sum(), dtype=np.float64)

    def season(self) -> Floats:
        """Return the revenue factor per industry and calendar month, shape (industries, 12)."""
        return np.array([entry["season"] for entry in self.industries], dtype=np.float64)


@cache
def setting() -> Setting:
    """Return the shipped province."""
    given = tomllib.loads(files(__package__).joinpath("province.toml").read_text(encoding="utf-8"))
    leaves = [
        Leaf(f"{int(prefecture['id']) + number}", name, name_en, kind, index)
        for index, prefecture in enumerate(given["prefecture"])
        for number, (name, name_en, kind) in enumerate(prefecture["counties"], start=1)
    ]
    province = {key: given[key] for key in ("id", "name", "name_en")}
    return Setting(province, given["prefecture"], given["industry"], leaves, given["override"])


def stream(seed: int, purpose: str, month: int = 0) -> np.random.Generator:
    """Return the random stream for one purpose and month.

    Each purpose draws from a stream of its own, so that a change in one part of the sample leaves
    the other parts as they were.
    """
    key = int.from_bytes(purpose.encode("ascii"), "little")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, key, month + 1000])))


def month_numbers(last_month: str, months: int) -> list[str]:
    """Return ``months`` months as "YYYY-MM", ascending, ending with ``last_month``."""
    year, month = int(last_month[:4]), int(last_month[5:7])
    last = year * 12 + month - 1
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(last - months + 1, last + 1)]
