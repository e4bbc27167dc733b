"""The planner's page as it opens: the ruler first, no script of Plotly, what a hand does is answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.browser_page import Visit
from tests.browser import chromium

pytestmark = pytest.mark.browser


def test_the_page_opens_and_answers(started: Browser, address: str, times: dict[str, float]) -> None:
    context = started.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(chromium.PATIENCE_MS)
    visit = Visit(context, address)
    found = visit.opening
    assert 0 < found.seen <= found.usable
    assert not found.plotly
    assert found.files > 0
    assert found.messages > 0
    for panel in ("migration", "weights", "capacity", "suggest", "attribution"):  # drawn after the ruler
        expect(visit.page.locator(f'[data-panel="{panel}"]')).to_be_visible()
    expect(visit.page.locator(".tl-waiting")).to_have_count(0)
    visit.drag(1, -12, steps=10)
    visit.weigh("monthly_revenue", "27")
    assert len(visit.waits("release")) == 1
    assert len(visit.waits("weight")) == 1
    assert visit.frames()
    times["planner's page, ruler can be dragged, empty browser cache"] = found.usable
    times["planner's page, release to exact figures"] = visit.waits("release")[0]
    times["planner's page, weight to new ruler"] = visit.waits("weight")[0]
    context.close()
