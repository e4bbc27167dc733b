"""Two statements side by side, line by line, with the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import Cell, Column, card, cell, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.team_points.model import TeamModel
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import Line, Statement

_MILLIONTHS = 10_000


class CompareView(Pane):
    """The panel of two statements; empty until two are ticked."""

    def __init__(self, model: TeamModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language)
        self.follow(model, "version")
        self.follow(model.book, "manager")
        self.follow(session, "language", "month")


def draw(model: TeamModel) -> str:
    """Return the panel's markup; a word on what to do while fewer than two are ticked."""
    if model.book.manager:
        return ""
    title = _("How do two differ?")
    pair = model.pair()
    if pair is None:
        if not model.every():
            return ""
        ticked = len(model.beside)
        said = _("Press + at {count} more in the table above to see two statements side by side.")
        body = f'<p class="tl-note" role="status">{text(said.format(count=2 - ticked))}</p>'
        return card(title, "", body, name="compare")
    hint = _("Points line by line; the difference is the second less the first.")
    return card(title, hint, _table(*pair), name="compare")


def _table(one: Statement, two: Statement) -> str:
    columns = [
        Column(_("Indicator"), figures=False),
        Column(words.who(one), _("completion")),
        Column("", _("points")),
        Column(words.who(two), _("completion")),
        Column("", _("points")),
        Column(_("Difference")),
    ]
    lines = {each.indicator: each for each in two.lines}
    rows = [_row(each, lines[each.indicator]) for each in one.lines if each.indicator in lines]
    rows.append(_sums(_("Bonus"), one.bonus, two.bonus))
    rows.append(_sums(_("Deduction"), one.deduction, two.deduction, costs=True))
    blank = Cell("")
    totals = [numbers.NOTHING if each.total is None else numbers.score(each.total) for each in (one, two)]
    gap = "" if one.total is None or two.total is None else difference(two.total - one.total, numbers.score)
    return table(
        columns, rows, foot=[cell(_("Total")), blank, cell(totals[0]), blank, cell(totals[1]), Cell(gap)]
    )


def _row(one: Line, two: Line) -> list[Cell]:
    gap = None if one.points is None or two.points is None else round((two.points - one.points) / _MILLIONTHS)
    return [
        cell(one.title[current_language()]),
        cell(words.completion(one.completion)),
        cell(words.points(one.points)),
        cell(words.completion(two.completion)),
        cell(words.points(two.points)),
        Cell(difference(gap, numbers.score)),
    ]


def _sums(title: str, one: int | None, two: int | None, *, costs: bool = False) -> list[Cell]:
    gap = None if one is None or two is None else round((two - one) / _MILLIONTHS)
    blank = Cell("")
    shown = difference(gap, numbers.score, costs=costs)
    return [cell(title), blank, cell(words.points(one)), blank, cell(words.points(two)), Cell(shown)]
