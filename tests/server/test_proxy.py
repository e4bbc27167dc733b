"""What nginx lets through, and what the apps take from nobody but nginx (LY-20)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.server.conftest import STRANGER, Customers
from tests.server.standing import Standing
from tierline.commands.deploy import command
from tierline.deploy.check import BLOCKED, PAGE
from tierline.deploy.door import Header

pytestmark = pytest.mark.nginx

NEVER = "no customers of mine"


def _nothing_shown(body: bytes, *managers: Customers) -> None:
    text = body.decode()
    assert "kernelId" not in text
    for one in managers:
        assert one.told_by(text) == []


@pytest.mark.parametrize(
    "path", ["/", PAGE, "/voila/static/voila.js", "/voila/templates/lab/static/voila.js"]
)
def test_without_a_password_there_is_nothing(server: Standing, path: str) -> None:
    assert server.ask(None, path).status == 401
    assert server.ask(None, path, ("X-Tierline-User", "root")).status == 401
    assert server.ask(None, path, *server.as_proxy("root")).status == 401  # not even with the secret


@pytest.mark.parametrize(
    "path", [*BLOCKED, "/voila/execution/x", "/api/kernelspecs", "/api/shutdown", "/metrics"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_blocked_paths(
    server: Standing, managers: tuple[Customers, Customers], path: str, method: str
) -> None:
    login = managers[0].login
    answer = server.ask(login, path, method=method)
    assert answer.status in {400, 403, 404, 405}
    _nothing_shown(answer.body, *managers)
    # past nginx, with everything nginx knows: the apps themselves have no such page
    past = server.past(path, *server.as_proxy(login), method=method)
    assert past.status in {403, 404, 405}
    _nothing_shown(past.body, *managers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_pages_are_only_read(server: Standing, managers: tuple[Customers, Customers], method: str) -> None:
    assert server.ask(managers[0].login, PAGE, method=method).status in {403, 405}


def test_forged_headers_beside_a_password_are_overwritten(
    server: Standing, managers: tuple[Customers, Customers]
) -> None:
    own, other = managers
    for forged in (
        [("X-Tierline-User", other.login)],
        [("x-tierline-user", other.login), ("X-TIERLINE-USER", other.login)],
        [("X_Tierline_User", other.login)],
        [("X-Tierline-User ", other.login)],
        [("X-Tierline-User", other.login), ("X-Tierline-Secret", "guessed")],
        [("Connection", "close, X-Tierline-User, X-Tierline-Secret")],
        [("X-Remote-User", other.login), ("X-Forwarded-User", other.login)],
    ):
        answer = server.ask(own.login, PAGE, *forged)
        if answer.status == 400:  # nginx does not take such a header at all
            continue
        assert answer.headers["x-tierline-visitor"] == own.login, forged
        assert other.told_by(answer.body.decode()) == []


def _forgeries(secret: str, login: str) -> dict[str, list[Header]]:
    user, proof = ("X-Tierline-User", login), ("X-Tierline-Secret", secret)
    return {
        "no header": [],
        "a name alone": [user],
        "the secret alone": [proof],
        "an empty name": [("X-Tierline-User", ""), proof],
        "a wrong secret": [user, ("X-Tierline-Secret", "0" * len(secret))],
        "a part of the secret": [user, ("X-Tierline-Secret", secret[:-1])],
        "an empty secret": [user, ("X-Tierline-Secret", "")],
        "two secrets": [user, ("X-Tierline-Secret", "guessed"), proof],
        "two names": [user, ("X-Tierline-User", "root"), proof],
        "a name that is no text": [("X-Tierline-User", "\xff\xfe"), proof],
        "underscores": [("X_Tierline_User", login), ("X_Tierline_Secret", secret)],
        "a secret beyond latin": [user, ("X-Tierline-Secret", "\xe9" * len(secret))],
    }


@pytest.mark.parametrize("path", ["/", PAGE, "/api/kernels/x", "/voila/static/voila.js", "/nothing"])
@pytest.mark.parametrize("how", _forgeries("", ""))
def test_past_the_proxy_there_is_only_the_refusal(
    server: Standing, managers: tuple[Customers, Customers], path: str, how: str
) -> None:
    answer = server.past(path, *_forgeries(server.secret, managers[0].login)[how])
    assert answer.status == 403
    _nothing_shown(answer.body, *managers)
    assert b"The server does not know who you are" in answer.body
    assert b"Traceback" not in answer.body


def test_the_refusal_speaks_the_visitor_s_language(server: Standing) -> None:
    answer = server.past(PAGE, ("Accept-Language", "zh-CN"))
    assert "服务器无法确认您的身份" in answer.body.decode()


def test_one_who_is_let_in_but_not_on_the_staff_sees_that(
    server: Standing, managers: tuple[Customers, Customers]
) -> None:
    page = server.opened(STRANGER, "home.ipynb", "?lang=en").body.decode()
    assert "You may not see any customer here" in page
    assert STRANGER in page
    assert "root" not in re.sub(r":root\b", "", page)  # nor the name that the server runs under
    for one in managers:
        assert one.told_by(page) == []


def test_another_name_for_the_server_is_not_taken(
    server: Standing, managers: tuple[Customers, Customers]
) -> None:
    from tierline.deploy.door import Door

    door = Door(server.url.replace("127.0.0.1", "localhost"))
    assert door.ask(PAGE, [server.known(managers[0].login)]).status == 421


def test_what_every_answer_carries(server: Standing, managers: tuple[Customers, Customers]) -> None:
    for path in (PAGE, "/voila/static/voila.js", "/voila/files/x", "/nothing"):
        headers = server.ask(managers[0].login, path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "nginx/" not in headers.get("server", "")
        assert "Tornado" not in headers.get("server", "")


def test_secrets_are_told_nowhere(server: Standing, managers: tuple[Customers, Customers]) -> None:
    page = server.opened(managers[0].login, "home.ipynb")
    assert page.kernel
    with server.line(managers[0].login, page.kernel) as line:
        states = str(line.states())
    told = "".join(server.said) + states + page.body.decode() + str(page.headers)
    logs = [path.read_text(errors="replace") for path in server.out.glob("*.log")]
    assert logs
    assert server.secret not in told + "".join(logs)
    assert not [word for word in server.passwords.values() if word in told + "".join(logs)]


def test_a_kernel_s_surroundings_hold_no_secret(server: Standing) -> None:
    kernels = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command_line = (folder / "cmdline").read_bytes()
            surroundings = (folder / "environ").read_bytes()
        except OSError:
            continue
        ours = b"ipykernel_launcher" in command_line or b"forked.template" in command_line
        if ours and b"TIERLINE_BEHIND_PROXY=1" in surroundings:
            kernels += 1
            assert server.secret.encode() not in surroundings
            assert b"TIERLINE_AS=" not in surroundings
    assert kernels or os.name == "nt"


def test_the_check_finds_this_server_in_order(
    server: Standing, managers: tuple[Customers, Customers], tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text(server.passwords[managers[0].login] + "\n")
    asked = ["check", "--url", server.url, "--direct", server.direct, "--user", managers[0].login]
    run = CliRunner().invoke(command, [*asked, "--password-file", str(password)])
    assert run.exit_code == 0, run.output
    assert "WRONG" not in run.output
    assert "Every answer was right." in run.output
    assert run.output.count("ok") >= 25


def test_the_check_finds_apps_without_their_proxy(
    server: Standing, managers: tuple[Customers, Customers]
) -> None:
    # the apps' own address in the place of nginx's: no passwords there, so most answers are wrong
    login = managers[0].login
    run = CliRunner().invoke(command, ["check", "--url", server.direct, "--user", login], input="x\n")
    assert run.exception is not None
    assert "WRONG  without a password nothing is shown  [403]" in run.output
    assert f"WRONG  '{login}' is let in" in run.output
