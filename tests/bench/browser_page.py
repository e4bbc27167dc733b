"""The planner's page in a real browser, timed from within: what is seen, when, and what a hand's move costs.

The clock is the page's own. A mark is set by an observer in the page when the thing is there, so that
asking for it costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page

PAGE = "/voila/render/planner.ipynb"
# seen: the page as it was drawn. usable: a handle can be taken and the figures answer
MARKS = """
(() => {
  const marks = (window.timed = { seen: 0, usable: 0, waits: { release: [], weight: [] }, frames: [] });
  const seen = () => document.querySelector('[data-panel="ruler"] svg');
  const usable = () => document.querySelector(".tr:not(.tr-empty) .tr-stage:not([inert]) .tr-grip");
  let began = { release: 0, weight: 0 };
  const end = (what) => {
    if (!began[what]) return;
    marks.waits[what].push(performance.now() - began[what]);
    began[what] = 0;
  };
  new MutationObserver((changes) => {
    if (!marks.seen && seen()) marks.seen = performance.now();
    if (!marks.usable && usable()) marks.usable = performance.now();
    if (!marks.usable) return;
    for (const { target } of changes) {
      if (began.release && target.closest?.('.tr-state[data-state="exact"]')) end("release");
      if (began.weight && target.closest?.(".tr-stage svg")) end("weight");
    }
  }).observe(document, { childList: true, subtree: true, attributes: true });
  addEventListener("pointerup", () => (began.release = performance.now()), true);
  addEventListener("change", (event) => {
    if (event.target.dataset.enter === "weight") began.weight = performance.now();
  }, true);
  // a frame is what the page works between the browser's call and the picture it leads to
  window.watchFrames = (on) => {
    window.watching = on;
    const step = () => {
      if (!window.watching) return;
      const from = performance.now(), { port1, port2 } = new MessageChannel();
      port1.onmessage = () => marks.frames.push(performance.now() - from);
      port2.postMessage(0);
      requestAnimationFrame(step);
    };
    if (on) requestAnimationFrame(step);
  };
})();
"""


@dataclass(frozen=True)
class Opening:
    """One visit: seconds until the page was seen and usable, bytes that came over the wire."""

    seen: float
    usable: float
    files: int
    messages: int
    plotly: bool


class Visit:
    """The planner's page, opened in ``context``."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self._files: list[int] = []
        self._messages: list[int] = []
        self._names: list[str] = []
        session = context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._files.append(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", self._received)
        self.page.on("request", lambda request: self._names.append(request.url))
        self.page.add_init_script(MARKS)
        self.page.goto(f"{address}{PAGE}?lang=en", wait_until="commit")
        self.page.wait_for_function("() => window.timed.usable", polling=50)
        marks = self.page.evaluate("window.timed")
        self.opening = Opening(
            seen=marks["seen"] / 1000,
            usable=marks["usable"] / 1000,
            files=int(sum(self._files)),
            messages=sum(self._messages),
            plotly=any("plotly" in name for name in self._names),
        )

    def _received(self, event: Any) -> None:
        response = event["response"]
        length = len(response["payloadData"])
        self._messages.append(length if response["opcode"] == 1 else length * 3 // 4)  # base64

    def settle(self) -> None:
        """Wait until every panel is drawn and the engine has nothing more to say."""
        self.page.wait_for_function("() => !document.querySelector('.tl-first')")
        self.page.wait_for_load_state("networkidle")

    def drag(self, line: int, by: int, steps: int = 60) -> None:
        """Drag a line by pixels, step by step, and let go of it; returns when the engine has answered."""
        asked = len(self.waits("release"))
        grip = self.page.locator(f'.tr-pill[data-line="{line}"] .tr-grip').bounding_box()
        assert grip is not None
        x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        self.page.evaluate("window.watchFrames(true)")
        mouse.move(x + by, y, steps=steps)
        self.page.evaluate("window.watchFrames(false)")
        mouse.up()
        self.page.wait_for_function("(n) => window.timed.waits.release.length > n", arg=asked, polling=50)

    def weigh(self, indicator: str, weight: str) -> None:
        """Type a weight and leave the box; returns when the ruler shows the new scores."""
        asked = len(self.waits("weight"))
        box = self.page.locator(f'[data-enter="weight"][data-name="{indicator}"]')
        box.fill(weight)
        box.press("Tab")
        self.page.wait_for_function("(n) => window.timed.waits.weight.length > n", arg=asked, polling=50)

    def waits(self, what: str) -> list[float]:
        """Return the waits for ``what`` so far, in seconds."""
        return [wait / 1000 for wait in self.page.evaluate(f"window.timed.waits.{what}")]

    def frames(self) -> list[float]:
        """Return what each frame of the drags cost, in seconds."""
        return [frame / 1000 for frame in self.page.evaluate("window.timed.frames")]

    def close(self) -> None:
        self.page.close()
