"""Lines by capacity: the lowest that the hours allow, and the class that binds when none do."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.suggesting import FIVE, SETTINGS, THREE, Account, index_of, some_accounts
from tests.simulate.test_capacity import accounts_table, managers_table, teams_table
from tierline.errors import BadInputError
from tierline.policy.resolved import Hysteresis
from tierline.service.standards import hours_per_tier
from tierline.simulate.index import WhatIfIndex
from tierline.simulate.staffed import staffed
from tierline.simulate.suggest_hours import by_hours, by_total_hours
from tierline.simulate.suggest_limits import limits_by_grade
from tierline.simulate.suggestion import Suggestion

HOURS = hours_per_tier(FIVE) or ()
PLAIN = Hysteresis(False, 2, None)
LIMITS = st.integers(0, 60_000)


def demanded(index: WhatIfIndex, lines: list[int], first: int, last: int) -> int:
    totals = index.preview(lines).totals[:, 0]
    return sum(int(totals[rank]) * HOURS[rank] for rank in range(first, last + 1))


def dropped(index: WhatIfIndex, upper: list[int], first: int, last: int, drop: int) -> list[int]:
    """Lines first .. last lowered by ``drop``, held between what stands above and room for those below."""
    count, above = len(index.lines), upper[-1] if upper else 10_001
    own = [
        max(min(index.lines[place] - drop, above - 1 - (place - first)), count - place)
        for place in range(first, last + 1)
    ]
    return [*upper, *own]


def completed(index: WhatIfIndex, lines: list[int]) -> list[int]:
    missing = len(index.lines) - len(lines)
    return [*lines, *((lines[-1] if lines else 10_001) - step for step in range(1, missing + 1))]


@settings(max_examples=10, deadline=None)
@given(accounts=some_accounts(5, 10), slow=SETTINGS, limits=st.tuples(LIMITS, LIMITS))
def test_each_class_takes_as_many_as_its_hours_allow(
    accounts: list[Account], slow: Hysteresis, limits: tuple[int, int]
) -> None:
    index = index_of(accounts, FIVE, slow)
    found = by_hours(index, FIVE, {"A": limits[0], "B": limits[1]})
    lines: list[int] = []
    for (first, last), limit in zip(((0, 1), (2, 3)), limits, strict=True):
        place = partial(dropped, index, lines, first, last)
        fitting = [
            drop
            for drop in range(-10_000, 10_001, 1)
            if demanded(index, completed(index, place(drop)), first, last) <= limit
        ]
        if not fitting:
            assert found.lines is None
            assert found.infeasible is not None
            assert f"class {'A' if first == 0 else 'B'} bind" in found.infeasible.render("en")
            return
        lines = place(max(fitting))
    assert found.lines == tuple(lines)
    assert all(high > low > 0 for high, low in zip(lines, lines[1:], strict=False))
    assert found.figures["A"] <= limits[0]
    assert found.figures["B"] <= limits[1]


@settings(max_examples=10, deadline=None)
@given(accounts=some_accounts(5, 10), slow=SETTINGS, limit=st.integers(0, 200_000))
def test_all_lines_together_within_one_limit(accounts: list[Account], slow: Hysteresis, limit: int) -> None:
    index = index_of(accounts, FIVE, slow)
    found = by_total_hours(index, FIVE, limit)
    place = partial(dropped, index, [], 0, 3)
    fitting = [drop for drop in range(-10_000, 10_001) if demanded(index, place(drop), 0, 4) <= limit]
    if fitting:
        assert found.lines == tuple(place(max(fitting)))
        assert sum(found.figures.values()) <= limit
    else:
        assert found.infeasible is not None
        over = demanded(index, place(-10_000), 0, 4) - limit
        assert f"{over // 100:,}.{over % 100:02d} more" in found.infeasible.render("en")


@settings(max_examples=40, deadline=None)
@given(accounts=some_accounts(5, 10), slow=SETTINGS, limits=st.tuples(LIMITS, LIMITS, LIMITS).map(sorted))
def test_limits_from_the_top_hold_for_every_class(
    accounts: list[Account], slow: Hysteresis, limits: list[int]
) -> None:
    """What the best class takes leaves enough for the accounts that nothing keeps out below."""
    index = index_of(accounts, FIVE, slow)
    found = by_hours(index, FIVE, dict(zip("ABC", limits, strict=True)), together=True)
    least = completed(index, [])
    feasible = all(
        demanded(index, least, 0, last) <= limit for last, limit in zip((1, 3, 4), limits, strict=True)
    )
    assert (found.lines is not None) == feasible
    if found.lines is None:
        return
    running = 0
    for name, limit in zip("ABC", limits, strict=True):
        running += found.figures[name]
        assert running <= limit
    for first, last, upper in ((0, 1, []), (2, 3, list(found.lines[:2]))):
        own = list(found.lines[first : last + 1])
        lower = [max(line - 1, 4 - first - place) for place, line in enumerate(own)]
        if lower != own:
            at_most = [max(low, 4 - first - place) for place, low in enumerate(lower)]
            further = completed(index, [*upper, *at_most])
            over = [
                demanded(index, further, 0, end) > limit
                for end, limit in zip((1, 3, 4), limits, strict=True)
                if end >= last
            ]
            assert any(over)


def test_the_best_class_leaves_hours_for_floors_below_it() -> None:
    """Ten could be in the best class, but the hours with class B must also do for five guaranteed there."""
    accounts = [Account(0, floor=2)] * 5 + [Account(9000 + score) for score in range(0, 1000, 100)]
    limits = {"A": 10 * HOURS[0], "B": 10 * HOURS[0], "C": 20 * HOURS[0]}
    found = by_hours(index_of(accounts, FIVE, PLAIN), FIVE, limits, together=True)
    assert found.lines is not None
    assert 0 < found.figures["A"] < limits["A"]
    assert 5 * HOURS[2] <= found.figures["B"] <= limits["B"] - found.figures["A"]


def test_a_class_that_is_not_limited_keeps_its_lines() -> None:
    index = index_of([Account(score) for score in range(0, 10_001, 50)], FIVE, PLAIN)
    found = by_hours(index, FIVE, {"A": 400_000})
    assert found.lines is not None
    assert found.lines[2:] == index.lines[2:]
    assert found.lines[0] - found.lines[1] == index.lines[0] - index.lines[1]
    assert found.binding is not None
    assert found.binding.render("en").startswith("The hours of class A bind: lines lower by 0.01 would ")
    assert found.binding.render("zh").startswith("A 类")


def test_the_class_that_binds_is_named_with_the_hours_too_many() -> None:
    floors = [Account(0, floor=0)] * 10

    def refusal(found: Suggestion) -> str:
        assert found.lines is None
        assert found.infeasible is not None
        assert found.infeasible.render("zh") != found.infeasible.render("en")
        return found.infeasible.render("en")

    few = refusal(by_hours(index_of(floors, FIVE, PLAIN), FIVE, {"A": 400_00}))
    assert "class A bind" in few
    assert "68.00 more than the limit of 400.00" in few
    rest = index_of([Account(0)] * 100, FIVE, PLAIN)
    lowest = refusal(by_hours(rest, FIVE, {"A": 0, "B": 0, "C": 100_00}))
    assert "class C bind" in lowest
    assert "170.00 more than the limit of 100.00" in lowest
    assert "no accounts" in refusal(by_hours(index_of([], FIVE), FIVE, {"A": 0}))
    assert "no accounts" in refusal(by_total_hours(index_of([], FIVE), FIVE, 0))


def test_limits_come_from_the_grades_of_the_staff() -> None:
    """LY-6: class A is for seniors, class B for intermediates and seniors, class C for everybody."""
    people = [
        {"manager_id": f"M{place}", "role": "account_manager", "grade": grade}
        for place, grade in enumerate(("junior", "intermediate", "senior"))
    ]
    staff = staffed(accounts_table([]), managers_table(people), teams_table([]), FIVE)
    limits = limits_by_grade(staff, FIVE)
    assert limits == {"A": 130_000, "B": 255_000, "C": 365_000}
    index = index_of([Account(score) for score in range(0, 10_001, 50)], FIVE, PLAIN)
    found = by_hours(index, FIVE, limits, together=True)
    assert found.lines is not None
    assert found.figures["A"] <= 130_000 < found.figures["A"] + HOURS[1]
    with pytest.raises(BadInputError, match="staffing"):
        limits_by_grade(staff, THREE)


def test_what_cannot_be_searched_is_refused() -> None:
    index = index_of([Account(1)], FIVE)
    with pytest.raises(BadInputError, match="D"):
        by_hours(index, FIVE, {"D": 100})
    with pytest.raises(BadInputError, match=r"-1\.00"):
        by_hours(index, FIVE, {"A": -100})
    with pytest.raises(BadInputError, match="no service standards"):
        by_total_hours(index_of([Account(1)], THREE), THREE, 100)
    dear = [replace(each, hours=(*each.hours[:-1], 10_000)) for each in FIVE.services]
    with pytest.raises(BadInputError, match="more hours"):
        by_total_hours(index, replace(FIVE, services=tuple(dear)), 100)
