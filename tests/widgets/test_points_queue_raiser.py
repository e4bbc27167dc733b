"""Buttons that would be refused are left out: of the own event, and of one that was reported (LY-12)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tierline_widgets.panels.points_queue import QueueModel


@pytest.mark.parametrize(
    ("role", "own", "raiser", "may"),
    [
        ("supervisor", None, None, True),
        ("team_leader", "M2", "M3", True),
        ("team_leader", "M2", "M2", False),
        ("supervisor", None, "visitor", False),
        ("supervisor", "M1", None, False),
        ("analyst", None, None, False),
    ],
)
def test_who_gets_the_buttons(
    role: str, own: str | None, raiser: str | None, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tierline.store.staff.person", lambda *_asked: SimpleNamespace(manager_id=own))
    session = SimpleNamespace(workspace=None, scope=SimpleNamespace(role=role, login="visitor"))
    model = cast(Any, SimpleNamespace(session=session, _raisers=lambda: {"E1": raiser}))
    statement, event = cast(Any, SimpleNamespace(manager_id="M1")), cast(Any, SimpleNamespace(event_id="E1"))
    assert QueueModel.may_decide_event(model, statement, event) is may
