"""The Voila server of the apps: a folder of pages, the home page first, no listing of files.

On a laptop it answers whoever runs it. Behind a proxy it answers nobody but the proxy (LY-20).
"""

from __future__ import annotations

import os
import secrets
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop
from tornado.routing import Rule
from tornado.web import RedirectHandler
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from tierline_widgets.forked.provisioner import ForkedProvisioner, can_fork
from tierline_widgets.handlers import KernelSocket, LeavePage, OwnPage, PastTheProxy, Refused, Visits
from tierline_widgets.ownership import NamedByProxy, Owners, OwnKernelsOnly
from tierline_widgets.proxy import Proxy
from tierline_widgets.visitor import AS, ASKED_AT, BEHIND_PROXY
from tierline_widgets.voila_settings import HOME, IDLE_SECONDS, JUPYTER, settings

_KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


@dataclass(frozen=True)
class BehindProxy:
    """What a server needs beyond a laptop.

    Parameters
    ----------
    secret : bytes
        What the proxy proves itself with.
    pages_each : int
        Pages that one person may hold open.
    """

    secret: bytes
    pages_each: int = 8


class Apps(Voila):  # type: ignore[misc]  # Voila is untyped
    """Voila on a folder, without its listings: they show files and ask a content network for icons."""

    behind: BehindProxy | None = None
    visits: str = ""

    def init_settings(self) -> dict[str, Any]:
        """Return Voila's settings; behind a proxy with its visitors and their kernels."""
        held: dict[str, Any] = super().init_settings()
        if self.behind is None:
            return held
        owners = Owners(self.kernel_manager, self.behind.pages_each)
        self.identity_provider = NamedByProxy(parent=self, log=self.log)
        self.identity_provider.proxy = Proxy(self.behind.secret)
        self.authorizer = OwnKernelsOnly(parent=self, log=self.log, identity_provider=self.identity_provider)
        self.authorizer.owners = owners
        ours = {"identity_provider": self.identity_provider, "authorizer": self.authorizer, "owners": owners}
        return {**held, **ours}

    def init_handlers(self) -> list[Any]:
        """Return Voila's handlers with the home page in place of the file listing."""
        kept = [self._own(one) for one in super().init_handlers() if not self._shows_too_much(one)]
        base = self.server_url.rstrip("/")
        home = {"url": f"{base}/voila/render/{HOME}", "permanent": False}
        ours = [(f"{base}/?", RedirectHandler, home), (f"{base}/voila/api/shutdown/(.*)", LeavePage)]
        visits = (f"{base}{self.visits}/{_KERNEL}", Visits)
        if self.behind is None:
            return [visits, *ours, *kept]
        gate = Rule(PastTheProxy(Proxy(self.behind.secret)), Refused)
        return [visits, gate, *ours, *kept]

    def _own(self, handler: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return ``handler`` with our class in the place of Voila's."""
        instead = {VoilaKernelWebsocketHandler: KernelSocket}
        if self.behind is not None:
            instead[TornadoVoilaHandler] = OwnPage
        return (handler[0], instead.get(handler[1], handler[1]), *handler[2:])

    @staticmethod
    def _shows_too_much(handler: tuple[Any, ...]) -> bool:
        closed = ("/voila/api/contents", "/voila/files", "/voila/query", "/login", "/logout")
        return handler[1] is TornadoVoilaTreeHandler or any(path in handler[0] for path in closed)


def serve(
    folder: Path,
    port: int,
    browser: bool,
    preheat: int,
    *,
    pools: dict[str, int] | None = None,
    idle_seconds: int = IDLE_SECONDS,
    behind: BehindProxy | None = None,
) -> None:
    """Serve the apps in ``folder`` on 127.0.0.1:``port`` until interrupted.

    Parameters
    ----------
    folder : Path
        Holds the app notebooks.
    browser : bool
        Open the home page in the person's browser.
    preheat : int
        Kernels of each page kept ready.
    pools : dict of str to int, optional
        Kernels kept ready of single pages, by the notebook's file name.
    idle_seconds : int
        After so long without a touch a page's kernel is stopped.
    behind : BehindProxy, optional
        Answer the proxy only; left out, whoever is at this machine.
    """
    paths = [str(JUPYTER), os.environ.get("JUPYTER_PATH", "")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(path for path in paths if path)
    # the kernels inherit the surroundings: no visitor but the one their page is opened for stands in them
    for name in [name for name in os.environ if name.startswith("HTTP_")]:
        del os.environ[name]
    visits = f"/voila/query/{secrets.token_urlsafe(32)}"
    os.environ[ASKED_AT] = visits
    os.environ.pop(BEHIND_PROXY, None)
    if behind is not None:
        os.environ.pop(AS, None)
        os.environ[BEHIND_PROXY] = "1"
    if can_fork():
        ForkedProvisioner.keeper.start()
    held = settings(port, preheat, pools=pools, idle_seconds=idle_seconds, proxied=behind is not None)
    app = Apps(config=Config(held))
    app.behind, app.visits = behind, visits
    if browser:
        IOLoop.current().call_later(1, webbrowser.open, f"http://127.0.0.1:{port}/")
    app.initialize([str(folder)])
    app.start()
