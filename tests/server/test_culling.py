"""Pages left alone are closed on the server, with a browser still on them or not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.server.conftest import LISTED, Customers
from tests.server.kernel_line import PATIENCE_S
from tests.server.standing import Standing, standing
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


def _gone(server: Standing, login: str, kernel: str) -> bool:
    return server.ask(login, f"/api/kernels/{kernel}").status in {403, 404}
