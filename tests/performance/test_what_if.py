"""One statement with other actuals, and what would raise it, against the compiled run (LY-12..LY-16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.performance.facts_at_hand import POLICY
from tierline.errors import BadInputError
from tierline.messages import translate
from tierline.performance.actuals import Gathered, gather
from tierline.performance.approvers import Approvers
from tierline.performance.derive import derived_schema
from tierline.performance.entries import exact_total, shown
from tierline.performance.events import count_events
from tierline.performance.gains import STEPS, Gain, first_at, full_at, gain_between, gains
from tierline.performance.ledger import settle
from tierline.performance.policy_changes import with_changes
from tierline.performance.policy_resolved import PointsPolicy
from tierline.performance.statement import Basis, Statement
from tierline.performance.what_if import with_actuals
from tierline.tables.registry import arrow_schema

ROLES = {"M1": "account_manager", "M2": "account_manager", "P1": "phone_manager", "A1": "assistant"}
STAFF = [{"manager_id": name, "role": role, "team_id": "T1"} for name, role in ROLES.items()]
APPROVERS = Approvers([*STAFF, {"manager_id": "boss", "role": "supervisor"}])
EMPTY = gather(
    POLICY,
    {"managers": pa.Table.from_pylist(STAFF, schema=arrow_schema("managers"))},
    derived_schema().empty_table(),
)
POLICIES = (
    POLICY,
    with_changes(POLICY, {"caps.basis": "attained", "caps.bonus": 5}),
    with_changes(POLICY, {"defaults.no_actual": "skip", "defaults.ceiling": 1.5, "caps.category": False}),
    with_changes(POLICY, {"defaults.no_target": "skip", "defaults.ceiling": 1.2}),
    with_changes(POLICY, {"defaults.no_actual": "nothing", "defaults.zero_target": "full"}),
)
Cells = dict[tuple[str, str], tuple[int | None, int | None]]
Month = tuple[
    int, Cells, list[tuple[str, str]], str, dict[str, int]
]  # place of the policy, ..., who, other actuals


def settled(policy: PointsPolicy, cells: Cells, items: list[tuple[str, str]]) -> dict[str, Statement]:
    """Settle a month in which each (manager, indicator) has these targets and actuals."""
    rows = []
    for row in EMPTY.figures.to_pylist():
        target, actual = cells.get((row["manager_id"], row["indicator"]), (100, 80))
        rows.append(row | {"target": target, "actual": actual, "derivation": None})
    noted = [
        {
            "event_id": f"E{at}",
            "manager_id": manager,
            "item": item,
            "date": date(2026, 10, 1 + at),
            "evidence": "report",
            "approver": "boss",
            "approved_on": date(2026, 10, 28),
        }
        for at, (manager, item) in enumerate(items)
    ]
    events, _wrong = count_events(
        pa.Table.from_pylist(noted, schema=arrow_schema("point_events")), APPROVERS, policy
    )
    figures = pa.Table.from_pylist(rows, schema=EMPTY.figures.schema)
    return {each.manager_id: each for each in settle(Gathered(figures, events, [], ROLES), policy, STAFF)}


def figure() -> st.SearchStrategy[int | None]:
    return st.one_of(st.none(), st.integers(0, 12), st.integers(0, 20_000), st.integers(0, 10**12))


@st.composite
def months(draw: st.DrawFn) -> Month:
    """Draw a policy, everybody's figures and events, and other actuals of one of them."""
    place = draw(st.sampled_from(range(len(POLICIES))))
    policy = POLICIES[place]
    keys = [(row["manager_id"], row["indicator"]) for row in EMPTY.figures.to_pylist()]
    odd = draw(st.lists(st.sampled_from(keys), max_size=12, unique=True))
    cells: Cells = {key: (draw(figure()), draw(figure())) for key in odd}
    items = [(name, item.id) for item in policy.items for name, role in ROLES.items() if role in item.roles]
    events = draw(st.lists(st.sampled_from(items), max_size=9))
    manager = draw(st.sampled_from(sorted(ROLES)))
    names = policy.role(ROLES[manager]).indicator_ids
    other = draw(st.dictionaries(st.sampled_from(names), st.integers(0, 25_000), max_size=5))
    return place, cells, events, manager, other


@given(months())
@settings(max_examples=80)
def test_other_actuals_come_to_what_the_compiled_run_makes_of_them(
    month: Month,
) -> None:
    place, cells, events, manager, other = month
    policy = POLICIES[place]
    before = settled(policy, cells, events)[manager]
    changed = cells | {
        (manager, name): (cells.get((manager, name), (100, 80))[0], actual) for name, actual in other.items()
    }
    assert with_actuals(before, policy, {}) == before
    after = settled(policy, changed, events)[manager]
    if before.team is None and after.team is not None:  # held before: what the team gives was not worked out
        return
    assert with_actuals(before, policy, other) == after


def test_an_indicator_of_nobody_is_refused() -> None:
    own = settled(POLICY, {}, [])["M1"]
    with pytest.raises(BadInputError, match="'weather' is no indicator of this statement"):
        with_actuals(own, POLICY, {"weather": 1})


def test_a_held_statement_is_settled_by_what_was_missing() -> None:
    own = settled(POLICY, {("M1", "mas_arrivals"): (100, None)}, [])["M1"]
    assert own.total is None
    assert gains(own, POLICY) == ()
    assert with_actuals(own, POLICY, {"mas_arrivals": 80}).total == settled(POLICY, {}, [])["M1"].total


def _gain(own: Statement, name: str) -> Gain:
    return next(each for each in gains(own, POLICY) if each.indicator == name)


def test_gains_worked_by_hand() -> None:
    cells: Cells = {("M1", name): (100, 100) for name in POLICY.role("account_manager").indicator_ids}
    cells[("M1", "mas_arrivals")] = (12, 9)  # weight 10: 7.50, three more give 2.50
    cells[("M1", "adc_arrivals")] = (10, 5)  # below the floor of 0.60: the sixth gives the first points
    own = settled(POLICY, cells, [])["M1"]
    found = _gain(own, "mas_arrivals")
    assert (found.needed, found.begins, found.steps, found.step, found.points) == (12, None, 3, "piece", 250)
    below = _gain(own, "adc_arrivals")
    weight = own.line("adc_arrivals").weight
    assert (below.needed, below.begins, below.steps, below.points) == (10, 6, 5, weight)
    assert [each.indicator for each in gains(own, POLICY)] == ["adc_arrivals", "mas_arrivals"]


@pytest.mark.parametrize("actual", [61, 62, 67, 83, 97, 98])
def test_what_a_line_shows_and_its_gain_are_its_weight(actual: int) -> None:
    """The exact difference is rounded once: what other lines leave after the point does not show in it."""
    for other in (61, 65, 98):
        cells: Cells = {("M1", name): (100, 100) for name in POLICY.role("account_manager").indicator_ids}
        cells[("M1", "mas_arrivals")], cells[("M1", "adc_arrivals")] = (103, actual), (199, other * 2)
        own = settled(POLICY, cells, [])["M1"]
        for name in ("mas_arrivals", "adc_arrivals"):
            line = own.line(name)
            assert shown(line.points or 0) + _gain(own, name).points == line.weight


def test_a_gain_between_two_totals_is_rounded_once() -> None:
    """LY-14, by hand: 93.138187 + 3.495146 = 96.633333; the totals, 93.14 and 96.63, are 3.49 apart."""
    cells: Cells = {("M1", name): (100, 100) for name in POLICY.role("account_manager").indicator_ids}
    cells[("M1", "mas_arrivals")], cells[("M1", "adc_arrivals")] = (103, 67), (300, 199)
    own = settled(POLICY, cells, [])["M1"]
    there = with_actuals(own, POLICY, {"mas_arrivals": 103})
    assert (exact_total(own), exact_total(there)) == (93_138_187, 96_633_333)
    assert ((there.total or 0) - (own.total or 0), gain_between(own, there)) == (349, 350)
    assert _gain(own, "mas_arrivals").points == 350


def test_a_derived_share_is_raised_by_what_it_counts() -> None:
    own = settled(POLICY, {("M1", "ict_penetration"): (9500, 9000)}, [])["M1"]
    basis = Basis("ict_penetration", part=18 * 31, whole=20 * 31, per=31)  # for all 31 days
    counted = replace(own, lines=tuple(replace(each, basis=basis) for each in own.lines))
    found = _gain(counted, "ict_penetration")
    assert (found.step, found.steps, found.needed) == ("counted", 1, 9500)
    assert basis.render("en") == "18 of 20 own customers use an ICT product"


@given(months())
@settings(max_examples=40)
def test_a_gain_is_reached_at_what_is_needed_and_not_beyond(
    month: Month,
) -> None:
    place, cells, events, manager, _other = month
    policy = POLICIES[place]
    own = settled(policy, cells, events)[manager]
    found = gains(own, policy)
    assert [each.per_step for each in found] == sorted((each.per_step for each in found), reverse=True)
    for each in found:
        there = with_actuals(own, policy, {each.indicator: each.needed})
        between_totals = (there.total or 0) - (own.total or 0)  # each of the two rounded
        assert abs(between_totals - each.points) <= 1
        assert each.points > 0
        assert there.line(each.indicator).effect in ("ceiling", "level", "counted")
        if each.begins is not None:
            less = own.line(each.indicator).kind.startswith("less")
            short = each.begins + (1 if less else -1)
            assert with_actuals(own, policy, {each.indicator: short}).line(each.indicator).points == 0


@pytest.mark.parametrize(
    ("kind", "target", "full", "first"),
    [("more", 7, 7, 5), ("less", 10, 10, 16), ("less_linear", 10, 10, 14), ("level", 9500, 9500, 5700)],
)
def test_where_points_begin_and_are_full(kind: str, target: int, full: int, first: int) -> None:
    indicator = replace(POLICY.indicator("mas_arrivals"), kind=kind)
    assert full_at(indicator, target) == full
    assert first_at(indicator, target) == first


def test_steps_are_named_by_what_is_measured() -> None:
    cells: Cells = {("M1", name): (100, 100) for name in POLICY.role("account_manager").indicator_ids}
    cells[("M1", "first_reply")] = (10_000, 9_665)  # per cent: from 96.65 to 100
    cells[("M1", "exam")] = (10_000, 8_722)  # marks: from 87.22 to 100
    own = settled(POLICY, cells, [])["M1"]
    assert [(_gain(own, name).step, _gain(own, name).steps) for name in ("first_reply", "exam")] == [
        ("point", 4),
        ("mark", 13),
    ]


def test_what_money_lacks_is_said_in_per_cent_of_the_target() -> None:
    cells: Cells = {("M1", name): (100, 100) for name in POLICY.role("account_manager").indicator_ids}
    cells[("M1", "ict_revenue")] = (10_000, 1_251)  # 87.49 % are lacking; a begun one is whole
    found = _gain(settled(POLICY, cells, [])["M1"], "ict_revenue")
    assert (found.step, found.steps) == ("hundredth", 88)
    said = [translate(STEPS[found.step], language).format(steps=found.steps) for language in ("en", "zh")]
    assert said == ["88 % of the target more", "再增加目标值的 88%"]
