"""The ruler where its readers meet it: an app that Voila serves, with a kernel behind the socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chromium import opened
from tests.browser.ruler_desk import grip, middle, shown_lines
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.browser

# the closed month as it was graded: what is compared with is where every account stands
CELL = """
import numpy as np
import tierline
from tierline.simulate.index import build_index
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline.tiering.score import grade_table
from tierline_widgets.ruler import Ruler

workspace = Workspace.open({workspace!r})
month = workspace.closed(workspace.months()[-1])
policy = month.policy()
accounts = month.load(scope_for(workspace), "accounts")
graded = grade_table(accounts, policy)
fen = np.round(accounts["monthly_revenue"].to_numpy() * 100).astype(np.int64)
ruler = Ruler(lambda: "en")
ruler.show(build_index(graded, policy, {{"monthly_revenue": fen}}), tiers=policy.tiers)
ruler
"""


@pytest.fixture(scope="module")
def page(started: Browser, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder: Path = tmp_path_factory.mktemp("apps")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = new_code_cell(CELL.format(workspace=str(workspace.path)))
    nbformat.write(new_notebook(cells=[cell], metadata=kernel), folder / "ruler.ipynb")
    with chromium.served(workspace.path, folder=folder) as address:
        found, watch = opened(started, f"{address}/voila/render/ruler.ipynb?lang=en")
        found.wait_for_selector(".tr-pill")
        yield found
        assert watch.outside == []
        assert watch.complaints == []
        found.context.close()


def test_the_kernel_confirms_what_the_browser_counted(
    page: Page, workspace: Workspace, times: dict[str, float]
) -> None:
    whole = workspace.closed(workspace.months()[-1]).load(scope_for(workspace), "results").num_rows
    expect(page.locator(".tr .tl-hint")).to_contain_text(f"{whole:,} accounts")
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    before = shown_lines(page)
    x, y = middle(grip(page, 2))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=6)
    expect(page.locator('.tr-state[data-state="live"]')).to_be_visible()
    page.wait_for_function(
        f"() => document.querySelectorAll('.tr-grip')[2].ariaValueNow < {before[2] / 100 - 3}"
    )
    released = perf_counter()
    page.mouse.up()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
    times["ruler, release to the engine's answer"] = perf_counter() - released
    now = shown_lines(page)
    assert now[2] < before[2]
    assert [*now[:2], *now[3:]] == [*before[:2], *before[3:]]


def test_keys_reach_the_kernel_too(page: Page) -> None:
    grip(page, 0).focus()
    page.keyboard.press("PageDown")
    expect(page.locator('.tr-state[data-state="live"]')).to_be_visible()
    expect(page.locator('.tr-state[data-state="exact"]')).to_be_visible()
