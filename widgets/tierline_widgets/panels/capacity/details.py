"""What is amiss besides hours: grades too low (LY-6), teams too large (LY-2), who belongs nowhere."""

from __future__ import annotations

from typing import Any

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, button, cell, does, pressed, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.capacity.model import CapacityModel
from tierline_widgets.panels.capacity.words import grade_title


def draw_too_low(model: CapacityModel) -> str:
    """Return the accounts whose manager's grade is too low: counted by tier and grade, then listed."""
    found = model.too_low()
    if found is None:
        return ""
    columns = [
        Column(_("Tier"), figures=False),
        Column(_("Needs"), _("or above"), figures=False),
        *(Column(grade_title(grade), _("accounts")) for grade in found.grades[:-1]),
        Column(_("Cannot be judged"), _("no manager or grade")),
    ]
    colours = tier_colours(len(found.tiers))
    rows = [
        [
            Cell(tier_mark(tier, colours[rank])),
            cell(grade_title(found.needed[rank])),
            *(cell(numbers.integer(int(count))) for count in found.counts[rank][:-1]),
            cell(numbers.integer(int(found.unknown[rank]))),
        ]
        for rank, tier in enumerate(found.tiers)
    ]
    title = _("Only those by this scenario ({count})").format(count=numbers.integer(found.new))
    attributes = f"{does('only-new')} {pressed(model.only_new)}"
    only = f'<button type="button" class="tl-button" {attributes}>{text(title)}</button>'
    files = button("export", _("Export CSV"), "csv") + button("export", _("Export XLSX"), "xlsx")
    controls = f'<div class="tl-controls tl-live tl-more">{only}{files if model.listed else ""}</div>'
    return table(columns, rows) + controls + _listed(model)


def draw_crowded(model: CapacityModel) -> str:
    """Return the teams that have too many people, the leader counted (LY-2)."""
    columns = [Column(_("Team"), figures=False), Column(_("People"), _("leader included"))]
    found = sorted(model.capacity.crowded, key=lambda each: (-each.people, each.id))
    rows = [
        [
            Cell(f'{text(each.name)}<span class="tl-unit">{text(each.id)}</span>', kind="tl-wrap"),
            cell(numbers.integer(each.people), each.people),
        ]
        for each in found
    ]
    return table(columns, rows)


def draw_apart(model: CapacityModel) -> str:
    """Return accounts and people that belong nowhere, each kind under its own heading."""
    columns = [
        Column(_("Units missing"), figures=False),
        Column(_("Accounts")),
        Column(_("People")),
        Column(_("Hours"), _("a year, demanded or available")),
    ]
    rows = [
        [
            Cell(text(each.heading.render()), kind="tl-wrap"),
            cell(numbers.integer(each.accounts)),
            cell(numbers.integer(each.people)),
            cell(numbers.hours(each.hours)),
        ]
        for each in model.apart()
    ]
    return table(columns, rows)


def _listed(model: CapacityModel) -> str:
    if not model.listed:
        return f'<p class="tl-note" role="status">{text(_("The scenario brings none."))}</p>'
    unit = numbers.MoneyUnit.over((), current_language(), model.desk.session.currency)
    columns = [
        Column(_("Account"), figures=False),
        Column(_("Tier"), figures=False),
        Column(_("Monthly revenue"), unit.label),
        Column(_("Manager"), _("grade"), figures=False),
        Column(_("Needs"), _("or above"), figures=False),
    ]
    return table(columns, [_row(row, unit) for row in model.shown()]) + _pages(model)


def _row(row: dict[str, Any], unit: numbers.MoneyUnit) -> list[Cell]:
    name = row.get("name") or row["account_id"]
    new = f'<span class="tl-unit tl-down">{text(_("by this scenario"))}</span>' if row["new"] else ""
    revenue = row.get("monthly_revenue")
    return [
        Cell(f'{text(name)}<span class="tl-unit">{text(row["account_id"])}</span>', kind="tl-wrap"),
        Cell(f"{text(row['tier'])}{new}"),
        cell(numbers.NOTHING if revenue is None else unit.write(round(revenue * 100))),
        Cell(f'{text(row["manager_id"])}<span class="tl-unit">{text(grade_title(row["grade"]))}</span>'),
        cell(grade_title(row["grade_needed"])),
    ]


def _pages(model: CapacityModel) -> str:
    if model.pages == 1:
        return ""
    turns = []
    for title, key, page in ((_("Back"), "back", model.page - 1), (_("Further"), "on", model.page + 1)):
        off = "" if 0 <= page < model.pages else " disabled"
        attributes = f'{does("page", str(page))} data-key="page-{key}"{off}'
        turns.append(f'<button type="button" class="tl-button" {attributes}>{text(title)}</button>')
    place = _("page {page} of {pages}").format(page=model.page + 1, pages=numbers.integer(model.pages))
    parts = f'{turns[0]}<span class="tl-zero">{text(place)}</span>{turns[1]}'
    return f'<div class="tl-controls tl-live tl-more">{parts}</div>'
