"""Pictures of the apps in both languages: ``python -m tests.browser.screenshots OUT --workspace W``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.browser.chromium import browser, opened, served, whole

WIDTH = 1280


def take(folder: Path, workspace: Path) -> list[Path]:
    """Write ``home-en.png`` and ``home-zh.png`` into ``folder``; the whole page each."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with served(workspace, preheat=1) as address, browser() as started:
        for language in ("en", "zh"):
            page, watch = opened(started, f"{address}/?lang={language}", width=WIDTH)
            whole(page)
            target = folder / f"home-{language}.png"
            page.screenshot(path=target, full_page=True)
            taken.append(target)
            page.context.close()
            if watch.outside:
                raise RuntimeError(f"the page asked for {watch.outside}")
    return taken


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
