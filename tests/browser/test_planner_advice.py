"""Suggestion and certificate in a real browser, on a desk with its ruler, served as the apps are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chromium import opened
from tests.browser.ruler_desk import shown_lines
from tests.frozen import MONTHS
from tierline.simulate.index import build_index
from tierline.simulate.suggest_shares import by_shares
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline.tiering.explain import explain
from tierline.tiering.score import grade_table

pytestmark = pytest.mark.browser

CELL = """
from tierline_widgets.notebook import opening
from tierline_widgets.page import app, page
from tierline_widgets.panels.certificate import CertificateModel, CertificateView
from tierline_widgets.panels.fragility import FragilityModel, FragilityView
from tierline_widgets.panels.ruler_card import RulerCardModel, RulerCardView
from tierline_widgets.panels.suggest import SuggestModel, SuggestView
from tierline_widgets.planner import Desk

def build(session):
    desk = Desk(session)
    cards = [
        RulerCardView(RulerCardModel(desk)),
        SuggestView(SuggestModel(desk)),
        FragilityView(FragilityModel(desk)),
        CertificateView(CertificateModel(desk)),
    ]
    return page(opening(session), [(card, 12) for card in cards])

app(build)
"""
GOAL = {"A1": "3", "A2": "7.5", "B1": "15", "B2": "34.5", "C": "40"}


@pytest.fixture(scope="module")
def page(started: Browser, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder: Path = tmp_path_factory.mktemp("apps")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=[new_code_cell(CELL)], metadata=kernel), folder / "advice.ipynb")
    with chromium.served(workspace.path, folder=folder) as address:
        found, watch = opened(started, f"{address}/voila/render/advice.ipynb?lang=en")
        found.wait_for_selector(".tr-pill")
        found.wait_for_selector('.lm-Widget [data-panel="certificate"]')
        yield found
        assert watch.outside == []
        assert watch.complaints == []
        found.context.close()


def test_a_suggestion_goes_to_the_ruler_by_keyboard(page: Page, workspace: Workspace) -> None:
    closed = workspace.closed(MONTHS[-1])
    policy, before = closed.policy(), closed.previous()
    assert before is not None
    scope = scope_for(workspace)
    tables = [closed.load(scope, "accounts"), before.load(scope, "results"), closed.load(scope, "overrides")]
    graded = grade_table(tables[0], policy, *tables[1:])
    wanted = by_shares(build_index(graded, policy), [300, 750, 1500, 3450, 4000])
    assert wanted.lines is not None
    before_lines = shown_lines(page)
    panel = page.locator('[data-panel="suggest"]')
    for tier, share in GOAL.items():
        panel.get_by_label(tier, exact=True).fill(share)
    page.keyboard.press("Enter")  # at once: what was typed last goes before it
    put = panel.get_by_role("button", name="Put on the ruler")
    expect(put).to_be_visible()
    assert shown_lines(page) == before_lines
    put.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_text("These lines are on the ruler.")).to_be_visible()
    expect(page.locator(".tr-grip").first).to_have_attribute(
        "aria-valuenow", re.compile(rf"^0*{wanted.lines[0] / 100:g}0*$")
    )
    assert shown_lines(page) == list(wanted.lines)


def test_noise_shows_what_it_finds(page: Page) -> None:
    panel = page.locator('[data-panel="fragility"]')
    panel.get_by_label("Draws", exact=True).fill("400")
    panel.get_by_role("button", name="Shake").click()
    expect(panel.get_by_text(re.compile("In 400 draws"))).to_be_visible()


def test_other_values_are_scored_while_they_are_typed(page: Page, workspace: Workspace) -> None:
    closed = workspace.closed(MONTHS[-1])
    scope = scope_for(workspace)
    results = closed.load(scope, "results").to_pylist()
    account = next(row["account_id"] for row in results if row["tier"] == "B2" and row["reason"] == "score")
    panel = page.locator('[data-panel="certificate"]')
    panel.get_by_label("Name or account number").fill(account)
    panel.get_by_role("button", name=account).click()
    expect(panel.locator(".tl-fall")).to_have_count(1)
    own = closed.account(scope, account)
    row = {name: own["accounts"][name].to_pylist() for name in own["accounts"].column_names}
    row["employees"] = [9000]
    wanted = explain(account, row, closed.policy(), own["previous"], own["overrides"])
    box = panel.get_by_label("What if: Employees")
    box.press("Control+a")
    box.press_sequentially("9000")
    tried = panel.locator(".tl-tried")
    expect(tried).to_contain_text(f"{wanted.score / 100:.2f}")
    expect(tried).to_contain_text(wanted.tier)
    expect(box).to_be_focused()
    expect(box).to_have_value("9000")
    panel.get_by_role("group", name="Language on paper").get_by_role("button", name="中文").click()
    for kind, begins in (("HTML", b"<!DOCTYPE html>"), ("PDF", b"%PDF-")):
        with page.expect_download() as waiting:
            panel.get_by_role("button", name=kind, exact=True).click()
        assert waiting.value.suggested_filename == f"tierline-{MONTHS[-1]}-{account}.zh.{kind.lower()}"
        content = Path(waiting.value.path()).read_bytes()
        assert content.startswith(begins)
        assert kind == "PDF" or "客户层级说明书" in content.decode("utf-8")
    box.press("Escape")
    expect(tried).to_have_count(0)
    expect(box).not_to_have_value("9000")
    box.fill("9000")
    expect(tried).to_have_count(1)
    panel.get_by_role("button", name="Its own values").click()
    expect(tried).to_have_count(0)
