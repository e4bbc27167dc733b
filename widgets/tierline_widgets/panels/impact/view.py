"""The impact strip as a table: every figure under the scenario, its change against the baseline beside it."""

from __future__ import annotations

from collections.abc import Callable

from tierline.messages import _, current_language
from tierline.policy.model import Title
from tierline.simulate.impact import Figures, GroupImpact
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import Cell, Column, button, card, cell, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.impact.expected import draw_means, draw_profile
from tierline_widgets.panels.impact.model import ImpactModel


class ImpactView(Pane):
    """The panel of the impact."""

    def __init__(self, model: ImpactModel) -> None:
        self.model = model
        session = model.desk.session
        super().__init__(lambda: draw(model), lambda: session.language, {"means": model.toggle_means})
        self.follow(model, "version", "means")
        self.follow(session, "language")


def draw(model: ImpactModel) -> str:
    """Return the panel's markup."""
    hint = _(
        "Each figure as the scenario has it; beside it the change against today. "
        "Green is more revenue or fewer hours, red the opposite."
    )
    notes = "".join(f'<p class="tl-note" role="status">{text(each.render())}</p>' for each in model.notes)
    if not model.counted:
        nothing = text(_("You see no account in {month}.").format(month=model.desk.session.month))
        notes = f'<p class="tl-note" role="status"><b>{nothing}</b></p>' + notes
    strip = _strip(model) + notes
    profile = draw_profile(model)
    if not profile:
        return card(_("What does it change?"), hint, strip, name="impact")
    shown = draw_means(model) if model.means else ""
    press = button("means", _("Hide the means") if model.means else _("Show the means"))
    body = f'<div class="tl-split tl-wide"><div>{strip}</div><div>{profile}</div></div>{shown}'
    return card(_("What does it change?"), hint, body, controls=press, name="impact")


def _strip(model: ImpactModel) -> str:
    found = model.impact
    language, currency = current_language(), model.desk.session.currency

    def unit(measure: Callable[[Figures], int | None]) -> numbers.MoneyUnit:
        sums = (measure(side) or 0 for each in found.tiers for side in (each.before, each.after))
        return numbers.MoneyUnit.over(sums, language, currency)

    revenue, ict = unit(lambda side: side.revenue), unit(lambda side: side.ict_revenue)
    columns = [
        Column(_("Tier"), figures=False),
        Column(_("Accounts"), _("and change")),
        Column(_("Share")),
        Column(_("Monthly revenue"), revenue.label),
        Column(_("ICT revenue"), ict.label),
    ]
    if model.hours_known:
        columns.append(Column(_("Staff hours"), _("a year")))
    colours = dict(zip((each.id for each in found.tiers), tier_colours(len(found.tiers)), strict=True))
    titles = {each.id: each.title for each in model.desk.policy.classes}
    whole = found.whole.after.accounts

    def line(each: GroupImpact, head: Cell) -> list[Cell]:
        now, moved = each.after, each.change
        kind = "tl-sum" if each.by == "class" else ""
        cells = [
            head,
            _figure(now.accounts, moved.accounts, numbers.integer, kind),
            cell(numbers.share(now.accounts, whole), now.accounts, kind),
            _figure(now.revenue, moved.revenue, revenue.write, kind),
            _figure(now.ict_revenue, moved.ict_revenue, ict.write, kind),
        ]
        if model.hours_known:
            cells.append(_figure(now.hours, moved.hours, numbers.hours, kind, costs=True))
        return cells

    rows = [
        line(
            each,
            Cell(tier_mark(each.id, colours[each.id]))
            if each.by == "tier"
            else Cell(_class_name(titles.get(each.id), each.id), kind="tl-sum"),
        )
        for each in model.rows()
    ]
    return table(columns, rows, foot=line(found.whole, Cell(text(_("All")))))


def _class_name(title: Title | None, name: str) -> str:
    said = title[current_language()] if title is not None else name
    return f'<span class="tl-class">{text(said or name)}</span>'


def _figure(
    now: int | None, moved: int | None, write: Callable[[int], str], kind: str, *, costs: bool = False
) -> Cell:
    if now is None:
        return cell(numbers.NOTHING, kind=kind)
    shown = cell(write(now), now, kind)
    return Cell(f"{shown.shown} {difference(moved, write, costs=costs)}", now, shown.kind)
