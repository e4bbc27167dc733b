"""``tierline deploy``: put the apps behind a web server, and check that they are safe there."""

from __future__ import annotations

from pathlib import Path

import click

from tierline.commands.options import workspace_option
from tierline.errors import IntegrityError, UsageError
from tierline.messages import N_, _


@click.group(
    "deploy",
    help=_("Put the apps on a server for a department, behind nginx (LY-20)."),
    epilog=_("Example: tierline deploy nginx --out server --host tiers.example.com --workspace demo"),
)
def command() -> None:
    pass


@command.command(
    "nginx",
    help=_("Write the configuration of nginx, the system's units, the secrets and the instructions."),
    epilog=_("Example: tierline deploy nginx --out server --host tiers.example.com --workspace demo"),
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help=_("Folder to write into.")
)
@click.option("--host", required=True, help=_("Name under which people open the server."))
@workspace_option
@click.option(
    "--port",
    type=click.IntRange(1024, 65535),
    default=8866,
    show_default=True,
    help=_("Port between nginx and the apps; never reached from outside."),
)
@click.option(
    "--listen", default="80", show_default=True, help=_("Port, or address and port, that nginx listens on.")
)
@click.option(
    "--nginx-dir",
    type=click.Path(path_type=Path),
    default=Path("/etc/nginx/tierline"),
    show_default=True,
    help=_("Folder where nginx will find the users and the secret."),
)
@click.option("--user", default="tierline", show_default=True, help=_("System user that the apps run as."))
@click.option(
    "--preheat",
    type=click.IntRange(0, 64),
    default=2,
    show_default=True,
    help=_("Pages of each app kept ready."),
)
@click.option(
    "--pool", "pools", multiple=True, metavar="APP=N", help=_("Pages of one app kept ready; may be repeated.")
)
@click.option(
    "--idle-minutes",
    type=click.IntRange(1, 24 * 60),
    default=30,
    show_default=True,
    help=_("A page untouched for so many minutes is closed on the server."),
)
@click.option(
    "--pages-each",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help=_("Pages that one person may hold open."),
)
@click.option("--replace", is_flag=True, help=_("Write over an earlier deployment, with a new secret."))
def nginx(
    out: Path,
    host: str,
    workspace: Path,
    port: int,
    listen: str,
    nginx_dir: Path,
    user: str,
    preheat: int,
    pools: tuple[str, ...],
    idle_minutes: int,
    pages_each: int,
    replace: bool,
) -> None:
    from tierline.deploy.nginx import CLOSED, MODES, Deployment, write
    from tierline.store.workspace import Workspace

    deployment = Deployment(
        host=host,
        workspace=Workspace.open(workspace).path.resolve(),
        port=port,
        listen=listen,
        folder=nginx_dir,
        user=user,
        preheat=preheat,
        pools=dict(_pool(word) for word in pools),
        idle_minutes=idle_minutes,
        pages_each=pages_each,
    )
    written = write(deployment, out, replace)
    for path in written:
        note = _("  (only you may read it)") if MODES[path.relative_to(out).as_posix()] == CLOSED else ""
        click.echo(f"{path}{note}")
    click.echo(_("What to do with them: {readme}").format(readme=out / _("README.md")))


def _pool(word: str) -> tuple[str, int]:
    from tierline.data import shared_folder

    apps = sorted(path.name for path in shared_folder("voila_apps").glob("*.ipynb"))
    name, _sign, size = word.partition("=")
    if name not in apps or not size.isdecimal():
        raise UsageError(
            N_("--pool {word}: give an app and a number, as in home.ipynb=2. The apps are: {apps}."),
            word=word,
            apps=", ".join(apps),
        )
    return name, int(size)


@command.command(
    "check",
    help=_("Ask a server from outside as an attacker would, and say what it lets through."),
    epilog=_("Example: tierline deploy check --url https://tiers.example.com --user li.na"),
)
@click.option("--url", required=True, help=_("Address that people open."))
@click.option("--user", "login", required=True, help=_("Login of one who may open it."))
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("File with the password; asked for when left out."),
)
@click.option(
    "--direct", help=_("On the server itself: the apps' own address, such as http://127.0.0.1:8866.")
)
@click.option(
    "--ca",
    "authority",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Certificate authority that the system does not know."),
)
def check_(
    url: str, login: str, password_file: Path | None, direct: str | None, authority: Path | None
) -> None:
    from tierline.deploy.check import check
    from tierline.deploy.door import Door

    door = Door(url, str(authority) if authority else None)
    inner = Door(direct) if direct else None
    password = (
        password_file.read_text(encoding="utf-8").rstrip("\r\n")
        if password_file
        else click.prompt(_("Password of {login}").format(login=login), hide_input=True)
    )
    wrong = 0
    for finding in check(door, login, password, inner):
        wrong += not finding.fine
        verdict = _("ok    ") if finding.fine else _("WRONG ")
        click.echo(f"{verdict} {finding.what.render()}  [{finding.told}]")
    if wrong:
        raise IntegrityError(
            N_("{count} answers were wrong. Nobody should work on this server until they are right."),
            count=wrong,
        )
    click.echo(_("Every answer was right."))
