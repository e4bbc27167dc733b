"""The proxy in front of a server of apps: the only one who may say who visits (LY-20).

It names the visitor in one header and proves itself with a secret in another; what a browser sends under
either name, the proxy overwrites.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path
from typing import Protocol

from tierline.errors import BadInputError
from tierline.messages import N_

VISITOR = "X-Tierline-User"
SECRET = "X-Tierline-Secret"
SHORTEST = 32  # bytes of a secret: what is shorter was typed by a person
LONGEST_LOGIN = 128


class Headers(Protocol):
    """The headers of a request, as Tornado hands them over."""

    def get_list(self, name: str) -> list[str]:
        """Return every value that came under ``name``."""


class Proxy:
    """Tells requests of the proxy from all others.

    Parameters
    ----------
    secret : bytes
        What only the proxy and this server know.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def visitor(self, headers: Headers) -> str | None:
        """Return the login that the proxy vouches for; None if the request is not its own or names nobody."""
        secrets, logins = headers.get_list(SECRET), headers.get_list(VISITOR)
        told = secrets[0].encode("latin-1", "replace") if len(secrets) == 1 else b""
        # in constant time: how long a refusal takes says nothing about how much of the secret was right
        known = hmac.compare_digest(told, self._secret)
        return login_of(logins[0]) if known and len(logins) == 1 else None


def login_of(header: str) -> str | None:
    """Return the login that a header's value spells; None if it spells none.

    Parameters
    ----------
    header : str
        The value as HTTP carries it, each byte one character: a login beyond ASCII is UTF-8 underneath.
    """
    try:
        login = header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    fit = 0 < len(login) <= LONGEST_LOGIN and login == login.strip() and login.isprintable()
    return login if fit else None


def read_secret(path: Path) -> bytes:
    """Return the secret kept in ``path``.

    Raises
    ------
    BadInputError
        If there is no such file, others may read it, or it holds too little.
    """
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes().strip()
    except OSError as error:
        raise BadInputError(
            N_("{path}: the proxy's secret cannot be read ({reason}). 'tierline deploy nginx' makes one."),
            path=path,
            reason=error.strerror,
        ) from error
    if os.name != "nt" and mode & 0o077:
        raise BadInputError(
            N_("{path}: others may read the proxy's secret. Close the file: chmod 600 {path}"), path=path
        )
    if len(secret) < SHORTEST:
        raise BadInputError(
            N_(
                "{path}: the proxy's secret has {length} characters, which can be guessed; it needs {least}. "
                "'tierline deploy nginx' makes one."
            ),
            path=path,
            length=len(secret),
            least=SHORTEST,
        )
    return secret
