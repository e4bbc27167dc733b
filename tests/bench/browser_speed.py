"""The planner's page at a million accounts in a real browser: ``python -m tests.bench.browser_speed``.

Makes a sample province, closes two of its months, serves the apps and uses the page as a hand would.
Whatever else the machine does is in these times; the page tells its own, see ``browser_page``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Browser, BrowserContext

from tests import machine
from tests.bench.browser_page import Opening, Visit
from tests.browser import chromium
from tierline.bench.timing import machine as described
from tierline.monthly import run_month
from tierline.store.workspace import Workspace
from tierline.tables.sample import write_sample

ACCOUNTS, MONTHS, POLICY = 1_000_000, ("2026-09", "2026-10"), "xinjiang-2008"
OPENINGS, DRAGS, WEIGHTS = 5, 40, 20
AT_WORK = 0.05  # seconds of processor time in half a second: somebody still prepares something
MEGABYTE = 1_000_000
READY = "pool of planner.ipynb is filled"


@dataclass(frozen=True)
class Measured:
    """One figure of the page beside what it should not pass; seconds or bytes, no limit: only told."""

    what: str
    value: float
    limit: float | None
    unit: str
    times: int

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or self.value <= self.limit


def close_months(folder: Path, accounts: int) -> Workspace:
    """Make the sample province and close its months."""
    workspace = Workspace.create(folder)
    write_sample(folder, accounts=accounts, months=len(MONTHS), seed=2008, last_month=MONTHS[-1])
    for month in MONTHS:
        run_month(workspace, month, policy=POLICY)
    return workspace


def share_below(values: Sequence[float], share: float) -> float:
    """Return what ``share`` of the values do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(workspace: Path) -> list[Measured]:
    """Open the page cold and warm, drag, let go and type; return what it took."""
    with chromium.browser() as started:
        with chromium.served(workspace) as address:
            cold = _visit(_fresh(started), address).opening
        said: list[str] = []
        with chromium.served(workspace, preheat=1, said=said) as address:
            context = _fresh(started)
            _await_kernel(said, 1)
            _visit(context, address).close()  # fills the browser's cache
            warm: list[Opening] = []
            for number in range(OPENINGS):
                _await_kernel(said, number + 2)
                visit = _visit(context, address)
                warm.append(visit.opening)
                if number < OPENINGS - 1:
                    visit.close()
            _rest()
            _use(visit)
            return _told(cold, warm, visit)


def _fresh(started: Browser) -> BrowserContext:
    context = started.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(chromium.PATIENCE_MS)
    return context


def _visit(context: BrowserContext, address: str) -> Visit:
    _rest()
    return Visit(context, address)


def _await_kernel(said: Sequence[str], times: int) -> None:
    """Wait until the server has told ``times`` times that a planner's kernel is ready.

    The next one is begun some seconds after a visit, so that a calm server is not yet a warm one.
    """
    until = time.monotonic() + chromium.PATIENCE_MS / 1000
    while sum(READY in line for line in said) < times:
        if time.monotonic() > until:
            raise RuntimeError("no kernel was made ready:\n" + "".join(said))
        time.sleep(0.1)


def _rest() -> None:
    """Wait until the server and its kernels have nothing to do."""
    until = time.monotonic() + chromium.PATIENCE_MS / 1000
    calm, before = 0, _processor_time()
    while calm < 4 and time.monotonic() < until:
        time.sleep(0.5)
        now = _processor_time()
        calm = calm + 1 if now - before < AT_WORK else 0
        before = now


def _processor_time() -> float:
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it may have ended meanwhile
            if "python" in process.name():
                times = process.cpu_times()
                total += times.user + times.system
    return total


def _use(visit: Visit) -> None:
    for number in range(DRAGS):
        visit.drag(number % 4, -9 if number % 8 < 4 else 9, steps=30)
    for number in range(WEIGHTS):
        visit.weigh("monthly_revenue", str(26 + number % 5))


def _told(cold: Opening, warm: list[Opening], visit: Visit) -> list[Measured]:
    releases, weights, frames = visit.waits("release"), visit.waits("weight"), visit.frames()
    middle: Callable[[Sequence[float]], float] = lambda values: share_below(values, 0.5)  # noqa: E731
    usable, seen = [each.usable for each in warm], [each.seen for each in warm]
    plotly = sum(each.plotly for each in [cold, *warm])
    return [
        Measured(
            "ruler can be dragged, warm kernel and cache, median", middle(usable), 2.0, "s", len(usable)
        ),
        Measured("page is seen, warm kernel and cache, median", middle(seen), None, "s", len(seen)),
        Measured("ruler can be dragged, cold kernel, empty cache", cold.usable, 8.0, "s", 1),
        Measured("a frame of a drag, 95 of 100", share_below(frames, 0.95), 0.016, "s", len(frames)),
        Measured(
            "release to exact figures, 95 of 100", share_below(releases, 0.95), 0.150, "s", len(releases)
        ),
        Measured("release to exact figures, median", middle(releases), None, "s", len(releases)),
        Measured("weight to new ruler, 95 of 100", share_below(weights, 0.95), 0.300, "s", len(weights)),
        Measured("weight to new ruler, median", middle(weights), None, "s", len(weights)),
        Measured("files of the page, empty cache", cold.files, None, "B", 1),
        Measured("files of the page, warm cache", warm[-1].files, None, "B", 1),
        Measured("figures and panels until usable", warm[-1].messages, None, "B", 1),
        Measured("scripts of Plotly on the first screen", plotly, 0, "", 1),
    ]


def render(found: list[Measured], accounts: int) -> str:
    """Return the figures as a Markdown table."""
    rows = []
    for each in found:
        limit = "" if each.limit is None else _written(each.limit, each.unit)
        mark = "" if each.limit is None else "kept" if each.kept else "**not kept**"
        rows.append(f"| {each.what} | {_written(each.value, each.unit)} | {limit} | {mark} |")
    head = [f"The planner's page in Chromium: {accounts:,} accounts", ""]
    return "\n".join([*head, "| what | measured | limit | |", "|---|---:|---:|---|", *rows])


def _written(value: float, unit: str) -> str:
    if unit == "B":
        return f"{value / MEGABYTE:.2f} MB"
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
    return f"{value:.0f}"


def main() -> int:
    """Measure and print; times are told, never judged by an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--workspace", type=Path, help="Measure here instead of on a new sample.")
    parser.add_argument("--json", type=Path, dest="json_file")
    given = parser.parse_args()
    if machine.chromium() is None:
        print("No Chromium here: the page was not measured.")
        return 0
    with tempfile.TemporaryDirectory(prefix="tierline-bench-") as scratch:
        workspace = given.workspace or close_months(Path(scratch) / "work", given.accounts).path
        opened = Workspace.open(workspace)
        accounts = opened.closed(opened.months()[-1]).manifest["rows"]["accounts"]["accepted"]
        found = measure(workspace.resolve())
    if given.json_file:
        lines = [{**asdict(each), "accounts": accounts, "machine": described()} for each in found]
        given.json_file.write_text(json.dumps(lines, indent=2) + "\n", encoding="utf-8")
    print(render(found, accounts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
