"""A workspace that is planned in and published to, and the people who sit down at their desks there."""

from __future__ import annotations

from pathlib import Path

from tests.frozen import close_months
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.workspace import Workspace
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session

STAFF = {"anna": "planner", "bert": "planner", "otto": "quality_inspector"}


def planned_in(folder: Path) -> Workspace:
    """Close the frozen months into ``folder`` and let two planners and an inspector in."""
    made = close_months(folder)
    for login, role in STAFF.items():
        add_person(made, Person(login, login.title(), role), by=system_user(), reason=role)
    return made


def sits_down(workspace: Workspace, login: str, language: str = "en") -> Desk:
    """Return the desk of a person."""
    return Desk(Session(workspace, scope_for(workspace, login), language=language))
