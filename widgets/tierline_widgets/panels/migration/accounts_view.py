"""The accounts of the open cell: largest revenue first, each with the rule that moved it, page by page."""

from __future__ import annotations

from typing import Any

from tierline.messages import Message, _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import Cell, Column, button, cell, does, table, text
from tierline_widgets.panels.migration.model import EVERYONE, MigrationModel


def draw_accounts(model: MigrationModel) -> str:
    """Return the list's markup; what to press when nothing is open."""
    if not model.cell:
        return _closed(model)
    place = model.place
    if place is None:
        title = _("Everyone who changes tier, largest revenue first")
    else:
        before, after = (model.tiers[rank] for rank in place)
        words = (
            _("Stays in {after}, largest revenue first")
            if place[0] == place[1]
            else _("From {before} to {after}, largest revenue first")
        )
        title = words.format(before=before, after=after)
    counted = _("accounts: {found}").format(found=numbers.integer(model.total))
    close = button("cell", _("Close the list"), model.cell)
    files = button("export", _("Export CSV"), "csv") + button("export", _("Export XLSX"), "xlsx")
    controls = f'<div class="tl-controls tl-live">{files if model.total else ""}{close}</div>'
    named = f'<div><b>{text(title)}</b> <span class="tl-zero">{text(counted)}</span></div>'
    head = f'<div class="tl-head tl-list">{named}{controls}</div>'
    if not model.total:
        nothing = _("Nobody is in this cell any more. Choose another cell.")
        return f'{head}<p class="tl-note" role="status">{text(nothing)}</p>'
    return head + _table(model) + _pages(model)


def _closed(model: MigrationModel) -> str:
    if not model.migration.moved:
        return ""
    press = button(
        "cell",
        _("Show everyone who moves ({count})").format(count=numbers.integer(model.migration.moved)),
        EVERYONE,
    )
    return f'<div class="tl-controls tl-live tl-list">{press}</div>'


def _table(model: MigrationModel) -> str:
    unit = numbers.MoneyUnit.over((), current_language(), model.desk.session.currency)
    columns = [
        Column(_("Account"), figures=False),
        Column(_("Tier"), _("today → scenario"), figures=False),
        Column(_("Score"), _("and change")),
        Column(_("Monthly revenue"), unit.label),
        Column(_("Moved by"), figures=False),
    ]
    return table(columns, [_row(row, why, unit) for row, why in model.shown()])


def _row(row: dict[str, Any], why: Message, unit: numbers.MoneyUnit) -> list[Cell]:
    name = row.get("name") or row["account_id"]
    score, moved = row["score_after"], row["score_after"] - row["score_before"]
    tiers = f"{row['tier_before']} → {row['tier_after']}"
    change = f" {difference(moved, numbers.score)}" if moved else ""
    return [
        Cell(f'{text(name)}<span class="tl-unit">{text(row["account_id"])}</span>', kind="tl-wrap"),
        cell(tiers if row["tier_before"] != row["tier_after"] else row["tier_after"]),
        Cell(text(numbers.score(score)) + change, score),
        cell(unit.write(row["revenue_fen"]), row["revenue_fen"]),
        Cell(text(why.render()), kind="tl-wrap tl-reason"),
    ]


def _pages(model: MigrationModel) -> str:
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
