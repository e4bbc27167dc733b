"""A manager sees the own statement and no other: not by argument, act, address or guess (LY-20)."""

from __future__ import annotations

import pytest

from tests.frozen import MONTHS
from tests.widgets.points_visits import (
    NOW,
    acts,
    drawn,
    every_statement,
    login_of,
    of_role,
    panes,
    sent,
    settled,
    visit,
)
from tierline.errors import ScopeError
from tierline.store.points_place import own_place
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline_widgets.points import Book

EVENT_ACTS = ("print", "file")


def _told_of_others(text: str, workspace: Workspace, own: set[str]) -> list[str]:
    """Return what a text tells of statements that are not ``own``: numbers, names, evidence."""
    every = [each for month in MONTHS for each in every_statement(workspace, month).values()]
    mine = [each for each in every if each.manager_id in own]
    kept = own | {event.approver for each in mine for event in each.events if event.approver}
    kept |= {str(each.name) for each in mine}
    secrets = set()
    for each in every:
        if each.manager_id not in own:
            secrets |= {each.manager_id, str(each.name), *(event.event_id for event in each.events)}
    return sorted(secret for secret in secrets - kept if secret in text)


@pytest.fixture
def pair(workspace: Workspace) -> tuple[str, str]:
    """Two account managers with settled statements."""
    found = [each.manager_id for each in settled(workspace)]
    return found[0], found[1]


def test_nothing_of_another_reaches_the_browser(workspace: Workspace, pair: tuple[str, str]) -> None:
    mine, other = pair
    shown = panes(visit(workspace, login_of(workspace, mine)))
    assert mine in drawn(shown)
    for pane in shown.values():
        for name in acts(pane):
            if name not in EVENT_ACTS:
                pane.act(name, other)
                pane.act(name, "")
        pane.act(f"type:{other}", "5")
    for month in MONTHS:
        shown["HeaderView"].act("month", month)
        assert _told_of_others(sent(shown), workspace, {mine}) == []


def test_a_manager_s_page_has_no_team(workspace: Workspace, pair: tuple[str, str]) -> None:
    shown = panes(visit(workspace, login_of(workspace, pair[0])))
    assert not {"TeamView", "HeatView", "CompareView"} & shown.keys()


def test_another_s_statement_is_refused_by_argument(workspace: Workspace, pair: tuple[str, str]) -> None:
    mine, other = pair
    book = Book(visit(workspace, login_of(workspace, mine)))
    assert list(book.statements()) == [mine]
    for asked in (other, "M99999", "", "*", "' or 1=1"):
        with pytest.raises(ScopeError, match="no statement of"):
            book.statement(asked)
        with pytest.raises(ScopeError, match="no statement of"):
            book.open(asked)
    assert book.manager == mine


def test_a_manager_set_from_outside_opens_nothing(workspace: Workspace, pair: tuple[str, str]) -> None:
    session = visit(workspace, login_of(workspace, pair[0]))
    shown = panes(session)
    model = shown["StatementView"].model
    model.book.manager = pair[1]
    assert "There is no statement of yours" in shown["StatementView"].html
    assert shown["LinesView"].html == shown["WhatIfView"].html == ""
    with pytest.raises(ScopeError):
        model.statement()


def test_another_s_place_is_refused(workspace: Workspace, pair: tuple[str, str]) -> None:
    scope = scope_for(workspace, login_of(workspace, pair[0]))
    with pytest.raises(ScopeError, match="no statement of"):
        own_place(workspace.closed(NOW), scope, pair[1])


def test_the_address_opens_nobody_else(
    workspace: Workspace, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = pair
    monkeypatch.setenv(
        "QUERY_STRING", f"lang=en&manager={other}&login={login_of(workspace, other)}&as={other}"
    )
    shown = panes(visit(workspace, login_of(workspace, mine)))
    assert _told_of_others(sent(shown), workspace, {mine}) == []


def test_a_place_tells_no_total_but_the_own(workspace: Workspace, pair: tuple[str, str]) -> None:
    mine = pair[0]
    every = every_statement(workspace)
    text = panes(visit(workspace, login_of(workspace, mine)))["PointsTrendView"].html
    own = {every_statement(workspace, month)[mine].total for month in MONTHS}
    others = {each.total for each in every.values() if each.total is not None} - own
    assert not [total for total in others if f"{total // 100}.{total % 100:02d}" in text]


def test_a_supervisor_sees_the_own_areas_and_no_other(workspace: Workspace) -> None:
    every = every_statement(workspace)
    for login in of_role(workspace, "supervisor"):
        scope = scope_for(workspace, login)
        if scope.whole:
            continue
        inside = {name for name, each in every.items() if each.area_id in (scope.area_ids or ())}
        shown = panes(visit(workspace, login))
        if inside and inside != set(every):
            assert set(shown["TeamView"].model.book.statements()) == inside
            outside = sorted(set(every) - inside)
            shown["TeamView"].act("open", outside[0])
            assert "no statement of" in shown["TeamView"].html
            shown["TeamView"].act("beside", outside[0])
            assert shown["TeamView"].model.beside == []
            assert not [name for name in outside if f"{name}<" in drawn(shown)]
            return
    raise AssertionError("the sample has no such supervisor")


def test_a_leader_sees_the_own_team(workspace: Workspace) -> None:
    every = every_statement(workspace)
    login = of_role(workspace, "team_leader")[0]
    book = Book(visit(workspace, login))
    teams = scope_for(workspace, login).team_ids
    assert set(book.statements()) == {name for name, each in every.items() if each.team_id in (teams or ())}
    assert not book.own
    assert not book.of_own
