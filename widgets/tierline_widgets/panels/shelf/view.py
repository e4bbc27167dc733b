"""The list of scenarios, and beneath it those that are set side by side or laid on one another."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.store.scenario_state import Scenario, state_of
from tierline.times import when
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, button, card, cell, notice, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.shelf.compared import draw_comparison, draw_stack
from tierline_widgets.panels.shelf.model import ShelfModel


class ShelfView(Pane):
    """The panel of the scenarios."""

    def __init__(self, model: ShelfModel) -> None:
        self.model = model
        desk = model.desk
        acts = {
            "open": desk.open_scenario,
            "new": lambda _value: desk.new_scenario(),
            "mark": self._mark,
            "compare": lambda _value: model.compare(),
            "stack": lambda _value: model.stack(),
            "both": lambda _value: model.begin_both(),
        }
        super().__init__(lambda: draw(model), lambda: desk.session.language, acts)
        self.follow(model, "version")
        self.follow(desk.session, "language")

    def _mark(self, value: str) -> None:
        scenario, _sign, on = value.partition("=")
        self.model.mark(scenario, on == "true")


def draw(model: ShelfModel) -> str:
    """Return the panel's markup."""
    language, listed = model.desk.session.language, model.listed()
    said = notice(model.fault.render(language)) if model.fault is not None else ""
    hint = _(
        "Scenarios of this month and policy, the one changed last first. Mark up to four to set them side "
        "by side, or two to lay the second on the first."
    )
    new = button("new", _("Back to the month as closed")) if model.desk.scenario is not None else ""
    return card(
        _("Which scenarios are there?"),
        hint,
        said + (_list(model, listed) if listed else _nothing()) + _elsewhere(model) + _beneath(model),
        controls=f'<span class="tl-controls tl-live">{_tools(model)}{new}</span>',
        name="scenarios",
    )


def _nothing() -> str:
    return f'<p role="status">{text(_("None yet. Move a line or change a figure: that begins one."))}</p>'


def _elsewhere(model: ShelfModel) -> str:
    if not model.elsewhere:
        return ""
    words = _("{count} more are of other months or policies; choose the month above to see them.")
    return f'<p class="tl-note">{text(words.format(count=numbers.integer(model.elsewhere)))}</p>'


def _tools(model: ShelfModel) -> str:
    if not model.marked:
        return ""
    compare = button("compare", _("Compare {count}").format(count=len(model.marked)))
    return compare + (button("stack", _("Lay the second on the first")) if len(model.marked) == 2 else "")


def _list(model: ShelfModel, listed: list[Scenario]) -> str:
    columns = [
        Column("", figures=False),
        Column(_("Scenario"), figures=False),
        Column(_("State"), figures=False),
        Column(_("Figures changed")),
        Column(_("Begun by"), figures=False),
        Column(_("Last changed"), figures=False),
        Column(_("Note"), figures=False),
    ]
    return f'<div class="ts-scroll">{table(columns, [_line(model, each) for each in listed])}</div>'


def _line(model: ShelfModel, found: Scenario) -> list[Cell]:
    place = f"{model.marked.index(found.id) + 1}" if found.id in model.marked else ""
    title = found.title or _("Unnamed draft")
    label = text(_("Mark “{title}”").format(title=title))
    checked = " checked" if place else ""
    sends = f'data-enter="mark" data-name="{text(found.id)}" aria-label="{label}"'
    box = f'<input type="checkbox" {sends}{checked}>'
    here = model.desk.scenario is not None and model.desk.scenario.id == found.id
    name = (
        f"<b>{text(title)}</b> {text(_('(open)'))}" if here else button("open", title, found.id, plain=True)
    )
    state = state_of(found).render(current_language())
    who = _("{name}, {when}").format(name=found.changed_by, when=when(found.changed_at))
    return [
        Cell(f'<label class="tl-tick tl-live">{box}<b>{place}</b></label>'),
        Cell(name, kind="tl-wrap"),
        Cell(f'<span class="tl-chip ts-state ts-{found.state}">{text(state)}</span>'),
        cell(numbers.integer(len(found.changes))),
        cell(found.author),
        cell(who),
        Cell(f'<span class="tl-zero">{text(found.note[:80])}</span>', kind="tl-wrap"),
    ]


def _beneath(model: ShelfModel) -> str:
    if model.comparison is not None:
        return draw_comparison(model, model.comparison)
    return draw_stack(model) if model.stacked else ""
