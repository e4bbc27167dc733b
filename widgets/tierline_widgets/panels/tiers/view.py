"""The table of the tiers."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, card, cell, change, paint, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.tiers.model import TiersModel
from tierline_widgets.tally import Tally


class TiersView(Pane):
    """The panel of the tiers."""

    def __init__(self, model: TiersModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language)
        self.follow(model, "now", "before")
        self.follow(session, "language")


def draw(model: TiersModel) -> str:
    """Return the panel's markup."""
    session = model.session
    title = _("What does each tier hold?")
    hint = (
        _("{month} as closed; the change is against {before}.").format(
            month=session.month, before=session.month_before
        )
        if model.before
        else _("{month} as closed; it is the first closed month, so nothing to compare with.").format(
            month=session.month
        )
    )
    return card(title, hint, _table(model), name="tiers")


def _table(model: TiersModel) -> str:
    language, currency = current_language(), model.session.currency
    revenue = numbers.MoneyUnit.over((one.revenue for one in model.now), language, currency)
    ict = numbers.MoneyUnit.over((one.ict for one in model.now), language, currency)
    columns = [
        Column(_("Tier"), figures=False),
        Column(_("Accounts"), _("and change")),
        Column(_("Share of accounts")),
        Column(_("Monthly revenue"), revenue.label),
        Column(_("Change"), _("of revenue")),
        Column(_("Share of revenue")),
        Column(_("ICT revenue"), ict.label),
        Column(_("Change"), _("of ICT revenue")),
    ]
    colours = tier_colours(len(model.now))
    whole, whole_before = model.total(), model.total(before=True)

    def cells(one: Tally, before: Tally | None, head: Cell, colour: tuple[str, str] | None) -> list[Cell]:
        moved = one.accounts - before.accounts if before else 0
        delta = f'<span class="tl-delta">{change(numbers.signed(moved), moved)}</span>' if before else ""
        return [
            head,
            Cell(f"{numbers.integer(one.accounts)} {delta}", one.accounts),
            _share(one.accounts, whole.accounts, colour),
            cell(revenue.write(one.revenue), one.revenue),
            _growth(one.revenue, before.revenue if before else 0),
            _share(one.revenue, whole.revenue, colour),
            cell(ict.write(one.ict), one.ict),
            _growth(one.ict, before.ict if before else 0),
        ]

    rows = []
    for place, one in enumerate(model.now):
        before = model.before[place] if model.before else None
        rows.append(cells(one, before, Cell(tier_mark(one.tier, colours[place]), place), colours[place]))
    foot = cells(whole, whole_before if model.before else None, Cell(text(_("All"))), None)
    return table(columns, rows, foot=foot, sortable=True)


def _share(part: int, whole: int, colour: tuple[str, str] | None) -> Cell:
    shown = text(numbers.share(part, whole))
    if colour is not None and whole > 0:
        width = max(0.0, min(100.0, 100 * part / whole))
        part_of = f'<i style="width:{width:.1f}%;{paint(colour)}"></i>'
        shown += f'<span class="tl-meter" aria-hidden="true">{part_of}</span>'
    elif colour is None:
        shown += '<span class="tl-meter" style="visibility:hidden"></span>'
    return Cell(shown, part)


def _growth(now: int, before: int) -> Cell:
    shown = numbers.growth(now, before)
    direction = {"+": 1, numbers.MINUS: -1}.get(shown[0], 0)  # what is written 0.0 is no change to the reader
    return Cell(change(shown, direction), now - before)
