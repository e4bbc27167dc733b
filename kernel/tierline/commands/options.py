"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tierline.messages import _

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
