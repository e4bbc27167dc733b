"""Cases worked by hand from the rulebook, run through the plain reference and through the product."""

from __future__ import annotations

import pytest

import tierline
from tests.policy.cases import RESULT, Case, cases
from tierline.policy.load import policy_ids

CASES = pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in cases()])


def test_there_are_enough_cases_and_every_shipped_policy_has_some() -> None:
    assert len(cases()) >= 100
    assert set(policy_ids()) <= {case.given["policy"] for case in cases()}


def test_no_case_is_told_twice() -> None:
    assert len({case.id for case in cases()}) == len(cases())


@CASES
def test_the_plain_reference_agrees(case: Case) -> None:
    got = case.graded_plainly()
    assert got.pop("points") == case.points
    assert got == case.result


@CASES
def test_the_product_agrees(case: Case) -> None:
    table = tierline.score(case.accounts, case.policy, previous=case.previous, overrides=case.overrides)
    (row,) = table.to_pylist()
    assert {name: row[name] for name in RESULT} == case.result
