"""Open the page of points many times at once: ``python -m tests.browser.open_many WORKSPACE [N] [POOL]``.

Run by hand; N managers come in waves of POOL, as many as the server keeps ready. Tells how long each
waited until the own total was alive, and what a kernel holds in memory. Fails if any page failed.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Error, Page

from tests.browser import chromium
from tierline.store.staff import people
from tierline.store.workspace import Workspace

ALIVE = '.lm-Widget [data-panel="statement"]'
LAST = '.lm-Widget [data-panel="queue"]'


def wave(pages: list[Page], address: str) -> list[float]:
    """Open ``address`` on every page and return the seconds until each was alive to its last panel."""
    began = time.perf_counter()
    for page in pages:
        page.goto(address, wait_until="commit")
    taken = []
    for page in pages:
        page.wait_for_selector(ALIVE)
        page.wait_for_selector(LAST)
        taken.append(time.perf_counter() - began)
    return taken


def kernels(workspace: Path) -> list[float]:
    """Return the memory of each kernel on ``workspace`` in MB, as Linux tells it."""
    ours = f"TIERLINE_WORKSPACE={workspace}".encode()
    held = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if b"ipykernel_launcher" in command and ours in (process / "environ").read_bytes().split(b"\0"):
                held.append(int((process / "statm").read_text().split()[1]) * 4096 / 1e6)
        except OSError:
            continue  # it has ended meanwhile
    return held


def main() -> int:
    """Open the pages and report; 1 where one of them failed."""
    workspace = Path(sys.argv[1]).resolve()
    given = [int(word) for word in sys.argv[2:4]]
    count, pool = [*given, *(6, 3)[len(given) :]]
    every = [one.login for one in people(Workspace.open(workspace)) if one.role == "account_manager"]
    login = every[0]  # a server on a laptop shows one person; the work is the same for each
    failed, taken = 0, []
    with (
        chromium.served(workspace, preheat=pool, login=login) as server,
        chromium.browser() as started,
    ):
        address = f"{server}/voila/render/performance.ipynb?lang=en"
        for first in range(0, count, pool):
            pages = [started.new_context().new_page() for _page in range(min(pool, count - first))]
            for page in pages:
                page.set_default_timeout(chromium.PATIENCE_MS)
            try:
                taken += wave(pages, address)
            except Error:
                failed += len(pages)
            held = kernels(workspace)
            for page in pages:
                page.context.close()
        print(f"{len(taken)} of {count} pages alive, {failed} failed, waves of {pool}")
        print(f"seconds: middle {statistics.median(taken):.1f}, longest {max(taken):.1f}")
        print(f"memory of a kernel: middle {statistics.median(held):.0f} MB, {len(held)} kernels")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
