"""Who visits, and in which language: the one place where an app learns about its visitor.

On a laptop that is the operating-system user, or whoever ``--as`` named when the apps were started. On a
server it is whoever the proxy names, and nobody else: the page's kernel was handed the proxy's header.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from tierline.errors import ScopeError
from tierline.messages import N_
from tierline.store.scope import scope_as, scope_for
from tierline_widgets.language import requested_language
from tierline_widgets.proxy import VISITOR, login_of

if TYPE_CHECKING:
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace

AS = "TIERLINE_AS"
BEHIND_PROXY = "TIERLINE_BEHIND_PROXY"  # set by the server for its kernels
ASKED_AT = "TIERLINE_VISITS"  # path at which a kernel asks its server who came; a word in it nobody can guess
HANDED_ON = "HTTP_" + VISITOR.upper().replace("-", "_")


def visitor_login() -> str | None:
    """Return the login that was named, or None for the operating-system user of a laptop."""
    if os.environ.get(BEHIND_PROXY):
        return _named_by_proxy()
    return os.environ.get(AS) or None


def visitor_scope(workspace: Workspace, login: str | None = None) -> Scope:
    """Return what the visitor may see.

    Parameters
    ----------
    workspace : Workspace
        Where the visitor looks.
    login : str, optional
        Look as this person, which only an administrator at a laptop may.

    Raises
    ------
    ScopeError
        If the visitor is unknown, or asks in another's name (LY-20).
    """
    if not os.environ.get(BEHIND_PROXY):
        return scope_as(workspace, login or visitor_login())
    # the process runs in the server's own name, which opens everything: that name never counts here
    named = _named_by_proxy()
    if login not in (None, "", named):
        raise ScopeError(
            N_("'{login}' is not you ({own}); on a server everybody looks in the own name only."),
            login=login,
            own=named,
        )
    return scope_for(workspace, named)


def _named_by_proxy() -> str:
    named = login_of(os.environ.get(HANDED_ON, ""))
    if named is None:
        raise ScopeError(
            N_(
                "The server was not told who you are, so no customer is shown. "
                "Open the address that your administrator gave you."
            )
        )
    return named


def visit_language() -> str:
    """Return the language of this visit, by its address and headers."""
    return requested_language(os.environ.get("QUERY_STRING"), os.environ.get("HTTP_ACCEPT_LANGUAGE"))


def visit_asked(name: str) -> str:
    """Return what the address of this visit names, such as ``?month=2026-10``; nothing when it names none."""
    return parse_qs(os.environ.get("QUERY_STRING", "").lstrip("?")).get(name, [""])[-1].strip()


def preheated() -> bool:
    """Tell whether this kernel was started ahead of its visitor."""
    return os.environ.get("VOILA_PREHEAT", "False") == "True"


def await_visit() -> None:
    """Wait until there is a visitor; only then are the address and headers this visit's."""
    from tierline_widgets.waiting import visit

    path, kernel = os.environ.get(ASKED_AT), os.environ.get("VOILA_KERNEL_ID")
    port = os.environ.get("VOILA_APP_PORT")
    if path and kernel and port:
        os.environ.update(visit(f"ws://127.0.0.1:{port}{path}/{kernel}"))
    else:  # a Voila that others set up
        from voila.utils import wait_for_request

        wait_for_request()
