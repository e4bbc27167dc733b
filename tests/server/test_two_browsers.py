"""Two people, two browsers, one server: each sees the own customers and nothing of the other (LY-20)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, WebSocket, expect

from tests.browser.chromium import PATIENCE_MS, Watch
from tests.server.conftest import LISTED, Customers
from tests.server.standing import Standing
from tierline.deploy.check import PAGE

pytestmark = [pytest.mark.browser, pytest.mark.nginx]


class Seat:
    """One person's browser, and all that came into it."""

    def __init__(self, started: Browser, server: Standing, login: str) -> None:
        self.context = started.new_context(
            http_credentials={"username": login, "password": server.passwords[login]}, locale="en-GB"
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.watch = Watch(self.page)
        self.came: list[str] = []
        self.failed: list[str] = []
        self.page.on("websocket", self._listen)
        self.page.on("response", lambda answer: answer.status >= 400 and self.failed.append(answer.url))
        self.page.on("requestfinished", self._keep)

    def _listen(self, line: WebSocket) -> None:
        line.on("framereceived", lambda frame: self.came.append(_text(frame)))

    def _keep(self, request: Request) -> None:
        if "/voila/render/" in request.url:
            answer = request.response()
            assert answer
            self.came.append(answer.text())

    def open(self, server: Standing, app: str) -> Page:
        self.page.goto(f"{server.url}/voila/render/{app}?lang=en", wait_until="commit")
        self.page.wait_for_selector(".tl-first", state="detached")  # alive: its socket is open
        self.page.wait_for_selector(".lm-Widget [data-page-language]")
        return self.page


def _text(frame: bytes | str) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")


def test_two_people_at_once(
    started: Browser, server: Standing, managers: tuple[Customers, Customers], app: str
) -> None:
    seats = [Seat(started, server, one.login) for one in managers]
    for seat in seats:
        seat.open(server, app)
    for seat, own, other in zip(seats, managers, managers[::-1], strict=True):
        seat.page.locator('a[data-act="language"][data-value="zh"]').click()  # the socket answers
        expect(seat.page.locator("html")).to_have_attribute("lang", "zh-CN")
        shown = seat.page.content() + "".join(seat.came)
        assert own.manager_id in shown
        assert other.told_by(shown) == []
        # the rules that nginx sends along let the page do all it does, and nothing from elsewhere
        assert seat.watch.outside == []
        assert seat.watch.complaints == []
        assert seat.failed == []
    for seat in seats:
        seat.context.close()


def test_a_file_taken_away_holds_own_customers(
    started: Browser, server: Standing, managers: tuple[Customers, Customers], tmp_path: Path
) -> None:
    own, other = managers
    seat = Seat(started, server, own.login)
    page = seat.open(server, LISTED)
    with page.expect_download() as taken:
        page.locator('.lm-Widget button[data-act="export"]').click()
    taken.value.save_as(tmp_path / "taken.csv")
    text = (tmp_path / "taken.csv").read_text(encoding="utf-8-sig")
    assert any(account in text for account in own.account_ids)
    assert other.told_by(text) == []
    seat.context.close()


def test_past_the_web_server_a_browser_sees_the_refusal(started: Browser, server: Standing) -> None:
    context = started.new_context(locale="en-GB", extra_http_headers={"X-Tierline-User": "root"})
    page = context.new_page()
    page.goto(server.direct + PAGE)
    expect(page.get_by_role("alert")).to_contain_text("The server does not know who you are")
    assert page.locator("table").count() == 0
    context.close()
