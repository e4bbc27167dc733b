from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.ruler_desk import Desk, Lay
from tests.frozen import close_months
from tests.widgets.invented_index import invented_index, shown_ruler, with_own_base
from tierline.simulate.index import WhatIfIndex
from tierline.store.workspace import Workspace
from tierline_widgets.ruler import Ruler

TIMES: dict[str, float] = {}


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return close_months(tmp_path_factory.mktemp("frozen") / "work")


@pytest.fixture(scope="module")  # its loop must not outlive the file: others would run in it
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


@pytest.fixture(scope="session")
def index() -> WhatIfIndex:
    """Twenty thousand invented accounts, compared with where they stand."""
    return with_own_base(invented_index(20_000))


@pytest.fixture
def lay(started: Browser, index: WhatIfIndex) -> Iterator[Lay]:
    """Put a ruler on a page; at the end nothing was asked for outside and nothing complained."""
    desks: list[Desk] = []

    def lay(ruler: Ruler | None = None, language: str = "en", **more: Any) -> Desk:
        desks.append(Desk(started, ruler or shown_ruler(index, language), **more))
        return desks[-1]

    yield lay
    for desk in desks:
        desk.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for what, seconds in TIMES.items():
        terminalreporter.line(f"{what}: {seconds:.2f} s")
