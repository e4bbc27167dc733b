"""The ruler in a browser by itself: its own script in a bare page, a real ``Ruler`` behind it.

Traits go over as a kernel would send them, and what the page sends is handed to the ruler's own door;
what that changes goes back. ``python -m tests.browser.ruler_desk OUT`` takes the pictures to look at.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from tests.browser.chromium import Watch, browser
from tests.widgets.invented_index import invented_index, shown_ruler, with_own_base
from tierline.simulate.index import Preview, WhatIfIndex
from tierline_widgets import numbers
from tierline_widgets.ruler import Ruler

LINES = [8000, 6300, 4700, 3000]  # of the invented index of five tiers
PAGE = """<!doctype html><html><head><meta charset="utf-8"><style>%(css)s
body{margin:0;padding:20px;min-height:100vh;box-sizing:border-box}</style></head>
<body class="tl-app" %(theme)s><div id="place" style="%(place)s"></div></body></html>"""
START = """async ({ script, state }) => {
  const ears = new Map(), kept = {};
  const read = (name, value) => {
    if (name !== "index") return value;
    const bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
    return new DataView(bytes.buffer);
  };
  const take = (changes) => {
    for (const [name, value] of Object.entries(changes)) kept[name] = read(name, value);
    for (const name of Object.keys(changes)) for (const ear of ears.get("change:" + name) || []) ear();
  };
  take(state);
  const model = {
    get: (name) => kept[name],
    on: (name, ear) => ears.set(name, [...(ears.get(name) || []), ear]),
    off: (name, ear) => ears.set(name, (ears.get(name) || []).filter((one) => one !== ear)),
    send: async (content) => take(await window.toKernel(content)),
    widget_manager: window.manager,
  };
  window.fromKernel = take;
  const made = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const el = document.createElement("div"); // like a kernel's page: drawn first, put in place then
  window.leave = made.default.render({ model, el });
  document.getElementById("place").append(el);
}"""


def state_of(ruler: Ruler, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Return traits as they go over: those of the ruler's own, or ``names``."""
    own = [name for name in ruler.traits(sync=True) if name in vars(Ruler) and not name.startswith("_")]
    state = {name: getattr(ruler, name) for name in names or own}
    if "index" in state:
        state["index"] = base64.b64encode(state["index"]).decode()
    return json.loads(json.dumps(state))  # type: ignore[no-any-return]


class Desk:
    """A page with one ruler on it."""

    def __init__(
        self,
        started: Browser,
        ruler: Ruler,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        theme: str = "",
        place: str = "",
        touch: bool = False,
        calm: bool = True,
        scale: float = 1,
        before: str = "",
        answer: Callable[[Any], bool] | None = None,
    ) -> None:
        self.ruler = ruler
        self.said: list[Any] = []
        self._answer = answer or (lambda _content: True)
        self.context = started.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
            has_touch=touch,
            device_scale_factor=scale,
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.watch = Watch(self.page)
        self.page.expose_function("toKernel", self._heard)
        self.page.set_content(PAGE % {"css": Ruler._css, "theme": theme, "place": place})
        if before:
            self.page.evaluate(before)
        self.page.evaluate(START, {"script": Ruler._esm, "state": state_of(ruler)})
        self.page.wait_for_selector(".tr")

    def _heard(self, content: Any) -> dict[str, Any]:
        self.said.append(content)
        return (
            self._changes(lambda: self.ruler._heard(self.ruler, content, [])) if self._answer(content) else {}
        )

    def _changes(self, do: Callable[[], None]) -> dict[str, Any]:
        changed: list[str] = []
        note = lambda change: changed.append(change["name"])  # noqa: E731
        names = list(state_of(self.ruler))
        self.ruler.observe(note, names=names)
        try:
            do()
        finally:
            self.ruler.unobserve(note, names=names)
        return state_of(self.ruler, list(dict.fromkeys(changed))) if changed else {}

    def kernel(self, do: Callable[[], None]) -> None:
        """Let the kernel's side do something, and send over what it changes."""
        self.page.evaluate("(changes) => window.fromKernel(changes)", self._changes(do))

    def close(self) -> None:
        assert self.watch.outside == []
        assert self.watch.complaints == []
        self.context.close()


Lay = Callable[..., Desk]


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


def take(folder: Path) -> list[Path]:
    """Write the pictures to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    index = with_own_base(invented_index(102_480))
    crowded = with_own_base(invented_index(40_000, tiers=8))
    looks: list[tuple[str, WhatIfIndex, str, dict[str, Any]]] = [
        ("en-1280", index, "en", {}),
        ("zh-1280", index, "zh", {}),
        ("en-1920-dark", index, "en", {"width": 1920, "dark": True}),
        ("zh-1280-dark", index, "zh", {"dark": True}),
        ("en-640", index, "en", {"width": 640}),
        ("zh-420-eight", crowded, "zh", {"width": 420}),
        ("en-1280-eight", crowded, "en", {}),
        ("en-two", with_own_base(invented_index(900, tiers=2)), "en", {}),
    ]
    taken = []
    with browser() as started:
        for name, one, language, more in looks:
            ruler = shown_ruler(one, language)
            moved = list(ruler.lines)
            moved[-1] += 150
            ruler.put([moved[0] - 175, *moved[1:]] if len(moved) > 1 else moved)
            desk = Desk(started, ruler, **more)
            desk.page.locator(".tr-grip").last.focus()
            target = folder / f"ruler-{name}.png"
            desk.page.screenshot(path=target, full_page=True)
            taken.append(target)
            desk.close()
    return taken


def main() -> int:
    """Take the pictures and name them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    for path in take(parser.parse_args().out):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
