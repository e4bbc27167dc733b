"""``tierline version``."""

from __future__ import annotations

import click

from tierline._version import __version__
from tierline.messages import _


@click.command("version", help=_("Print the version."), epilog=_("Example: tierline version"))
def command() -> None:
    click.echo(__version__)
