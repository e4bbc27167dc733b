"""Two planners in two browsers: a finger, scenarios compared and stacked, told without asking, published."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import chromium
from tests.browser.ruler_desk import box, grip, middle, shown_lines
from tests.browser.test_planner import APP, bar, drag, scenario_of, state, visit
from tests.frozen import MONTHS
from tests.widgets.planners import planned_in, sits_down
from tierline.store import scenario as scenarios
from tierline.store.audit import audit_trail
from tierline.store.workspace import Workspace
from tierline_widgets.panels.scenario import ScenarioModel

pytestmark = pytest.mark.browser

COUNTING = """() => {
  Object.assign(window, { frames: 0, steps: 0 });
  const count = () => {
    window.frames++;
    requestAnimationFrame(count);
  };
  count();
  const moved = new MutationObserver(() => window.steps++);
  moved.observe(document.querySelectorAll(".tr-grip")[2], { attributeFilter: ["aria-valuenow"] });
}"""
LOWER = {"one": (30, 30, 30, 30), "two": (60, 60, 60, 60), "three": (0, 0, -40, 0), "four": (0, -55, 0, 0)}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with four named scenarios of Anna's."""
    made = planned_in(tmp_path_factory.mktemp("two") / "work")
    desk = sits_down(made, "anna")
    for title, lower in LOWER.items():
        desk.set_lines([line - by for line, by in zip(desk.base_lines, lower, strict=True)])
        ScenarioModel(desk).rename(title)
        desk.new_scenario()
    return made


@pytest.fixture(scope="module")
def of_anna(own: Workspace) -> Iterator[str]:
    with chromium.served(own.path, login="anna") as one:
        yield one


@pytest.fixture(scope="module")
def of_bert(own: Workspace) -> Iterator[str]:
    with chromium.served(own.path, login="bert") as one:
        yield one


def ids(own: Workspace) -> dict[str, str]:
    return {each.title: each.id for each in scenarios.scenarios(own)}


def mark(page: Page, title: str) -> None:
    """Mark a scenario in the list, or take its mark away."""
    page.locator('[data-panel="scenarios"]').get_by_label(f"Mark “{title}”").click()


def texts(rows: Locator, column: int) -> list[str]:
    return [row.locator("td").nth(column).inner_text().split()[0] for row in rows.all()]


def alert(page: Page) -> Locator:
    return page.locator('[data-panel="scenario"] [role="alert"]')


def test_a_finger_moves_a_line_of_the_planner_s_page(started: Browser, of_anna: str, own: Workspace) -> None:
    context = started.new_context(viewport={"width": 900, "height": 1000}, has_touch=True, locale="en-GB")
    context.set_default_timeout(chromium.PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{of_anna}/{APP}?lang=en&scenario={ids(own)['four']}", wait_until="commit")
    page.wait_for_selector(".tl-first", state="detached")
    page.wait_for_selector('.lm-Widget [data-panel="scenarios"]')
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    before, number = shown_lines(page), scenario_of(own, page).number
    grip(page, 2).scroll_into_view_if_needed()
    x, y = middle(grip(page, 2))
    page.evaluate(COUNTING)
    hand = context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        given = [{"x": px, "y": py} for px, py in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})

    touch("touchStart", (x, y))
    for step in range(1, 25):
        touch("touchMove", (x - 2 * step, y))
    page.wait_for_function(
        f"() => document.querySelectorAll('.tr-grip')[2].ariaValueNow < {before[2] / 100 - 3}"
    )
    touch("touchEnd")
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    # one step of the line a frame at most, and the page went on drawing
    assert page.evaluate("() => window.steps > 0 && window.steps <= window.frames")
    now = shown_lines(page)
    assert now[2] < before[2]
    assert [*now[:2], *now[3:]] == [*before[:2], *before[3:]]
    found = scenario_of(own, page)
    assert found.number == number + 1
    desk = sits_down(own, "bert")
    desk.open_scenario(found.id)
    assert list(desk.lines) == now
    assert texts(page.locator(".tr-table tbody tr"), 1) == [f"{each:,}" for each in desk.preview.totals[:, 0]]
    context.close()


def test_four_are_set_side_by_side_and_two_laid_on_one_another(
    started: Browser, of_anna: str, own: Workspace
) -> None:
    page, watch = visit(started, of_anna)
    for title in LOWER:
        mark(page, title)
    panel = page.locator('[data-panel="scenarios"]')
    panel.get_by_role("button", name="Compare 4").click()
    blocks = panel.locator(".tc-block")
    expect(blocks.first).to_be_visible()
    desk = sits_down(own, "bert")
    accounts = blocks.nth(1).locator("tbody tr")
    assert texts(accounts, 0) == [f"{each:,}" for each in desk.preview.base[:, 0]]
    lines = blocks.nth(0).locator("tbody tr")
    for place, title in enumerate(LOWER, start=1):
        desk.open_scenario(ids(own)[title])
        assert texts(accounts, place) == [f"{each:,}" for each in desk.preview.totals[:, 0]]
        assert texts(lines, place) == [f"{each / 100:.2f}" for each in desk.lines]
    for title in ("three", "four"):
        mark(page, title)
    panel.get_by_role("button", name="Lay the second on the first").click()
    expect(panel).to_contain_text(f"Figures that both change to different values: {len(LOWER['one'])}")
    panel.get_by_role("button", name="Begin a scenario of both").click()
    expect(page.locator('[data-panel="scenario"] [data-enter="title"]')).to_have_value("one + two")
    desk.open_scenario(ids(own)["two"])
    expect(box(page, 0)).to_have_value(f"{desk.lines[0] / 100:.2f}")
    assert shown_lines(page) == list(desk.lines)
    assert watch.complaints == []
    page.context.close()


def test_the_second_is_told_without_an_act_and_another_person_approves(
    started: Browser, of_anna: str, of_bert: str, own: Workspace
) -> None:
    link = f"lang=en&scenario={ids(own)['one']}"
    anna, _watch = visit(started, of_anna, link)
    bert, _watch = visit(started, of_bert, link)
    assert shown_lines(anna) == shown_lines(bert)

    # Anna moves a line: Bert's page says so by itself, and overwrites nothing
    drag(anna, 1, 25)
    expect(alert(bert)).to_contain_text("anna")
    expect(alert(bert)).to_contain_text("Nothing was overwritten")
    bar(bert, "reload")
    expect(alert(bert)).to_have_count(0)
    expect(box(bert, 1)).to_have_value(box(anna, 1).input_value())

    # handed in here, approved there, published here; each is told of the other's step
    bar(anna, "hand-in")
    state(anna, "handed-in")
    expect(alert(bert)).to_contain_text("anna")
    bar(bert, "reload")
    state(bert, "handed-in")
    expect(anna.locator('[data-panel="scenario"] [data-act="approve"]')).to_have_count(0)
    bar(bert, "approve")
    state(bert, "approved")
    expect(alert(anna)).to_contain_text("bert")
    bar(anna, "reload")
    state(anna, "approved")
    bar(anna, "part", "publish")
    bar(anna, "publish")
    state(anna, "published")
    found = scenarios.load(own, ids(own)["one"])
    assert found.state == "published"
    assert found.month == MONTHS[-1]
    steps = {entry.action: entry.who for entry in audit_trail(own) if entry.subject == found.id}
    assert steps["scenario-approve"] == "bert"
    assert {who for action, who in steps.items() if action != "scenario-approve"} == {"anna"}
    assert re.search(found.id, anna.url)
    for page in (anna, bert):
        page.context.close()
