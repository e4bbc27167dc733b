"""What the server of the apps answers itself, where Voila's own answer says or opens too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher
from tornado.web import HTTPError, RequestHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from tierline.messages import N_, _, use_language
from tierline_widgets.language import requested_language
from tierline_widgets.look.markup import state, style_sheet
from tierline_widgets.proxy import VISITOR

if TYPE_CHECKING:
    from tierline_widgets.ownership import KernelsFor
    from tierline_widgets.proxy import Proxy

SEEN_AS = "X-Tierline-Visitor"  # tells a visitor, and 'tierline deploy check', who the server takes them for

WIRE_FORMAT = "v1.kernel.websocket.jupyter.org"
FEWEST_OFFSETS, MOST_OFFSETS = 6, 256  # channel, four parts and the end; each buffer is one more


class PastTheProxy(Matcher):
    """Matches whatever did not come through the proxy, or came without a visitor."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what a rule needs to take the request, None to leave it to the rules below."""
        return {} if self._proxy.visitor(request.headers) is None else None


class Refused(RequestHandler):
    """Answers such a request, whatever it asks for: nothing is shown, and what to do is said."""

    def prepare(self) -> None:
        """Answer before the method is looked at."""
        language = requested_language(self.request.query, self.request.headers.get("Accept-Language"))
        self.set_status(403)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        with use_language(language):
            shown = state(
                "closed",
                _(N_("The server does not know who you are")),
                _("This address shows nothing: who visits is told by the department's web server only."),
                _(
                    "Open the address that your administrator gave you. "
                    "Administrators find out what is wrong with this command:"
                ),
                "tierline deploy check --url https://...",
            )
        head = '<meta charset="utf-8"><title>Tierline</title><link rel="icon" href="data:;base64,=">'
        body = f'<body class="tl-app"><main class="tl"><div class="tl-page">{shown}</div></main></body>'
        page = f"<head>{head}<style>{style_sheet()}</style></head>{body}"
        self.finish(f'<!DOCTYPE html><html lang="{"zh-CN" if language == "zh" else "en"}">{page}</html>')


class OwnPage(TornadoVoilaHandler):  # type: ignore[misc]  # Voila is untyped
    """An app's page on a server: the kernel it takes is its visitor's from then on."""

    @property
    def kernel_manager(self) -> KernelsFor:
        """The server's kernels, for this visitor."""
        taking: KernelsFor = self.settings["owners"].taking(self.current_user.username)
        return taking

    async def get(self, path: str | None = None) -> None:
        """Show the page; its head tells who it is shown to."""
        self.set_header(SEEN_AS, self.request.headers[VISITOR])
        await super().get(path)


class KernelSocket(VoilaKernelWebsocketHandler):  # type: ignore[misc]  # Voila is untyped
    """The line between a page and its kernel: one wire format, and only messages that keep to it.

    Jupyter believes the number of parts that a message claims to have, and Voila reads messages of the older
    format as if they were of the newer: either way one person's few bytes would occupy the server for all.
    """

    def prepare(self) -> Any:
        """Refuse a line that does not offer the format of our pages."""
        if WIRE_FORMAT not in self.request.headers.get("Sec-WebSocket-Protocol", "").replace(" ", "").split(
            ","
        ):
            raise HTTPError(400, "unknown wire format")
        return super().prepare()

    def on_message(self, ws_message: str | bytes) -> None:
        """Pass a message on to the kernel; a malformed one ends the line."""
        if isinstance(ws_message, bytes) and well_formed(ws_message):
            super().on_message(ws_message)
        else:
            self.close(1007, "malformed message")

    def write_error(self, status_code: int, **_named: Any) -> None:
        """Answer a refusal with its number alone: nobody reads a page here, and Voila has none for it."""
        self.finish()


def well_formed(message: bytes) -> bool:
    """Tell whether a message of the wire format ends where it says its parts end.

    It begins with the number of offsets and the offsets themselves, 8 bytes each, little-endian; between
    the offsets lie the channel, header, parent header, metadata, content and any buffers.
    """
    count = int.from_bytes(message[:8], "little")
    if not FEWEST_OFFSETS <= count <= MOST_OFFSETS or len(message) < 8 * (count + 1):
        return False
    starts = range(8, 8 * (count + 1), 8)
    offsets = [int.from_bytes(message[start : start + 8], "little") for start in starts]
    in_order = all(first <= second for first, second in zip(offsets, offsets[1:], strict=False))
    return in_order and offsets[0] == 8 * (count + 1) and offsets[-1] == len(message)


class Visits(RequestInfoSocketHandler):  # type: ignore[misc]  # Voila is untyped
    """Where a kernel that was started ahead waits for its visitor.

    Voila leaves this path open to everybody; here it holds a word that only the server's kernels know. What
    was handed over is forgotten at once.
    """

    def open(self, kernel_id: str) -> None:
        """Let the kernel wait, or hand over the visit that is there already."""
        super().open(kernel_id)
        self._cache.pop(kernel_id, None)


class LeavePage(VoilaShutdownKernelHandler):  # type: ignore[misc]  # Voila is untyped
    """Stops a page's kernel when the page is left.

    The browser's parting message cannot carry Voila's form token, so without this every page left would
    keep its kernel until it is culled. It must come from our own pages instead, and on a server from the
    kernel's owner.
    """

    def check_xsrf_cookie(self) -> None:
        """Take the message only from a page of this server."""
        origin = urlsplit(self.request.headers.get("Origin", "")).netloc
        if origin != self.request.host:
            raise HTTPError(403, "not from a page of this server")

    async def post(self, kernel_id: str) -> None:
        """Stop the kernel, if it is the visitor's."""
        owners = self.settings.get("owners")
        if owners is not None and not owners.owns(self.current_user.username, kernel_id):
            raise HTTPError(403, "not the visitor's kernel")
        await super().post(kernel_id)
