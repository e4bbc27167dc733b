"""Points of a month: worked cases of LY-12..LY-14 and their readings, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.performance.building import MILLION, Row, one, run, scheme_of
from tierline.errors import BadInputError, UsageError
from tierline.performance.points import ABSENT, HELD, LEFT_OUT, NONE, SETTLED, Events, Figures, points
from tierline.performance.scheme import Indicator


@pytest.mark.parametrize(
    ("kind", "actual", "target", "millionths"),
    [
        ("more", 60, 100, 6_000_000),  # the floor itself counts
        ("more", 59_999_999, 100_000_000, 0),
        ("more", 100, 100, 10_000_000),
        ("more", 101, 100, 10_000_000),
        ("more", 2, 3, 6_666_667),
        ("more", 600_000_000_000_000_001, 10**18, 6_000_000),
        ("more", 599_999_999_999_999_999, 10**18, 0),
        ("more", -5, 3, 0),
        ("less", 4, 3, 7_500_000),
        ("less", 5, 3, 6_000_000),
        ("less", 501, 300, 0),
        ("less", 0, 3, 10_000_000),
        ("less", -1, 3, 10_000_000),
        ("less_linear", 4, 3, 6_666_667),
        ("less_linear", 0, 3, 10_000_000),
        ("less_linear", 7, 3, 0),
        ("level", 9500, 9500, 10_000_000),
        ("level", 9499, 9500, 9_998_947),
        ("level", 9900, 9500, 10_000_000),
        ("level", 95, 9500, 100_000),  # in proportion, without the floor
        ("level", 0, 9500, 0),
        ("level", -1, 9500, 0),
    ],
)
def test_line_points(kind: str, actual: int, target: int, millionths: int) -> None:
    out = one(actual, target, Indicator("line", "ict", 1000, kind))
    assert out.lines.tolist() == [[millionths]]
    assert out.categories.tolist() == [[millionths]]
    assert out.total[0] == (2 * millionths + 10_000) // 20_000


@pytest.mark.parametrize(("actual", "total"), [(9995, 10_00), (9994, 9_99)])
def test_total_is_rounded_half_up_once(actual: int, total: int) -> None:
    assert one(actual, 10_000, Indicator("line", "ict", 1000)).total.tolist() == [total]


def test_ceiling_above_one() -> None:
    stretch = Indicator("line", "ict", 1000, ceiling=1_500_000)
    free = one(140, 100, stretch, cap_categories=False)
    assert free.lines.tolist() == [[14_000_000]]
    assert free.base.tolist() == [14_000_000]
    assert one(990, 100, stretch, cap_categories=False).base.tolist() == [15_000_000]
    assert one(140, 100, stretch).base.tolist() == [10_000_000]  # a category keeps to its share
    assert one(0, 100, replace(stretch, kind="less"), cap_categories=False).base.tolist() == [15_000_000]


@pytest.mark.parametrize(
    ("events", "basis", "bonus", "deduction", "total"),
    [
        ([10_000_000], "allotted", 10_000_000, 0, 9000),
        ([10_000_001], "allotted", 10_000_000, 0, 9000),
        ([9_999_999], "allotted", 9_999_999, 0, 9000),
        ([6_000_000, 6_000_000, -11_000_000], "allotted", 10_000_000, 10_000_000, 8000),
        ([9_000_000], "attained", 8_000_000, 0, 8800),
        ([-9_000_000], "attained", 0, 8_000_000, 7200),
    ],
)
def test_caps_are_met_exactly(events: list[int], basis: str, bonus: int, deduction: int, total: int) -> None:
    out = one(80, 100, Indicator("line", "ict", 10_000), *events, cap_basis=basis)
    assert (out.bonus[0], out.deduction[0], out.total[0]) == (bonus, deduction, total)


def test_total_keeps_within_its_bounds() -> None:
    line = Indicator("line", "ict", 10_000)
    assert one(1, 1, line, 99 * MILLION, bonus_cap=MILLION).total.tolist() == [11_000]
    assert one(0, 1, line, -9 * MILLION).total.tolist() == [0]


@pytest.mark.parametrize(
    ("outcome", "state", "total"),
    [
        ("hold", HELD, LEFT_OUT),
        ("nothing", SETTLED, 4000),
        ("skip", SETTLED, 10_000),
        ("full", SETTLED, 10_000),
    ],
)
@pytest.mark.parametrize("target", [0, -1, NONE])
def test_target_zero_or_missing(outcome: str, state: int, total: int, target: int) -> None:
    line = Indicator("line", "ict", 6000, no_target=outcome, zero_target=outcome)
    out = run([(0, 0, 0, 5, target), (0, 0, 1, 1, 1)], [], scheme_of(line, Indicator("other", "ict", 4000)))
    assert (out.state[0], out.total[0]) == (state, total)


@pytest.mark.parametrize(
    ("kind", "actual", "total"),
    [("less", 0, 100_00), ("less", 1, 0), ("more", 0, 100_00), ("more", -1, 0), ("more", 3, 100_00)],
)
def test_zero_target_met(kind: str, actual: int, total: int) -> None:
    line = Indicator("complaints", "service", 10_000, kind, zero_target="meet")
    assert one(actual, 0, line).total.tolist() == [total]
    assert one(NONE, 0, line).state.tolist() == [HELD]


@pytest.mark.parametrize(
    ("outcome", "state", "total"), [("hold", HELD, -1), ("nothing", 0, 2000), ("skip", 0, 5000)]
)
def test_missing_actual(outcome: str, state: int, total: int) -> None:
    line = Indicator("line", "ict", 6000, no_actual=outcome)
    rows = [(0, 0, 0, NONE, 9), (0, 0, 1, 1, 2)]
    out = run(rows, [], scheme_of(line, Indicator("other", "ict", 4000, floor=0)), lines=True)
    assert (out.state[0], out.total[0]) == (state, total)
    assert out.lines[0, 0] == (0 if outcome == "nothing" else LEFT_OUT)


def test_category_wholly_skipped_gives_nothing() -> None:
    out = run(
        [(0, 0, 1, 1, 1)],
        [],
        scheme_of(Indicator("a", "ict", 6000), Indicator("b", "daily", 4000)),
        lines=True,
    )
    assert out.categories.tolist() == [[0, 40 * MILLION]]
    assert out.total.tolist() == [4000]


def test_rows_of_one_cell_add_up_and_may_hold_one_side() -> None:
    rows = [(0, 0, 0, 50, NONE), (0, 0, 0, NONE, 100), (0, 0, 0, 30, NONE), (0, 0, 0, -5, NONE)]
    assert run(rows, [], scheme_of(Indicator("line", "ict", 10_000))).total.tolist() == [7500]


def test_month_without_anything_is_absent() -> None:
    out = run([(1, 0, 0, 1, 1)], [(0, 1, 5)], scheme_of(Indicator("line", "ict", 100)), 2, 2)
    assert out.state.tolist() == [ABSENT, SETTLED, SETTLED, ABSENT]
    assert points(
        Figures(*[[]] * 5), Events(*[[]] * 3), scheme_of(Indicator("a", "b", 1)), 2, 1
    ).state.tolist() == [2, 2]


@pytest.mark.parametrize(
    "rows",
    [[(2, 0, 0, 1, 1)], [(-1, 0, 0, 1, 1)], [(0, 1, 0, 1, 1)], [(0, 0, 1, 1, 1)], [(0, 0, -1, 1, 1)]],
)
def test_code_that_does_not_exist_is_refused_with_its_row(rows: list[Row]) -> None:
    with pytest.raises(BadInputError, match="figures, row 1: no such manager") as caught:
        run([(0, 0, 0, 1, 1), *rows], [], scheme_of(Indicator("line", "ict", 100)), 2, 1)
    assert f"manager {rows[0][0]}, month {rows[0][1]}" in str(caught.value)


@pytest.mark.parametrize("event", [(2, 0, 5), (0, -1, 5), (0, 0, NONE)])
def test_event_that_cannot_count_is_refused_with_its_row(event: tuple[int, int, int]) -> None:
    with pytest.raises(BadInputError, match="events, row 0"):
        run([], [event], scheme_of(Indicator("line", "ict", 100)), 2, 1)


def test_sums_beyond_64_bits_are_refused_whatever_the_order() -> None:
    scheme = scheme_of(Indicator("line", "ict", 10_000))
    half = 2**60
    assert run([(0, 0, 0, half - 1, half - 1), (0, 0, 0, 1 - half, 0)], [], scheme).state.tolist() == [
        SETTLED
    ]
    for rows in ([(0, 0, 0, half, 1), (0, 0, 0, -half, 1)], [(0, 0, 0, 1, 2**61)], [(0, 0, 0, NONE + 1, 1)]):
        with pytest.raises(BadInputError, match="figures: values up to"):
            run(rows, [], scheme)
    with pytest.raises(BadInputError, match="events: values up to"):
        run([], [(0, 0, -(2**61))], scheme)


def test_wrong_columns_are_refused() -> None:
    scheme = scheme_of(Indicator("line", "ict", 100))
    none = Events([], [], [])
    with pytest.raises(BadInputError, match="'actual' must be one column of whole numbers"):
        points(Figures([0], [0], [0], [1.5], [1]), none, scheme, 1, 1)
    with pytest.raises(BadInputError, match="'month' holds numbers beyond 16 bits"):
        points(Figures([0], [70_000], [0], [1], [1]), none, scheme, 1, 1)
    with pytest.raises(UsageError, match="of one length"):
        points(Figures([0, 0], [0], [0], [1], [1]), none, scheme, 1, 1)
    for managers, count in ((0, 1), (1, 0), (1, 40_000)):
        with pytest.raises(UsageError, match="at least one manager"):
            points(Figures([0], [0], [0], [1], [1]), none, scheme, managers, count)
