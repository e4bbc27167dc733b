"""Slow and fast moments of memory are told apart, and told to who reads the table."""

from __future__ import annotations

import pytest

from tierline.bench.moments import at_speeds, best, in_moments
from tierline.bench.report import render
from tierline.bench.timing import AtSpeed, Line
from tierline.messages import use_language

SLOW = {"ours": 0.026, "other": 0.010, "read": 0.023}
FAST = {"ours": 0.021, "other": 0.008, "read": 0.015}


def test_two_speeds_are_two_lines_slow_first() -> None:
    found = at_speeds([FAST, SLOW, FAST, FAST, SLOW], 828_000_000, "ours", "read", "read")
    assert [each.moments for each in found] == [2, 3]
    slow, fast = found
    assert slow == AtSpeed(2, pytest.approx(36e9), 0.026, 0.023)
    assert (fast.ours_s, fast.other_s) == (0.021, 0.015)


def test_noise_is_one_speed() -> None:
    noisy = [{**FAST, "read": 0.015 + 0.0005 * k} for k in range(5)]
    (only,) = at_speeds(noisy, 828_000_000, "ours", "other", "read")
    assert only == AtSpeed(5, pytest.approx(828e6 / 0.016), 0.021, 0.008)


def test_one_odd_time_moves_no_median() -> None:
    odd = {**SLOW, "ours": 1.0}
    (only,) = at_speeds([SLOW, odd, SLOW], 1, "ours", "read", "read")
    assert only.ours_s == SLOW["ours"]


def test_calls_take_turns_in_every_moment() -> None:
    order: list[str] = []
    moments = in_moments({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == ["a", "b"] * (len(order) // 2)
    assert len(moments) == 3
    assert best(moments) == {name: min(each[name] for each in moments) for name in "ab"}


@pytest.mark.parametrize(
    ("language", "share", "ratio"),
    [
        ("en", "at 36 GB/s (2 of 2 moments): 26.0 ms, 0.88 of the speed of reading", "10.0 ms, 2.60 ×."),
        (
            "zh",
            "36 GB/s 时（2 次取样中的 2 次）：26.0 毫秒，为读取速度的 0.88 倍。",
            "10.0 毫秒，为其 2.60 倍。",
        ),
    ],
)
def test_table_tells_what_holds_at_which_speed(language: str, share: str, ratio: str) -> None:
    speed = AtSpeed(2, 36e9, 0.026, 0.023)
    beside_bands = speed._replace(other_s=0.010)
    whole = Line("score", 100, 0.026, {}, 0.023, equal=True, at_speeds=[speed])
    kind = Line("score-percentile", 100, 0.026, {"bands": 0.010}, None, equal=True, at_speeds=[beside_bands])
    with use_language(language):
        printed = render([whole, kind], "a machine")
    assert share in printed
    assert ratio in printed
    assert "at_speeds" not in whole.to_dict()
