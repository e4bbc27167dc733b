"""A pane whose presses nobody hears says so once for the page, is shut, and keeps what was typed into it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tierline_widgets.pane import Pane

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1:9/"  # of nobody: the pages are made here
DRAWN = """
<section data-panel="bar" data-made-on='{"where": "desk", "on": "MARK"}'>
  <button data-act="press">Press</button><a href="#" data-act="go">Go</a>
  <input data-enter="search" data-name="search" aria-label="Search">
  <input data-keeps data-enter="title" data-name="title" aria-label="Name" value="SHOWN">
  <label data-keeps><input type="checkbox" data-enter="rule" data-name="two">Rule two</label>
  <button data-sort="x">Sort here</button><button data-sort="x" data-act="sort">Sort there</button>
  <input data-filter><select data-act="choose"><option>one</option></select>
</section>
"""
START = """async ([script, html, language]) => {
  window.heard = [];
  window.sent = [];
  window.kernel = {
    id: "k", isDisposed: false, status: "idle", connectionStatus: "connected",
    statusChanged: { connect: (ear) => (window.turn = ear), disconnect: () => {} },
  };
  const other = '<section data-panel="other"><button data-act="other">Other</button></section>';
  for (const markup of [html, other]) {
    const ears = {}, shown = { html: markup, language, page_head: false };
    const model = {
      get: (name) => shown[name],
      on: (name, ear) => (ears[name] = ear),
      off: () => {},
      send: (content, callbacks) => {
        window.heard.push(callbacks);
        window.sent.push(content);
      },
      widget_manager: { kernel: window.kernel },
    };
    window.draw ||= (fresh) => {
      shown.html = fresh;
      ears["change:html"]();
    };
    // every widget loads a script of its own
    const made = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    const el = document.createElement("div");
    document.body.append(el);
    made.default.render({ model, el });
  }
}"""
DIE = "() => { window.kernel.status = 'dead'; window.turn(); }"
KEPT = "() => Object.keys(localStorage)"


def drawn(mark: str = "1", shown: str = "") -> str:
    return DRAWN.replace("MARK", mark).replace("SHOWN", shown)


def opened(started: Browser, language: str = "en", html: str = "") -> Page:
    context = started.new_context()
    whole = f'<!doctype html><html lang="{language}"><style>{Pane._css}</style><body></body></html>'
    context.route("**/*", lambda route: route.fulfill(body=whole, content_type="text/html"))
    page = context.new_page()
    again(page, html)
    return page


def again(page: Page, html: str = "", language: str = "en") -> None:
    page.goto(ADDRESS)
    page.evaluate(START, [Pane._esm, html or drawn(), language])


def sent(page: Page) -> list[Any]:
    return [(one["act"], one["value"]) for one in page.evaluate("window.sent")]


@pytest.mark.parametrize(("language", "reload"), [("en", "Reload"), ("zh-CN", "重新加载")])
def test_silence_is_said_once_and_taken_back_when_something_answers(
    started: Browser, language: str, reload: str
) -> None:
    page = opened(started, language)
    page.clock.install()
    for name in ("Press", "Other"):
        page.get_by_role("button", name=name).click()
    page.clock.fast_forward(9_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.fast_forward(2_000)
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("button", name=reload)).to_be_visible()
    expect(page.get_by_role("button", name="Other")).to_be_disabled()
    page.evaluate("() => window.heard[0].iopub.status({})")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("button", name="Other")).to_be_enabled()
    page.context.close()


@pytest.mark.parametrize(("language", "said"), [("en", "still at work"), ("zh-CN", "仍在处理")])
def test_a_kernel_at_work_shuts_nothing_and_the_page_says_so_until_it_answers(
    started: Browser, language: str, said: str
) -> None:
    page = opened(started, language)
    page.clock.install()
    page.evaluate("() => (window.kernel.status = 'busy')")
    page.get_by_role("button", name="Press").click()
    page.clock.fast_forward(11_000)
    expect(page.locator(".tl-at-work").get_by_role("status")).to_contain_text(said)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Other").click()
    assert sent(page) == [("press", ""), ("other", "")]
    page.evaluate("() => window.heard[0].iopub.status({})")
    expect(page.locator(".tl-at-work")).to_have_count(0)
    page.context.close()


def test_a_page_whose_kernel_is_gone_takes_nothing_more(started: Browser) -> None:
    page = opened(started)
    page.evaluate(DIE)
    expect(page.get_by_role("alert")).to_have_count(1)
    for name in ("Press", "Other"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    expect(page.get_by_role("combobox")).to_be_disabled()
    expect(page.get_by_role("checkbox")).to_be_disabled()
    expect(page.get_by_label("Name")).to_have_js_property("readOnly", True)
    expect(page.get_by_role("button", name="Sort there")).to_be_disabled()
    for here in ("[data-filter]", "[data-sort]:not([data-act])"):  # what is shown needs nobody
        expect(page.locator(here)).to_be_enabled()
    expect(page.locator("[data-filter]")).to_be_editable()
    expect(page.get_by_role("link", name="Go")).to_be_disabled()  # aria-disabled, too
    page.get_by_role("link", name="Go").click(force=True)
    assert sent(page) == []

    # drawn by a message that came too late, it stays shut
    page.evaluate("(html) => window.draw(html)", '<button data-act="late">Late</button>')
    expect(page.get_by_role("button", name="Late")).to_be_disabled()
    expect(page.get_by_role("alert")).to_have_count(1)
    page.context.close()


def test_what_was_typed_is_offered_by_the_next_page_and_put_back_once(started: Browser) -> None:
    page = opened(started)
    page.get_by_label("Rule two").check()  # sent, and not answered
    page.get_by_label("Search").fill("a customer's name")
    page.get_by_label("Name").fill("half a na")  # not even sent
    page.evaluate(DIE)
    assert sorted(page.evaluate(KEPT)) == [
        "tierline.typed.desk.bar.rule.two",
        "tierline.typed.desk.bar.title.title",
    ]
    expect(page.locator(".tl-kept")).to_have_count(0)  # it is still there to be seen

    again(page)
    offer = page.locator(".tl-kept")
    expect(offer).to_have_text(
        "When this page lost its connection or was left, you had typed Rule two: “on”, Name: “half a na”. "
        "That is not recorded yet. Put it back Leave it",
        use_inner_text=True,
    )
    page.evaluate("(html) => window.draw(html)", drawn())  # it stays when the pane is drawn anew
    expect(offer).to_have_count(1)
    offer.get_by_role("button", name="Put it back").click()
    expect(offer).to_have_count(0)
    assert sent(page) == [("rule", "two=true"), ("title", "title=half a na")]
    done = "() => window.heard.forEach((one) => one.iopub.status({ content: { execution_state: 'idle' } }))"
    page.evaluate(done)
    assert page.evaluate(KEPT) == []
    page.context.close()


def test_what_was_typed_on_something_else_is_told_and_not_put_back(started: Browser) -> None:
    page = opened(started)
    page.get_by_label("Name").fill("a name")
    page.get_by_label("Name").press("Enter")
    again(page, drawn("2"))
    offer = page.locator(".tl-kept")
    expect(offer).to_contain_text("Name: “a name”. What it was typed on has changed since")
    expect(offer.get_by_role("button")).to_have_count(1)
    again(page, drawn("2"))  # offered until it is answered
    offer.get_by_role("button", name="Noted").click()
    expect(offer).to_have_count(0)
    assert page.evaluate(KEPT) == []
    page.context.close()


@pytest.mark.parametrize(("typed", "shown"), [("a name", "a name"), ("33", "33.00")])
def test_what_arrived_after_all_is_not_offered(started: Browser, typed: str, shown: str) -> None:
    page = opened(started)
    page.get_by_label("Name").fill(typed)
    page.get_by_label("Name").press("Enter")
    again(page, drawn("2", shown))
    expect(page.locator(".tl-kept")).to_have_count(0)
    assert page.evaluate(KEPT) == []
    page.context.close()


def test_a_page_left_while_typing_keeps_what_stands_in_the_box(started: Browser) -> None:
    page = opened(started)
    page.get_by_label("Name").fill("half")
    again(page)
    expect(page.locator(".tl-kept")).to_contain_text("Name: “half”")
    again(page, language="zh")  # in the pane's language, whichever the page was made in
    expect(page.locator(".tl-kept")).to_contain_text("您已录入Name：“half”。这些内容尚未记录。")
    page.context.close()


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize(
    "control", ["[data-act=press]", "a[data-act]", "[data-name=two]", "[data-name=title]"]
)
def test_what_had_the_focus_has_it_again(started: Browser, control: str, anew: bool) -> None:
    page = opened(started)
    held = page.locator(control)
    held.focus()
    page.evaluate("() => { window.kernel.connectionStatus = 'disconnected'; window.turn(); }")
    expect(page.get_by_role("link", name="Go")).to_have_attribute("aria-disabled", "true")
    if anew:
        page.evaluate("(html) => window.draw(html)", drawn())  # something is heard
    else:
        page.locator(".tl-silence button").focus()
    page.evaluate("() => { window.kernel.connectionStatus = 'connected'; window.turn(); }")
    expect(page.locator(".tl-silence")).to_have_count(0)
    expect(held).to_be_focused()
    expect(page.get_by_role("link", name="Go")).not_to_have_attribute("aria-disabled", "true")
    page.context.close()


def test_who_went_elsewhere_is_not_called_back(started: Browser) -> None:
    page = opened(started)
    page.locator("[data-act=press]").focus()
    page.evaluate("() => { window.kernel.connectionStatus = 'disconnected'; window.turn(); }")
    page.locator("[data-filter]").focus()
    page.evaluate("() => { window.kernel.connectionStatus = 'connected'; window.turn(); }")
    expect(page.locator("[data-act=press]")).to_be_enabled()
    expect(page.locator("[data-filter]")).to_be_focused()
    page.context.close()


def test_what_is_put_back_is_taken_the_way_it_was_typed(started: Browser) -> None:
    def weights(way: str) -> str:
        box = '<input data-keeps data-enter="weight" data-name="{0}" aria-label="{0}">'
        boxes = box.format("a") + box.format("b")
        return f"""<section data-panel="bar" data-made-on='{{"where": "desk", "on": "1"}}'>
            <div data-way="follow={way}">{boxes}</div></section>"""

    page = opened(started, html=weights("each"))
    for one, typed in (("a", "30"), ("b", "15")):
        page.get_by_label(one, exact=True).fill(typed)
        page.get_by_label(one, exact=True).press("Enter")
    put_back = page.locator(".tl-kept").get_by_role("button", name="Put it back")
    again(page, weights("others"))
    put_back.click()
    assert sent(page) == [("follow", "each"), ("weight", "a=30"), ("weight", "b=15")]
    again(page, weights("each"))  # chosen already: what waits is not forgotten
    put_back.click()
    assert sent(page) == [("weight", "a=30"), ("weight", "b=15")]
    page.context.close()


def test_what_was_typed_is_offered_by_a_pane_drawn_before_it_is_on_the_page(started: Browser) -> None:
    page = opened(started)
    page.get_by_label("Name").fill("half")
    page.goto(ADDRESS)
    late = START.replace("document.body.append(el);", "").replace(
        "made.default.render({ model, el });", "made.default.render({ model, el }); document.body.append(el);"
    )
    page.evaluate(late, [Pane._esm, drawn(), "en"])
    expect(page.locator(".tl-kept")).to_contain_text("Name: “half”")
    page.context.close()
