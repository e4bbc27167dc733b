"""The ledger against a reference in decimals, and what must hold of every statement (LY-12..LY-16)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.performance import naive
from tests.performance.facts_at_hand import POLICY
from tests.performance.ledgers import ASKED, NONE, Person, gathered, one, settled
from tierline.messages import LANGUAGES
from tierline.performance.effects import EFFECTS
from tierline.performance.entries import ENTRIES, own_unrounded
from tierline.performance.ledger import settle
from tierline.performance.policy_changes import with_changes
from tierline.performance.policy_resolved import PointsPolicy
from tierline.performance.statement import HELD, SETTLED, Statement
from tierline.performance.statement_tables import from_tables, to_tables
from tierline.performance.units import in_unit, to_smallest

ROLE = "account_manager"
ATTAINED = with_changes(POLICY, {"caps.basis": "attained", "defaults.ceiling": 1.3})
GENEROUS = with_changes(POLICY, {"defaults.no_actual": "skip", "defaults.zero_target": "meet"})
HARD = with_changes(POLICY, {"defaults.floor": 1, "defaults.zero_target": "nothing", "caps.category": False})
POLICIES = st.sampled_from([POLICY, ATTAINED, GENEROUS, HARD])
ITEMS = [item.id for item in POLICY.items]


def figures(which: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw some figures of an account manager, most of them near the usual target."""
    names = [
        name
        for name in POLICY.role(ROLE).indicator_ids
        if which == "actual" or POLICY.indicator(name).target_value is None
    ]
    shares = st.one_of(st.integers(0, 140), st.sampled_from([0, 59, 60, 95, 100]), st.just(NONE))
    return st.dictionaries(st.sampled_from(names), shares, max_size=5).map(
        lambda drawn: {
            name: NONE if share == NONE else _figure(name, share, which) for name, share in drawn.items()
        }
    )


def _figure(name: str, share: int, which: str) -> Decimal:
    each = POLICY.indicator(name)
    asked = in_unit(each.target_value, each.unit) if each.target_value else ASKED[each.unit]
    exact = asked * share / 100
    if each.most is not None:  # nobody can reach more
        exact = min(exact, in_unit(each.most, each.unit))
    return Decimal(int(exact)) if each.unit == "count" else exact.quantize(Decimal("0.01"))


@st.composite
def events(draw: st.DrawFn) -> list[dict[str, Any]]:
    from datetime import date

    items = draw(st.lists(st.sampled_from(ITEMS), max_size=9))
    return [
        {
            "event_id": f"E{number:02d}",
            "item": item,
            "date": date(2026, 10, draw(st.integers(1, 31))),
            "approver": draw(st.sampled_from(["L1", "L1", None])),
        }
        for number, item in enumerate(items)
    ]


@st.composite
def people(draw: st.DrawFn, number: int = 1) -> list[Person]:
    return [
        Person(
            f"M{place}",
            targets=draw(figures("target")),
            actuals=draw(figures("actual")),
            events=[{**each, "event_id": f"{place}{each['event_id']}"} for each in draw(events())],
        )
        for place in range(1, number + 1)
    ]


def reference(person: Person, policy: PointsPolicy) -> dict[str, Decimal] | str:
    """Return one statement as the rulebook has it, in decimals, from the figures of a person."""
    cells: list[naive.Cell] = []
    for name in policy.role(person.role).indicator_ids:
        each = policy.indicator(name)
        asked = in_unit(each.target_value, each.unit) if each.target_value else ASKED[each.unit]
        target = asked if each.target_value else person.targets.get(name, asked)
        actual = person.actuals.get(name, 0 if target == NONE else target)
        cells.append(tuple(_smallest(value, each.unit) for value in (actual, target)))  # type: ignore[arg-type]
    left = {item.id: item.cap for item in policy.items}
    points = []
    for event in sorted(person.events, key=lambda each: (each["date"], each["event_id"])):
        if event["approver"] is not None:
            item = policy.item(event["item"])
            given_points = min(item.points, left[item.id])
            left[item.id] -= given_points
            points.append((1 if item.effect == "bonus" else -1) * given_points * 10_000)
    return naive.statement(cells, points, policy.scheme(person.role))


def _smallest(value: Any, unit: str) -> int | None:
    return None if value == NONE else to_smallest(Decimal(str(value)), unit)


def exact(millionths: int | None) -> Decimal:
    return Decimal(millionths or 0) / 10**6


@settings(max_examples=60, deadline=None)
@given(drawn=people(2), policy=POLICIES)
def test_statements_are_those_of_the_reference(drawn: list[Person], policy: PointsPolicy) -> None:
    found = settled(drawn, policy)
    for person in drawn:
        statement, expected = found[person.manager_id], reference(person, policy)
        if isinstance(expected, str):
            assert (statement.state, statement.total) == (expected, None)
            assert any(line.effect == "held" for line in statement.lines)
            continue
        assert statement.state == SETTLED
        assert Decimal(statement.total or 0) / 100 == expected["total"]
        for name in ("base", "bonus", "deduction"):
            assert exact(getattr(statement, name)) == expected[name], name


@settings(max_examples=60, deadline=None)
@given(drawn=people(1), policy=POLICIES)
def test_a_statement_adds_up(drawn: list[Person], policy: PointsPolicy) -> None:
    """Total = base + bonus - deduction within 0 and 110; lines, cuts and rounding add up to it (LY-12)."""
    found = settled(drawn, policy)["M1"]
    if found.total is None:
        return
    base, bonus, deduction = found.base or 0, found.bonus or 0, found.deduction or 0
    bounded = min(max(base + bonus - deduction, 0), 110 * 10**6)
    assert own_unrounded(found) == bounded
    assert found.total == int((exact(bounded) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    assert 0 <= found.total <= 11_000
    assert sum(entry.points for entry in found.entries) == found.total
    assert base == sum(each.points or 0 for each in found.categories)
    for category in found.categories:
        own = [line.points or 0 for line in found.lines if line.category == category.id]
        assert sum(own) == category.lines
        assert category.points == (category.lines or 0) + (category.spread or 0) - (category.cut or 0)
        assert (category.cut or 0) >= 0
    for effect, kept, cap in (
        ("bonus", bonus, found.bonus_cap),
        ("deduction", deduction, found.deduction_cap),
    ):
        assert sum(each.kept for each in found.events if each.effect == effect) == kept <= (cap or 0)


@settings(max_examples=60, deadline=None)
@given(drawn=people(1), policy=POLICIES)
def test_what_a_line_says_of_itself_is_what_it_gave(drawn: list[Person], policy: PointsPolicy) -> None:
    """LY-14: points are the raw ones, but below the floor and at the ceiling."""
    found = settled(drawn, policy)["M1"]
    for line in found.lines:
        full, each = line.weight * 10_000, policy.indicator(line.indicator)
        expected = {
            "counted": line.raw,
            "floor": 0,
            "level": full,
            "full": full,
            "met": full,
            "missed": 0,
            "nothing": 0,
            "held": None,
            "skipped": None,
            "ceiling": (2 * full * each.ceiling + 10**6) // (2 * 10**6),
        }
        assert (line.effect, line.points) == (line.effect, expected[line.effect])
        assert line.effect in EFFECTS


@settings(max_examples=40, deadline=None)
@given(drawn=people(1), policy=POLICIES, data=st.data())
def test_raising_an_actual_never_lowers_points(
    drawn: list[Person], policy: PointsPolicy, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(policy.role(ROLE).indicator_ids))
    shares = sorted(data.draw(st.lists(st.integers(0, 200), min_size=2, max_size=4, unique=True)))
    totals = []
    for share in shares:
        drawn[0].actuals[name] = _figure(name, share, "actual")
        totals.append(settled(drawn, policy)["M1"].total)
    assert totals.count(None) in (0, len(totals))
    assert all(more >= less for less, more in pairwise(totals) if more is not None and less is not None)


@settings(max_examples=40, deadline=None)
@given(drawn=people(1), order=st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(drawn: list[Person], order: Any) -> None:
    """The first by date and number keep their points, whatever order the rows came in (LY-12)."""
    before = settled(drawn)["M1"]
    order.shuffle(drawn[0].events)
    assert settled(drawn)["M1"] == before


@settings(max_examples=30, deadline=None)
@given(drawn=people(3), data=st.data())
def test_one_bad_row_leaves_the_others_unchanged(drawn: list[Person], data: st.DataObject) -> None:
    before = settled(drawn)
    bad = data.draw(
        st.sampled_from(
            [
                {"item": "good_mood"},
                {"evidence": " "},
                {"approver": "M1"},
                {"approver": None},
            ]
        )
    )
    row = {"event_id": "X", "item": "media_exposure", **bad}
    drawn[0].events.append(row)
    after = settled(drawn)
    assert {name: after[name] for name in ("M2", "M3")} == {name: before[name] for name in ("M2", "M3")}
    assert (after["M1"].total, after["M1"].lines) == (before["M1"].total, before["M1"].lines)
    assert len(after["M1"].findings) == len(before["M1"].findings) + 1


def test_a_missing_figure_holds_one_statement_alone() -> None:
    some = [Person("M1", actuals={"exam": NONE}), Person("M2")]
    found = settled(some)
    assert (found["M1"].state, found["M2"].total) == (HELD, 10_000)
    assert [each.kind for each in found["M1"].findings] == ["no_actual"]
    assert found["M1"].line("exam").effect == "held"


def test_a_role_without_targets_is_told_in_every_statement_of_it() -> None:
    found = settled(
        [Person("M1", targets={"visits_done": NONE}), Person("M2", targets={"visits_done": NONE})]
    )
    for name, statement in found.items():
        told = [(each.kind, each.manager_id) for each in statement.findings]
        assert ("no_target", name) in told


@pytest.mark.parametrize("policy", [POLICY, ATTAINED, GENEROUS], ids=["as shipped", "attained", "generous"])
def test_statements_come_back_from_their_tables(policy: PointsPolicy) -> None:
    some = [
        Person("M1", actuals={"mas_arrivals": NONE, "exam": Decimal("99.5")}, events=_every_item()),
        Person("M2", targets={"mas_arrivals": 0}, actuals={"mas_arrivals": 0, "retention": NONE}),
        Person("H1", "assistant"),
        Person("P1", "phone_manager", actuals={"loss": 0}),
    ]
    staff = [{"manager_id": each.manager_id, "team_id": each.team} for each in some]
    found = gathered(some, policy)
    every = settle(found, policy, [{**row, "role": found.roles[row["manager_id"]]} for row in staff])
    assert from_tables(to_tables(every, found.findings), policy) == every


def _every_item() -> list[dict[str, Any]]:
    return [{"event_id": f"E{number}", "item": item} for number, item in enumerate(ITEMS * 2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_is_told_in_words_and_as_data(language: str) -> None:
    people: Sequence[Person] = [
        Person(events=_every_item(), actuals={"exam": 50, "ict_penetration": 80}),
        Person("H1", "assistant"),
        Person("M2", actuals={"exam": NONE}),
    ]
    for statement in settled(people).values():
        text = statement.render(language)
        assert statement.manager_id in text
        assert all(line.title[language] in text for line in statement.lines)
        assert all(event.event_id in text and event.evidence in text for event in statement.events)
        data = json.loads(json.dumps(statement.to_dict()))
        total = None if statement.total is None else f"{statement.total / 100:.2f}"
        assert data["total"] == total
        assert len(data["lines"]) == len(statement.lines)
        assert {each["kind"] for each in data["entries"]} <= set(ENTRIES)


def test_every_bonus_and_deduction_is_shown_with_what_was_cut_of_it() -> None:
    found: Statement = one(events=_every_item())
    given_points = sum(each.points for each in found.events if each.effect == "bonus")
    cut = sum(each.cut_by_item * 10_000 + each.cut_by_cap for each in found.events if each.effect == "bonus")
    assert given_points * 10_000 - cut == found.bonus
