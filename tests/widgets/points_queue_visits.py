"""Who meets at the queue of appeals and corrections, and what they see, in the month before the last."""

from __future__ import annotations

from tests.frozen import MONTHS
from tests.widgets.points_visits import every_statement, login_of, panes, visit
from tierline.performance.appeals import Appeal
from tierline.performance.statement import Statement
from tierline.store.appeals import appeals
from tierline.store.scope import scope_for
from tierline.store.staff import Person, people
from tierline.store.workspace import Workspace
from tierline_widgets.pane import Pane

THEN = MONTHS[1]


def above(workspace: Workspace, statement: Statement) -> tuple[Person, Person]:
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


def unappealed(workspace: Workspace) -> Statement:
    """Return a settled statement of the month before that nobody has appealed against yet."""
    seen = {each.manager_id for each in appeals(workspace.closed(THEN), scope_for(workspace))}
    every = every_statement(workspace, THEN).values()
    return next(
        each
        for each in every
        if each.role == "account_manager" and each.total is not None and each.manager_id not in seen
    )


def appeal_of(workspace: Workspace, own: Statement) -> Appeal:
    """Return the appeal of a manager."""
    every = appeals(workspace.closed(THEN), scope_for(workspace))
    return next(each for each in every if each.manager_id == own.manager_id)


def shown_to(workspace: Workspace, login: str, language: str = "en") -> dict[str, Pane]:
    """Return the panels that a visitor of the month before has."""
    return panes(visit(workspace, login, language, THEN))


def raised(workspace: Workspace, own: Statement, text: str = "Two arrivals are missing") -> dict[str, Pane]:
    """Raise an appeal about a line on the page of the manager concerned; return the panels."""
    shown = shown_to(workspace, login_of(workspace, own.manager_id))
    shown["LinesView"].act("open", "mas_arrivals")
    shown["LinesView"].act("appeal", "mas_arrivals")
    assert "Raise the appeal" in shown["LinesView"].html
    shown["LinesView"].act("type:appeal", text)
    shown["LinesView"].act("raise")
    return shown
