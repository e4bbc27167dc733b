"""Figures as a person says them."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.policy.figures import Figures, figure_text

PERCENT = "\u202f%"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (-0.036, "ratio", None, f"-3.6{PERCENT}"),
        (0.093245, "ratio", 2, f"9.32{PERCENT}"),
        (Decimal("0.3"), "ratio", None, f"30{PERCENT}"),
        (-0.00001, "ratio", 2, f"0{PERCENT}"),
        (100, "ratio", None, f"10,000{PERCENT}"),
        (30000, "yuan/month", None, "30,000"),
        (1_000_000_000, "", None, "1,000,000,000"),
        (982.34, "", 4, "982.34"),
        (Decimal("12.50"), "points", None, "12.5"),
        (-1, "points", None, "-1"),
        (0.0, "", 4, "0"),
        (math.inf, "", 4, "inf"),
        (-math.inf, "ratio", 2, "-inf"),
    ],
)
def test_a_figure_is_said_as_a_person_would(value: Any, unit: str, decimals: int | None, said: str) -> None:
    assert figure_text(value, unit, decimals) == said


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_nothing_of_a_figure_is_lost(whole: int, places: int) -> None:
    exact = Decimal(whole).scaleb(-places)
    assert Decimal(figure_text(exact).replace(",", "")) == exact
    share = figure_text(exact, "ratio").removesuffix(PERCENT).replace(",", "")
    assert Decimal(share) / 100 == exact


def test_in_a_file_they_stand_as_written() -> None:
    edges = Figures((Decimal("-0.5"), 0, Decimal("30000")))
    assert f"{edges}" == str(edges) == "-0.5, 0, 30000"
    assert edges.said("ratio") == f"-50{PERCENT}; 0{PERCENT}; 3,000,000{PERCENT}"
