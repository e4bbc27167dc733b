"""The ruler under hand in a real browser: mouse, touch, keys, typing; its figures against the engine's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.ruler_desk import Desk
from tests.widgets.invented_index import invented_index, shown_ruler, with_own_base
from tierline.errors import BadInputError
from tierline.simulate.index import Preview, WhatIfIndex
from tierline_widgets import numbers
from tierline_widgets.ruler import Ruler

pytestmark = pytest.mark.browser

LINES = [8000, 6300, 4700, 3000]
Lay = Callable[..., Desk]


@pytest.fixture(scope="module")
def index() -> WhatIfIndex:
    return with_own_base(invented_index(20_000))


@pytest.fixture
def lay(started: Browser, index: WhatIfIndex) -> Iterator[Lay]:
    """Put a ruler on a page; at the end nothing was asked for outside and nothing complained."""
    desks: list[Desk] = []

    def lay(ruler: Ruler | None = None, language: str = "en", **more: Any) -> Desk:
        desks.append(Desk(started, ruler or shown_ruler(index, language), **more))
        return desks[-1]

    yield lay
    for desk in desks:
        desk.close()


def grip(page: Page, which: int) -> Locator:
    return page.locator(f'.tr-pill[data-line="{which}"] .tr-grip')


def box(page: Page, which: int) -> Locator:
    return page.locator(f'.tr-pill[data-line="{which}"] .tr-box')


def shown_lines(page: Page) -> list[int]:
    values = [float(each.get_attribute("aria-valuenow") or "nan") for each in page.locator(".tr-grip").all()]
    return [round(100 * value) for value in values]


def middle(part: Locator) -> tuple[float, float]:
    found = part.bounding_box()
    assert found is not None
    return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2


def table_counts(page: Page) -> list[str]:
    return page.locator(".tr-table tbody td:nth-child(3) .tr-value").all_inner_texts()


def assert_engine_figures(desk: Desk) -> Preview:
    """Hold every cell of the table against the engine's own preview of the lines that are shown."""
    assert desk.ruler._shown is not None
    found = desk.ruler._shown.preview(shown_lines(desk.page))
    totals, base = found.totals, found.base
    whole = int(totals[:, 0].sum())
    for tier, row in enumerate(desk.page.locator(".tr-table tbody tr").all()):
        values = row.locator(".tr-value").all_inner_texts()
        changes = row.locator(".tl-delta").all_inner_texts()
        count, was = int(totals[tier, 0]), int(base[tier, 0])
        assert values[1] == numbers.integer(count)
        assert changes[1] == numbers.signed(count - was)
        assert values[2] == numbers.share(count, whole)
        for place, head in enumerate(desk.ruler.heads):
            unit = numbers.MoneyUnit(head["divisor"], head["decimals"], head["unit"])
            assert values[3 + place] == unit.write(int(totals[tier, 1 + place]))
        hours = desk.ruler.hours[tier] * count
        assert values[-1] == f"{hours / 100:,.0f}"
    return found


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


def test_keys_move_a_line_and_are_one_move(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    handle = grip(page, 1)
    handle.focus()
    for key, value in [
        ("ArrowRight", 6301),
        ("ArrowUp", 6302),
        ("ArrowLeft", 6301),
        ("ArrowDown", 6300),
        ("Shift+ArrowLeft", 6290),
        ("PageUp", 6390),
        ("PageDown", 6290),
        ("Home", 4701),
        ("ArrowLeft", 4701),
        ("End", 7999),
        ("ArrowRight", 7999),
    ]:
        page.keyboard.press(key)
        assert shown_lines(page)[1] == value, key
    assert desk.said == []
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert [said["lines"] for said in desk.said] == [[8000, 7999, 4700, 3000]]
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    assert shown_lines(page) == [8000, 7999, 4700, 3000]
    assert len(desk.said) == 1
    page.keyboard.press("PageDown")
    page.keyboard.press("Tab")  # leaving the handle hands the move in at once
    page.wait_for_function("() => document.activeElement.classList.contains('tr-box')")
    assert desk.said[-1]["lines"] == [8000, 7899, 4700, 3000]


@pytest.mark.parametrize(
    ("language", "label", "spoken"),
    [
        ("en", "Line of A2 (Strategic)", "A2 from 63.01 points; {above} accounts score at or above, {tier}"),
        ("zh", "A2（战略客户）分数线", "A2 自 63.01 分起；得分在线及线上 {above} 户，该层级 {tier}"),
    ],
)
def test_values_are_spoken_in_both_languages(
    lay: Lay, index: WhatIfIndex, language: str, label: str, spoken: str
) -> None:
    desk = lay(language=language)
    page = desk.page
    handle = page.get_by_role("slider", name=label)
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "63.01")
    expect(handle).to_have_attribute("aria-valuemin", "47.01")
    expect(handle).to_have_attribute("aria-valuemax", "79.99")
    found = index.preview([8000, 6301, 4700, 3000])
    above = sum(int(count) for score, count in enumerate(_by_score(index)) if score >= 6301)
    said = spoken.format(above=numbers.integer(above), tier=numbers.integer(int(found.totals[1, 0])))
    assert (handle.get_attribute("aria-valuetext") or "").startswith(said)
    assert page.locator("#place").get_attribute("lang") == {"en": "en", "zh": "zh-CN"}[language]
    assert page.locator(".tr-grip").count() == page.get_by_role("slider").count() == 4


def _by_score(index: WhatIfIndex) -> Any:
    from tierline_widgets.ruler.picture import _by_score as counted

    return counted(index)


def test_a_number_is_typed_into_the_pill(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    box(page, 1).click()
    expect(box(page, 1)).to_be_focused()
    page.keyboard.type("66,5")
    page.keyboard.press("Enter")
    expect(grip(page, 1)).to_be_focused()
    expect(box(page, 1)).to_have_value("66.50")
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert desk.ruler.lines == [8000, 6650, 4700, 3000]
    page.keyboard.type("70")  # digits on a handle go to its box
    expect(box(page, 1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert desk.ruler.lines == [8000, 7000, 4700, 3000]
    assert_engine_figures(desk)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("81", "A2 at 81 would cross A1 at 80.00. Type points from 47.01 to 79.99, or move A1 first."),
        ("47", "A2 at 47 would cross B1 at 47.00."),
        ("abc", "A2: “abc” cannot be its line. Type points from 47.01 to 79.99"),
        ("66.555", "two decimals at most"),
        ("", "cannot be its line"),
    ],
)
def test_what_cannot_be_is_said_in_place_and_nothing_moves(lay: Lay, typed: str, words: str) -> None:
    desk = lay()
    page = desk.page
    box(page, 1).fill(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(box(page, 1)).to_have_attribute("aria-invalid", "true")
    expect(box(page, 1)).to_have_value(typed)
    described = box(page, 1).get_attribute("aria-describedby")
    assert page.locator(f"[id='{described}']").inner_text().startswith("A2")
    assert shown_lines(page) == LINES
    assert desk.said == []
    page.keyboard.press("Escape")
    expect(box(page, 1)).to_have_value("63.00")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_arrows_step_inside_the_box_too(lay: Lay) -> None:
    page = lay().page
    box(page, 2).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page, 2)).to_have_value("47.02")


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


def test_log_and_linear_heights(lay: Lay) -> None:
    page = lay().page
    drawn = page.locator(".tr-bars").get_attribute("d")
    page.get_by_role("button", name="linear").click()
    assert page.locator(".tr-bars").get_attribute("d") != drawn
    expect(page.get_by_role("button", name="linear")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="log", exact=True).click()
    assert page.locator(".tr-bars").get_attribute("d") == drawn


def test_an_engine_that_counts_otherwise_is_shown_at_once(lay: Lay, index: WhatIfIndex) -> None:
    other = with_own_base(invented_index(20_000, seed=77))
    desk = lay(shown_ruler(index, exact=lambda lines: other.preview(lines)))
    page = desk.page
    grip(page, 0).focus()
    page.keyboard.press("PageDown")
    expect(page.locator('.tr-state[data-state="differs"]')).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Do not use them")


def test_a_refused_move_goes_back_and_says_why(lay: Lay, index: WhatIfIndex) -> None:
    def exact(_lines: tuple[int, ...]) -> Preview:
        raise BadInputError("{name} is editing this scenario. Ask, or make a copy.", name="<b>Li</b>")

    desk = lay(shown_ruler(index, exact=exact))
    page = desk.page
    for _time in range(2):
        grip(page, 0).focus()
        page.keyboard.press("PageDown")
        page.keyboard.press("Tab")
        expect(page.get_by_role("alert")).to_have_text(
            "<b>Li</b> is editing this scenario. Ask, or make a copy."
        )
        page.wait_for_function("() => document.querySelectorAll('.tr-grip')[0].ariaValueNow == 80")
    assert shown_lines(page) == LINES
    assert_engine_figures(desk)


def test_moves_from_the_kernel_arrive(lay: Lay) -> None:
    desk = lay()
    page = desk.page
    desk.kernel(lambda: desk.ruler.put([7000, 6000, 5000, 4000]))
    page.wait_for_function("() => document.querySelectorAll('.tr-grip')[3].ariaValueNow == 40")
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert_engine_figures(desk)
    other = with_own_base(invented_index(900, seed=5))
    desk.kernel(lambda: desk.ruler.show(other, lines=[7000, 6000, 5000, 4000], hours=desk.ruler.hours))
    expect(page.locator(".tl-hint")).to_contain_text("900 accounts")
    assert_engine_figures(desk)
    page.get_by_role("button", name="Today's lines").click()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    assert desk.ruler.lines == LINES
    desk.kernel(lambda: desk.ruler.complain("Somebody else saved this scenario."))
    expect(page.get_by_role("alert")).to_have_text("Somebody else saved this scenario.")


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


def test_empty_states_say_the_next_step(lay: Lay) -> None:
    page = lay(Ruler()).page
    expect(page.get_by_text("The accounts are being counted")).to_be_visible()
    expect(page.locator(".tr-stage")).to_be_hidden()
    page = lay(shown_ruler(invented_index(0))).page
    expect(page.get_by_text("No account passes this filter.")).to_be_visible()
    broken = shown_ruler(invented_index(50))
    broken.index = broken.index[:-8]
    desk = lay(broken)
    expect(desk.page.get_by_role("alert")).to_contain_text("could not be read")


def test_who_may_only_look_can_look(lay: Lay, index: WhatIfIndex) -> None:
    desk = lay(shown_ruler(index, readonly=True))
    page = desk.page
    x, y = middle(grip(page, 1))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=4)
    page.mouse.up()
    grip(page, 1).focus()
    page.keyboard.press("PageDown")
    expect(grip(page, 1)).to_have_attribute("aria-disabled", "true")
    assert shown_lines(page) == LINES
    assert desk.said == []
    page.keyboard.press("+")
    expect(page.locator(".tr-stage")).to_have_attribute("data-view", "3800-8800")


@pytest.mark.parametrize("width", [1920, 1280, 640, 420])
@pytest.mark.parametrize("tiers", [2, 5, 8])
def test_every_width_and_number_of_tiers_keeps_pills_apart_and_inside(
    lay: Lay, width: int, tiers: int
) -> None:
    desk = lay(shown_ruler(invented_index(500, tiers=tiers)), width=width)
    page = desk.page
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    found = [pill.bounding_box() for pill in page.locator(".tr-pill").all()]
    boxes = [(one["x"], one["y"], one["x"] + one["width"], one["y"] + one["height"]) for one in found if one]
    assert len(boxes) == tiers - 1
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= width
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


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
