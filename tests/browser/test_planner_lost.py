"""The planner's page after its kernel died: told soon, nothing is lost, the last move is offered again."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.ruler_desk import box, shown_lines
from tests.browser.test_planner import drag, scenario_of, visit
from tests.frozen import close_months
from tierline.store import scenario as scenarios
from tierline.store import scenario_edit
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return close_months(tmp_path_factory.mktemp("lost") / "work")


@pytest.fixture(scope="module")
def planned(own: Workspace) -> Iterator[str]:
    with chromium.served(own.path) as one:
        yield one


def kill_kernel(page: Page) -> None:
    """End the page's kernel without a word, as the system does when memory runs out."""
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    begun = psutil.Process().children(recursive=True)
    [hears] = [one for one in begun if any(kernel in str(each.laddr) for each in one.net_connections("unix"))]
    hears.kill()


def type_line(page: Page, which: int, value: str) -> None:
    box(page, which).fill(value)
    box(page, which).press("Enter")


def again(page: Page) -> None:
    """Press "Reload" and wait until the page is alive."""
    with page.expect_navigation():
        page.locator(".tl-silence").get_by_role("button").click()
    alive(page)


def alive(page: Page) -> None:
    page.wait_for_selector(".tl-first", state="detached")
    page.wait_for_selector('.lm-Widget [data-panel="scenarios"]')


def test_a_move_made_after_the_kernel_died_is_offered_again(
    started: Browser, planned: str, own: Workspace
) -> None:
    page, _watch = visit(started, planned)
    drag(page, 1, 30)
    page.wait_for_url("**scenario=*")
    before = scenario_of(own, page)
    lines = shown_lines(page)

    # told soon, without a press
    kill_kernel(page)
    expect(page.locator(".tl-silence [role=alert]")).to_contain_text(
        "Nothing answers this page", timeout=10_000
    )

    # moved all the same: kept here, not recorded
    wanted = lines[1] - 40
    type_line(page, 1, f"{wanted / 100:.2f}")
    expect(page.locator('.tr-state[data-state="silent"]')).to_contain_text("kept in this browser")
    assert scenario_of(own, page).number == before.number

    # the page opened anew has what was recorded, and offers the move
    again(page)
    assert shown_lines(page) == lines
    offer = page.locator(".tr-kept")
    expect(offer).to_contain_text(f"the line of A2 to {wanted / 100:.2f}")
    offer.get_by_role("button", name="Put it back").click()
    expect(offer).to_be_hidden()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    after = scenario_of(own, page)
    assert after.number == before.number + 1
    assert after.id == before.id
    assert shown_lines(page)[1] == wanted

    # done with: not offered a second time
    page.reload()
    alive(page)
    expect(page.locator(".tr-kept")).to_be_hidden()
    page.context.close()


def test_a_move_whose_ground_has_changed_is_told_and_not_put_back(
    started: Browser, planned: str, own: Workspace
) -> None:
    page, _watch = visit(started, planned, "lang=zh")
    drag(page, 2, -25)
    page.wait_for_url("**scenario=*")
    found = scenario_of(own, page)
    kill_kernel(page)
    type_line(page, 2, f"{shown_lines(page)[2] / 100 - 0.3:.2f}")
    expect(page.locator('.tr-state[data-state="silent"]')).to_contain_text("保存在本浏览器中")
    author = scenarios.load(own, found.id).changed_by
    scenario_edit.undo(own, found.id, on=found.number, by=author)
    again(page)
    offer = page.locator(".tr-kept")
    expect(offer).to_contain_text("不能放回")
    expect(offer.get_by_role("button")).to_have_count(1)
    offer.get_by_role("button", name="知道了").click()
    expect(offer).to_be_hidden()
    assert scenarios.load(own, found.id).number == found.number + 1
    page.context.close()


def test_a_first_move_that_was_lost_begins_a_scenario_when_it_is_put_back(
    started: Browser, planned: str, own: Workspace
) -> None:
    page, _watch = visit(started, planned)
    there = {one.id for one in scenarios.scenarios(own)}
    kill_kernel(page)
    expect(page.locator(".tl-silence [role=alert]")).to_be_visible()
    lines = shown_lines(page)
    type_line(page, 0, f"{lines[0] / 100 - 0.5:.2f}")
    again(page)
    page.locator(".tr-kept").get_by_role("button", name="Put it back").click()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    page.wait_for_url("**scenario=*")
    assert scenario_of(own, page).id not in there
    assert shown_lines(page)[0] == lines[0] - 50

    # it is the scenario's by now: answered, so kept no longer, and a visit without one is not offered it
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('tierline.move.'))")
    page.goto(page.url.split("?")[0])
    alive(page)
    page.wait_for_selector('.lm-Widget [data-panel="ruler"] [role="slider"]')
    expect(page.locator(".tr-kept")).to_be_hidden()
    page.context.close()
