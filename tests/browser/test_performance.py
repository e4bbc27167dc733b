"""The page of points in a real browser: a manager, a supervisor, the sliders, print and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chromium import Watch, opened
from tests.widgets.points_visits import every_statement, login_of, settled
from tierline.performance.statement import Statement
from tierline.store.staff import people
from tierline.store.workspace import Workspace
from tierline_widgets.numbers import score

pytestmark = pytest.mark.browser
Visit = tuple[Page, Watch]
TOTAL = '.lm-Widget [data-panel="statement"] .tp-total b'


def _visit(started: Browser, workspace: Workspace, login: str, width: int = 1280) -> Iterator[Visit]:
    with chromium.served(workspace.path, login=login) as address:
        page, watch = opened(started, f"{address}/voila/render/performance.ipynb?lang=en", width=width)
        page.wait_for_selector(".tl-first", state="detached")
        page.wait_for_selector('.lm-Widget [data-panel="queue"]')
        yield page, watch
        page.context.close()


@pytest.fixture(scope="module")
def own(workspace: Workspace) -> Statement:
    return next(each for each in settled(workspace) if each.events)


@pytest.fixture(scope="module")
def manager(started: Browser, workspace: Workspace, own: Statement) -> Iterator[Visit]:
    yield from _visit(started, workspace, login_of(workspace, own.manager_id))


def test_a_manager_reads_the_own_statement(manager: Visit, own: Statement) -> None:
    page, _watch = manager
    expect(page.locator(TOTAL)).to_have_text(score(own.total or 0))
    assert page.locator('[data-panel="team"]').count() == 0
    page.locator('.lm-Widget button[data-act="open"][data-value="mas_arrivals"]').click()
    expect(page.locator(".lm-Widget tr.tp-basis")).to_contain_text("typed in")


def test_the_total_answers_while_a_slider_is_held(manager: Visit, own: Statement) -> None:
    page, _watch = manager
    slider = page.locator('.lm-Widget [data-panel="whatif"] input[type="range"]').first
    answer = page.locator('.lm-Widget [data-panel="whatif"] .tp-answer b').first
    expect(answer).to_have_text(score(own.total or 0))
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=6)
    expect(answer).not_to_have_text(score(own.total or 0))  # still held
    page.mouse.up()
    page.get_by_role("button", name="As it is").click()
    expect(answer).to_have_text(score(own.total or 0))


def test_a_slider_obeys_the_keyboard(manager: Visit) -> None:
    page, _watch = manager
    slider = page.locator('.lm-Widget [data-key="slide-mas_arrivals"]')
    slider.focus()
    page.keyboard.press("Home")
    expect(page.get_by_label("MAS arrivals, actual").nth(1)).to_have_value("0")
    expect(slider).to_be_focused()
    page.get_by_role("button", name="As it is").click()


def test_the_statement_is_printed_from_a_page_of_its_own(manager: Visit, own: Statement) -> None:
    page, _watch = manager
    page.get_by_role("button", name="Print").click()
    frame = page.wait_for_selector("iframe.tl-paper", state="attached").content_frame()
    assert frame is not None
    frame.wait_for_selector("h1", state="attached")
    assert frame.locator("h1").text_content() == "Statement of points"
    assert score(own.total or 0) in (frame.locator("main").text_content() or "")
    assert frame.locator("script").count() == 0


@pytest.mark.parametrize("kind", ["PDF", "HTML", "CSV"])
def test_the_statement_is_handed_out_as_a_file(manager: Visit, own: Statement, kind: str) -> None:
    page, _watch = manager
    with page.expect_download() as waiting:
        page.get_by_role("button", name=kind).click()
    name = waiting.value.suggested_filename
    assert own.manager_id in name
    assert name.endswith(kind.lower())
    begins = {"PDF": b"%PDF-", "HTML": b"<!DOCTYPE", "CSV": b"\xef\xbb\xbf"}[kind]
    assert Path(waiting.value.path()).read_bytes().startswith(begins)


def test_a_manager_s_page_asks_nothing_outside(manager: Visit) -> None:
    _page, watch = manager
    assert watch.outside == []
    assert watch.complaints == []


@pytest.fixture(scope="module")
def supervisor(started: Browser, workspace: Workspace) -> Iterator[Visit]:
    login = next(one.login for one in people(workspace) if one.role == "supervisor" and one.area_id is None)
    yield from _visit(started, workspace, login, 1920)


def test_a_supervisor_drills_into_a_statement_and_back(supervisor: Visit, own: Statement) -> None:
    page, watch = supervisor
    team = page.locator('.lm-Widget [data-panel="team"]')
    expect(team).to_be_visible()
    expect(page.locator('.lm-Widget [data-panel="heat"] tbody tr')).not_to_have_count(0)
    team.locator(f'table button[data-act="open"][data-value="{own.manager_id}"]').click()
    expect(page.locator(TOTAL)).to_have_text(score(own.total or 0))
    expect(team).to_have_count(0)
    page.get_by_role("button", name="Back to the team").click()
    expect(team).to_be_visible()
    assert watch.complaints == []


def test_a_supervisor_sets_two_side_by_side(supervisor: Visit, workspace: Workspace) -> None:
    page, _watch = supervisor
    role = next(settled(workspace)).role
    two = [each for each in every_statement(workspace).values() if each.role == role][:2]
    for each in two:
        page.locator(f'.lm-Widget button[data-act="beside"][data-value="{each.manager_id}"]').click()
    compare = page.locator('.lm-Widget [data-panel="compare"]')
    for each in two:
        expect(compare).to_contain_text(each.manager_id)
    expect(compare.locator("tbody tr")).to_have_count(len(two[0].lines) + 2)


def test_nothing_is_wider_than_the_page(manager: Visit, supervisor: Visit) -> None:
    for page, _watch in (manager, supervisor):
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_keyboard_keeps_its_place(manager: Visit, supervisor: Visit, own: Statement) -> None:
    """An appeal begins in its box; a statement that is opened or left hands the focus on."""
    page, _watch = manager
    line = '.lm-Widget button[data-act="open"][data-value="visits_done"]'
    page.locator(line).focus()
    page.keyboard.press("Space")
    page.locator('.lm-Widget button[data-act="appeal"][data-value="visits_done"]').focus()
    page.keyboard.press("Space")
    expect(page.locator('.lm-Widget [data-key="type:appeal"]')).to_be_focused()
    page.keyboard.type("a visit is missing")
    page.keyboard.press("Enter")
    expect(page.locator('.lm-Widget [data-panel="queue"]')).to_contain_text("a visit is missing")
    expect(page.locator('.lm-Widget [data-panel="statement-lines"] h2')).to_be_focused()
    page.locator('.lm-Widget button[data-act="withdraw"]').first.focus()
    page.keyboard.press("Space")
    expect(page.locator('.lm-Widget [data-panel="queue"] .tl-notice')).to_be_focused()

    page, _watch = supervisor
    team = page.locator('.lm-Widget [data-panel="team"]')
    team.locator(f'table button[data-act="open"][data-value="{own.manager_id}"]').click()
    expect(page.get_by_role("button", name="Back to the team")).to_be_focused()
    page.keyboard.press("Space")
    expect(team.locator("h2")).to_be_focused()
