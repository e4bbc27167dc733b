"""A list of accounts drawn, with its search, pages and export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, button, cell, table, text
from tierline_widgets.look.palette import tier_colours
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
    search = (
        f'<input type="search" data-act="needle" data-key="needle" value="{text(model.needle)}" '
        f'placeholder="{text(_("Name or account number"))}" aria-label="{text(_("Filter by name or account number"))}">'
    )
    controls = f'<div class="tl-controls tl-live" style="margin:6px 0">{search}{button("export", _("Export CSV"))}</div>'
    head = f"<div><b>{text(title)}</b> <span class='tl-zero'>{text(counted)}</span></div>{controls}"
    if not model.found:
        return (
            head
            + f'<p class="tl-note" role="status">{text(_("No account here. Choose another cell or clear the filter."))}</p>'
        )
    return head + _table(model) + _pages(model)


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
    ids = model.session.tier_ids()
    colours = dict(zip(ids, tier_colours(len(ids)), strict=True))
    drawn = [_row(model, row, unit, colours) for row in rows]
    return table(columns, drawn, sortable=True, sorted_by=model.sort, descending=model.descending)


def _row(
    model: AccountsModel, row: dict[str, Any], unit: numbers.MoneyUnit, colours: dict[str, tuple[str, str]]
) -> list[Cell]:
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
    back = f'<button type="button" class="tl-button" data-act="page" data-value="{model.page - 1}" data-key="page-back"{" disabled" if model.page == 0 else ""}>{text(_("Back"))}</button>'
    on = f'<button type="button" class="tl-button" data-act="page" data-value="{model.page + 1}" data-key="page-on"{" disabled" if model.page == model.pages - 1 else ""}>{text(_("Further"))}</button>'
    place = text(_("page {page} of {pages}").format(page=model.page + 1, pages=numbers.integer(model.pages)))
    return f'<div class="tl-controls tl-live" style="margin-top:8px">{back}<span class="tl-zero">{place}</span>{on}</div>'
