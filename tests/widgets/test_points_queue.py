"""Appeals on the page: raised under a line, answered, decided; refusals stand in place (LY-15)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.frozen import MONTHS
from tests.widgets.points_visits import every_statement, login_of, panes, settled, visit
from tierline.performance.appeals import Appeal
from tierline.performance.statement import Statement
from tierline.store.appeals import appeals
from tierline.store.corrections import approve, corrections, propose
from tierline.store.scope import scope_for
from tierline.store.staff import Person, people
from tierline.store.workspace import Workspace
from tierline_widgets.pane import Pane

THEN = MONTHS[1]


def _above(workspace: Workspace, statement: Statement) -> tuple[Person, Person]:
    """Return the leader of a statement's team, and a supervisor who sees it."""
    leader = next(
        one for one in people(workspace) if one.role == "team_leader" and one.team_id == statement.team_id
    )
    for one in people(workspace):
        if one.role == "supervisor":
            areas = scope_for(workspace, one.login).area_ids
            if areas is None or statement.area_id in areas:
                return leader, one
    raise AssertionError("the sample has no such supervisor")


@pytest.fixture
def free(workspace: Workspace) -> Statement:
    """A settled statement of the month before that nobody has appealed against yet."""
    seen = {each.manager_id for each in appeals(workspace.closed(THEN), scope_for(workspace))}
    every = every_statement(workspace, THEN).values()
    return next(
        each
        for each in every
        if each.role == "account_manager" and each.total is not None and each.manager_id not in seen
    )


def _appeal(workspace: Workspace, own: Statement) -> Appeal:
    every = appeals(workspace.closed(THEN), scope_for(workspace))
    return next(each for each in every if each.manager_id == own.manager_id)


def _shown(workspace: Workspace, login: str, language: str = "en") -> dict[str, Pane]:
    return panes(visit(workspace, login, language, THEN))


def _raised(workspace: Workspace, own: Statement, text: str = "Two arrivals are missing") -> dict[str, Pane]:
    shown = _shown(workspace, login_of(workspace, own.manager_id))
    shown["LinesView"].act("open", "mas_arrivals")
    shown["LinesView"].act("appeal", "mas_arrivals")
    assert "Raise the appeal" in shown["LinesView"].html
    shown["LinesView"].act("type:appeal", text)
    shown["LinesView"].act("raise")
    return shown


def test_from_a_line_to_a_dated_correction(workspace: Workspace, free: Statement) -> None:
    shown = _raised(workspace, free)
    assert "Two arrivals are missing" in shown["QueueView"].html
    assert "The appeal is on record" in shown["QueueView"].html
    made = next(
        each
        for each in appeals(workspace.closed(THEN), scope_for(workspace))
        if each.manager_id == free.manager_id
    )
    leader, supervisor = _above(workspace, free)

    team = _shown(workspace, leader.login)["QueueView"]
    assert "Two arrivals are missing" in team.html
    team.act("answer", made.id)
    assert "Write a few words" in team.html
    team.act(f"type:text-{made.id}", "The list of arrivals shows them")
    team.act("answer", made.id)
    assert "The answer is on record" in team.html
    team.act(f"type:text-{made.id}", "and it is decided")
    team.act("uphold", made.id)
    assert "may not do this" in team.html

    above = _shown(workspace, supervisor.login)["QueueView"]
    above.act(f"type:text-{made.id}", "Counted")
    above.act(f"type:points-{made.id}", "a lot")
    above.act("uphold", made.id)
    assert "is no number" in above.html
    above.act(f"type:points-{made.id}", "99")
    above.act("uphold", made.id)
    assert "can hold between 0.00 and" in above.html
    above.act(f"type:points-{made.id}", "-0.50")
    above.act("uphold", made.id)
    assert "counts once another person approves it" in above.html
    after = every_statement(workspace, THEN)[free.manager_id]
    assert after.total == free.total
    done = _appeal(workspace, free)
    assert f'data-act="approve" data-value="{done.correction}"' not in above.html  # who decided proposed it
    approve(workspace, scope_for(workspace), done.correction)
    after = every_statement(workspace, THEN)[free.manager_id]
    assert after.closed_total == free.closed_total
    assert [each.points for each in after.corrections] == [-50]
    drawn = _shown(workspace, login_of(workspace, free.manager_id))
    assert "corrected since" in drawn["StatementView"].html
    assert "upheld" in drawn["QueueView"].html


def test_a_second_appeal_about_the_same_is_refused_in_place(workspace: Workspace, free: Statement) -> None:
    shown = _raised(workspace, free)
    view = shown["LinesView"]
    view.act("appeal", "mas_arrivals")
    view.act("type:appeal", "again")
    view.act("raise")
    assert "open already" in view.html
    made = next(
        each
        for each in appeals(workspace.closed(THEN), scope_for(workspace))
        if each.manager_id == free.manager_id
    )
    shown["QueueView"].act("withdraw", made.id)
    assert "withdrawn" in shown["QueueView"].html


def test_nobody_withdraws_answers_or_decides_for_another(workspace: Workspace, free: Statement) -> None:
    _raised(workspace, free, "mine")
    made = next(
        each
        for each in appeals(workspace.closed(THEN), scope_for(workspace))
        if each.manager_id == free.manager_id
    )
    other = next(each for each in settled(workspace) if each.manager_id != free.manager_id)
    view = _shown(workspace, login_of(workspace, other.manager_id))["QueueView"]
    assert made.id not in view.html
    assert "mine" not in view.html
    view.act(f"type:text-{made.id}", "no")
    for act in ("withdraw", "answer", "uphold", "reject", "approve", "refuse"):
        view.act(act, made.id)
        assert "tl-notice" in view.html
        assert "mine" not in view.html
    state = next(
        each.state for each in appeals(workspace.closed(THEN), scope_for(workspace)) if each.id == made.id
    )
    assert state == "raised"


def test_a_proposed_correction_waits_for_its_approver(workspace: Workspace, free: Statement) -> None:
    leader, supervisor = _above(workspace, free)
    made = propose(
        workspace.closed(THEN), scope_for(workspace, leader.login), free.manager_id, -100, "counted twice"
    )
    own = _shown(workspace, leader.login)["QueueView"]
    assert "counted twice" in own.html
    assert f'data-act="approve" data-value="{made.id}"' not in own.html
    above = _shown(workspace, supervisor.login)["QueueView"]
    assert f'data-act="approve" data-value="{made.id}"' in above.html
    above.act("approve", made.id)
    assert "approved and counts from today" in above.html
    after = every_statement(workspace, THEN)[free.manager_id]
    assert (free.total or 0) - (after.total or 0) == 100


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Events without approval"), ("zh", "未审批的加扣分事件")]
)
def test_pending_events_are_listed_with_the_mend(workspace: Workspace, language: str, word: str) -> None:
    for month in MONTHS:
        view = panes(visit(workspace, None, language, month))["QueueView"]
        pending = view.model.pending()
        assert (word in view.html) == bool(pending)
        assert all(event.event_id in view.html for _statement, event in pending)


def _waiting(workspace: Workspace) -> tuple[Statement, str]:
    """Return a settled statement of the month before, and an event on it that nobody decided about yet."""
    return next(
        (each, event.event_id)
        for each in every_statement(workspace, THEN).values()
        for event in each.events
        if each.total is not None and event.status == "pending" and event.decision is None
    )


def test_an_event_is_approved_on_the_page_and_adds_a_dated_line(workspace: Workspace) -> None:
    """LY-12: by somebody above, not by the one concerned."""
    before, event = _waiting(workspace)
    _leader, supervisor = _above(workspace, before)
    own = _shown(workspace, login_of(workspace, before.manager_id))["QueueView"]
    assert event in own.html
    assert f'data-act="approve-event" data-value="{event}"' not in own.html
    own.act("approve-event", event)
    assert "is the one concerned" in own.html
    above = _shown(workspace, supervisor.login)["QueueView"]
    assert f'data-act="approve-event" data-value="{event}"' in above.html
    above.act("refuse-event", event)
    assert "Write a few words" in above.html
    above.act("approve-event", event)
    assert f"The event {event} is approved" in above.html
    assert f'data-act="approve-event" data-value="{event}"' not in above.html
    assert f"approved after the close: {supervisor.login}" in above.html
    after = every_statement(workspace, THEN)[before.manager_id]
    assert after.closed_total == before.closed_total
    assert (after.total or 0) - (before.total or 0) == sum(
        each.points for each in after.corrections if each.about == event
    )
    above.act("approve-event", event)
    assert "already, by" in above.html


def test_an_event_is_refused_on_the_page_with_its_reason(workspace: Workspace) -> None:
    before, event = _waiting(workspace)
    leader, _supervisor = _above(workspace, before)
    team = _shown(workspace, leader.login, "zh")["QueueView"]
    team.act(f"type:text-{event}", "查无此事")
    team.act("refuse-event", event)
    assert "已驳回，不计分" in team.html
    after = every_statement(workspace, THEN)[before.manager_id]
    assert after.total == before.total
    shown = _shown(workspace, login_of(workspace, before.manager_id), "zh")["LinesView"]
    assert "查无此事" in shown.html


def test_a_correction_is_proposed_from_the_statement(workspace: Workspace, free: Statement) -> None:
    """One proposes, another approves; the closed statement stays readable."""
    leader, supervisor = _above(workspace, free)
    own = _shown(workspace, login_of(workspace, free.manager_id))
    assert "Propose a correction" not in own["QueueView"].html
    own["QueueView"].act("correct", "*")
    own["QueueView"].act("propose")
    assert "tl-notice" in own["QueueView"].html
    shown = _shown(workspace, leader.login)
    assert "Propose a correction" not in shown["QueueView"].html  # nobody's statement is open
    shown["TeamView"].act("open", free.manager_id)
    assert "Propose a correction of the whole statement" in shown["QueueView"].html
    lines = shown["LinesView"]
    lines.act("open", "visits_done")
    lines.act("correct", "visits_done")
    assert 'data-go="propose"' in lines.html
    assert 'data-go="propose"' not in shown["QueueView"].html
    lines.act("type:correction", "one visit was counted twice")
    lines.act("propose")
    assert "is no number" in lines.html
    lines.act("type:points", "\uff0d0.75")
    lines.act("propose")
    queue = shown["QueueView"]
    assert "The correction is proposed" in queue.html
    assert "one visit was counted twice" in queue.html
    assert "A supervisor approves or refuses it" in queue.html
    made = next(
        each
        for each in corrections(workspace.closed(THEN), scope_for(workspace))
        if each.manager_id == free.manager_id and each.about == "visits_done"
    )
    above = _shown(workspace, supervisor.login)["QueueView"]
    above.act("approve", made.id)
    assert "approved and counts from today" in above.html
    after = every_statement(workspace, THEN)[free.manager_id]
    assert (after.closed_total, (free.total or 0) - (after.total or 0)) == (free.closed_total, 75)


def test_an_opened_statement_shows_what_is_about_it_and_no_other(
    workspace: Workspace, free: Statement
) -> None:
    """LY-20: the whole queue stands on the view of the team."""
    leader, _supervisor = _above(workspace, free)
    other = next(
        each
        for each in every_statement(workspace, THEN).values()
        if each.team_id == free.team_id and each.total is not None and each.manager_id != free.manager_id
    )
    scope = scope_for(workspace, leader.login)
    made = propose(workspace.closed(THEN), scope, free.manager_id, -50, "of the one opened")
    propose(workspace.closed(THEN), scope, other.manager_id, -50, "of somebody else")
    _raised(workspace, free, "an appeal of the one opened")
    shown = _shown(workspace, leader.login)
    texts = ("of the one opened", "an appeal of the one opened", "of somebody else")
    assert all(each in shown["QueueView"].html for each in texts)
    shown["TeamView"].act("open", other.manager_id)
    assert [each in shown["QueueView"].html for each in texts] == [False, False, True]
    shown["StatementView"].act("close")
    shown["TeamView"].act("open", free.manager_id)
    assert [each in shown["QueueView"].html for each in texts] == [True, True, False]
    assert made.id in {each.id for each in shown["QueueView"].model.proposals()}


@pytest.mark.parametrize(
    ("language", "word"), [("en", "which was replaced since"), ("zh", "该批次后已被取代")]
)
def test_what_became_of_the_items_of_a_replaced_run_is_said(
    workspace: Workspace, free: Statement, language: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, _supervisor = _above(workspace, free)
    propose(workspace.closed(THEN), scope_for(workspace, leader.login), free.manager_id, -50, "before")
    view = _shown(workspace, leader.login, language)["QueueView"]
    assert word not in view.html
    found = next(each for each in view.model.proposals() if each.reason == "before")
    monkeypatch.setattr(view.model, "proposals", lambda: [replace(found, run="earlier0")])
    view.refresh()
    assert word in view.html
    assert "earlier0" in view.html


def test_the_one_who_proposed_is_told_that_another_must_approve(
    workspace: Workspace, free: Statement
) -> None:
    _leader, supervisor = _above(workspace, free)
    shown = _shown(workspace, supervisor.login)
    shown["TeamView"].act("open", free.manager_id)
    queue = shown["QueueView"]
    queue.act("correct", "*")
    queue.act("type:points", "0")
    queue.act("type:correction", "nothing")
    queue.act("propose")
    assert "can hold between 0.00 and 110.00" in queue.html
    assert "nothing" in queue.html  # what was typed stands where it was
    queue.act("type:points", "1")
    queue.act("propose")
    made = next(
        each
        for each in corrections(workspace.closed(THEN), scope_for(workspace))
        if each.manager_id == free.manager_id and each.by == supervisor.login
    )
    assert f'data-act="approve" data-value="{made.id}"' not in queue.html
    queue.act("approve", made.id)
    assert "Another person must take this one" in queue.html


def test_the_supervisor_cannot_appeal_in_a_manager_s_name(workspace: Workspace, free: Statement) -> None:
    _leader, supervisor = _above(workspace, free)
    shown = _shown(workspace, supervisor.login)
    shown["TeamView"].act("open", free.manager_id)
    shown["LinesView"].act("appeal", "mas_arrivals")
    assert "Raise the appeal" not in shown["LinesView"].html
    shown["LinesView"].act("type:appeal", "in your name")
    shown["LinesView"].act("raise")
    assert "Only the manager concerned appeals" in shown["LinesView"].html
