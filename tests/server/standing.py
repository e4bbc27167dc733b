"""A real server: nginx with the configuration that is shipped, the apps started as the shipped unit does."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import machine
from tests.browser.chromium import free_port
from tests.server.kernel_line import KernelLine
from tierline.deploy.door import Answer, Door, Header, basic
from tierline.deploy.nginx import Deployment, write

HOST = "127.0.0.1"
SERVED_BY = "www-data"  # who nginx runs as when the tests run as root
_OUTER = """
pid "{folder}/nginx.pid";
error_log "{folder}/error.log" info;
events {{ worker_connections 512; }}
http {{
    include "{types}";
    access_log "{folder}/access.log";
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    include "{site}";
}}
"""
# the apps of the tests stand in a folder of their own
_START = (
    "import sys; from pathlib import Path; from tierline_widgets import apps; "
    "folder = Path(sys.argv.pop(1)); apps.shared_folder = lambda name: folder; apps.command()"
)


@dataclass
class Standing:
    """A server under test."""

    url: str
    direct: str
    secret: str
    out: Path
    passwords: dict[str, str]
    said: list[str] = field(default_factory=list)  # by the apps

    def known(self, login: str) -> Header:
        """Return the header with which this person comes."""
        return basic(login, self.passwords[login])

    def ask(self, login: str | None, path: str, *headers: Header, method: str = "GET") -> Answer:
        """Ask through nginx."""
        own = [self.known(login)] if login else []
        return Door(self.url).ask(path, [*own, *headers], method)

    def past(self, path: str, *headers: Header, method: str = "GET") -> Answer:
        """Ask the apps themselves, past nginx."""
        return Door(self.direct).ask(path, headers, method)

    def as_proxy(self, login: str) -> list[Header]:
        """Return the headers that nginx would send."""
        return [("X-Tierline-User", login), ("X-Tierline-Secret", self.secret)]

    def opened(self, login: str, app: str, query: str = "", *headers: Header) -> Answer:
        """Open an app's page as this person does."""
        answer = self.ask(login, f"/voila/render/{app}{query}", *headers)
        assert answer.status == 200
        assert answer.kernel
        return answer

    def line(self, login: str, kernel: str) -> KernelLine:
        """Open the socket to a kernel, through nginx."""
        return KernelLine(self.url, kernel, [self.known(login)])


@contextmanager
def apps_running(
    command: list[str], surroundings: dict[str, str], ready: str, said: list[str]
) -> Iterator[None]:
    """Run the apps' server until the block ends; what it says is kept."""
    process = subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if ready in line:
            break
    else:
        raise RuntimeError("the apps did not start:\n" + "".join(said))
    threading.Thread(target=said.extend, args=(process.stdout,), daemon=True).start()
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def start_command(out: Path, folder: Path) -> list[str]:
    """Return the command of the shipped unit, on these apps and with the secret where it still lies."""
    unit = (out / "systemd" / "tierline-apps.service").read_text(encoding="utf-8")
    line = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    assert line
    settings = dict(
        setting.split("=", 1)
        for setting in shlex.split((out / "systemd" / "apps.env").read_text(encoding="utf-8"), comments=True)
    )
    words: list[str] = []
    for word in shlex.split(line[1]):
        if word.startswith("${"):
            words.append(settings[word[2:-1]])  # one word whatever is in it
        elif word.startswith("$"):
            words += shlex.split(settings[word[1:]])
        else:
            words.append(word)
    assert words[:3] == [sys.executable, "-m", "tierline_widgets.apps"]
    words[words.index("/etc/tierline/proxy-secret")] = str(out / "secret" / "proxy-secret")
    return [sys.executable, "-c", _START, str(folder), *words[3:]]


@contextmanager
def standing(
    workspace: Path,
    folder: Path,
    passwords: dict[str, str],
    preheat: int = 1,
    more: Sequence[str] = (),
) -> Iterator[Standing]:
    """Put ``folder`` of apps on a server behind nginx, for people with these passwords."""
    with ExitStack() as leaving:
        out = Path(tempfile.mkdtemp(prefix="tierline-server-"))
        leaving.callback(shutil.rmtree, out, ignore_errors=True)
        outside, inside = free_port(), free_port()
        deployment = Deployment(
            host=HOST,
            workspace=workspace,
            port=inside,
            listen=f"{HOST}:{outside}",
            folder=out / "nginx",
            preheat=preheat,
        )
        write(deployment, out, replace=True)
        (out / "nginx" / "users").write_text("".join(_user(*one) for one in passwords.items()))
        found = Standing(
            f"http://{HOST}:{outside}",
            f"http://{HOST}:{inside}",
            (out / "secret" / "proxy-secret").read_text().strip(),
            out,
            passwords,
        )
        # a visitor who stands in the server's own surroundings must not count
        surroundings = {
            **os.environ,
            "TIERLINE_LANG": "en",
            "HTTP_X_TIERLINE_USER": "root",
            "TIERLINE_AS": "root",
        }
        last = sorted(path.name for path in folder.glob("*.ipynb"))[-1]
        ready = f"pool of {last} is filled" if preheat else "is running at"
        command = [*start_command(out, folder), *more]
        leaving.enter_context(apps_running(command, surroundings, ready, found.said))
        leaving.enter_context(nginx_running(out))
        yield found


@contextmanager
def nginx_running(out: Path) -> Iterator[None]:
    """Run nginx on the site in ``out``, and not as root."""
    program = machine.nginx()
    assert program
    types = out / "mime.types"
    types.write_text("types { text/html html; }\n")  # of its own, nginx serves the pages of its refusals
    outer = out / "outer.conf"
    outer.write_text(_OUTER.format(folder=out, types=types, site=out / "nginx" / "tierline.conf"))
    command = [program, "-c", str(outer), "-p", str(out), "-e", str(out / "error.log")]
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        who = {"user": SERVED_BY, "group": SERVED_BY, "extra_groups": []}
        for path in (out, *(path for path in out.rglob("*") if "nginx" in path.parts[-2:])):
            shutil.chown(path, SERVED_BY, SERVED_BY)
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, **who)
    assert tested.returncode == 0, tested.stderr
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, **quiet, **who)  # comes back when it listens
    try:
        yield
    finally:
        subprocess.run([*command, "-s", "stop"], check=True, **quiet, **who)


def _user(login: str, password: str) -> str:
    salt = os.urandom(8)
    digest = hashlib.sha1(password.encode() + salt).digest()  # quick, for hundreds of requests
    return f"{login}:{{SSHA}}{base64.b64encode(digest + salt).decode()}\n"
