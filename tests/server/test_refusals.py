"""What nginx itself says: a short page in both languages, with the status of the refusal."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import free_port
from tests.server.standing import HOST, _user, nginx_running
from tierline.deploy.check import PAGE
from tierline.deploy.door import Answer, Door, basic
from tierline.deploy.nginx import Deployment, write
from tierline.deploy.pages import PAGES
from tierline.messages import translate

pytestmark = pytest.mark.nginx
KNOWN = basic("li.na", "password")


@pytest.fixture(scope="module")
def alone() -> Iterator[tuple[Door, Path]]:
    """nginx with the shipped configuration, and no apps behind it."""
    out = Path(tempfile.mkdtemp(prefix="tierline-refusals-"))
    listen = f"{HOST}:{free_port()}"
    deployment = Deployment(
        host=HOST, workspace=out / "work", port=free_port(), listen=listen, folder=out / "nginx"
    )
    write(deployment, out, replace=True)
    (out / "nginx" / "users").write_text(_user("li.na", "password"))
    try:
        with nginx_running(out):
            yield Door(f"http://{listen}"), out
    finally:
        shutil.rmtree(out, ignore_errors=True)


def _is_page(answer: Answer, name: str) -> None:
    text = answer.body.decode("utf-8")
    assert answer.headers["content-type"].replace(" ", "").lower() == "text/html;charset=utf-8"
    for words in PAGES[name]:
        for language in ("en", "zh"):
            assert translate(words, language) in text
    assert 'lang="zh-CN"' in text
    assert '<section lang="en">' in text
    assert not re.search(r"(src|href)=\"(?!/\")", text)  # nothing from outside, but the way to the start
    assert "nginx" not in text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "password", "status", "name"),
    [
        ("/", False, 401, "401"),
        (PAGE, False, 401, "401"),
        ("/voila/files/home.ipynb", True, 403, "403"),
        ("/nothing", True, 404, "404"),
        ("/voila/static/..%2ffiles/home.ipynb", True, 400, "400"),
        ("/", True, 502, "502"),
        ("/voila/static/voila.js", True, 502, "502"),
    ],
)
def test_a_refusal_is_told_in_both_languages(
    alone: tuple[Door, Path], path: str, password: bool, status: int, name: str
) -> None:
    answer = alone[0].ask(path, [KNOWN] if password else [])
    assert answer.status == status
    _is_page(answer, name)


def test_a_browser_is_still_asked_for_the_password(alone: tuple[Door, Path]) -> None:
    assert alone[0].ask("/").headers["www-authenticate"].startswith("Basic")


def test_another_name_for_the_server_gets_the_page_and_nothing_else(alone: tuple[Door, Path]) -> None:
    answer = Door(alone[0].url.replace(HOST, "localhost")).ask(PAGE, [KNOWN])
    assert answer.status == 421
    _is_page(answer, "400")


def test_too_many_pages_at_once(alone: tuple[Door, Path]) -> None:
    found = [alone[0].ask(PAGE, [KNOWN]) for _turn in range(40)]
    assert {each.status for each in found} == {429, 502}
    for each in found:
        _is_page(each, str(each.status))


def test_the_pages_are_not_served_by_their_names(alone: tuple[Door, Path]) -> None:
    for path in ("/403.html", "/pages/403.html", "/tierline_403", "/@tierline_403"):
        assert alone[0].ask(path, [KNOWN]).status == 404


def test_a_server_without_the_pages_refuses_as_before(alone: tuple[Door, Path]) -> None:
    """An older installation whose pages were not copied: the status is what matters."""
    door, out = alone
    pages, away = out / "nginx" / "pages", out / "away"
    pages.rename(away)
    try:
        for path, known, status in (("/", [], 401), ("/voila/files/x", [KNOWN], 403), ("/x", [KNOWN], 404)):
            assert door.ask(path, known).status == status
    finally:
        away.rename(pages)
