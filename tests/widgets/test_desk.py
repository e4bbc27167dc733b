"""The planner's desk without a display: figures are the engine's, refusals change nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tests.frozen import MONTHS
from tierline.policy.delta import Change
from tierline.policy.delta_apply import apply_delta
from tierline.service.standards import hours_per_tier
from tierline.simulate.chosen import chosen
from tierline.simulate.migration import migrate
from tierline.store import scenario as scenarios
from tierline.store.scenario_records import history
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, people, system_user
from tierline.store.workspace import Workspace
from tierline.tiering.score import grade_table
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def lower(desk: Desk, by: int = 300) -> list[int]:
    return [line - by for line in desk.lines]


def agrees(desk: Desk) -> None:
    """Hold every figure on the desk against grading the accounts anew under its policy."""
    policy = apply_delta(desk.base, desk.delta)
    graded = [grade_table(desk.accounts, each, desk.previous, desk.overrides) for each in (desk.base, policy)]
    moves = migrate(
        desk.accounts, graded[0], graded[1], (desk.base, policy), hours_per_tier(policy), desk.chosen
    )
    assert desk.policy == policy
    assert np.array_equal(desk.after.outcome.tier, graded[1].outcome.tier)
    assert np.array_equal(desk.before.outcome.tier, graded[0].outcome.tier)
    assert np.array_equal(desk.preview.moves[:, :, 0], moves.moves[:, :, 0])
    revenue = 1 + desk.preview.measures.index("monthly_revenue")
    assert np.array_equal(desk.preview.moves[:, :, revenue], moves.moves[:, :, 1])
    assert np.array_equal(desk.migration().moves, moves.moves)
    assert desk.lines == tuple(tier.line for tier in policy.tiers[:-1])
    assert desk.index.hysteresis == policy.hysteresis
    assert desk.impact().whole.after.accounts == moves.accounts
    assert desk.capacity().tiers[0].accounts == int((graded[1].outcome.tier == 0).sum())


def test_a_clear_desk_is_the_month_as_closed(desk: Desk) -> None:
    agrees(desk)
    assert desk.scenario is None
    assert desk.preview.moved == 0
    assert desk.migration().moved == 0
    assert not desk.can_undo
    assert not desk.can_redo
    assert desk.may_edit
    ranks = [desk.base.rank(tier) for tier in desk.session.rows()["tier"].to_pylist()]
    assert desk.before.outcome.tier.tolist() == ranks


def test_the_first_edit_begins_a_scenario_and_every_edit_is_one_record(desk: Desk) -> None:
    seen: list[str] = []
    desk.observe(lambda change: seen.append(change.name))
    assert desk.set_lines(lower(desk))
    assert {"graded", "scenario_version"} <= set(seen)
    agrees(desk)
    assert desk.scenario is not None
    assert desk.scenario.author == system_user()
    kinds = [record.kind for record in history(desk.session.workspace, desk.scenario.id)]
    assert kinds == ["create", "change"]
    heavier = [Change("indicators.employees.weight", 0), Change("indicators.monthly_revenue.weight", 0)]
    assert not desk.edit(*heavier)
    assert "100" in desk.problem
    agrees(desk)
    assert desk.edit(Change("hysteresis.months", 4))
    agrees(desk)
    assert [record.kind for record in history(desk.session.workspace, desk.scenario.id)] == [
        "create",
        "change",
        "change",
    ]


def shifted(desk: Desk) -> list[Change]:
    """Take 5 % from the first indicator's weight and give it to the second's."""
    first, second = desk.policy.indicators[:2]
    return [
        Change.hundredths(f"indicators.{first.id}.weight", first.weight - 500),
        Change.hundredths(f"indicators.{second.id}.weight", second.weight + 500),
    ]


def test_weights_rules_and_hysteresis_are_graded_as_the_engine_grades_them(desk: Desk) -> None:
    assert desk.edit(*shifted(desk))
    agrees(desk)
    rule = desk.base.rules[0]
    assert desk.edit(Change(f"rules.{rule.id}.enabled", False))
    agrees(desk)
    assert desk.edit(Change("hysteresis.enabled", not desk.base.hysteresis.enabled))
    agrees(desk)
    assert desk.set_lines(lower(desk, 120))
    agrees(desk)
    assert desk.edit(Change(f"rules.{rule.id}.enabled", None))
    agrees(desk)
    assert len(desk.policy.rules) == len(desk.base.rules)


def test_undo_and_redo_move_the_figures_with_the_record(desk: Desk) -> None:
    before = desk.lines
    desk.set_lines(lower(desk))
    desk.set_lines(lower(desk))
    assert desk.can_undo
    graded = desk.graded
    assert desk.undo()
    assert desk.graded == graded + 1
    assert desk.lines == tuple(line - 300 for line in before)
    agrees(desk)
    assert desk.can_redo
    assert desk.redo()
    assert desk.lines == tuple(line - 600 for line in before)
    assert not desk.redo()
    assert desk.problem
    agrees(desk)


@pytest.mark.parametrize("lines", [[], [5000], [6000, 7000, 3000, 2000], [9000, 7000, 5000, 0]])
def test_unfit_lines_are_refused_and_nothing_is_begun(desk: Desk, lines: list[int]) -> None:
    graded = desk.graded
    assert not desk.set_lines(lines)
    assert desk.problem
    assert desk.scenario is None
    assert desk.graded == graded
    agrees(desk)


def test_a_filter_counts_some_accounts_and_an_empty_one_is_refused(desk: Desk) -> None:
    areas = sorted(set(desk.accounts["area_id"].to_pylist()))
    graded = desk.graded
    assert desk.set_filter(area=areas[0])
    assert desk.graded == graded
    assert desk.filtered == 1
    assert desk.index.accounts == int(chosen(desk.accounts, area=areas[0]).sum())
    assert desk.whole_index.accounts == desk.accounts.num_rows
    agrees(desk)
    desk.set_lines(lower(desk))
    agrees(desk)
    desk.edit(*shifted(desk))
    agrees(desk)
    assert not desk.set_filter(area="nowhere")
    assert desk.problem
    assert desk.filter == {"area": areas[0]}
    agrees(desk)
    assert desk.set_filter()
    assert desk.index.accounts == desk.accounts.num_rows
    agrees(desk)


def test_the_last_open_draft_is_offered_and_nothing_is_lost(session: Session, desk: Desk) -> None:
    desk.set_lines(lower(desk))
    assert desk.scenario is not None
    again = Desk(session)
    assert again.offered is not None
    assert again.offered.id == desk.scenario.id
    assert again.scenario is None
    assert again.open_scenario(again.offered.id)
    assert again.lines == desk.lines
    assert again.offered is None
    assert Desk(session, desk.scenario.id).lines == desk.lines


@pytest.fixture
def colleague(workspace: Workspace) -> Session:
    if not any(person.login == "second" for person in people(workspace)):
        add_person(workspace, Person("second", "Second", "planner"), by=system_user(), reason="test")
    return Session(workspace, scope_for(workspace, "second"), language="en")


def test_the_second_of_two_is_told_and_overwrites_nothing(desk: Desk, colleague: Session) -> None:
    desk.set_lines(lower(desk))
    assert desk.scenario is not None
    other = Desk(colleague, desk.scenario.id)
    assert other.set_lines(lower(other, 50))
    theirs = other.lines
    mine = lower(desk, 10)
    assert not desk.set_lines(mine)
    assert desk.overtaken
    assert "second" in desk.problem
    assert "tiers." not in desk.problem
    best = desk.base.tiers[0]
    assert f"{theirs[0] / 100:.2f} points" in desk.problem
    assert best.id in desk.problem
    desk.session.speak("zh")
    assert "points" not in desk.problem
    desk.session.speak("en")
    assert desk.lines != theirs
    assert desk.keep_mine()
    assert not desk.overtaken
    assert not desk.problem
    assert desk.lines == tuple(mine)
    assert desk.scenario.id != other.scenario.id  # type: ignore[union-attr]
    assert desk.scenario.origin == other.scenario.id  # type: ignore[union-attr]
    assert scenarios.load(colleague.workspace, other.scenario.id).number == 3  # type: ignore[union-attr]
    agrees(desk)


def test_the_second_of_two_can_take_what_the_first_did(desk: Desk, colleague: Session) -> None:
    desk.set_lines(lower(desk))
    other = Desk(colleague, desk.scenario.id)  # type: ignore[union-attr]
    other.set_lines(lower(other, 50))
    assert not desk.undo()
    assert desk.overtaken
    assert desk.reload()
    assert desk.lines == other.lines
    assert not desk.overtaken
    agrees(desk)


def test_a_deleted_scenario_is_told(desk: Desk, colleague: Session) -> None:
    desk.set_lines(lower(desk))
    found = desk.scenario
    assert found is not None
    scenarios.delete(colleague.workspace, found.id, on=found.number, by="second")
    assert not desk.set_lines(lower(desk, 20))
    assert "deleted" in desk.problem
    assert not Desk(colleague).open_scenario(found.id)
    assert desk.keep_mine()


def test_a_scenario_of_another_month_or_of_none_is_refused_in_place(session: Session, desk: Desk) -> None:
    desk.set_lines(lower(desk))
    lines, found = desk.lines, desk.scenario
    session.show_month(MONTHS[0])
    assert desk.scenario is None
    assert desk.base.month == MONTHS[0]
    agrees(desk)
    assert found is not None
    assert not desk.open_scenario(found.id)
    assert MONTHS[-1] in desk.problem
    assert not desk.open_scenario("nothing")
    assert "'nothing'" in desk.problem
    assert "list at the end of the page" in desk.problem
    assert "`" not in desk.problem
    assert desk.scenario is None
    session.show_month(MONTHS[-1])
    assert desk.open_scenario(found.id)
    assert desk.lines == lines


def test_the_problem_speaks_the_reader_s_language(session: Session, desk: Desk) -> None:
    desk.set_lines([5000])
    english = desk.problem
    session.speak("zh")
    assert desk.problem
    assert desk.problem != english


def test_only_the_scope_s_accounts_lie_on_the_desk(manager_session: Session) -> None:
    desk = Desk(manager_session)
    own = set(manager_session.rows()["account_id"].to_pylist())
    assert set(desk.accounts["account_id"].to_pylist()) == own
    assert desk.whole_index.accounts == len(own)
    assert not desk.may_edit
    assert not desk.set_lines(lower(desk))
    assert "planner" in desk.problem
    assert desk.scenario is None


def test_a_month_that_cannot_be_graded_leaves_the_one_shown(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tierline.errors import BadInputError
    from tierline_widgets.planner import desk as module

    def fails(*_arguments: object) -> None:
        raise BadInputError("no such column")

    monkeypatch.setattr(module, "lay_ground", fails)
    session.show_month(MONTHS[0])
    assert session.month == MONTHS[-1]
    assert "no such column" in desk.problem
    agrees(desk)


def test_no_trait_holds_a_row(desk: Desk) -> None:
    desk.set_lines(lower(desk))
    assert {name: type(value) for name, value in desk.trait_values().items()} == {
        "graded": int,
        "filtered": int,
        "scenario_version": int,
        "problem": str,
    }
