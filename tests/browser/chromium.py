"""A real Chromium and a real server of the apps, for the tests and for the pictures."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests import machine

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 90_000
_LOOPBACK = {"127.0.0.1", "localhost"}


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=machine.chromium(), headless=True, args=FLAGS)
        try:
            yield started
        finally:
            started.close()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(
    workspace: Path,
    *,
    preheat: int = 0,
    login: str = "",
    folder: Path | None = None,
    said: list[str] | None = None,
    more: Sequence[str] = (),
) -> Iterator[str]:
    """Serve the apps (or another ``folder`` of notebooks) on ``workspace``; yields the address.

    ``said`` gathers the lines that the server prints, as long as it runs; ``more`` are options of the apps.
    """
    said = [] if said is None else said
    port = free_port()
    if folder is None:
        command = [
            sys.executable,
            "-m",
            "tierline_widgets.apps",
            "--workspace",
            str(workspace),
            "--no-browser",
        ]
        command += [
            "--port",
            str(port),
            "--preheat",
            str(preheat),
            *(["--as", login] if login else []),
            *more,
        ]
    else:
        start = "import sys; from pathlib import Path; from tierline_widgets.server import serve; "
        start += "serve(Path(sys.argv[1]), int(sys.argv[2]), False, 0)"
        command = [sys.executable, "-c", start, str(folder), str(port)]
    surroundings = {**os.environ, "TIERLINE_WORKSPACE": str(workspace), "TIERLINE_LANG": "en"}
    ready = "pool of home.ipynb is filled" if preheat else "is running at"
    process = subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if ready in line:
            break
    else:
        raise RuntimeError("the server did not start:\n" + "".join(said))
    rest = process.stdout
    drain = threading.Thread(target=lambda: said.extend(rest), daemon=True)  # a full pipe would stop it
    drain.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


class Watch:
    """What a page asked for outside this machine, and what its console complained of."""

    def __init__(self, page: Page) -> None:
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in _LOOPBACK:
            self.outside.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


def opened(
    started: Browser, address: str, *, width: int = 1280, height: int = 900, locale: str = "en-GB"
) -> tuple[Page, Watch]:
    """Open ``address`` in a fresh profile."""
    context = started.new_context(viewport={"width": width, "height": height}, locale=locale)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    watch = Watch(page)
    page.goto(address, wait_until="commit")  # what is seen, and when, is for the caller to wait for
    return page, watch


FIRST_PLOT = '[data-panel="scores"] .tl-plot rect'


def whole(page: Page) -> None:
    """Wait until the home page is drawn to its last panel, and alive."""
    page.wait_for_selector(".tl-first", state="detached")
    page.wait_for_selector(f".lm-Widget {FIRST_PLOT}")
    page.wait_for_selector('.lm-Widget [data-panel="suite"]')
