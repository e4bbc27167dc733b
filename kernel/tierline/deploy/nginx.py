"""Write what a server behind nginx needs: configuration, units, secrets, instructions."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from tierline.deploy.pages import PAGES, directives, page
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_

SECRET_BYTES = 48
OPEN, CLOSED = 0o644, 0o600
# template -> mode; what holds the secret, or may come to hold a password, is its owner's alone
FILES = {
    "nginx/tierline.conf": OPEN,
    "nginx/identity.conf": CLOSED,
    "secret/proxy-secret": CLOSED,
    "systemd/apps.env": CLOSED,
    "systemd/tierline-apps.service": OPEN,
    "README.md": OPEN,
    "README.zh.md": OPEN,
}
PAGE_FILES = {f"nginx/pages/{name}.html": name for name in PAGES}
MODES = {**FILES, **dict.fromkeys(PAGE_FILES, OPEN)}
_PLACE = re.compile(r"@([A-Z_]+)@")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_LISTEN = re.compile(r"[A-Za-z0-9.:\[\]*]+")
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_UNFIT = re.compile(r"""["'\\$%;{}@\x00-\x1f]""")  # would end or bend a quoted path of nginx or systemd


@dataclass(frozen=True)
class Deployment:
    """One server.

    Parameters
    ----------
    host : str
        Name under which people open it.
    workspace, python : Path
        The workspace, and the Python that Tierline is installed in.
    port : int
        Port on 127.0.0.1 between nginx and the apps.
    listen : str
        Where nginx listens, as in its ``listen``.
    folder : Path
        Where nginx finds ``identity.conf`` and ``users``.
    user : str
        The system user that the apps run as.
    preheat, pools : int, dict of str to int
        Pages kept ready: of each app, of single ones.
    idle_minutes, pages_each : int
        When an untouched page is closed; pages that one person may hold.
    """

    host: str
    workspace: Path
    port: int = 8866
    listen: str = "80"
    folder: Path = Path("/etc/nginx/tierline")
    user: str = "tierline"
    preheat: int = 2
    pools: Mapping[str, int] = field(default_factory=dict)
    idle_minutes: int = 30
    pages_each: int = 8
    python: Path = Path(sys.executable)

    def __post_init__(self) -> None:
        for pattern, name, word in (
            (_HOST, "--host", self.host),
            (_LISTEN, "--listen", self.listen),
            (_USER, "--user", self.user),
        ):
            if not pattern.fullmatch(word):
                raise UsageError(
                    N_("{option} {word}: not a name that nginx or the system takes."), option=name, word=word
                )
        for path in (self.workspace, self.folder, self.python):
            if not path.is_absolute() or _UNFIT.search(str(path)):
                raise UsageError(
                    N_(
                        "{path}: give a full path without quotes, backslashes, $, %, @, ; or braces; "
                        "configuration files cannot hold them safely."
                    ),
                    path=path,
                )

    def places(self) -> dict[str, str]:
        """Return what goes into the templates' places, all but the secret."""
        pools = " ".join(f"--pool {name}={size}" for name, size in self.pools.items())
        ready = max([self.preheat, *self.pools.values()])
        return {
            "HOST": self.host,
            "WORKSPACE": str(self.workspace),
            "PORT": str(self.port),
            "LISTEN": self.listen,
            "FOLDER": str(self.folder),
            "USER": self.user,
            "PYTHON": str(self.python),
            "TIERLINE": str(self.python.with_name("tierline")),
            "PREHEAT": str(self.preheat),
            "POOLS": pools,
            "IDLE_MINUTES": str(self.idle_minutes),
            "PAGES_EACH": str(self.pages_each),
            # a page asks for some forty files at once; a department may come from behind one address
            "REQUESTS": "100",
            "BURST": "1000",
            "PAGES": "30",
            "PAGES_AT_ONCE": str(max(10, self.pages_each + ready)),
            "LINES": str(2 * self.pages_each),
        }


def write(deployment: Deployment, out: Path, replace: bool = False) -> list[Path]:
    """Write the files of a deployment, with a new secret that is told nowhere else.

    Parameters
    ----------
    deployment : Deployment
        The server.
    out : Path
        Folder; made readable by its owner only.
    replace : bool
        Write over what an earlier call left there.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    BadInputError
        If there are such files already and ``replace`` is off.
    """
    there = [out / name for name in FILES if (out / name).exists()]
    if there and not replace:
        raise BadInputError(
            N_("{path} is there already. With --replace it is written anew, with a new secret."),
            path=there[0],
        )
    # letters and digits only: the same bytes in nginx's quotes and in the file
    places = {**deployment.places(), "SECRET": secrets.token_hex(SECRET_BYTES)}
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = [_put(out / name, _filled(name, places), mode) for name, mode in FILES.items()]
    return [*written, *(_put(out / file, page(name), OPEN) for file, name in PAGE_FILES.items())]


def _filled(name: str, places: Mapping[str, str]) -> str:
    template = files("tierline.deploy") / "files" / name
    text = template.read_text(encoding="utf-8").replace("@ERROR_PAGES@", directives())
    return _PLACE.sub(lambda place: places[place[1]], text)


def _put(path: Path, content: str, mode: int) -> Path:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.unlink(missing_ok=True)
    # made anew with its mode: at no moment can another user open it
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(content)
    return path
