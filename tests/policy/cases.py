"""Reads the cases worked by hand: what goes in, and what must come out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

import tierline
from tests import naive
from tierline.data import data_folder
from tierline.policy.resolved import Policy
from tierline.tables.registry import arrow_schema

POLICIES = Path(__file__).parent.parent / "policies"
RESULT = ("score", "tier_by_score", "floor", "cap", "tier", "reason", "rule", "months_below")
ACCOUNT = "one"


def policy_path(name: str) -> Path:
    return POLICIES / name if name.endswith(".toml") else data_folder() / "policies" / name / "policy.toml"


@cache
def load(name: str, month: str) -> Policy:
    return tierline.load_policy(policy_path(name) if name.endswith(".toml") else name, month)


@cache
def document(name: str) -> dict[str, Any]:
    return naive.read_policy(policy_path(name))


@dataclass(frozen=True, eq=False)
class Case:
    """One account of one month under one policy."""

    file: str
    given: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.file}: {self.given['name']}"

    @property
    def row(self) -> dict[str, Any]:
        return {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in self.given["row"].items()
        }

    @property
    def policy(self) -> Policy:
        return load(self.given["policy"], self.given["month"])

    @property
    def accounts(self) -> pa.Table:
        row = {"account_id": ACCOUNT, **self.row}
        return pa.Table.from_pylist([row], schema=arrow_schema("accounts"))

    @property
    def previous(self) -> pa.Table | None:
        given = self.given.get("previous")
        return pa.Table.from_pylist([{"account_id": ACCOUNT, **given}]) if given else None

    @property
    def overrides(self) -> pa.Table | None:
        given = self.given.get("override")
        if not given:
            return None
        row = {"account_id": ACCOUNT, "approver": "E1", "reason": "agreed", **given}
        return pa.Table.from_pylist([row], schema=arrow_schema("overrides"))

    @property
    def points(self) -> dict[str, int | str]:
        return {name: hundredths(value) for name, value in self.given["points"].items()}

    @property
    def result(self) -> dict[str, Any]:
        wanted = {name: self.given.get(name) for name in RESULT}
        below = self.given.get("months_below", 0)
        return wanted | {"score": hundredths(self.given["score"]), "months_below": below}

    def graded_plainly(self, **changed: Any) -> dict[str, Any]:
        """Grade the account, with some of its values changed, by the plain reference."""
        return naive.grade(
            {**self.row, **changed},
            document(self.given["policy"]),
            self.given["month"],
            self.given.get("previous"),
            self.given.get("override"),
        )


def hundredths(value: Any) -> int | str:
    return "skip" if value == "skip" else int(Decimal(value) * 100)


@cache
def cases() -> tuple[Case, ...]:
    found = []
    for path in sorted((POLICIES / "cases").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        shared = {"policy": data["policy"], "month": data["month"]}
        found += [Case(path.stem, {**shared, **case}) for case in data["case"]]
    return tuple(found)
