"""A list of accounts drawn, with its search, pages and export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, button, cell, does, search, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.accounts.export import export_accounts
from tierline_widgets.panels.accounts.model import AccountsModel
from tierline_widgets.reasons import reason_text


def list_acts(model: AccountsModel, pane: Callable[[], Pane]) -> dict[str, Callable[[str], None]]:
    """Return what the list's controls do, for the pane that holds it."""

    def export(_value: str) -> None:
        name, content = export_accounts(model)
        pane().save(name, content)

    return {"sort": model.sort_by, "needle": model.look_for, "page": model.turn, "export": export}


def draw_list(model: AccountsModel, title: str) -> str:
    """Return the list's markup under ``title``."""
    counted = _("{found} of {total} accounts").format(
        found=numbers.integer(model.found), total=numbers.integer(model.total)
    )
    box = search("needle", model.needle, _("Filter by name or account number"), _("Name or account number"))
    export = button("export", _("Export CSV"))
    controls = f'<div class="tl-controls tl-live" style="margin:6px 0">{box}{export}</div>'
    head = f'<div><b>{text(title)}</b> <span class="tl-zero">{text(counted)}</span></div>{controls}'
    if model.found:
        return head + _table(model) + _pages(model)
    nothing = _("No account here. Choose another cell or clear the filter.")
    return f'{head}<p class="tl-note" role="status">{text(nothing)}</p>'


def _table(model: AccountsModel) -> str:
    rows = model.shown()
    unit = numbers.MoneyUnit.over((), current_language(), model.session.currency)
    columns = [
        Column(_("Account"), figures=False, sort="name"),
        Column(_("Before"), figures=False, sort="before"),
        Column(_("Now"), figures=False, sort="tier"),
        Column(_("Score"), _("points"), sort="score"),
        Column(_("Monthly revenue"), unit.label, sort="monthly_revenue"),
        Column(_("Why"), figures=False),
    ]
    drawn = [_row(model, row, unit) for row in rows]
    return table(columns, drawn, sortable=True, sorted_by=model.sort, descending=model.descending)


def _row(model: AccountsModel, row: dict[str, Any], unit: numbers.MoneyUnit) -> list[Cell]:
    name = row.get("name") or row["account_id"]
    score = row.get("score")
    revenue = round((row.get("monthly_revenue") or 0) * 100)
    why = (
        reason_text(row.get("reason"), row.get("rule"), model.session.policy())
        if row.get("tier")
        else _("no longer there")
    )
    return [
        Cell(f'{text(name)}<span class="tl-unit">{text(row["account_id"])}</span>', kind="tl-wrap"),
        cell(row.get("before") or numbers.NOTHING),
        cell(row.get("tier") or numbers.NOTHING),
        cell(numbers.NOTHING if score is None else numbers.score(int(score))),
        cell(unit.write(revenue)),
        Cell(text(why), kind="tl-wrap"),
    ]


def _pages(model: AccountsModel) -> str:
    if model.pages == 1:
        return ""
    back = _turn(_("Back"), "back", model.page - 1, model.page > 0)
    on = _turn(_("Further"), "on", model.page + 1, model.page < model.pages - 1)
    place = _("page {page} of {pages}").format(page=model.page + 1, pages=numbers.integer(model.pages))
    parts = f'{back}<span class="tl-zero">{text(place)}</span>{on}'
    return f'<div class="tl-controls tl-live" style="margin-top:8px">{parts}</div>'


def _turn(title: str, key: str, page: int, there: bool) -> str:
    attributes = f'{does("page", str(page))} data-key="page-{key}"{"" if there else " disabled"}'
    return f'<button type="button" class="tl-button" {attributes}>{text(title)}</button>'
