"""Cases worked by hand from the rulebook, run through the plain reference and through the product."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import tierline
from tests import naive
from tierline.data import data_folder
from tierline.tables.registry import arrow_schema

POLICIES = Path(__file__).parent.parent / "policies"
RESULT = ("score", "tier_by_score", "floor", "cap", "tier", "reason", "rule", "months_below")


def cases() -> list[Any]:
    found = []
    for path in sorted((POLICIES / "cases").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for case in data["case"]:
            merged = {"policy": data["policy"], "month": data["month"], **case}
            found.append(pytest.param(merged, id=f"{path.stem}: {case['name']}"))
    return found


CASES = cases()


def policy_path(name: str) -> Path:
    return POLICIES / name if name.endswith(".toml") else data_folder() / "policies" / name / "policy.toml"


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def hundredths(value: Any) -> Any:
    return value if value == "skip" else int(Decimal(value) * 100)


def expected(case: dict[str, Any]) -> dict[str, Any]:
    wanted = {name: case.get(name) for name in RESULT}
    return wanted | {"score": hundredths(case["score"]), "months_below": case.get("months_below", 0)}


def accounts(case: dict[str, Any]) -> pa.Table:
    row = {name: plain(value) for name, value in case["row"].items()}
    return pa.Table.from_pylist([{"account_id": "one", **row}], schema=arrow_schema("accounts"))


def result_of(case: dict[str, Any]) -> dict[str, Any]:
    policy = tierline.load_policy(
        policy_path(case["policy"]) if case["policy"].endswith(".toml") else case["policy"], case["month"]
    )
    previous = overrides = None
    if "previous" in case:
        previous = pa.Table.from_pylist([{"account_id": "one", **case["previous"]}])
    if "override" in case:
        approved = {"approver": "E1", "reason": "agreed", **case["override"]}
        overrides = pa.Table.from_pylist(
            [{"account_id": "one", **approved}], schema=arrow_schema("overrides")
        )
    (row,) = tierline.score(accounts(case), policy, previous=previous, overrides=overrides).to_pylist()
    return {name: row[name] for name in RESULT}


def test_there_are_enough_cases_and_every_shipped_policy_has_some() -> None:
    assert len(CASES) >= 100
    shipped = {
        folder.name for folder in (data_folder() / "policies").iterdir() if (folder / "policy.toml").exists()
    }
    assert shipped <= {case.values[0]["policy"] for case in CASES}


def test_no_case_is_told_twice() -> None:
    names = [case.id for case in CASES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES)
def test_the_plain_reference_agrees(case: dict[str, Any]) -> None:
    policy = naive.read_policy(policy_path(case["policy"]))
    row = {name: plain(value) for name, value in case["row"].items()}
    got = naive.grade(row, policy, case["month"], case.get("previous"), case.get("override"))
    assert got.pop("points") == {name: hundredths(value) for name, value in case["points"].items()}
    assert got == expected(case)


@pytest.mark.parametrize("case", CASES)
def test_the_product_agrees(case: dict[str, Any]) -> None:
    assert result_of(case) == expected(case)
