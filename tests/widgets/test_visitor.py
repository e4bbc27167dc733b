"""Who visits: the one seam between an app and its server (LY-20)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tornado.httputil import HTTPHeaders

from tests.frozen import Row
from tierline.errors import BadInputError, ScopeError
from tierline.store.staff import system_user
from tierline.store.workspace import Workspace
from tierline_widgets.handlers import well_formed
from tierline_widgets.ownership import Owners
from tierline_widgets.proxy import SECRET, VISITOR, Proxy, login_of, read_secret
from tierline_widgets.session import open_session
from tierline_widgets.visitor import AS, BEHIND_PROXY, HANDED_ON, visitor_scope

KEY = "k" * 64


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The surroundings of a kernel behind a proxy, before anybody visits."""
    monkeypatch.setenv(BEHIND_PROXY, "1")
    monkeypatch.delenv(HANDED_ON, raising=False)
    return monkeypatch


def test_on_a_laptop_it_is_the_system_s_user(workspace: Workspace) -> None:
    assert visitor_scope(workspace).login == system_user()


def test_on_a_laptop_an_administrator_may_look_as_another(
    workspace: Workspace, manager: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AS, manager["login"])
    assert visitor_scope(workspace).login == manager["login"]


def test_a_header_means_nothing_on_a_laptop(
    workspace: Workspace, manager: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HANDED_ON, manager["login"])
    assert visitor_scope(workspace).login == system_user()


def test_on_a_server_it_is_whom_the_proxy_names(
    workspace: Workspace, manager: Row, served: pytest.MonkeyPatch
) -> None:
    served.setenv(HANDED_ON, manager["login"])
    assert visitor_scope(workspace).manager_ids == {manager["manager_id"]}
    assert open_session(workspace.path).scope.login == manager["login"]


@pytest.mark.parametrize("header", [None, "", " ", "nobody.known", "\xff\xfe", "a\nb", " root", "x" * 200])
def test_on_a_server_nobody_is_let_in_by_default(
    workspace: Workspace, served: pytest.MonkeyPatch, header: str | None
) -> None:
    served.setenv(AS, system_user())  # what holds on a laptop does not hold here
    if header is not None:
        served.setenv(HANDED_ON, header)
    with pytest.raises(ScopeError):
        visitor_scope(workspace)
    with pytest.raises(ScopeError):
        open_session(workspace.path)


def test_on_a_server_not_even_an_administrator_looks_as_another(
    workspace: Workspace, manager: Row, served: pytest.MonkeyPatch
) -> None:
    served.setenv(HANDED_ON, system_user())
    with pytest.raises(ScopeError, match="own name only"):
        open_session(workspace.path, login=manager["login"])


@pytest.mark.parametrize(
    ("sent", "login"),
    [
        ([(VISITOR, "li.na"), (SECRET, KEY)], "li.na"),
        ([(VISITOR.lower(), "李娜".encode().decode("latin-1")), (SECRET.upper(), KEY)], "李娜"),
        ([(VISITOR, "li.na")], None),
        ([(SECRET, KEY)], None),
        ([(VISITOR, "li.na"), (SECRET, KEY[:-1])], None),
        ([(VISITOR, "li.na"), (SECRET, KEY + "k")], None),
        ([(VISITOR, "li.na"), (SECRET, "")], None),
        ([(VISITOR, "li.na"), (SECRET, "\xe9" * 64)], None),
        ([(VISITOR, "li.na"), (VISITOR, "li.na"), (SECRET, KEY)], None),
        ([(VISITOR, "li.na"), (SECRET, KEY), (SECRET, KEY)], None),
        ([("X_Tierline_User", "li.na"), (SECRET, KEY)], None),
    ],
)
def test_the_proxy_proves_itself(sent: list[tuple[str, str]], login: str | None) -> None:
    headers = HTTPHeaders()
    for name, value in sent:
        headers.add(name, value)
    assert Proxy(KEY.encode()).visitor(headers) == login


def test_a_login_is_printable_text() -> None:
    assert login_of("li.na") == "li.na"
    assert [login_of(bad) for bad in ("", " a", "a ", "a\tb", "\x00", "é", "x" * 129)] == [None] * 7


def test_a_secret_is_long_and_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    with pytest.raises(BadInputError, match="cannot be read"):
        read_secret(path)
    path.write_text(KEY + "\n")
    path.chmod(0o640)
    if os.name != "nt":
        with pytest.raises(BadInputError, match="others may read"):
            read_secret(path)
    path.chmod(0o600)
    assert read_secret(path) == KEY.encode()
    path.write_text("short\n")
    with pytest.raises(BadInputError, match="can be guessed"):
        read_secret(path)


def test_a_kernel_is_its_owner_s_and_one_person_s_are_counted() -> None:
    running = {"a", "b", "c", "d", "e"}
    owners = Owners(running, most=2)
    assert not owners.owns("li.na", "a")
    assert owners.give("a", "li.na") == []
    assert owners.give("b", "li.na") == []
    assert owners.give("c", "other") == []
    assert owners.owns("li.na", "a")
    assert not owners.owns("other", "a")
    assert not owners.owns("li.na", None)
    assert owners.give("d", "li.na") == ["a"]
    running -= {"a", "b"}
    assert owners.give("e", "li.na") == []  # what has stopped counts no more
    assert not owners.owns("li.na", "b")


@pytest.mark.parametrize(
    ("message", "fine"),
    [
        (b"", False),
        (b"\xff" * 8, False),
        ((6).to_bytes(8, "little") + b"\xff" * 48, False),
        (b"".join(n.to_bytes(8, "little") for n in (6, 56, 61, 63, 65, 67, 69)) + b"shell{}{}{}{}", True),
        (b"".join(n.to_bytes(8, "little") for n in (6, 56, 61, 63, 65, 67, 68)) + b"shell{}{}{}{}", False),
        (b"".join(n.to_bytes(8, "little") for n in (6, 56, 63, 61, 65, 67, 69)) + b"shell{}{}{}{}", False),
        (b"".join(n.to_bytes(8, "little") for n in (6, 0, 61, 63, 65, 67, 69)) + b"shell{}{}{}{}", False),
    ],
)
def test_messages_end_where_they_say(message: bytes, fine: bool) -> None:
    assert well_formed(message) is fine
