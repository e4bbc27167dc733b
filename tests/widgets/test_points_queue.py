"""Appeals and events on the page: raised under a line, answered, decided; refusals stand in place (LY-15)."""

from __future__ import annotations

import pytest

from tests.frozen import MONTHS
from tests.widgets.points_queue_visits import THEN, above, appeal_of, raised, shown_to, unappealed
from tests.widgets.points_visits import every_statement, login_of, panes, settled, visit
from tierline.performance.statement import Statement
from tierline.store.appeals import appeals
from tierline.store.corrections import approve
from tierline.store.scope import scope_for
from tierline.store.staff import people
from tierline.store.workspace import Workspace


@pytest.fixture
def free(workspace: Workspace) -> Statement:
    """A settled statement of the month before that nobody has appealed against yet."""
    return unappealed(workspace)


def test_from_a_line_to_a_dated_correction(workspace: Workspace, free: Statement) -> None:
    shown = raised(workspace, free)
    assert "Two arrivals are missing" in shown["QueueView"].html
    assert "The appeal is on record" in shown["QueueView"].html
    made = next(
        each
        for each in appeals(workspace.closed(THEN), scope_for(workspace))
        if each.manager_id == free.manager_id
    )
    leader, supervisor = above(workspace, free)

    team = shown_to(workspace, leader.login)["QueueView"]
    assert "Two arrivals are missing" in team.html
    team.act("answer", made.id)
    assert "Write a few words" in team.html
    team.act(f"type:text-{made.id}", "The list of arrivals shows them")
    team.act("answer", made.id)
    assert "The answer is on record" in team.html
    team.act(f"type:text-{made.id}", "and it is decided")
    team.act("uphold", made.id)
    assert "may not do this" in team.html

    higher = shown_to(workspace, supervisor.login)["QueueView"]
    higher.act(f"type:text-{made.id}", "Counted")
    higher.act(f"type:points-{made.id}", "a lot")
    higher.act("uphold", made.id)
    assert "is no number" in higher.html
    higher.act(f"type:points-{made.id}", "99")
    higher.act("uphold", made.id)
    assert "can hold between 0.00 and" in higher.html
    higher.act(f"type:points-{made.id}", "-0.50")
    higher.act("uphold", made.id)
    assert "counts once another person approves it" in higher.html
    after = every_statement(workspace, THEN)[free.manager_id]
    assert after.total == free.total
    done = appeal_of(workspace, free)
    assert f'data-act="approve" data-value="{done.correction}"' not in higher.html  # who decided proposed it
    approve(workspace, scope_for(workspace), done.correction)
    after = every_statement(workspace, THEN)[free.manager_id]
    assert after.closed_total == free.closed_total
    assert [each.points for each in after.corrections] == [-50]
    drawn = shown_to(workspace, login_of(workspace, free.manager_id))
    assert "corrected since" in drawn["StatementView"].html
    assert "upheld" in drawn["QueueView"].html


def test_a_second_appeal_about_the_same_is_refused_in_place(workspace: Workspace, free: Statement) -> None:
    shown = raised(workspace, free)
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
    raised(workspace, free, "mine")
    made = next(
        each
        for each in appeals(workspace.closed(THEN), scope_for(workspace))
        if each.manager_id == free.manager_id
    )
    other = next(each for each in settled(workspace) if each.manager_id != free.manager_id)
    view = shown_to(workspace, login_of(workspace, other.manager_id))["QueueView"]
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
    _leader, supervisor = above(workspace, before)
    own = shown_to(workspace, login_of(workspace, before.manager_id))["QueueView"]
    assert event in own.html
    assert f'data-act="approve-event" data-value="{event}"' not in own.html
    own.act("approve-event", event)
    assert "is the one concerned" in own.html
    higher = shown_to(workspace, supervisor.login)["QueueView"]
    assert f'data-act="approve-event" data-value="{event}"' in higher.html
    higher.act("refuse-event", event)
    assert "Write a few words" in higher.html
    higher.act("approve-event", event)
    assert f"The event {event} is approved" in higher.html
    assert f'data-act="approve-event" data-value="{event}"' not in higher.html
    assert f"approved after the close: {supervisor.login}" in higher.html
    after = every_statement(workspace, THEN)[before.manager_id]
    assert after.closed_total == before.closed_total
    assert (after.total or 0) - (before.total or 0) == sum(
        each.points for each in after.corrections if each.about == event
    )
    higher.act("approve-event", event)
    assert "already, by" in higher.html


def test_an_event_is_refused_on_the_page_with_its_reason(workspace: Workspace) -> None:
    before, event = _waiting(workspace)
    leader, _supervisor = above(workspace, before)
    team = shown_to(workspace, leader.login, "zh")["QueueView"]
    team.act(f"type:text-{event}", "查无此事")
    team.act("refuse-event", event)
    assert "已驳回，不计分" in team.html
    after = every_statement(workspace, THEN)[before.manager_id]
    assert after.total == before.total
    shown = shown_to(workspace, login_of(workspace, before.manager_id), "zh")["LinesView"]
    assert "查无此事" in shown.html


def test_the_supervisor_cannot_appeal_in_a_manager_s_name(workspace: Workspace, free: Statement) -> None:
    _leader, supervisor = above(workspace, free)
    shown = shown_to(workspace, supervisor.login)
    shown["TeamView"].act("open", free.manager_id)
    shown["LinesView"].act("appeal", "mas_arrivals")
    assert "Raise the appeal" not in shown["LinesView"].html
    shown["LinesView"].act("type:appeal", "in your name")
    shown["LinesView"].act("raise")
    assert "Only the manager concerned appeals" in shown["LinesView"].html


def test_who_approves_an_event_is_said_once_to_those_who_may_not(workspace: Workspace) -> None:
    inspector = next(one for one in people(workspace) if one.role == "quality_inspector")
    drawn = panes(visit(workspace, inspector.login))["QueueView"].html
    assert drawn.count("neither whom it is about nor who reported it") == 1
    assert 'data-act="approve-event"' not in drawn
