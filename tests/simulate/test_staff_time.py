"""Staff time by tier (XJ-11) equals adding up every account's own time, before and after (XJ-5)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tierline.errors import BadInputError
from tierline.simulate.index import Preview, build_index, with_lines
from tierline.simulate.staff_time import staff_time
from tierline.tiering.score import grade_table

POLICY = tierline.load_policy("generic-abcd", "2026-10")
ROWS = 40


def table() -> dict[str, Any]:
    random = np.random.default_rng(2008)
    columns = {column: np.exp(random.normal(4, 3, ROWS)) for column in POLICY.columns}
    return {"account_id": [f"a{row}" for row in range(ROWS)], **columns}


@settings(max_examples=30, deadline=None)
@given(
    lines=st.lists(st.integers(1, 10_000), min_size=3, max_size=3, unique=True),
    each=st.lists(st.integers(0, 100_000), min_size=4, max_size=4),
)
def test_as_account_by_account(lines: list[int], each: list[int]) -> None:
    lines = sorted(lines, reverse=True)
    sites = np.arange(ROWS) % 7
    graded = grade_table(table(), POLICY)
    anew = grade_table(table(), with_lines(POLICY, lines)).outcome.tier
    preview = build_index(graded, POLICY, {"sites": sites}).preview(lines)
    for per, units in (("accounts", [1] * ROWS), ("sites", sites.tolist())):
        found = staff_time(preview, each, per)
        for times, tiers in ((found.before, graded.outcome.tier), (found.after, anew)):
            wanted = [0] * len(POLICY.tiers)
            for tier, unit in zip(tiers, units, strict=True):
                wanted[tier] += each[tier] * unit
            assert times.tolist() == wanted
        assert found.change == sum(found.after) - sum(found.before)


@pytest.mark.parametrize("each", [[1, 2], [1.5, 2, 3, 4], [1, 2, 3, -4]])
def test_time_that_is_none(each: list[Any]) -> None:
    preview = Preview(np.zeros((4, 4, 1), np.int64), ())
    with pytest.raises(BadInputError, match="4") as error:
        staff_time(preview, each)
    assert error.value.render("zh") != error.value.render("en")


def test_a_measure_that_is_not_held() -> None:
    with pytest.raises(BadInputError, match="visits"):
        staff_time(Preview(np.zeros((4, 4, 2), np.int64), ("sites",)), [1, 2, 3, 4], "visits")
