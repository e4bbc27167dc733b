"""Hours demanded as bars, hours available as a mark, the figures in the same row."""

from __future__ import annotations

from tierline.messages import _
from tierline.simulate.capacity import Load, percent_text
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import Cell, Column, button, cell, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.capacity.model import AREA, GRADE, TEAM, TIER, CapacityModel, Compared
from tierline_widgets.panels.capacity.words import grade_title

FIRST = 8


def draw_hours(model: CapacityModel) -> str:
    """Return the hours by what the model shows them by."""
    return _tiers(model) if model.by == TIER else _loads(model)


def _loads(model: CapacityModel) -> str:
    found = model.loads()
    shown = found if model.everything or model.by == GRADE else found[:FIRST]
    longest = max((max(each.load.demanded, each.load.available) for each in shown), default=0)
    heads = {TEAM: _("Team"), AREA: _("Area"), GRADE: _("Grade or above")}
    columns = [
        Column(heads[model.by], figures=False),
        Column(_("Load"), _("of the hours available"), figures=False),
        Column(_("Demanded"), _("and change")),
        Column(_("Available"), _("a year")),
        Column(_("Spare"), _("or short (−)")),
    ]
    drawn = table(columns, [_row(model, each, longest) for each in shown], foot=_whole(model))
    if len(found) <= FIRST or model.by == GRADE:
        return drawn
    title = (
        _("Show the tightest {count}").format(count=FIRST)
        if model.everything
        else _("Show all {count}").format(count=numbers.integer(len(found)))
    )
    return f'{drawn}<div class="tl-controls tl-live tl-more">{button("everything", title)}</div>'


def _row(model: CapacityModel, each: Compared, longest: int) -> list[Cell]:
    load = each.load
    name = grade_title(load.id) if model.by == GRADE else load.named()
    under = "" if load.name == load.id else f'<span class="tl-unit">{text(load.id)}</span>'
    absent = text(_("not in its own table"))
    unlisted = "" if load.listed else f'<span class="tl-unit tl-down">{absent}</span>'
    return [
        Cell(f"{text(name)}{under}{unlisted}", load.id, "tl-wrap"),
        Cell(_bar(load, longest) + _ratio(load), None),
        _hours(load.demanded, each.change),
        cell(numbers.hours(load.available), load.available),
        _spare(load),
    ]


def _whole(model: CapacityModel) -> list[Cell] | None:
    whole, before = model.capacity.whole, model.before.whole
    if whole is None or model.by == GRADE:
        return None
    return [
        Cell(text(_("All"))),
        Cell(_ratio(whole)),
        _hours(whole.demanded, whole.demanded - (before.demanded if before else whole.demanded)),
        cell(numbers.hours(whole.available), whole.available),
        _spare(whole),
    ]


def _bar(load: Load, longest: int) -> str:
    if not longest:
        return ""
    width, mark = (100 * part / longest for part in (load.demanded, load.available))
    kind = "tl-load tl-over" if load.over else "tl-load"
    return (
        f'<span class="{kind}" aria-hidden="true"><i style="width:{width:.1f}%"></i>'
        f'<u style="left:{mark:.1f}%"></u></span>'
    )


def _ratio(load: Load) -> str:
    written = numbers.NOTHING if load.ratio is None else percent_text(load.ratio)
    return f'<span class="tl-ratio{" tl-down" if load.over else ""}">{text(written)}</span>'


def _hours(now: int, change: int) -> Cell:
    shown = cell(numbers.hours(now), now)
    moved = difference(change, numbers.hours, costs=True) if change else ""
    return Cell(f'{shown.shown}<span class="tl-unit">{moved}</span>', now, shown.kind)


def _spare(load: Load) -> Cell:
    spare = load.available - load.demanded
    if load.over:
        return Cell(f'<b class="tl-down">{text(numbers.hours(spare))}</b>', spare)
    written = numbers.hours(spare)
    return cell(written if written == "0" else f"+{written}", spare)


def _tiers(model: CapacityModel) -> str:
    found = model.tiers()
    colours = tier_colours(len(found))
    columns = [
        Column(_("Tier"), figures=False),
        Column(_("Accounts"), _("and change")),
        Column(_("For each account"), _("hours a year")),
        Column(_("Demanded"), _("hours a year")),
    ]
    rows = []
    for (each, accounts, demanded), colour in zip(found, colours, strict=True):
        moved = f" {difference(accounts, numbers.integer)}" if accounts else ""
        rows.append(
            [
                Cell(tier_mark(each.id, colour)),
                Cell(f"{numbers.integer(each.accounts)}{moved}", each.accounts),
                cell(numbers.score(each.each), each.each),
                _hours(each.demanded, demanded),
            ]
        )
    return table(columns, rows, foot=_tiers_whole(model))


def _tiers_whole(model: CapacityModel) -> list[Cell] | None:
    whole, before = model.capacity.whole, model.before.whole
    if whole is None:
        return None
    change = whole.demanded - (before.demanded if before else whole.demanded)
    return [
        Cell(text(_("All"))),
        cell(numbers.integer(whole.accounts)),
        Cell(""),
        _hours(whole.demanded, change),
    ]
