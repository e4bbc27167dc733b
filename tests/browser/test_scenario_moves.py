"""A scenario's moves in a real browser: a cell opens its accounts, a filter narrows them, a file arrives."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chromium import opened
from tests.frozen import MONTHS, close_months
from tierline.simulate.index import with_lines
from tierline.simulate.migration import Migration
from tierline.store.audit import audit_trail
from tierline.store.own_policies import baseline_policy
from tierline.store.scenario_grading import load_basis, migration_between
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.browser

LINES = [7700, 6200, 5200, 2900]
CELL = f"""
from tierline_widgets.page import app, page
from tierline_widgets.panels.capacity import CapacityModel, CapacityView
from tierline_widgets.panels.header import HeaderView
from tierline_widgets.panels.impact import ImpactModel, ImpactView
from tierline_widgets.panels.migration import MigrationModel, MigrationView
from tierline_widgets.planner import Desk

def build(session):
    desk = Desk(session)
    desk.set_lines({LINES})
    panels = [(ImpactView(ImpactModel(desk)), 12), (MigrationView(MigrationModel(desk)), 8)]
    return page(HeaderView(session, "Planner"), [*panels, (CapacityView(CapacityModel(desk)), 6)])

app(build)
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Months of its own: the draft that is begun here is nobody else's to go on with."""
    return close_months(tmp_path_factory.mktemp("moves") / "work")


@pytest.fixture(scope="module")
def page(started: Browser, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder: Path = tmp_path_factory.mktemp("apps")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=[new_code_cell(CELL)], metadata=kernel), folder / "moves.ipynb")
    with chromium.served(workspace.path, folder=folder) as address:
        found, watch = opened(started, f"{address}/voila/render/moves.ipynb?lang=en")
        found.wait_for_selector(".tl-first", state="detached")
        found.wait_for_selector(".lm-Widget .tl-matrix button")
        yield found
        assert watch.outside == []
        assert watch.complaints == []
        found.context.close()


@pytest.fixture(scope="module")
def engine(workspace: Workspace) -> Migration:
    """The same month graded anew, without a panel."""
    base = baseline_policy(workspace, "xinjiang-2008", MONTHS[-1])
    basis = load_basis(workspace.closed(MONTHS[-1]), scope_for(workspace), [base])
    return migration_between(basis, base, with_lines(base, LINES))


def test_a_cell_opens_its_accounts_by_keyboard_and_exports_them(
    page: Page, workspace: Workspace, engine: Migration
) -> None:
    panel = page.locator('[data-panel="migration"]')
    cell = panel.locator(".tl-matrix td.tl-rise button").first
    row, column = (int(rank) for rank in (cell.get_attribute("data-value") or "").split(","))
    count = int(engine.moves[row, column, 0])
    assert cell.inner_text().split()[0] == f"{count:,}"
    cell.focus()
    page.keyboard.press("Enter")
    before, after = engine.tiers[row], engine.tiers[column]
    expect(panel.get_by_text(f"From {before} to {after}, largest revenue first")).to_be_visible()
    expect(panel.locator('.tl-matrix button[aria-pressed="true"]')).to_be_focused()
    wanted = engine.movers(before, after).table()
    listed = panel.locator("table.tl-table tbody th .tl-unit").all_inner_texts()
    assert listed == wanted["account_id"].to_pylist()[: len(listed)]
    recorded = len(audit_trail(workspace))
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="Export CSV").click()
    assert waiting.value.suggested_filename == f"tierline-{MONTHS[-1]}-moves-{before}-{after}.csv"
    content = Path(waiting.value.path()).read_bytes()
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert [next(iter(each.values())) for each in rows] == wanted["account_id"].to_pylist()
    exports = [entry for entry in audit_trail(workspace)[recorded:] if entry.purpose == "export"]
    assert [entry.rows for entry in exports] == [count]
    expect(page.get_by_text("the export is recorded")).to_be_visible()


def test_the_filter_narrows_matrix_and_strip(page: Page, engine: Migration) -> None:
    panel = page.locator('[data-panel="migration"]')
    panel.get_by_label("Find an area, industry or manager to filter by").press_sequentially("education")
    panel.locator('button[data-value="industry:education"]').click()
    count = engine._table["industry"].to_pylist().count("education")
    expect(panel.get_by_text(re.compile(rf"(of|all) {count} accounts"))).to_be_visible()
    expect(page.locator('[data-panel="impact"] tfoot td').first).to_contain_text(f"{count}")
    expect(page.locator('[data-panel="capacity"]')).to_contain_text("The filter does not count here")
    panel.get_by_label("Industry", exact=True).select_option("")
    expect(panel.get_by_text(f"of {engine.accounts} accounts")).to_be_visible()


def test_details_of_the_hours_open_beneath(page: Page) -> None:
    panel = page.locator('[data-panel="capacity"]')
    panel.get_by_role("button", name="Show: Units missing").click()
    expect(panel.locator(".tl-opened table")).to_be_visible()
    panel.get_by_role("button", name="Grade", exact=True).click()
    expect(panel.get_by_text("Grade or above")).to_be_visible()
