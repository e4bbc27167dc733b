"""What the ruler shows in every state: widths, heights, refusals, nothing there, nothing to be moved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ruler_desk import (
    LINES,
    Lay,
    assert_engine_figures,
    box,
    grip,
    middle,
    shown_lines,
)
from tests.widgets.invented_index import counts_by_score, invented_index, shown_ruler, with_own_base
from tierline.errors import BadInputError
from tierline.simulate.index import Preview, WhatIfIndex
from tierline_widgets import numbers
from tierline_widgets.ruler import Ruler

pytestmark = pytest.mark.browser


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


def test_an_engine_that_is_silent_leaves_the_lines_where_they_are_until_it_answers(lay: Lay) -> None:
    desk = lay(answer=lambda _content: False)
    page = desk.page
    page.clock.install()
    box(page, 0).fill("77.5")
    page.keyboard.press("Enter")
    expect(page.locator('.tr-state[data-state="waiting"]')).to_be_visible()
    page.clock.fast_forward(11_000)
    expect(page.get_by_role("alert")).to_have_count(1)  # the page says it, and the ruler nothing beside it
    expect(page.locator(".tl-silence")).to_contain_text("Nothing answers this page")
    expect(page.locator(".tr-state")).to_be_empty()
    assert_locked(page)
    assert shown_lines(page) == [7750, *LINES[1:]]
    assert_engine_figures(desk)

    # an answer opens it again
    desk.kernel(lambda: desk.ruler._heard(desk.ruler, desk.said[-1], []))
    expect(page.locator(".tl-silence")).to_be_hidden()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    expect(grip(page, 0)).to_have_attribute("aria-disabled", "false")


def test_an_engine_known_to_be_gone_is_said_at_once_and_takes_no_more_moves(lay: Lay) -> None:
    desk = lay(before="() => { window.manager = { kernel: { connectionStatus: 'disconnected' } }; }")
    page = desk.page
    page.clock.install()  # nothing is waited for
    expect(page.locator(".tl-silence").get_by_role("button", name="Reload")).to_be_visible()
    assert_locked(page)
    grip(page, 0).focus()
    page.keyboard.press("PageDown")
    page.clock.fast_forward(1_000)
    assert shown_lines(page) == LINES
    assert desk.said == []


def test_what_was_half_typed_when_the_engine_went_is_handed_in_first(lay: Lay) -> None:
    told = "() => (window.manager = { kernel: { connectionStatus: 'connected', statusChanged: "
    told += "{ connect: (ear) => (window.turn = ear), disconnect: () => {} } } })"
    desk = lay(before=told)
    page = desk.page
    box(page, 0).fill("77.5")
    page.evaluate("() => { window.manager.kernel.status = 'dead'; window.turn(); }")
    assert_locked(page)
    assert [one["lines"] for one in desk.said] == [[7750, *LINES[1:]]]


def assert_locked(page: Page) -> None:
    expect(box(page, 0)).to_have_js_property("readOnly", True)
    expect(grip(page, 0)).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Today's lines")).to_be_disabled()


def test_the_bar_under_the_pointer_says_what_it_holds(lay: Lay, index: WhatIfIndex) -> None:
    page = lay().page
    field = page.locator(".tr-bars").bounding_box()
    assert field is not None
    page.mouse.move(field["x"] + field["width"] / 2, field["y"] + field["height"] - 4)
    shown = page.locator(".tr-spotted")
    expect(shown).not_to_be_empty()
    scores, accounts = (shown.text_content() or "").split(": ")
    low, high = (round(100 * float(score)) for score in scores.split("\u2013"))
    assert accounts == numbers.integer(int(counts_by_score(index)[low:high].sum()))
    page.mouse.move(field["x"], 5)
    expect(shown).to_be_empty()


def test_dark_by_the_system_and_by_the_notebook(lay: Lay) -> None:
    ground = "(card) => getComputedStyle(card).backgroundColor"
    light = lay().page.locator(".tr").evaluate(ground)
    by_system = lay(dark=True).page.locator(".tr").evaluate(ground)
    by_notebook = lay(theme='data-jp-theme-light="false"').page.locator(".tr").evaluate(ground)
    assert light != by_system == by_notebook
    colours = "() => getComputedStyle(document.querySelector('.tr-svg stop')).stopColor"
    assert lay().page.evaluate(colours) != lay(dark=True).page.evaluate(colours)


def test_language_changes_on_the_page(lay: Lay, index: WhatIfIndex) -> None:
    spoken = ["en"]
    ruler = Ruler(lambda: spoken[0])
    ruler.show(index)
    desk = lay(ruler)
    box(desk.page, 0).fill("79")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    spoken[0] = "zh"
    desk.kernel(ruler.refresh)
    expect(desk.page.get_by_role("heading")).to_have_text("分数线该划在哪里？")
    expect(desk.page.locator(".tr-state")).to_have_text("✓ 引擎核对一致")
    assert shown_lines(desk.page) == [7900, *LINES[1:]]
    box(desk.page, 0).fill("1")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("会越过")


def test_a_view_taken_away_leaves_nothing_behind(lay: Lay) -> None:
    desk = lay()
    desk.page.evaluate("() => { window.leave(); document.getElementById('place').replaceChildren(); }")
    desk.page.keyboard.press("Escape")
    desk.kernel(lambda: desk.ruler.put([7000, 6000, 5000, 4000]))
    expect(desk.page.locator(".tr")).to_have_count(0)


def test_a_change_of_zoom_glides_unless_motion_is_unwelcome(lay: Lay) -> None:
    watch = """() => {
      window.views = new Set();
      const look = () => {
        const stage = document.querySelector('.tr-stage');
        if (stage?.dataset.view) window.views.add(stage.dataset.view);
        requestAnimationFrame(look);
      };
      look();
    }"""
    for calm, least in [(True, 2), (False, 3)]:
        page = lay(calm=calm, before=watch).page
        page.get_by_role("button", name="Zoom to line").click()
        expect(page.locator(".tr-stage")).to_have_attribute("data-view", "7750-8250")
        page.wait_for_function("() => window.views.has('7750-8250')")
        seen = page.evaluate("() => window.views.size")
        assert seen == least if calm else seen >= least


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_says_what_the_live_ruler_says(lay: Lay, index: WhatIfIndex, language: str) -> None:
    ruler = shown_ruler(index, language)
    ruler.put([7825, 6300, 4650, 3100])
    desk = lay(ruler)
    cells = "table => [...table.querySelectorAll('th,td')].map(cell => cell.textContent.replace(/\\s+/g, ''))"
    live = desk.page.locator(".tr-table").evaluate(cells)
    moved = desk.page.locator(".tr-moved").inner_text()
    desk.page.set_content(ruler.picture())
    assert desk.page.locator(".tr-table").evaluate(cells) == live
    assert desk.page.locator(".tr-moved").inner_text() == moved
    assert desk.page.locator(".tl-pill").all_inner_texts() == ["A1 78.25", "A2 63.00", "B1 46.50", "B2 31.00"]
