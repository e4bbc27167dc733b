"""A manager at the socket, with every message a hand can write: own customers only (LY-20)."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.server.conftest import CHIEF, LISTED, Customers
from tests.server.kernel_line import PATIENCE_S
from tests.server.standing import Standing
from tierline.deploy.door import HANDSHAKE, Answer

pytestmark = pytest.mark.nginx

Two = tuple[Customers, Customers]


def _panel(states: dict[str, dict[str, object]], name: str) -> str:
    return next(
        widget for widget, state in states.items() if f'data-panel="{name}"' in str(state.get("html"))
    )


def test_page_and_every_widget_s_state_hold_own_customers_only(
    server: Standing, managers: Two, app: str
) -> None:
    for own, other in (managers, managers[::-1]):
        page = server.opened(own.login, app)
        assert page.headers["x-tierline-visitor"] == own.login
        assert page.kernel
        with server.line(own.login, page.kernel) as line:
            states = json.dumps(line.states(), ensure_ascii=False)
        seen = page.body.decode() + states
        assert own.manager_id in seen
        assert other.told_by(seen) == []


def test_the_list_shows_customers_by_name(server: Standing, managers: Two) -> None:
    # else the test above proves nothing
    own = managers[0]
    shown = server.opened(own.login, LISTED).body.decode()
    assert any(account in shown for account in own.account_ids)


def test_an_export_holds_own_customers_only(server: Standing, managers: Two) -> None:
    own, other = managers
    page = server.opened(own.login, LISTED)
    assert page.kernel
    with server.line(own.login, page.kernel) as line:
        panel = _panel(line.states(), "moves")
        came = line.act(panel, "export")
    files = [bytes(part) for message in came for part in message.get("buffers", ())]
    text = b"".join(files).decode("utf-8-sig")
    assert text.startswith("account_id,name")
    assert any(account in text for account in own.account_ids)
    assert other.told_by(text) == []


def test_looking_for_another_s_customer_by_number_finds_nothing(server: Standing, managers: Two) -> None:
    own, other = managers
    wanted = sorted(other.account_ids)[0]
    page = server.opened(own.login, LISTED)
    assert page.kernel
    with server.line(own.login, page.kernel) as line:
        panel = _panel(line.states(), "moves")
        for act, value in (("needle", wanted), ("cell", "0,0"), ("as", other.login), ("login", other.login)):
            line.act(panel, act, value)
        text = str(line.states()[panel]["html"]).replace(wanted, "", 1)  # what was typed stands in its box
    assert other.told_by(text) == []


def test_a_changed_address_shows_nobody_else(server: Standing, managers: Two, app: str) -> None:
    own, other = managers
    wanted = {"login": other.login, "manager": other.manager_id, "account": sorted(other.account_ids)[0]}
    names = ("as", "user", "manager_id", "scenario", "scope", "X-Tierline-User", "HTTP_X_TIERLINE_USER")
    asked = {**dict.fromkeys(names, other.login), **wanted, "QUERY_STRING": f"as={other.login}"}
    page = server.opened(own.login, app, "?" + urlencode({"lang": "en", **asked}))
    assert page.headers["x-tierline-visitor"] == own.login
    text = page.body.decode()
    assert own.manager_id in text
    assert other.told_by(text) == []
    assert _leave(server, own.login, page) == 204


def test_the_next_visitor_of_a_kernel_kept_ready_is_nobody_but_themselves(
    server: Standing, managers: Two, app: str
) -> None:
    # one after the other: each new kernel was started while the one before was visited
    for own, other in (managers, managers[::-1]):
        page = server.opened(own.login, app, f"?lang=en&as={other.login}")
        text = page.body.decode()
        assert own.manager_id in text
        assert other.told_by(text) == []
        _leave(server, own.login, page)
    assert any("Using pre-heated kernel" in line for line in server.said)


def test_another_s_kernel_does_not_answer(server: Standing, managers: Two) -> None:
    own, other = managers
    page = server.opened(other.login, LISTED)
    assert page.kernel
    for login in (own.login, CHIEF):
        with pytest.raises(InvalidStatus) as refused:
            server.line(login, page.kernel)
        assert refused.value.response.status_code == 403
        assert server.ask(login, f"/api/kernels/{page.kernel}").status == 403
        leave = server.ask(login, f"/voila/api/shutdown/{page.kernel}", ("Origin", server.url), method="POST")
        assert leave.status == 403
    # by the apps' own count, not nginx's: the same past it
    past = server.past(f"/api/kernels/{page.kernel}", *server.as_proxy(own.login), method="DELETE")
    assert past.status == 403
    with server.line(other.login, page.kernel) as line:  # and it is still there for its owner
        assert line.states()
    assert _leave(server, other.login, page) == 204
    assert server.ask(other.login, f"/api/kernels/{page.kernel}").status == 404


def test_a_kernel_kept_ready_is_nobody_s(server: Standing, managers: Two) -> None:
    waiting = _kernels_started(server) - _kernels_used(server)
    assert waiting
    for kernel in waiting:
        assert server.ask(managers[0].login, f"/api/kernels/{kernel}").status in {403, 404}
        with pytest.raises(InvalidStatus):
            server.line(managers[0].login, kernel)


def test_the_own_kernel_runs_no_code(server: Standing, managers: Two) -> None:
    own = managers[0]
    page = server.opened(own.login, LISTED)
    assert page.kernel
    with server.line(own.login, page.kernel) as line:
        assert line.answered("kernel_info_request", {}) != []  # a kind that is let through
        code = {"code": "1+1", "silent": False, "store_history": False, "allow_stdin": False}
        asked: dict[str, dict[str, object]] = {
            "execute_request": {**code, "user_expressions": {"x": "1"}},
            "inspect_request": {"code": "open", "cursor_pos": 2, "detail_level": 1},
            "complete_request": {"code": "op", "cursor_pos": 2},
            "history_request": {"hist_access_type": "tail", "n": 5, "output": True, "raw": True},
            "is_complete_request": {"code": "1"},
        }
        for kind, content in asked.items():
            assert line.answered(kind, content) == [], kind
            assert line.answered(kind, content, "control") == [], kind
        debug = {"type": "request", "seq": 1, "command": "evaluate", "arguments": {"expression": "1"}}
        assert line.answered("debug_request", debug, "control") == []


MALFORMED: tuple[bytes | str, ...] = (
    b"",
    b"\xff" * 8,  # so many parts that counting them would never end
    (10**6).to_bytes(8, "little"),
    (6).to_bytes(8, "little") + b"\xff" * 48,
    "text",
    json.dumps({"header": {"msg_type": "comm_msg"}, "channel": "shell"}),
)


def test_a_malformed_message_ends_the_line_and_nothing_else(server: Standing, managers: Two) -> None:
    own = managers[0]
    page = server.opened(own.login, LISTED)
    assert page.kernel
    for sent in MALFORMED:
        with server.line(own.login, page.kernel) as line:
            line.socket.send(sent)
            with pytest.raises(ConnectionClosed):
                while True:
                    line.socket.recv(timeout=PATIENCE_S)
    with server.line(own.login, page.kernel) as line:
        assert line.states()
    older = [header for header in HANDSHAKE if header[0] != "Sec-WebSocket-Protocol"]
    assert server.ask(own.login, f"/api/kernels/{page.kernel}/channels", *older).status == 400
    assert _leave(server, own.login, page) == 204


def test_a_foreign_page_cannot_use_the_visitor_s_browser(server: Standing, managers: Two) -> None:
    own = managers[0]
    page = server.opened(own.login, LISTED)
    for origin in ("https://elsewhere.example", "null", f"{server.url}.elsewhere.example"):
        answer = server.ask(own.login, f"/api/kernels/{page.kernel}/channels", ("Origin", origin), *HANDSHAKE)
        assert answer.status == 403
        leave = server.ask(own.login, f"/voila/api/shutdown/{page.kernel}", ("Origin", origin), method="POST")
        assert leave.status == 403


def _leave(server: Standing, login: str, page: Answer) -> int:
    path = f"/voila/api/shutdown/{page.kernel}"
    return server.ask(login, path, ("Origin", server.url), method="POST").status


def _kernels_started(server: Standing) -> set[str]:
    return {line.split()[-1] for line in list(server.said) if "Kernel started:" in line}


def _kernels_used(server: Standing) -> set[str]:
    return {line.split("kernel:")[1].split()[0] for line in list(server.said) if "Using pre-heated" in line}
