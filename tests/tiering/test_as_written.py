"""A value of a curve is read to its step as it is written, not as float64 happens to hold it (XJ-3)."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tierline
from tests.drawn_policies import MONTH
from tests.engines.in_duckdb import by_account, score_in_duckdb
from tierline.policy.resolved import Policy
from tierline.policy.scales import Linear
from tierline.tiering.score import grade_table

PLAIN = tierline.load_policy("size-by-sales", MONTH)
STEPS = ("1", "0.5", "0.25", "0.125", "0.1", "0.05", "0.01", "0.001", "0.0001", "0.00001")


def steps_by_hand(written: str, step: str) -> int:
    """Round half up, in decimals."""
    return int((Decimal(written) / Decimal(step) + Decimal("0.5")).to_integral_value(ROUND_FLOOR))


def read(written: str, step: str) -> int:
    return Linear(int(1 / Decimal(step)), (0, 1), (0, 10_000)).steps(float(written))


@pytest.mark.parametrize("step", STEPS)
def test_every_half_step_goes_up(step: str) -> None:
    for place in [*range(-10_000, 10_000), 10**9, 10**12, -(10**9) - 1]:
        tie = str((place + Decimal("0.5")) * Decimal(step))
        assert read(tie, step) == place + 1, tie


@given(
    st.decimals(Decimal(-(10**9)), Decimal(10**9), places=6).filter(lambda value: abs(value) > 0),
    st.sampled_from(STEPS),
)
@example(Decimal("0.285"), "0.01")
@example(Decimal("-0.285"), "0.01")
@example(Decimal("999999999.994999"), "0.01")
@example(Decimal("-999999999.995001"), "0.01")
def test_any_figure_of_fifteen_digits_is_read_in_decimals(value: Decimal, step: str) -> None:
    assert read(str(value), step) == steps_by_hand(str(value), step)


def curve(step: str, corners: tuple[int, ...]) -> Policy:
    points = tuple(10_000 * place // (len(corners) - 1) for place in range(len(corners)))
    scale = Linear(int(1 / Decimal(step)), corners, points)
    first = replace(PLAIN.indicators[0], weight=10_000, missing=0, kind="linear", scale=scale)
    return replace(PLAIN, indicators=(first,), rules=())


def accounts(policy: Policy, values: list[float]) -> pa.Table:
    identifiers = [f"a{place:06}" for place in range(len(values))]
    return pa.table({"account_id": identifiers, policy.indicators[0].column: pa.array(values, pa.float64())})


@pytest.mark.parametrize("step", ["1", "0.01", "0.0001", "0.125"])
@pytest.mark.parametrize("corners", [(-500, 500), (-500, -30, 0, 41, 500), (-500, -4, -3, -1, 0, 9, 500)])
def test_kernel_explanation_and_duckdb_read_alike(step: str, corners: tuple[int, ...]) -> None:
    policy = curve(step, corners)
    ties = [(place + Decimal("0.5")) * Decimal(step) for place in range(-502, 502)]
    values = [near for tie in ties for near in around(float(tie))]
    table = accounts(policy, values)
    fast, exact = grade_table(table, policy), grade_table(table, policy, points=True)
    assert fast.outcome.score.tolist() == exact.outcome.score.tolist()
    assert score_in_duckdb(table, policy).equals(by_account(tierline.score(table, policy)))
    scale: Any = policy.indicators[0].scale
    heights = np.interp([scale.steps(float(tie)) for tie in ties], scale.x, scale.y)
    on_ties = fast.outcome.score[2::5]  # what stands in the middle of ``around``
    assert np.abs(on_ties - heights).max() <= 0.5
    assert [scale.steps(float(tie)) for tie in ties] == [place + 1 for place in range(-502, 502)]


def around(value: float) -> list[float]:
    down, up = math.nextafter(value, -math.inf), math.nextafter(value, math.inf)
    return [value - 1e-9, down, value, up, value + 1e-9]
