"""Pictures of the apps in both languages: ``python -m tests.browser.screenshots OUT --workspace W``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import Watch, browser, opened, served, whole

WIDTH, HEIGHT = 1280, 1180
# what shows that an app is alive and its first screen drawn
FIRST = {"planner": '[data-panel="migration"]', "performance": ".lm-Widget [data-panel]"}


def take(folder: Path, workspace: Path) -> list[Path]:
    """Write a picture of each app in each language into ``folder``: home whole, the others' first screen."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with served(workspace, preheat=1) as address, browser() as started:
        for language in ("en", "zh"):
            page, watch = opened(started, f"{address}/?lang={language}", width=WIDTH)
            whole(page)
            taken.append(_taken(page, watch, folder / f"home-{language}.png", full_page=True))
            for app, drawn in FIRST.items():
                asked = f"{address}/voila/render/{app}.ipynb?lang={language}"
                page, watch = opened(started, asked, width=WIDTH, height=HEIGHT)
                page.wait_for_selector(drawn)
                page.wait_for_load_state("networkidle")
                taken.append(_taken(page, watch, folder / f"{app}-{language}.png", full_page=False))
    return taken


def _taken(page: Page, watch: Watch, target: Path, *, full_page: bool) -> Path:
    page.screenshot(path=target, full_page=full_page)
    page.context.close()
    if watch.outside:
        raise RuntimeError(f"the page asked for {watch.outside}")
    return target


def main() -> int:
    """Take the pictures and name them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workspace", type=Path, required=True)
    given = parser.parse_args()
    for path in take(given.out, given.workspace.resolve()):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
