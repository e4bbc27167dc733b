"""Figures of a scheme that make no sense are refused."""

from __future__ import annotations

from typing import Any

import pytest

from tierline.errors import BadInputError
from tierline.performance.scheme import Indicator, Scheme

GOOD = {"bonus_cap": 100_000, "deduction_cap": 100_000, "lowest": 0, "highest": 11_000}
LINE = {"id": "visits", "category": "service", "weight": 3000}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weight": 0}, "visits: the weight must be above 0"),
        ({"kind": "most"}, "visits: unknown kind 'most'. Use one of more, less"),
        ({"floor": -1}, "visits: the floor must lie within 0 and 1"),
        ({"floor": 1_000_001}, "floor"),
        ({"ceiling": 999_999}, "ceiling within 1 and 10"),
        ({"ceiling": 10_000_001}, "ceiling"),
        ({"no_actual": "full"}, "visits: unknown outcome"),
        ({"no_target": "meet"}, "unknown outcome"),
        ({"zero_target": ""}, "unknown outcome"),
        ({"weight": 200_001}, "exceed 2 000 points"),
    ],
)
def test_indicator_is_checked(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        Scheme((Indicator(**{**LINE, **wrong}),), **GOOD)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"indicators": ()}, "no indicator"),
        ({"bonus_cap": -1}, "caps of bonus"),
        ({"deduction_cap": 1_000_001}, "caps of bonus"),
        ({"cap_basis": "both"}, "'allotted' or 'attained'"),
        ({"lowest": 2, "highest": 1}, "bounds must rise"),
        ({"lowest": -1}, "bounds must rise"),
        ({"highest": 200_001}, "bounds must rise"),
    ],
)
def test_scheme_is_checked(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        Scheme(**{"indicators": (Indicator(**LINE),), **GOOD, **wrong})


def test_categories_follow_their_first_indicator_and_share_their_weights() -> None:
    scheme = Scheme(
        (Indicator("a", "service", 1000), Indicator("b", "ict", 6000), Indicator("c", "service", 2000)),
        **GOOD,
    )
    assert scheme.categories == ("service", "ict")
    assert scheme.terms().share.tolist() == [30_000_000, 60_000_000]
    assert scheme.terms().category.tolist() == [0, 1, 0]
