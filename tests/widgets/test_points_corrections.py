"""Corrections on the page: proposed, approved by another, told of replaced runs; one statement's own only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.widgets.points_queue_visits import THEN, above, raised, shown_to, unappealed
from tests.widgets.points_visits import every_statement, login_of
from tierline.performance.statement import Statement
from tierline.store.corrections import corrections, propose
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline.times import today


@pytest.fixture
def free(workspace: Workspace) -> Statement:
    """A settled statement of the month before that nobody has appealed against yet."""
    return unappealed(workspace)


def test_a_proposed_correction_waits_for_its_approver(workspace: Workspace, free: Statement) -> None:
    leader, supervisor = above(workspace, free)
    made = propose(
        workspace.closed(THEN), scope_for(workspace, leader.login), free.manager_id, -100, "counted twice"
    )
    own = shown_to(workspace, leader.login)["QueueView"]
    assert "counted twice" in own.html
    assert f'data-act="approve" data-value="{made.id}"' not in own.html
    higher = shown_to(workspace, supervisor.login)["QueueView"]
    approved = f'<span class="tl-zero">{supervisor.login} {today().isoformat()}</span> approved</p>'
    assert f'data-act="approve" data-value="{made.id}"' in higher.html
    assert approved not in higher.html
    higher.act("approve", made.id)
    assert "approved and counts from today" in higher.html
    assert approved in higher.html  # with who proposed it, who approved it
    after = every_statement(workspace, THEN)[free.manager_id]
    assert (free.total or 0) - (after.total or 0) == 100


def test_a_correction_is_proposed_from_the_statement(workspace: Workspace, free: Statement) -> None:
    """One proposes, another approves; the closed statement stays readable."""
    leader, supervisor = above(workspace, free)
    own = shown_to(workspace, login_of(workspace, free.manager_id))
    assert "Propose a correction" not in own["QueueView"].html
    own["QueueView"].act("correct", "*")
    own["QueueView"].act("propose")
    assert "tl-notice" in own["QueueView"].html
    shown = shown_to(workspace, leader.login)
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
    higher = shown_to(workspace, supervisor.login)["QueueView"]
    higher.act("approve", made.id)
    assert "approved and counts from today" in higher.html
    after = every_statement(workspace, THEN)[free.manager_id]
    assert (after.closed_total, (free.total or 0) - (after.total or 0)) == (free.closed_total, 75)


def test_an_opened_statement_shows_what_is_about_it_and_no_other(
    workspace: Workspace, free: Statement
) -> None:
    """LY-20: the whole queue stands on the view of the team."""
    leader, _supervisor = above(workspace, free)
    other = next(
        each
        for each in every_statement(workspace, THEN).values()
        if each.team_id == free.team_id and each.total is not None and each.manager_id != free.manager_id
    )
    scope = scope_for(workspace, leader.login)
    made = propose(workspace.closed(THEN), scope, free.manager_id, -50, "of the one opened")
    propose(workspace.closed(THEN), scope, other.manager_id, -50, "of somebody else")
    raised(workspace, free, "an appeal of the one opened")
    shown = shown_to(workspace, leader.login)
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
    leader, _supervisor = above(workspace, free)
    propose(workspace.closed(THEN), scope_for(workspace, leader.login), free.manager_id, -50, "before")
    view = shown_to(workspace, leader.login, language)["QueueView"]
    assert word not in view.html
    found = next(each for each in view.model.proposals() if each.reason == "before")
    monkeypatch.setattr(view.model, "proposals", lambda: [replace(found, run="earlier0")])
    view.refresh()
    assert word in view.html
    assert "earlier0" in view.html


def test_the_one_who_proposed_is_told_that_another_must_approve(
    workspace: Workspace, free: Statement
) -> None:
    _leader, supervisor = above(workspace, free)
    shown = shown_to(workspace, supervisor.login)
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
