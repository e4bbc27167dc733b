"""A pane whose presses nobody hears says so once for the page, and offers the page anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tierline_widgets.pane import Pane

pytestmark = pytest.mark.browser

START = """async (script) => {
  window.heard = [];
  const shown = { html: '<button data-act="press">Press</button>', language: "en", page_head: false };
  const model = {
    get: (name) => shown[name], on: () => {}, off: () => {},
    send: (content, callbacks) => window.heard.push(callbacks),
  };
  const made = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  for (const each of [1, 2]) {
    const el = document.createElement("div");
    document.body.append(el);
    made.default.render({ model, el });
  }
}"""


@pytest.mark.parametrize(("language", "reload"), [("en", "Reload"), ("zh-CN", "重新加载")])
def test_silence_is_said_once_and_taken_back_when_something_answers(
    started: Browser, language: str, reload: str
) -> None:
    context = started.new_context()
    page = context.new_page()
    page.set_content(f'<!doctype html><html lang="{language}"><style>{Pane._css}</style><body></body></html>')
    page.evaluate(START, Pane._esm)
    page.clock.install()
    for button in page.get_by_role("button").all():
        button.click()
    page.clock.fast_forward(9_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.fast_forward(2_000)
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("button", name=reload)).to_be_visible()
    page.evaluate("() => window.heard[0].iopub.status({})")
    expect(page.get_by_role("alert")).to_have_count(0)
    context.close()
