"""The planner's page in a real browser: a line is dragged, and what it moves is told, kept and handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chromium import Watch, opened
from tests.frozen import MONTHS, close_months
from tierline.store import scenario as scenarios
from tierline.store.scenario_state import Scenario
from tierline.store.scenario_steps import approve
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.workspace import Workspace
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session

pytestmark = pytest.mark.browser

APP = "voila/render/planner.ipynb"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that is planned in and published to."""
    made = close_months(tmp_path_factory.mktemp("planned") / "work")
    add_person(made, Person("second", "Second", "planner"), by=system_user(), reason="second planner")
    return made


@pytest.fixture(scope="module")
def planned(own: Workspace) -> Iterator[str]:
    with chromium.served(own.path, preheat=1) as one:
        yield one


def visit(started: Browser, address: str, query: str = "lang=en") -> tuple[Page, Watch]:
    page, watch = opened(started, f"{address}/{APP}?{query}")
    page.wait_for_selector(".tl-first", state="detached")
    page.wait_for_selector('.lm-Widget [data-panel="scenarios"]')
    page.wait_for_selector('.lm-Widget [data-panel="ruler"] [role="slider"]')
    return page, watch


def colleague(own: Workspace, scenario: str) -> Desk:
    """Another planner at another desk."""
    return Desk(Session(own, scope_for(own, "second"), language="en"), scenario)


def scenario_of(own: Workspace, page: Page) -> Scenario:
    found = re.search(r"scenario=([0-9a-f]+)", page.url)
    assert found is not None
    return scenarios.load(own, found[1])


def drag(page: Page, which: int, by: int) -> None:
    """Drag a line by some pixels and wait until the engine has counted the same."""
    grip = page.locator('[data-panel="ruler"] [role="slider"]').nth(which)
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=5)
    page.mouse.up()
    expect(page.locator('[data-panel="scenario"] [data-enter="title"]')).to_be_visible()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()


def bar(page: Page, act: str, value: str = "") -> None:
    page.locator(f'[data-panel="scenario"] [data-act="{act}"][data-value="{value}"]').click()


def state(page: Page, name: str) -> None:
    expect(page.locator('[data-panel="scenario"] .ts-state')).to_have_class(re.compile(f"ts-{name}"))


def test_a_scenario_from_the_first_drag_to_the_published_policy(
    started: Browser, planned: str, own: Workspace
) -> None:
    page, watch = visit(started, planned)
    expect(page.locator('[data-panel="scenario"]')).to_contain_text("Nothing is changed yet")

    # a drag begins a scenario; its address can be opened again
    drag(page, 1, 30)
    page.wait_for_url(re.compile("scenario="))
    found = scenario_of(own, page)
    desk = colleague(own, found.id)
    moved = f"{desk.preview.moved:,}"
    assert desk.preview.moved
    expect(page.locator('[data-panel="ruler"] .tr-moved')).to_contain_text(f"{moved} accounts")
    expect(page.locator('[data-panel="migration"]')).to_contain_text(moved)

    # a weight is typed: one more record, the others follow
    weight = page.locator('[data-panel="weights"] [data-enter="weight"]').first
    second = page.locator('[data-panel="weights"] [data-enter="weight"]').nth(1)
    shown = second.input_value()
    weight.fill("30")
    weight.press("Tab")
    expect(second).not_to_have_value(shown)  # reached before the answer came, and nothing was typed into it
    expect(second).to_be_focused()
    expect(page.locator('[data-panel="weights"] .tw-total')).to_have_text("100.00 %")
    expect(page.locator('[data-panel="weights"] .tw-change').first).to_have_text("+5.00")
    rescored = scenario_of(own, page)
    assert rescored.number == found.number + 1

    # what does not fit is said beside the box, and nothing is written
    weight.fill("lots")
    weight.press("Enter")
    expect(page.locator('[data-panel="weights"] .tl-fault')).to_contain_text("no number")
    assert scenario_of(own, page).number == rescored.number

    # undo by key, redo by button
    page.locator(".tl-where").first.click()  # the brand leads home
    page.keyboard.press("Control+z")
    expect(page.locator('[data-panel="weights"] .tw-change').first).to_have_text("")
    bar(page, "redo")
    expect(page.locator('[data-panel="weights"] .tw-change').first).to_have_text("+5.00")

    # a name for the scenario, and one for this state
    title = page.locator('[data-panel="scenario"] [data-enter="title"]')
    title.fill("Fewer A2")
    title.press("Enter")
    bar(page, "part", "save")
    name = page.locator('[data-panel="scenario"] [data-enter="typed"]')
    name.fill("first state")
    name.press("Enter")
    expect(page.locator('[data-panel="scenario"] .ts-part')).to_contain_text("first state")
    kept = scenario_of(own, page)
    assert (kept.title, kept.saves[-1].name) == ("Fewer A2", "first state")

    # a file goes through the widget
    bar(page, "part", "files")
    with page.expect_download() as waiting:
        bar(page, "file", "toml")
    assert waiting.value.suggested_filename == f"tierline-{MONTHS[-1]}-Fewer-A2.toml"

    # the second of two planners is told, and overwrites nothing
    desk = colleague(own, kept.id)
    assert desk.set_lines([line - 20 for line in desk.lines])
    bar(page, "undo")
    told = page.locator('[data-panel="scenario"] [role="alert"]')
    expect(told).to_contain_text("second")
    expect(told).to_contain_text("Nothing was overwritten")
    bar(page, "reload")
    expect(told).to_have_count(0)
    boxes = page.locator('[data-panel="ruler"] .tr-box')
    expect(boxes.nth(1)).to_have_value(f"{desk.lines[1] / 100:.2f}")

    # a lost kernel and a closed tab lose nothing: the draft is offered, and its address opens it
    page.context.close()
    page, again = visit(started, planned)
    expect(page.locator('[data-panel="scenario"]')).to_contain_text("You worked on “Fewer A2” last")
    bar(page, "go-on", kept.id)
    expect(page.locator('[data-panel="ruler"] .tr-box').nth(1)).to_have_value(f"{desk.lines[1] / 100:.2f}")
    page.context.close()
    page, last = visit(started, planned, f"lang=en&scenario={kept.id}")
    expect(page.locator('[data-panel="scenario"] [data-enter="title"]')).to_have_value("Fewer A2")

    # handed in here, approved by the other, published here
    bar(page, "hand-in")
    state(page, "handed-in")
    desk.reload()
    assert desk.take(lambda one: approve(own, one.id, on=one.number, by="second")) is False  # worked on it
    add_person(own, Person("third", "Third", "planner"), by=system_user(), reason="approves")
    handed = scenarios.load(own, kept.id)
    approve(own, kept.id, on=handed.number, by="third")
    page.reload()
    page.wait_for_selector('.lm-Widget [data-panel="scenario"] .ts-approved')
    bar(page, "part", "publish")
    bar(page, "publish")
    state(page, "published")
    assert scenarios.load(own, kept.id).state == "published"
    for one in (watch, again, last):
        assert one.outside == []
        assert one.complaints == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 1920])
def test_it_fits_and_speaks_both_languages(started: Browser, planned: str, width: int) -> None:
    page, watch = visit(started, planned, f"lang=zh&month={MONTHS[0]}")
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title() == "Tierline · 规划台"
    expect(page.locator('select[data-act="month"]')).to_have_value(MONTHS[0])
    for english in ("What makes up the score", "Which scenarios are there", "Nothing is changed yet"):
        expect(page.get_by_text(english)).to_have_count(0)
    page.locator('a[data-act="language"][data-value="en"]').click()
    expect(page.get_by_text("What makes up the score?")).to_be_visible()
    assert watch.outside == []
    assert watch.complaints == []
    page.context.close()


def test_the_home_page_leads_here(started: Browser, planned: str) -> None:
    page, _watch = opened(started, f"{planned}/?lang=en")
    chromium.whole(page)
    page.locator('[data-panel="suite"] a[href^="planner.ipynb"]').click()
    page.wait_for_selector('.lm-Widget [data-panel="ruler"] [role="slider"]')
    page.context.close()
