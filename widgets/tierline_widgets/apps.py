"""Start the apps: ``python -m tierline_widgets.apps --workspace W [--port 8866] [--no-browser]``.

Answers on 127.0.0.1 only. The first address shows the home page.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click

from tierline.data import shared_folder
from tierline.errors import BadInputError, TierlineError
from tierline.messages import N_, _, set_language, system_language
from tierline.processors import THREADS, processors, threads_of_a_kernel
from tierline_widgets import language as _catalogue  # noqa: F401  (puts the panels' texts in force)
from tierline_widgets.visitor import AS


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


def start(workspace: Path, port: int, browser: bool, login: str | None, preheat: int) -> None:
    """Serve the apps until interrupted."""
    from tierline_widgets.server import serve

    os.environ["TIERLINE_WORKSPACE"] = str(workspace)
    os.environ.setdefault(THREADS, str(threads_of_a_kernel(processors())))  # the kernels inherit it
    if login:
        os.environ[AS] = login
    click.echo(
        _("Tierline is at http://127.0.0.1:{port}/ for this machine only. Stop it with Ctrl-C.").format(
            port=port
        )
    )
    sys.stdout.flush()
    serve(shared_folder("voila_apps"), port, browser, preheat)


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
    "--preheat", type=click.IntRange(0, 8), default=1, show_default=True, help=_("Home pages kept ready.")
)
def command(workspace: Path, port: int, no_browser: bool, login: str | None, preheat: int) -> None:
    """Check what was asked for, then serve."""
    set_language(system_language())
    try:
        place = check_workspace(workspace)
        check_port(port)
    except TierlineError as error:
        click.echo(_("Error: {what}").format(what=error), err=True)
        sys.exit(error.exit_code)
    start(place, port, not no_browser, login, preheat)


if __name__ == "__main__":
    command(prog_name="python -m tierline_widgets.apps")
