"""Pages left alone are closed on the server, with a browser still on them or not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import ConnectionClosed

from tests.browser.chromium import PATIENCE_MS
from tests.server.conftest import LISTED, Customers
from tests.server.kernel_line import PATIENCE_S
from tests.server.standing import Standing, standing
from tests.server.test_two_browsers import Seat
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.nginx


@pytest.fixture(scope="module")
def impatient(workspace: Workspace, managers: tuple[Customers, Customers], apps: Path) -> Iterator[Standing]:
    """A server that closes pages after three seconds."""
    login = managers[0].login
    more = ["--idle-minutes", "0.05"]  # of an option given twice the last holds
    with standing(workspace.path, apps, {login: "password"}, preheat=0, more=more) as one:
        yield one


def test_an_idle_kernel_is_stopped_with_its_page_still_connected(
    impatient: Standing, managers: tuple[Customers, Customers]
) -> None:
    login = managers[0].login
    page = impatient.opened(login, LISTED)
    assert page.kernel
    deadline = time.monotonic() + PATIENCE_S
    with impatient.line(login, page.kernel) as line:
        while not _gone(impatient, login, page.kernel):
            assert time.monotonic() < deadline
            with suppress(TimeoutError, ConnectionClosed):
                line.socket.recv(timeout=0.5)  # a page that only listens
    told = [line for line in impatient.said if "Culling 'idle' kernel" in line and page.kernel in line]
    assert told
    assert "with 1 connections" in told[0]


@pytest.mark.browser
def test_a_browser_left_alone_is_told_that_its_page_was_closed(
    started: Browser, workspace: Workspace, managers: tuple[Customers, Customers], apps: Path
) -> None:
    """The page asks nginx for its kernel more often than kernels are stopped, and keeps none by it."""
    login = managers[0].login
    with standing(
        workspace.path, apps, {login: "password"}, preheat=0, more=["--idle-minutes", "0.3"]
    ) as one:
        seat = Seat(started, one, login)
        asked: list[str] = []
        seat.page.on("response", lambda answer: asked.append(answer.url) if answer.ok else None)
        page = seat.open(one, LISTED)
        expect(page.locator(".tl-silence [role=alert]")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("alert")).to_have_count(1)
        expect(page.locator("[data-act]:enabled:not([readonly])")).to_have_count(0)
        assert any(url.rstrip("/").endswith(_kernel_of(page)) for url in asked)
        assert any("Culling 'idle' kernel" in line for line in one.said)
        page.locator(".tl-silence").get_by_role("button").click()
        expect(page.locator(".tl-silence")).to_have_count(0)
        seat.context.close()


def _kernel_of(page: Page) -> str:
    found = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    return str(found)


def _gone(server: Standing, login: str, kernel: str) -> bool:
    return server.ask(login, f"/api/kernels/{kernel}").status in {403, 404}
