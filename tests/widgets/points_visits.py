"""Visits to the page of points in every role, on the frozen months."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.frozen import MONTHS
from tierline.performance.statement import Statement
from tierline.store.scope import scope_for
from tierline.store.staff import people
from tierline.store.statements import statements
from tierline.store.workspace import Workspace
from tierline_widgets.pane import Pane
from tierline_widgets.performance_page import build
from tierline_widgets.session import Session

NOW = MONTHS[-1]


def every_statement(workspace: Workspace, month: str = NOW) -> dict[str, Statement]:
    """Return everybody's statements, as the engine itself has them."""
    return {each.manager_id: each for each in statements(workspace.closed(month), scope_for(workspace))}


def visit(workspace: Workspace, login: str | None = None, language: str = "en", month: str = NOW) -> Session:
    return Session(workspace, scope_for(workspace, login), month, language)


def login_of(workspace: Workspace, manager: str) -> str:
    return next(one.login for one in people(workspace) if one.manager_id == manager)


def of_role(workspace: Workspace, role: str) -> list[str]:
    return [one.login for one in people(workspace) if one.role == role]


def settled(workspace: Workspace, role: str = "account_manager") -> Iterator[Statement]:
    """Yield the settled statements of one role, by number."""
    for each in every_statement(workspace).values():
        if each.role == role and each.total is not None:
            yield each


def panes(session: Session) -> dict[str, Pane]:
    """Return the page's panels by the name of their class."""
    return {type(each).__name__: each for each in build(session).children}


def sent(shown: dict[str, Pane]) -> str:
    """Return all that a browser can read of the panels, as text."""
    states = [
        {name: value for name, value in each.get_state().items() if name not in ("_esm", "_css")}
        for each in shown.values()
    ]
    return json.dumps(states, default=str, ensure_ascii=False)


def drawn(shown: dict[str, Pane]) -> str:
    return "".join(each.html for each in shown.values())


def acts(pane: Pane) -> dict[str, Any]:
    """Return the acts that a panel obeys."""
    return dict(pane._acts)
