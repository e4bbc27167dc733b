"""The planner's page after its kernel died or was stopped: told soon, shut, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import chromium
from tests.browser.ruler_desk import box, grip, shown_lines
from tests.browser.test_planner import drag, scenario_of, visit
from tests.frozen import close_months
from tierline.store import scenario as scenarios
from tierline.store import scenario_edit
from tierline.store.scenario_state import Scenario
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
    """End the page's kernel without a word, as the system does when memory runs out; it is told by itself."""
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    begun = psutil.Process().children(recursive=True)
    [hears] = [one for one in begun if any(kernel in str(each.laddr) for each in one.net_connections("unix"))]
    hears.kill()
    expect(page.locator(".tl-silence [role=alert]")).to_be_visible(timeout=10_000)


def again(page: Page) -> None:
    """Press "Reload" and wait until the page is alive."""
    with page.expect_navigation():
        page.locator(".tl-silence").get_by_role("button").click()
    alive(page)


def alive(page: Page) -> None:
    page.wait_for_selector(".tl-first", state="detached")
    page.wait_for_selector('.lm-Widget [data-panel="scenarios"]')
    page.wait_for_selector('.lm-Widget [data-panel="ruler"] [role="slider"]')


def note(page: Page) -> Locator:
    return page.locator('[data-panel="scenario"] textarea')


def assert_shut(page: Page) -> None:
    """Every control of the page is shut but the one that opens it anew, and there is one message."""
    expect(page.locator("[role=alert]:visible")).to_have_count(1)
    open_ones = page.locator(":is([data-act],[data-enter]):enabled:not([readonly])")
    expect(open_ones).to_have_count(0)
    expect(page.locator(".tr-box:not([readonly])")).to_have_count(0)
    expect(page.locator('.tr-grip:not([aria-disabled="true"])')).to_have_count(0)
    expect(page.locator(".tl-silence").get_by_role("button")).to_be_enabled()


def begun(started: Browser, planned: str, own: Workspace, pixels: int) -> tuple[Page, Scenario]:
    """Return a page whose planner has moved a line, and the scenario that began with it."""
    page, _watch = visit(started, planned)
    drag(page, 1, pixels)
    page.wait_for_url("**scenario=*")
    return page, scenario_of(own, page)


def test_a_dead_kernel_is_told_once_and_a_move_it_never_heard_is_offered_again(
    started: Browser, planned: str, own: Workspace
) -> None:
    page, before = begun(started, planned, own, 30)
    lines = shown_lines(page)

    # told soon, without a press; what stands in a box by then is kept, not recorded
    wanted = lines[1] - 40
    box(page, 1).fill(f"{wanted / 100:.2f}")
    kill_kernel(page)
    expect(page.locator(".tl-silence")).to_contain_text("Nothing answers this page")
    assert_shut(page)
    assert shown_lines(page)[1] == wanted
    assert scenario_of(own, page).number == before.number

    # nothing more is moved in vain
    grip(page, 1).focus()
    page.keyboard.press("PageDown")
    assert shown_lines(page)[1] == wanted

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
    box(page, 2).fill(f"{shown_lines(page)[2] / 100 - 0.3:.2f}")
    kill_kernel(page)
    expect(page.locator(".tl-silence")).to_contain_text("本页已无应答")
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
    lines = shown_lines(page)
    box(page, 0).fill(f"{lines[0] / 100 - 0.5:.2f}")
    kill_kernel(page)
    again(page)
    page.locator(".tr-kept").get_by_role("button", name="Put it back").click()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    page.wait_for_url("**scenario=*")
    assert scenario_of(own, page).id not in there
    assert shown_lines(page)[0] == lines[0] - 50

    # it is the scenario's by now: answered, so kept no longer, and a visit without one is not offered it
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('tierline.'))")
    page.goto(page.url.split("?")[0])
    alive(page)
    expect(page.locator(".tr-kept")).to_be_hidden()
    page.context.close()


def test_a_weight_and_a_note_that_a_dead_kernel_never_heard_are_offered_again(
    started: Browser, planned: str, own: Workspace
) -> None:
    page, before = begun(started, planned, own, 20)
    weight = page.locator('[data-enter="weight"]').first
    typed = weight.get_attribute("aria-label")
    weight.fill("33")
    kill_kernel(page)
    assert_shut(page)
    again(page)
    offer = page.locator(".tl-kept")
    expect(offer).to_contain_text(f"{typed}: “33”")
    offer.get_by_role("button", name="Put it back").click()
    expect(offer).to_have_count(0)
    expect(weight).to_have_value("33.00")
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert scenario_of(own, page).number == before.number + 1

    page.locator('[data-panel="scenario"] [data-act="part"][data-value="note"]').click()
    note(page).fill("Because of the hours")
    kill_kernel(page)
    again(page)
    expect(offer).to_contain_text("“Because of the hours”")
    offer.get_by_role("button", name="Put it back").click()
    expect(offer).to_have_count(0)
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('tierline.'))")
    assert scenario_of(own, page).note == "Because of the hours"
    page.context.close()


def test_weights_that_wait_for_the_others_are_offered_again(
    started: Browser, planned: str, own: Workspace
) -> None:
    """Each by hand: answered by the kernel that died, but on record nowhere, as they do not add up yet."""
    page, before = begun(started, planned, own, 25)
    panel = page.locator('[data-panel="weights"]')
    panel.get_by_role("button", name="Each by hand").click()
    weights = panel.locator('[data-enter="weight"]')
    for place, wanted in enumerate(("31", "7")):
        weights.nth(place).fill(wanted)
        weights.nth(place).press("Enter")
        expect(weights.nth(place)).to_have_attribute("data-waits", "")
    kill_kernel(page)
    again(page)
    offer = page.locator(".tl-kept")
    expect(offer).to_contain_text("“31.00”")
    expect(offer).to_contain_text("“7.00”")
    offer.get_by_role("button", name="Put it back").click()
    expect(offer).to_have_count(0)
    for place, wanted in enumerate(("31.00", "7.00")):
        expect(weights.nth(place)).to_have_value(wanted)
    expect(panel.get_by_text("waiting")).to_be_visible()
    assert scenario_of(own, page).number == before.number
    page.context.close()


def test_a_kernel_stopped_for_idleness_is_told_without_a_press_though_the_page_asks_for_it(
    started: Browser, own: Workspace
) -> None:
    said: list[str] = []
    with chromium.served(own.path, said=said, more=["--idle-minutes", "0.3"]) as address:
        page, _watch = visit(started, address)
        asked: list[str] = []
        page.on(
            "request", lambda request: asked.append(request.url) if "/api/kernels/" in request.url else None
        )
        expect(page.locator(".tl-silence [role=alert]")).to_be_visible(timeout=chromium.PATIENCE_MS)
        assert_shut(page)
        assert any("Culling 'idle' kernel" in line for line in said)
        assert asked  # every 15 s, which is oftener than kernels are stopped here: no work of the kernel's
        again(page)
        expect(page.locator(".tl-silence")).to_have_count(0)
        page.context.close()
