"""Start the apps: ``python -m tierline_widgets.apps --workspace W [--port 8866] [--no-browser]``.

Answers on 127.0.0.1 only. The first address shows the home page. With ``--proxy-secret FILE`` it answers a
web server's proxy and nobody else, who is told apart by the secret in the file: 'tierline deploy nginx'.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.data import shared_folder
from tierline.errors import BadInputError, TierlineError, UsageError
from tierline.messages import N_, _, set_language, system_language
from tierline.processors import THREADS, processors, threads_of_a_kernel
from tierline_widgets import language as _catalogue  # noqa: F401  (puts the panels' texts in force)
from tierline_widgets.visitor import AS

if TYPE_CHECKING:
    from tierline_widgets.server import BehindProxy


def check_port(port: int) -> None:
    """Refuse a port that another program holds: Voila would leave without a clear word."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise BadInputError(
                N_("Port {port} is taken by another program. Stop it, or choose another: --port {next}."),
                port=port,
                next=port + 1,
            ) from error


def check_workspace(workspace: Path) -> Path:
    """Return the full path of an existing workspace folder."""
    if not workspace.is_dir():
        raise BadInputError(
            N_(
                "{workspace}: there is no such workspace. "
                "Make one with 'tierline demo --workspace {workspace}'."
            ),
            workspace=workspace,
        )
    return workspace.resolve()


def check_person(workspace: Path, login: str) -> None:
    """Refuse to start as somebody whose every page would stay closed.

    Raises
    ------
    BadInputError
        There is no workspace in the folder, so no staff table either.
    ScopeError
        The staff table does not know ``login``, or whoever starts may not look as somebody else (LY-20).
    """
    from tierline.store.scope import scope_as
    from tierline.store.workspace import Workspace

    found = Workspace.open(workspace)
    try:
        scope_as(found, login)
    finally:
        found.records.close()  # what is started after this opens its own


def check_pools(words: tuple[str, ...]) -> dict[str, int]:
    """Return how many kernels to keep ready by notebook, from words like ``planner.ipynb=2``."""
    apps = {path.name for path in shared_folder("voila_apps").glob("*.ipynb")}
    pools = {}
    for word in words:
        name, _sign, size = word.partition("=")
        if name not in apps or not size.isdecimal():
            raise UsageError(
                N_("--pool {word}: give an app and a number, as in home.ipynb=2. The apps are: {apps}."),
                word=word,
                apps=", ".join(sorted(apps)),
            )
        pools[name] = int(size)
    return pools


def behind_proxy(secret: Path | None, login: str | None, pages_each: int) -> BehindProxy | None:
    """Return what a server behind a proxy needs; None for a laptop."""
    if secret is None:
        return None
    if login:
        raise UsageError(
            N_("--as and --proxy-secret exclude each other: on a server everybody looks in the own name.")
        )
    from tierline_widgets.proxy import read_secret
    from tierline_widgets.server import BehindProxy

    return BehindProxy(read_secret(secret), pages_each)


def start(
    workspace: Path,
    port: int,
    browser: bool,
    login: str | None,
    preheat: int,
    pools: dict[str, int],
    idle_minutes: float,
    behind: BehindProxy | None,
) -> None:
    """Serve the apps until interrupted."""
    from tierline_widgets.server import serve

    os.environ["TIERLINE_WORKSPACE"] = str(workspace)
    os.environ.setdefault(THREADS, str(threads_of_a_kernel(processors())))  # the kernels inherit it
    if login:
        os.environ[AS] = login
    told = (
        _("Tierline is at http://127.0.0.1:{port}/ for this machine only. Stop it with Ctrl-C.")
        if behind is None
        else _("Tierline answers the proxy on 127.0.0.1:{port} and nobody else.")
    )
    click.echo(told.format(port=port))
    sys.stdout.flush()
    idle_seconds = max(1, round(idle_minutes * 60))
    serve(
        shared_folder("voila_apps"),
        port,
        browser and behind is None,
        preheat,
        pools=pools,
        idle_seconds=idle_seconds,
        behind=behind,
    )


@click.command(
    help=_("Start the apps on this machine."), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="TIERLINE_WORKSPACE",
    default="workspace",
    show_default=True,
)
@click.option("--port", type=click.IntRange(1024, 65535), default=8866, show_default=True)
@click.option("--no-browser", is_flag=True, help=_("Do not open a browser."))
@click.option("--as", "login", help=_("Look as this person of the staff table."))
@click.option(
    "--preheat",
    type=click.IntRange(0, 64),
    default=1,
    show_default=True,
    help=_("Pages of each app kept ready."),
)
@click.option(
    "--pool", "pools", multiple=True, metavar="APP=N", help=_("Pages of one app kept ready; may be repeated.")
)
@click.option(
    "--idle-minutes",
    type=click.FloatRange(0.01, 24 * 60),
    default=30,
    show_default=True,
    help=_("A page untouched for so many minutes is closed on the server."),
)
@click.option(
    "--proxy-secret",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Answer only the web server that knows the secret in this file, which names the visitors."),
)
@click.option(
    "--pages-each",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help=_("Pages that one person may hold open behind a web server."),
)
def command(
    workspace: Path,
    port: int,
    no_browser: bool,
    login: str | None,
    preheat: int,
    pools: tuple[str, ...],
    idle_minutes: float,
    proxy_secret: Path | None,
    pages_each: int,
) -> None:
    """Check what was asked for, then serve."""
    set_language(system_language())
    try:
        place = check_workspace(workspace)
        check_port(port)
        sizes = check_pools(pools)
        behind = behind_proxy(proxy_secret, login, pages_each)
        if login:
            check_person(place, login)
    except TierlineError as error:
        click.echo(_("Error: {what}").format(what=error), err=True)
        sys.exit(error.exit_code)
    start(place, port, not no_browser, login, preheat, sizes, idle_minutes, behind)


if __name__ == "__main__":
    command(prog_name="python -m tierline_widgets.apps")
