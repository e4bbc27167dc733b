"""The home page in a real browser: what a person sees and does."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chromium import Watch, opened, whole
from tests.frozen import MONTHS
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline_widgets.visitor import AS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(started: Browser, address: str) -> Iterator[tuple[Page, Watch]]:
    page, watch = opened(started, f"{address}/?lang=en")
    whole(page)
    yield page, watch
    page.context.close()


@pytest.fixture
def page(visit: tuple[Page, Watch]) -> Page:
    """The one page of this module, put back to English, revenue and the newest month."""
    found = visit[0]
    found.locator('a[data-act="language"][data-value="en"]').click()
    found.locator('select[data-act="month"]').select_option(MONTHS[-1])
    found.locator('[data-act="measure"][data-value="revenue"]').click()
    found.wait_for_selector(f'[data-panel="tiers"] :text("{MONTHS[-1]} as closed")')
    return found


def _figures(page: Page, panel: str, column: int) -> list[str]:
    cells = page.locator(f'[data-panel="{panel}"] table.tl-table tbody tr td:nth-child({column})')
    return [text.split()[0] for text in cells.all_inner_texts()]


def test_figures_on_the_screen_are_the_engine_s(page: Page, workspace: Workspace) -> None:
    summary = workspace.closed(MONTHS[-1]).summary(scope_for(workspace)).to_pylist()
    tiers = [row for row in summary if row["level"] == "all"]
    assert _figures(page, "tiers", 2) == [f"{row['accounts']:,}" for row in tiers]
    thousand = [f"{row['revenue_fen'] / 100_000:,.1f}" for row in tiers]
    assert _figures(page, "tiers", 4) == thousand
    results = workspace.closed(MONTHS[-1]).load(scope_for(workspace), "results", ["tier_by_score"])
    by_score = results["tier_by_score"].to_pylist()
    assert _figures(page, "scores", 3) == [f"{by_score.count(row['tier']):,}" for row in tiers]


def test_the_trend_follows_the_measure_by_keyboard(page: Page, workspace: Workspace) -> None:
    bars = page.locator('[data-panel="trend"] .tl-plot svg')
    before = bars.inner_html()
    button = page.locator('[data-act="measure"][data-value="accounts"]')
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert bars.inner_html() != before
    totals = page.locator('[data-panel="trend"] tbody td:last-child').all_inner_texts()
    counts = [workspace.closed(month).manifest["rows"]["accounts"]["accepted"] for month in reversed(MONTHS)]
    assert totals == [f"{count:,}" for count in counts]
    expect(button).to_be_focused()  # drawing anew does not lose the reader's place


def test_another_month_turns_the_whole_page(page: Page, workspace: Workspace) -> None:
    page.locator('select[data-act="month"]').select_option(MONTHS[0])
    page.wait_for_selector('[data-panel="tiers"] :text("first closed month")')
    summary = workspace.closed(MONTHS[0]).summary(scope_for(workspace)).to_pylist()
    counts = [f"{row['accounts']:,}" for row in summary if row["level"] == "all"]
    assert _figures(page, "tiers", 2) == counts


def test_the_height_turns_to_log(page: Page) -> None:
    log = page.locator('[data-act="scale"][data-value="log"]')
    log.click()
    expect(page.locator('[data-act="scale"][data-value="log"]')).to_have_attribute("aria-pressed", "true")
    page.locator('[data-act="scale"][data-value="linear"]').click()
    expect(page.locator('[data-act="scale"][data-value="linear"]')).to_have_attribute("aria-pressed", "true")


def test_a_table_is_sorted_where_it_stands(page: Page) -> None:
    head = page.locator('[data-panel="tiers"] th').filter(has_text="Accounts").first
    head.locator("button").click()
    counts = [int(text.replace(",", "")) for text in _figures(page, "tiers", 2)]
    assert counts == sorted(counts, reverse=True)
    expect(head).to_have_attribute("aria-sort", "descending")
    head.locator("button").click()
    assert [int(text.replace(",", "")) for text in _figures(page, "tiers", 2)] == sorted(counts)


def test_language_is_switched_live_and_kept_on_reload(started: Browser, address: str) -> None:
    page, watch = opened(started, f"{address}/?lang=en")
    whole(page)
    page.locator('a[data-act="language"][data-value="zh"]').click()
    page.wait_for_selector(':text("各层级有多少客户和收入")')
    for english in ("What does each tier hold", "Which months are closed", "Where do the accounts stand"):
        expect(page.get_by_text(english)).to_have_count(0)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title() == "Tierline · 首页"
    assert "lang=zh" in page.url
    page.reload()
    whole(page)
    expect(page.get_by_text("各层级有多少客户和收入")).to_be_visible()
    assert watch.outside == []
    page.context.close()


@pytest.mark.parametrize(
    ("locale", "words"), [("zh-CN", "哪些月份已结账"), ("en-GB", "Which months are closed")]
)
def test_the_browser_s_language_is_taken(
    started: Browser, address: str, locale: str, words: str, times: dict[str, float]
) -> None:
    began = time.perf_counter()
    page, watch = opened(started, address, locale=locale)
    page.wait_for_selector(chromium.FIRST_PLOT)
    times[f"home page, first plot, empty browser cache ({locale})"] = time.perf_counter() - began
    whole(page)
    times[f"home page, alive, empty browser cache ({locale})"] = time.perf_counter() - began
    expect(page.get_by_text(words)).to_be_visible()
    assert watch.outside == []
    assert watch.complaints == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 800])
def test_it_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    panels = page.locator(".tl-page [data-panel]")
    for place in range(panels.count()):
        box = panels.nth(place).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def test_every_control_is_reached_by_tab(page: Page) -> None:
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.locator("h1").click()
    wanted = page.locator(".tl-page :is(button, select, a[href], input):visible:not([disabled])").count()
    reached = set()
    for _press in range(wanted + 40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => [...document.querySelectorAll('.tl-page :is(button, select, a[href], input)')]
                           .indexOf(document.activeElement)"""
            )
        )
    assert len(reached - {-1}) == wanted
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") is not None


def test_nothing_from_outside_and_no_complaint(visit: tuple[Page, Watch]) -> None:
    assert visit[1].outside == []
    assert visit[1].complaints == []


def test_a_page_that_is_not_there_says_so(started: Browser, address: str) -> None:
    page, watch = opened(started, f"{address}/voila/render/nothing.ipynb")
    expect(page.get_by_text("go to the home page")).to_be_visible()
    assert watch.outside == []
    page.context.close()


@pytest.mark.parametrize("path", ["/voila/files/home.ipynb", "/voila/tree", "/voila/api/contents"])
def test_files_are_not_listed(started: Browser, address: str, path: str) -> None:
    context = started.new_context()
    assert context.request.get(address + path).status in {403, 404}
    context.close()


def test_a_stranger_sees_no_row(
    started: Browser, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The apps do not start as a stranger, but somebody may be taken off the staff table while they run."""
    monkeypatch.setenv(AS, "stranger")
    with chromium.served(workspace.path) as address:
        page, watch = opened(started, f"{address}/?lang=en")
        expect(page.get_by_text("You may not see any customer here")).to_be_visible()
        assert page.locator("table").count() == 0
        page.locator('a[data-act="language"][data-value="zh"]').click()
        expect(page.get_by_text("您在此无权查看任何客户")).to_be_visible()
        assert watch.outside == []
        page.context.close()
