"""The gains as a table: what to do, where it stands, what is needed, what it gives."""

from __future__ import annotations

from tierline.messages import _, current_language, translate
from tierline.performance.gains import STEPS, Gain
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, button, card, cell, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.points_whatif.model import WhatIfModel
from tierline_widgets.panels.raise_points.model import RaiseModel
from tierline_widgets.points import words


class RaiseView(Pane):
    """The panel of the gains; a press tries one in the what-if."""

    def __init__(self, model: RaiseModel, tried: WhatIfModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language, {"try": tried.fill})
        self.follow(model.book, "manager", "version")
        self.follow(session, "language", "month")


def draw(model: RaiseModel) -> str:
    """Return the panel's markup; nothing where there is no statement."""
    if model.book.manager not in model.book.statements():
        return ""
    hint = _("Each shortfall with what full points ask for, most points a step first; all else as it is.")
    return card(_("What would raise it?"), hint, _body(model), name="raise")


def _body(model: RaiseModel) -> str:
    if model.book.statement().total is None:
        said = _("The statement is held: put in what is missing first, then this says what raises it.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    found = model.gains()
    if not found:
        said = _("Nothing: every indicator gives all its points. Bonuses are what is left.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    columns = [
        Column(_("Do this"), figures=False),
        Column(_("At present")),
        Column(_("Needed")),
        Column(_("Gain")),
        Column(_("A step gives")),
        Column("", figures=False),
    ]
    rows = [_row(model, each) for each in found]
    told = _("All of them together: {points} points.").format(points=words.signed(model.together()))
    return f'{table(columns, rows)}<p class="tl-note">{text(told)}</p>'


def _row(model: RaiseModel, gain: Gain) -> list[Cell]:
    line = model.line(gain)
    todo = translate(STEPS[gain.step]).format(steps=numbers.integer(gain.steps))
    below = ""
    if gain.begins is not None:
        said = _("no points below {floor}").format(floor=words.measured(gain.begins, line.unit))
        below = f'<span class="tl-unit">{text(said)}</span>'
    elif line.basis is not None:
        below = f'<span class="tl-unit">{text(line.basis.render(current_language()))}</span>'
    name = f"<b>{text(line.title[current_language()])}</b>"
    title = _("{indicator}: {what}").format(indicator=name, what=text(todo)) + below
    step = round(gain.per_step)
    return [
        Cell(title, kind="tl-wrap"),
        cell(words.measured(gain.actual, line.unit), gain.actual),
        cell(words.measured(gain.needed, line.unit), gain.needed),
        Cell(f'<span class="tl-up">{words.signed(gain.points)}</span>', gain.points),
        cell(words.signed(step) if step else "< 0.01", step),
        Cell(f'<span class="tl-live">{button("try", _("Try"), gain.indicator)}</span>'),
    ]
