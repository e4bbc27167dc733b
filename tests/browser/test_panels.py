"""Moves and look-up in a real browser: a page of a test's own, served as the apps are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chromium import opened
from tests.frozen import MONTHS
from tierline.store.audit import audit_trail
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.browser

CELL = """
from tierline_widgets.notebook import lookup, moves, opening
from tierline_widgets.page import app, page

app(lambda session: page(opening(session), [(moves(session), 12), (lookup(session), 12)]))
"""


@pytest.fixture(scope="module")
def page(started: Browser, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder: Path = tmp_path_factory.mktemp("apps")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=[new_code_cell(CELL)], metadata=kernel), folder / "panels.ipynb")
    with chromium.served(workspace.path, folder=folder) as address:
        found, watch = opened(started, f"{address}/voila/render/panels.ipynb?lang=en")
        found.wait_for_selector(".tl-first", state="detached")
        found.wait_for_selector(".lm-Widget .tl-matrix button")
        yield found
        assert watch.outside == []
        assert watch.complaints == []
        found.context.close()


def test_a_cell_opens_its_accounts_by_keyboard(page: Page) -> None:
    cell = page.locator(".tl-matrix td.tl-rise button, .tl-matrix td.tl-fall button").first
    count = cell.inner_text().split()[0]
    name = cell.get_attribute("data-value")
    cell.focus()
    page.keyboard.press("Enter")
    opened_cell = page.locator(f'.tl-matrix button[data-value="{name}"]')
    expect(opened_cell).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text(f"{count} of {count} accounts")).to_be_visible()
    expect(opened_cell).to_be_focused()
    page.get_by_role("button", name="Show everyone who moved").click()
    expect(page.locator('.tl-matrix button[aria-pressed="true"]')).to_have_count(0)


def test_the_list_is_filtered_while_typing(page: Page) -> None:
    account = page.locator('[data-panel="moves"] tbody .tl-unit').first.inner_text()
    search = page.get_by_label("Filter by name or account number")
    search.press_sequentially(account)
    expect(page.get_by_text("1 of ")).to_be_visible()
    expect(search).to_have_value(account)
    search.fill("no such name")
    expect(page.get_by_text("No account here.")).to_be_visible()
    search.fill("")
    expect(page.locator('[data-panel="moves"] table.tl-table tbody tr')).to_have_count(8)


def test_an_export_arrives_and_is_on_record(page: Page, workspace: Workspace) -> None:
    recorded = len(audit_trail(workspace))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export CSV").click()
    content = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename == f"tierline-{MONTHS[-1]}-accounts.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    moved = workspace.closed(MONTHS[-1]).moves(scope_for(workspace)).to_pylist()
    assert {row["account_id"] for row in rows} == {one["account_id"] for one in moved if one["tier_before"]}
    exports = [entry for entry in audit_trail(workspace)[recorded:] if entry.purpose == "export"]
    assert [entry.rows for entry in exports] == [len(rows)]
    expect(page.get_by_text("the export is recorded")).to_be_visible()


def test_one_account_is_found_and_explained(page: Page, workspace: Workspace) -> None:
    results = workspace.closed(MONTHS[-1]).load(scope_for(workspace), "results").to_pylist()
    wanted = max(results, key=lambda row: row["score"])
    search = page.get_by_label("Name or account number", exact=True)
    search.press_sequentially(wanted["account_id"])
    page.locator(f'button[data-act="account"][data-value="{wanted["account_id"]}"]').click()
    expect(page.get_by_text("the export is recorded")).to_have_count(0)  # read: something else was pressed
    panel = page.locator('[data-panel="lookup"]')
    expect(panel.locator(".tl-verdict")).to_contain_text(f"{wanted['score'] / 100:.2f}")
    expect(panel.locator(".tl-verdict")).to_contain_text(wanted["tier"])
    parts = panel.locator("tbody tr td:nth-child(6)").all_inner_texts()
    assert round(sum(float(part.replace("\u2212", "-")) for part in parts), 2) == wanted["score"] / 100
