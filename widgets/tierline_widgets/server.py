"""The Voila server of the apps: a folder of pages, the home page first, no listing of files."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RedirectHandler
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from tierline_widgets.voila_settings import HOME, JUPYTER, settings


class LeavePage(VoilaShutdownKernelHandler):  # type: ignore[misc]  # Voila is untyped
    """Stops a page's kernel when the page is left.

    The browser's parting message cannot carry Voila's form token, so without this every page left would
    keep its kernel until it is culled. It must come from our own pages instead.
    """

    def check_xsrf_cookie(self) -> None:
        """Take the message only from a page of this server."""
        origin = urlsplit(self.request.headers.get("Origin", "")).netloc
        if origin != self.request.host:
            raise HTTPError(403, "not from a page of this server")


class Apps(Voila):  # type: ignore[misc]  # Voila is untyped
    """Voila on a folder, without its listings: they show files and ask a content network for icons."""

    def init_handlers(self) -> list[Any]:
        """Return Voila's handlers with the home page in place of the file listing."""
        kept = [one for one in super().init_handlers() if not self._lists_files(one)]
        base = self.server_url.rstrip("/")
        home = {"url": f"{base}/voila/render/{HOME}", "permanent": False}
        ours = [(f"{base}/?", RedirectHandler, home), (f"{base}/voila/api/shutdown/(.*)", LeavePage)]
        return [*ours, *kept]

    @staticmethod
    def _lists_files(handler: tuple[Any, ...]) -> bool:
        return (
            handler[1] is TornadoVoilaTreeHandler
            or "/voila/api/contents" in handler[0]
            or "/voila/files" in handler[0]
        )


def serve(folder: Path, port: int, browser: bool, preheat: int) -> None:
    """Serve the apps in ``folder`` on 127.0.0.1:``port`` until interrupted.

    Parameters
    ----------
    folder : Path
        Holds the app notebooks.
    browser : bool
        Open the home page in the person's browser.
    preheat : int
        Kernels of the home page kept ready.
    """
    paths = [str(JUPYTER), os.environ.get("JUPYTER_PATH", "")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(path for path in paths if path)
    app = Apps(config=Config(settings(port, preheat)))
    if browser:
        IOLoop.current().call_later(1, webbrowser.open, f"http://127.0.0.1:{port}/")
    app.initialize([str(folder)])
    app.start()
