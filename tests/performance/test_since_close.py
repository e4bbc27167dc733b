"""In whatever order a closed statement is decided about, it keeps its bounds and its lines add up (LY-12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.decided import approved_late, corrected, refused_late
from tests.performance.facts_at_hand import POLICY
from tests.performance.ledgers import Person, settled
from tierline.performance.policy_changes import with_changes
from tierline.performance.policy_resolved import PointsPolicy
from tierline.performance.room import room_of
from tierline.performance.standing import added_by
from tierline.performance.statement import Statement

D = Decimal
CENT, ZERO = D("0.01"), D(0)
POLICIES = {
    "as shipped": POLICY,
    "attained": with_changes(POLICY, {"caps.basis": "attained"}),
    "generous": with_changes(POLICY, {"defaults.ceiling": 1.3, "caps.category": False}),
}
EVENT = st.tuples(st.sampled_from([item.id for item in POLICY.items]), st.integers(1, 28), st.booleans())


def rounded(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)


@dataclass
class Plain:
    """One statement in decimal points: what stands at the close, and then step by step."""

    policy: PointsPolicy
    kind: dict[str, tuple[str, str]]  # event -> item, effect
    caps: dict[str, Decimal]
    held: dict[str, Decimal]  # event -> what it gives or takes, by its size
    own: Decimal
    share: Decimal
    rest: Decimal
    hidden: Decimal = ZERO
    lines: list[Decimal] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return rounded(self.own * self.share + self.rest)

    def of(self, place: int, name: str) -> Decimal:
        return sum((self.held[event] for event, kind in self.kind.items() if kind[place] == name), ZERO)

    def approve(self, event: str) -> Decimal:
        item, effect = self.kind[event]
        by_item = D(self.policy.item(item).cap) / 100 - self.of(0, item)
        left = max(min(by_item, self.caps[effect] - self.of(1, effect)), ZERO)
        kept = min(D(self.policy.item(item).points) / 100, left)
        before, self.held[event] = self.total, self.held[event] + kept
        full = self.own + self.hidden + (kept if effect == "bonus" else -kept)
        self.own = min(max(full, min(ZERO, self.own)), max(D(110), self.own))
        self.hidden = full - self.own
        self.lines.append(self.total - before)
        return self.lines[-1]

    def correct(self, points: Decimal, about: str) -> None:
        own = points / self.share
        self.own, self.hidden = self.own + own, ZERO
        if about in self.kind:
            self.held[about] += own if self.kind[about][1] == "bonus" else -own
        self.lines.append(points)


def plain(statement: Statement, policy: PointsPolicy) -> Plain:
    """Put a statement of the close into decimals; caps and cuts are reckoned here, in order of date."""
    base = D(statement.base or 0) / 10**6
    basis = base if policy.cap_basis == "attained" else D(100)
    kind = {each.event_id: (each.item, each.effect) for each in statement.events}
    team = statement.team
    share = D(1) if team is None else D(team.own) / 10_000
    rest = ZERO if team is None else D(team.points) / 10**6 / team.counted * (1 - share)
    caps = {"bonus": (basis / 10).quantize(D("0.000001"), ROUND_HALF_UP)}
    caps["deduction"] = caps["bonus"]
    made = Plain(policy, kind, caps, dict.fromkeys(kind, ZERO), base, share, rest)
    for each in sorted(statement.events, key=lambda one: (one.date, one.event_id)):
        if each.status == "counted":
            made.approve(each.event_id)
    made.lines.clear()
    return made


def person(drawn: list[tuple[str, int, bool]], role: str, policy: PointsPolicy, done: str) -> list[Person]:
    events = [
        {"event_id": f"E{n}", "item": item, "date": date(2026, 10, day), "approver": "L1" if sound else None}
        for n, (item, day, sound) in enumerate(drawn)
    ]
    nothing = dict.fromkeys(policy.role(role).indicator_ids, 0)
    actuals = {"much": {"exam": 100}, "some": {"exam": 61.37}, "nothing": nothing}[done]
    team = [Person(f"T{n}", actuals={"exam": 90 + n}) for n in range(4)]
    return [Person("M1", role, actuals=actuals, events=events), *team]


def check_bounds(statement: Statement, closed: Statement, reference: Plain) -> None:
    """No bound of LY-12 and LY-14 is left, and every dated line adds to the total what it says."""
    assert statement.total is not None
    assert closed.total is not None
    total = D(statement.total) / 100
    assert 0 <= total <= 110
    assert total == reference.total
    assert [D(each.points) / 100 for each in statement.corrections] == [
        each for each in reference.lines if each
    ]
    assert sum(each.points for each in statement.corrections) == statement.total - closed.total
    assert sum(each.points for each in statement.entries) == statement.total
    assert "corrected_bounds" not in {each.kind for each in statement.entries}
    atom = D("0.000001")  # of a division by the share
    for item in reference.policy.items:
        assert reference.of(0, item.id) <= D(item.cap) / 100 + atom
    for effect, cap in reference.caps.items():
        assert reference.of(1, effect) <= cap + atom


def check_lines(statement: Statement, reference: Plain) -> None:
    """No line is corrected beyond its weight, and no category beyond its share, by what is shown of them."""
    policy, added = reference.policy, {}
    for each in statement.corrections:
        added[each.about] = added.get(each.about, ZERO) + D(each.points) / 100
    for category in statement.categories:
        own = [line for line in statement.lines if line.category == category.id]
        most = ZERO
        for line in own:
            ceiling = D(
                min(policy.indicator(line.indicator).ceiling, 10**6 if line.kind == "level" else 10**9)
            )
            most_of = rounded(D(line.weight) / 100 * ceiling / 10**6)
            shown = rounded(D(line.points or 0) / 10**6 * reference.share)
            assert 0 <= shown + added.get(line.indicator, ZERO) <= rounded(most_of * reference.share)
            most += most_of
        names = [category.id, *(line.indicator for line in own)]
        holds = rounded(D(category.points or 0) / 10**6 * reference.share)
        share = D(category.share) / 100 if policy.cap_categories else most
        assert 0 <= holds + sum(added.get(name, ZERO) for name in names) <= rounded(share * reference.share)


@pytest.mark.parametrize("name", POLICIES)
@given(
    drawn=st.lists(EVENT, max_size=9),
    role=st.sampled_from(["account_manager", "account_manager", "assistant"]),
    done=st.sampled_from(["much", "some", "nothing"]),
    data=st.data(),
)
def test_any_order_of_decisions_keeps_every_bound(
    name: str, drawn: list[tuple[str, int, bool]], role: str, done: str, data: Any
) -> None:
    policy = POLICIES[name]
    closed = statement = settled(person(drawn, role, policy, done), policy)["M1"]
    waiting = [each.event_id for each in closed.events if each.status == "pending"]
    lines = ["", *(each.id for each in closed.categories), *(each.indicator for each in closed.lines)]
    with localcontext() as context:
        context.prec = 60
        reference = plain(closed, policy)
        check_bounds(statement, closed, reference)
        for _ in range(data.draw(st.integers(0, 8), "steps")):
            what = data.draw(st.sampled_from(["approve", "refuse", "event", "event", "line"]))
            if what in ("approve", "refuse") and waiting:
                event = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
                if what == "refuse":
                    statement = refused_late(statement, event)
                else:
                    statement = approved_late(statement, event, policy)
                    reference.approve(event)
            else:
                events = [each.event_id for each in closed.events]
                about = data.draw(st.sampled_from(events if what == "event" and events else lines))
                room = room_of(statement, policy, about)
                points = data.draw(
                    st.sampled_from([room.takes, room.gives]) | st.integers(room.takes, room.gives)
                )
                if points:
                    statement = corrected(statement, points, about)
                    reference.correct(D(points) / 100, about)
            check_bounds(statement, closed, reference)
            check_lines(statement, reference)


def by_hand(*events: tuple[str, str | None], done: str = "much") -> Statement:
    drawn = [(item, 1 + n, by is not None) for n, (item, by) in enumerate(events)]
    return settled(person(drawn, "account_manager", POLICY, done))["M1"]


def test_a_room_that_was_given_back_is_there_for_a_late_event() -> None:
    """Two points each, four a month: the third was cut; the first is taken back, then the late one counts."""
    promotion = ("new_service_promotion", "L1")
    statement = by_hand(promotion, promotion, promotion, ("new_service_promotion", None))
    assert [each.kept for each in statement.events] == [2_000_000, 2_000_000, 0, 0]
    assert added_by(statement, POLICY, "E3") == 0
    assert added_by(corrected(statement, -200, "E0"), POLICY, "E3") == 200


def test_a_late_deduction_takes_of_what_a_correction_gave() -> None:
    """Nothing reached: the total is 0 and a deduction finds nothing, but 5.00 given by correction."""
    statement = by_hand(("justified_complaint", None), done="nothing")
    assert statement.total == 0
    assert added_by(statement, POLICY, "E0") == 0
    assert added_by(corrected(statement, 500, "exam"), POLICY, "E0") == -200


def test_a_late_bonus_pays_first_what_the_lowest_total_hid_of_a_deduction() -> None:
    """0 + 2 - 4 is 0, as the close would have settled it."""
    complaint = ("justified_complaint", "L1")
    statement = by_hand(complaint, complaint, ("new_service_promotion", None), done="nothing")
    assert (statement.total, statement.deduction) == (0, 4_000_000)
    assert added_by(statement, POLICY, "E2") == 0


def test_a_late_bonus_adds_only_what_the_highest_total_leaves() -> None:
    statement = by_hand(("new_service_promotion", None))
    assert statement.total == 10_000
    assert added_by(corrected(statement, 900), POLICY, "E0") == 100
    assert added_by(corrected(statement, 1_000), POLICY, "E0") == 0


def test_a_line_and_its_category_are_not_both_given_the_same_room() -> None:
    """Nothing of 60 reached: with 20.00 given to a line, the category has 40.00 left."""
    statement = by_hand(done="nothing")
    category = next(each for each in statement.categories if each.id == "ict")
    line = next(each for each in statement.lines if each.category == "ict")
    again = corrected(statement, line.weight, line.indicator)
    assert room_of(again, POLICY, "ict").gives == category.share - line.weight
    full = corrected(statement, category.share, "ict")
    assert room_of(full, POLICY, line.indicator).gives == 0


def test_a_line_of_an_assistant_counts_half() -> None:
    """LY-16: half own, half team: what a line holds of the total is half of what it shows."""
    people = person([("new_service_promotion", 1, True)], "assistant", POLICY, "nothing")
    statement = settled(people)["M1"]
    line = next(each for each in statement.lines if each.indicator == "exam")
    assert (room_of(statement, POLICY, "exam").highest, line.weight) == (line.weight // 2, line.weight)
    assert room_of(statement, POLICY, "E0").takes == -100


def test_what_was_hidden_at_the_close_is_settled_by_a_correction() -> None:
    """0 - 4 is 0; corrected to 5.00, a late bonus of 2.00 adds 2.00 and pays for nothing of before."""
    complaint = ("justified_complaint", "L1")
    statement = by_hand(complaint, complaint, ("new_service_promotion", None), done="nothing")
    assert added_by(corrected(statement, 500, "exam"), POLICY, "E2") == 200


def test_an_event_approved_late_can_be_corrected_by_what_it_gave() -> None:
    statement = by_hand(("new_service_promotion", None), done="some")
    assert room_of(statement, POLICY, "E0").takes == 0
    room = room_of(approved_late(statement, "E0"), POLICY, "E0")
    assert (room.holds, room.takes, room.gives) == (200, -200, 200)  # 4.00 a month is the item's cap


def test_a_category_without_a_cap_holds_what_its_lines_can() -> None:
    """LY-14: where an indicator may give more than its weight, so may the category."""
    policy = POLICIES["generous"]
    statement = settled(person([], "account_manager", policy, "nothing"), policy)["M1"]
    lines = [line for line in statement.lines if line.category == "ict"]
    most = sum(room_of(statement, policy, line.indicator).highest for line in lines)
    share = next(each.share for each in statement.categories if each.id == "ict")
    assert room_of(statement, policy, "ict").highest == most > share
