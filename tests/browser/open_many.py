"""Open the page of points for many managers: ``python -m tests.browser.open_many WORKSPACE [N] [POOL]``.

Run by hand, and for the README. N managers, each a different one, arrive evenly within a minute at a server
behind nginx that keeps POOL kernels ready. A page is closed once it is alive to its last panel, since the
browser shares the processors with the server; its kernel stays, so that in the end all of them are held at
once. Tells how long each waited and what a kernel holds in memory. Fails if any page failed.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Error, Page

from tests import machine
from tests.browser import chromium
from tests.server.standing import Standing, standing
from tierline.bench.timing import machine as described
from tierline.data import shared_folder
from tierline.store.staff import people
from tierline.store.workspace import Workspace

APP = "performance.ipynb"
LAST = '.lm-Widget [data-panel="statement"]', '.lm-Widget [data-panel="queue"]'
WITHIN_S, PATIENCE_S, GLANCE_S = 60.0, 120.0, 0.05
MEGABYTE = 1e6


@dataclass
class Seat:
    """A visitor's page, from the moment its address is asked for."""

    page: Page
    since: float

    def alive(self) -> bool:
        """Tell whether the page answers in all its panels."""
        return all(self.page.locator(panel).count() for panel in LAST)


@dataclass
class Work:
    """Processor time of the browser and of the server with its kernels, also of those that have ended."""

    seconds: dict[tuple[str, int], float] = field(default_factory=dict)

    def look(self) -> None:
        """Note what every process has used so far."""
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                whose = "browser" if "chrom" in process.name() or "node" in process.name() else "server"
                times = process.cpu_times()
                self.seconds[whose, process.pid] = times.user + times.system

    def of(self, whose: str) -> float:
        """Return the seconds of the "browser" or of the "server"."""
        return sum(each for (one, _pid), each in self.seconds.items() if one == whose)


@dataclass(frozen=True)
class Found:
    """What a run found: seconds until each page was alive, bytes of each visited kernel, processor time."""

    pool: int
    failed: int
    waited: list[float]
    resident: list[int]
    shared_out: list[int]  # a page that is shared counts with its part: the sum is what all hold together
    own: list[int]
    prepared: int
    browser: float
    server: float


@contextmanager
def served(workspace: Path, logins: Sequence[str], pool: int) -> Iterator[Standing]:
    """Serve the page of points alone, with ``pool`` kernels ready."""
    with tempfile.TemporaryDirectory(prefix="tierline-many-") as scratch:
        shutil.copy(shared_folder("voila_apps") / APP, scratch)
        with standing(workspace, Path(scratch), dict.fromkeys(logins, "password"), preheat=pool) as one:
            yield one


def arrive(started: Browser, server: Standing, login: str) -> Seat:
    """Let a manager ask for the page, in a browser that has seen nothing yet."""
    known = {"username": login, "password": server.passwords[login]}
    context = started.new_context(http_credentials=known, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_S * 1000)
    context.route("**/voila/api/shutdown/**", lambda route: route.abort())  # the kernel stays
    page = context.new_page()
    since = time.monotonic()
    page.goto(f"{server.url}/voila/render/{APP}?lang=en", wait_until="commit")
    return Seat(page, since)


def visit(started: Browser, server: Standing, logins: Sequence[str], work: Work) -> tuple[list[float], int]:
    """Let all arrive within a minute; return the seconds that each waited, and how many pages failed."""
    waited: list[float] = []
    failed, seats, coming = 0, list[Seat](), list(logins)
    began = time.monotonic()
    while coming or seats:
        if coming and time.monotonic() - began >= (len(logins) - len(coming)) * WITHIN_S / len(logins):
            try:
                seats.append(arrive(started, server, coming.pop(0)))
            except Error:
                failed += 1
        for seat in list(seats):
            late = time.monotonic() - seat.since > PATIENCE_S
            if late or seat.alive():
                waited += [] if late else [time.monotonic() - seat.since]
                failed += late
                seats.remove(seat)
                work.look()
                seat.page.context.close()
        time.sleep(GLANCE_S)
    return waited, failed


def memory(count: int) -> tuple[list[tuple[int, int, int]], int]:
    """Return resident, shared-out and own bytes of the ``count`` fullest kernels, and what else is shared."""
    found: dict[int, tuple[int, int, int]] = {}
    prepared = 0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            words = " ".join(process.cmdline())
            parent = process.parent()
            told = process.memory_full_info() if "template" in words or "ipykernel" in words else None
            if told and "template" in words and parent and "template" not in " ".join(parent.cmdline()):
                prepared = told.pss
            elif told:
                found[process.pid] = (told.rss, told.pss, told.uss)
    # the others wait for visitors, and hold less
    return sorted(found.values(), key=lambda each: each[2])[-count:], prepared


def measure(workspace: Path, count: int, pool: int) -> Found:
    """Let ``count`` managers arrive and return what was found."""
    every = [one.login for one in people(Workspace.open(workspace)) if one.role == "account_manager"]
    logins = [every[number % len(every)] for number in range(count)]
    work = Work()
    with served(workspace, sorted(set(logins)), pool) as server, chromium.browser() as started:
        work.look()
        before = work.of("browser"), work.of("server")
        waited, failed = visit(started, server, logins, work)
        work.look()
        held, prepared = memory(count)
    resident, shared_out, own = (list(each) for each in zip(*held, strict=True))
    spent = work.of("browser") - before[0], work.of("server") - before[1]
    return Found(pool, failed, waited, resident, shared_out, own, prepared, *spent)


def render(found: Found) -> str:
    """Return the findings as a Markdown table."""
    waited = sorted(found.waited)
    slow = waited[min(len(waited) - 1, int(len(waited) * 0.95))]
    middle = {name: statistics.median(getattr(found, name)) for name in ("resident", "shared_out", "own")}
    together = sum(found.shared_out) + found.prepared
    count = len(waited) + found.failed
    rows = [
        ("pages that failed", f"{found.failed}"),
        ("seconds until a page was alive, median", f"{statistics.median(waited):.1f} s"),
        ("seconds until a page was alive, 95 of 100", f"{slow:.1f} s"),
        ("seconds until a page was alive, longest", f"{waited[-1]:.1f} s"),
        ("a visited kernel: memory of its own, median", f"{middle['own'] / MEGABYTE:.0f} MB"),
        ("a visited kernel: with its part of what is shared", f"{middle['shared_out'] / MEGABYTE:.0f} MB"),
        (
            "a visited kernel: resident, shared memory counted in full",
            f"{middle['resident'] / MEGABYTE:.0f} MB",
        ),
        (f"all {len(found.own)} kernels and the prepared process together", f"{together / MEGABYTE:,.0f} MB"),
        ("processor time of server and kernels, a visit", f"{found.server / count:.2f} s"),
        ("processor time of the browser, a visit", f"{found.browser / count:.2f} s"),
    ]
    head = f"{count} managers open the performance page within a minute, {found.pool} kernels kept ready"
    table = ["| what | measured |", "|---|---:|", *(f"| {what} | {value} |" for what, value in rows)]
    return "\n".join([head, "", *table, "", f"Browser and server on one machine: {described()}."])


def main() -> int:
    """Open the pages and report; 1 where one of them failed."""
    if machine.chromium() is None or machine.nginx() is None:
        print("No Chromium or no nginx here: the visits were not measured.")
        return 0
    given = [int(word) for word in sys.argv[2:4]]
    count, pool = [*given, *(50, 8)[len(given) :]]
    found = measure(Path(sys.argv[1]).resolve(), count, pool)
    print(render(found))
    return 1 if found.failed else 0


if __name__ == "__main__":
    sys.exit(main())
