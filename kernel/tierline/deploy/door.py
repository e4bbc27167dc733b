"""Asks a server as a browser does, one request a connection; and as no browser does: any header, any path."""

from __future__ import annotations

import base64
import http.client
import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_

KERNEL = re.compile(rb'"kernelId": "([0-9a-f-]{36})"')
LONGEST = 20_000_000  # bytes of an answer that are read
HANDSHAKE = (
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Protocol", "v1.kernel.websocket.jupyter.org"),
    ("Sec-WebSocket-Key", "dGllcmxpbmUgY2hlY2tzIQ=="),
)
Header = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back; ``headers`` by their names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kernel(self) -> str | None:
        """The kernel of the page that came back."""
        found = KERNEL.search(self.body)
        return found[1].decode() if found else None


class Door:
    """A server's address.

    Parameters
    ----------
    url : str
        http:// or https://, a name, perhaps a port; no path.
    authority : str, optional
        File of the certificate authority, for one that the system does not know.
    seconds : float
        Longest wait for an answer.
    """

    def __init__(self, url: str, authority: str | None = None, seconds: float = 60) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise UsageError(
                N_("{url}: give an address without a path, such as https://tiers.example.com"), url=url
            )
        self.url = f"{parts.scheme}://{parts.netloc}"
        self.safe = parts.scheme == "https"
        self.loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
        self._host, self._port, self._seconds = parts.hostname, parts.port, seconds
        self._tls = ssl.create_default_context(cafile=authority) if self.safe else None

    def ask(self, path: str, headers: Iterable[Header] = (), method: str = "GET") -> Answer:
        """Return the answer to one request; ``path`` goes out as it stands, a header may come twice.

        Raises
        ------
        BadInputError
            If nobody answers.
        """
        connection = self._connection()
        try:
            connection.putrequest(method, path)
            for name, value in headers:
                connection.putheader(name, value)
            if method == "POST":
                connection.putheader("Content-Length", "0")
            connection.endheaders()
            response = connection.getresponse()
            # an opened socket has no end to read to
            body = b"" if response.status == http.client.SWITCHING_PROTOCOLS else response.read(LONGEST)
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, body)
        except (OSError, http.client.HTTPException) as error:
            raise BadInputError(
                N_("{url} does not answer: {reason}. Are nginx and the apps running?"),
                url=self.url,
                reason=str(error) or type(error).__name__,
            ) from error
        finally:
            connection.close()

    def open_socket(self, kernel: str, headers: Iterable[Header] = ()) -> int:
        """Return the status with which the socket of a kernel is opened (101) or refused."""
        return self.ask(f"/api/kernels/{kernel}/channels", [*HANDSHAKE, *headers]).status

    def _connection(self) -> http.client.HTTPConnection:
        if self._tls is not None:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=self._seconds, context=self._tls
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)


def basic(login: str, password: str) -> Header:
    """Return the header that carries a name and a password."""
    pair = base64.b64encode(f"{login}:{password}".encode()).decode("ascii")
    return "Authorization", f"Basic {pair}"
