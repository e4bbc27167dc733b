from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.frozen import close_months
from tierline.store.workspace import Workspace

TIMES: dict[str, float] = {}


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return close_months(tmp_path_factory.mktemp("frozen") / "work")


@pytest.fixture(scope="session")
def started() -> Iterator[Browser]:
    with chromium.browser() as one:
        yield one


@pytest.fixture(scope="session")
def address(workspace: Workspace) -> Iterator[str]:
    with chromium.served(workspace.path, preheat=1) as one:
        yield one


@pytest.fixture
def times() -> dict[str, float]:
    """Seconds measured along the way; told at the end, never a reason to fail."""
    return TIMES


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for what, seconds in TIMES.items():
        terminalreporter.line(f"{what}: {seconds:.2f} s")
