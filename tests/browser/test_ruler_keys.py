"""Lines moved by keys and typed; what is spoken, and what is said when it cannot be."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.ruler_desk import (
    LINES,
    Lay,
    assert_engine_figures,
    box,
    grip,
    shown_lines,
)
from tests.widgets.invented_index import counts_by_score
from tierline.simulate.index import WhatIfIndex
from tierline_widgets import numbers

pytestmark = pytest.mark.browser


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
    above = sum(int(count) for score, count in enumerate(counts_by_score(index)) if score >= 6301)
    said = spoken.format(above=numbers.integer(above), tier=numbers.integer(int(found.totals[1, 0])))
    assert (handle.get_attribute("aria-valuetext") or "").startswith(said)
    assert page.locator("#place > div").get_attribute("lang") == {"en": "en", "zh": "zh-CN"}[language]
    assert page.locator(".tr-grip").count() == page.get_by_role("slider").count() == 4


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
