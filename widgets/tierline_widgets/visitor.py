"""Who visits, and in which language: the one place where an app learns about its visitor.

On a laptop that is the operating-system user, or whoever ``--as`` named when the apps were started. A
server behind a proxy will name its visitor here and nowhere else.
"""

from __future__ import annotations

import os

from tierline_widgets.language import requested_language

AS = "TIERLINE_AS"


def visitor_login() -> str | None:
    """Return the login that was named, or None for the operating-system user."""
    return os.environ.get(AS) or None


def visit_language() -> str:
    """Return the language of this visit, by its address and headers."""
    return requested_language(os.environ.get("QUERY_STRING"), os.environ.get("HTTP_ACCEPT_LANGUAGE"))


def preheated() -> bool:
    """Tell whether this kernel was started ahead of its visitor."""
    return os.environ.get("VOILA_PREHEAT", "False") == "True"


def await_visit() -> None:
    """Wait until there is a visitor; only then are the address and headers this visit's."""
    from voila.utils import wait_for_request

    wait_for_request()
