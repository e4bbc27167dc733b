"""How a kernel that was started ahead learns who came."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.sync.server import ServerConnection, serve

from tests.browser.chromium import free_port
from tierline_widgets import waiting
from tierline_widgets.waiting import visit


@contextmanager
def _server(port: int, says: str | None) -> Iterator[None]:
    def hand_over(line: ServerConnection) -> None:
        if says is not None:
            line.send(says)

    with serve(hand_over, "127.0.0.1", port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def test_the_visit_is_handed_over() -> None:
    told = {"QUERY_STRING": "lang=zh", "HTTP_X_TIERLINE_USER": "m1"}
    port = free_port()
    with _server(port, json.dumps(told)):
        assert visit(f"ws://127.0.0.1:{port}/kernel") == told


@pytest.mark.parametrize("scheme", ["ws", "socks", "https", "http", "all"])
def test_no_proxy_is_asked_who_came(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """LY-20: what a computer sets for the world outside leads no kernel to a stranger."""
    told = {"HTTP_X_TIERLINE_USER": "m1"}
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.setblocking(False)
        elsewhere = f"http://127.0.0.1:{stranger.getsockname()[1]}"
        for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
            monkeypatch.setenv(name, elsewhere)
        monkeypatch.setattr(waiting, "PATIENCE_S", 5.0)
        port = free_port()
        with _server(port, json.dumps(told)):
            assert visit(f"ws://127.0.0.1:{port}/kernel") == told
        with pytest.raises(BlockingIOError):  # nobody came
            stranger.accept()


def test_a_kernel_asks_again_until_its_server_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    port, asked = free_port(), threading.Event()
    rest = time.sleep

    def noted(seconds: float) -> None:
        asked.set()
        rest(seconds)

    monkeypatch.setattr(waiting.time, "sleep", noted)
    found: list[dict[str, str]] = []
    kernel = threading.Thread(target=lambda: found.append(visit(f"ws://127.0.0.1:{port}/kernel")))
    kernel.start()
    assert asked.wait(60)
    with _server(port, json.dumps({"QUERY_STRING": ""})):
        kernel.join(60)
    assert found == [{"QUERY_STRING": ""}]


def test_a_server_that_leaves_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    with _server(port, None):
        assert visit(f"ws://127.0.0.1:{port}/kernel") == {}
    monkeypatch.setattr(waiting, "PATIENCE_S", 0.2)
    assert visit(f"ws://127.0.0.1:{port}/kernel") == {}
