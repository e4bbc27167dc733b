"""Lines dragged by mouse and finger; the figures against the engine's."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.ruler_desk import (
    LINES,
    Lay,
    assert_engine_figures,
    grip,
    middle,
    shown_lines,
    table_counts,
)
from tests.widgets.invented_index import invented_index, shown_ruler

pytestmark = pytest.mark.browser


def test_a_drag_is_answered_here_and_confirmed_on_release(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    x, y = middle(grip(page, 1))
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x - 8 * step, y)
    expect(page.locator('.tr-state[data-state="live"]')).to_be_visible()
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[1].ariaValueNow < 57")
    assert desk.said == []  # nothing went to the engine yet
    assert shown_lines(page) != LINES
    assert_engine_figures(desk)
    page.mouse.up()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert desk.ruler.lines == shown_lines(page)
    assert [said["lines"] for said in desk.said] == [desk.ruler.lines]
    found = assert_engine_figures(desk)
    expect(page.locator(".tr-moved")).to_contain_text(f"{found.moved:,} accounts change tier")
    ghost = page.locator(".tr-ghost-name").filter(has_text="63.00")
    expect(ghost).to_have_count(1)


def test_the_line_itself_can_be_taken_and_shift_is_finer(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    x, y = middle(page.locator('.tr-hit[data-line="2"]'))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y)
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[2].ariaValueNow > 47.5")
    coarse = shown_lines(page)[2]
    page.keyboard.down("Shift")
    page.mouse.move(x + 20, y)
    page.mouse.move(x + 30, y)
    page.wait_for_function(f"() => document.querySelectorAll('.tr-grip')[2].ariaValueNow > {coarse / 100}")
    page.keyboard.up("Shift")
    page.mouse.up()
    assert 0 < shown_lines(page)[2] - coarse <= 20  # twenty pixels, a hundredth each at most
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()


def test_handles_stop_at_their_neighbours(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    x, y = middle(grip(page, 3))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 900, y, steps=8)
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[3].ariaValueNow == 46.99")
    page.mouse.move(x - 900, y, steps=8)
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[3].ariaValueNow == 0.01")
    page.mouse.up()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert desk.ruler.lines == [8000, 6300, 4700, 1]
    assert_engine_figures(desk)


def test_escape_undoes_the_drag_in_progress(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    before = table_counts(page)
    x, y = middle(grip(page, 0))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y, steps=4)
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[0].ariaValueNow < 80")
    page.keyboard.press("Escape")
    assert shown_lines(page) == LINES
    assert table_counts(page) == before
    page.mouse.move(x - 200, y)
    page.mouse.up()
    assert shown_lines(page) == LINES
    assert desk.said == []


def test_a_finger_drags_and_the_page_still_scrolls(lay: Lay) -> None:
    desk = lay(width=700, touch=True)
    page = desk.page
    session = page.context.new_cdp_session(page)
    x, y = middle(grip(page, 1))

    def touch(kind: str, *points: tuple[float, float]) -> None:
        given = [{"x": px, "y": py} for px, py in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})

    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x - 6 * step, y + step))
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[1].ariaValueNow < 60")
    touch("touchEnd")
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert len(desk.said) == 1
    assert_engine_figures(desk)
    styles = "(node) => getComputedStyle(node).touchAction"
    assert page.locator(".tr-handles").evaluate(styles) == "pan-y"
    assert grip(page, 1).locator("..").evaluate(styles) == "none"


def test_zoom_shows_a_lines_neighbourhood(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    stage = page.locator(".tr-stage")
    grip(page, 1).dblclick()
    expect(stage).to_have_attribute("data-view", "6050-6550")
    x, y = middle(grip(page, 1))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.up()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert 6300 < desk.ruler.lines[1] <= 6312  # a pixel is half a hundredth
    assert_engine_figures(desk)
    page.get_by_role("button", name="0–100").click()
    expect(stage).to_have_attribute("data-view", "0-10000")
    grip(page, 2).focus()
    page.keyboard.press("+")
    expect(stage).to_have_attribute("data-view", "2200-7200")
    page.keyboard.press("-")
    expect(stage).to_have_attribute("data-view", "0-10000")
    page.get_by_role("button", name="Zoom to line").click()
    expect(stage).to_have_attribute("data-view", "4450-4950")
    expect(page.locator(".tr-pill.tr-away")).to_have_count(3)
    grip(page, 2).focus()
    for _press in range(4):
        page.keyboard.press("PageUp")
    expect(stage).not_to_have_attribute("data-view", "4450-4950")  # the view follows
    expect(page.locator(".tr-pill.tr-away")).to_have_count(3)
    grip(page, 0).click()
    expect(page.locator('.tr-pill[data-line="0"].tr-away')).to_have_count(0)  # and goes where it is sent


def test_a_message_from_the_kernel_does_not_break_a_drag(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    x, y = middle(grip(page, 1))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 50, y, steps=3)
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[1].ariaValueNow < 63")
    held = shown_lines(page)
    desk.kernel(lambda: desk.ruler.put([8100, 6300, 4700, 3000]))
    assert shown_lines(page) == held
    page.mouse.up()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert desk.ruler.lines == held


def test_a_million_accounts_in_three_thousand_groups(lay: Lay, times: dict[str, float]) -> None:
    ruler = shown_ruler(invented_index(1_000_000, groups=3000))
    watch = """() => {
      window.frames_taken = [];
      const ask = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (step) => ask((now) => {
        const began = performance.now();
        step(now);
        window.frames_taken.push(performance.now() - began);
      });
    }"""
    desk = lay(ruler, before=watch)
    page = desk.page
    x, y = middle(grip(page, 1))
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("() => { window.frames_taken.length = 0; }")
    for step in range(120):
        page.mouse.move(x + 100 * ((step % 40) / 20 - 1), y)
    frames = sorted(page.evaluate("() => window.frames_taken"))
    page.mouse.up()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert len(frames) > 20
    assert_engine_figures(desk)
    for name, at in [("median", 0.5), ("95th of 100", 0.95), ("longest", 0.9999)]:
        # in milliseconds each, so in seconds a thousand
        times[f"ruler, 1 000 frames of a drag over 1 M accounts, {name}"] = frames[int(len(frames) * at)]
