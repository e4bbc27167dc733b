"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tierline.errors import ScopeError
from tierline.messages import N_, _

Decorated = Callable[..., Any]


def workspace_option(function: Decorated) -> Decorated:
    """Add ``--workspace``."""
    return click.option(
        "--workspace",
        type=click.Path(path_type=Path),
        envvar="TIERLINE_WORKSPACE",
        default=Path("workspace"),
        show_default=True,
        help=_("Folder of the workspace."),
    )(function)


def month_option(function: Decorated) -> Decorated:
    """Add ``--month``, which must be given."""
    return click.option("--month", required=True, metavar="YYYY-MM", help=_("The month."))(function)


def scope_of(workspace: Any, login: str | None) -> Any:
    """Return the scope for ``--as LOGIN``: one's own, or as an administrator anybody's.

    Raises
    ------
    ScopeError
        If somebody else asks in another's name.
    """
    from tierline.store.scope import scope_for

    own = scope_for(workspace)
    if login is None or login == own.login:
        return own
    if own.role != "administrator":
        raise ScopeError(
            N_("'{login}' is not you ({own}); only an administrator may look as somebody else."),
            login=login,
            own=own.login,
        )
    return scope_for(workspace, login)
