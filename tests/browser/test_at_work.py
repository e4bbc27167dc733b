"""A page whose kernel is at work on something long is not shut; what is pressed then is done in its turn."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, expect

from tests.browser import chromium
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.browser

CELL = """
import time
from pathlib import Path

from tierline_widgets.page import app, page
from tierline_widgets.pane import Pane

done = []

def work(_value):
    while not Path("DONE").exists():
        time.sleep(0.01)
    done.append("the long one")

def draw():
    buttons = "".join(f'<button data-act="{act}">{act}</button>' for act in ("work", "press"))
    return f'<section class="tl-card">{buttons}<output>{" and ".join(done)}</output></section>'

def build(session):
    acts = {"work": work, "press": lambda _value: (done.append("the press"), pane.refresh())}
    pane = Pane(draw, lambda: session.language, acts, page_head=True)
    return page(pane, [])

app(build)
"""

# as the page's own connection has it
KERNEL_IS = "(state) => [...document[Symbol.for('tierline.lifelines')].keys()][0].status === state"


def test_a_press_while_the_kernel_is_at_work_is_done_in_its_turn(
    started: Browser, workspace: Workspace, tmp_path: Path
) -> None:
    over, folder = tmp_path / "over", tmp_path / "apps"
    folder.mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = new_code_cell(CELL.replace("DONE", str(over)))
    nbformat.write(new_notebook(cells=[cell], metadata=kernel), folder / "long.ipynb")
    with chromium.served(workspace.path, folder=folder) as address:
        page, _watch = chromium.opened(started, f"{address}/voila/render/long.ipynb?lang=en")
        page.wait_for_selector('.lm-Widget [data-act="work"]')
        page.wait_for_function(KERNEL_IS, arg="idle")
        page.get_by_role("button", name="work").click()
        page.wait_for_function(KERNEL_IS, arg="busy")
        page.clock.install()
        page.get_by_role("button", name="press").click()
        at_work = page.locator(".tl-at-work").get_by_role("status")
        for _turn in range(3):
            page.clock.fast_forward(11_000)
            expect(at_work).to_be_visible()
            expect(page.get_by_role("alert")).to_have_count(0)
            expect(page.get_by_role("button", name="press")).to_be_enabled()
        over.touch()
        expect(page.locator("output")).to_have_text("the long one and the press")
        expect(at_work).to_have_count(0)
        page.context.close()
