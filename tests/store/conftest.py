from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import by_hand
from tests.store.events_cast import Cast, cast_at
from tierline.store.closed import ClosedMonth
from tierline.store.staff import system_user
from tierline.store.workspace import Workspace


@pytest.fixture(autouse=True)
def _records_in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIERLINE_RECORDS_URL", raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "work")


@pytest.fixture
def closed(workspace: Workspace) -> ClosedMonth:
    return by_hand.close(workspace)


@pytest.fixture
def me() -> str:
    return system_user()


@pytest.fixture
def cast(tmp_path: Path) -> Cast:
    """An open month with two events of one manager that wait."""
    return cast_at(tmp_path / "work")
