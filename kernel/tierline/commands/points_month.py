"""Options of the commands that read a month's points before it is closed: as the close will read them."""

from __future__ import annotations

from pathlib import Path

import click

from tierline.messages import _

MAPPING = click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("TOML file that maps your headings to columns."),
)
POINTS_POLICY = click.option(
    "--policy",
    "--points-policy",
    "points_policy",
    metavar="ID|PATH",
    help=_("Policy of points; by default that of the month."),
)
