"""The team as a table: totals, change, pay, and who stands apart in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language
from tierline.performance.outliers import FAR
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.form import drop_down
from tierline_widgets.look.markup import Cell, Column, button, card, cell, does, pressed, search, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.statement.held import no_points
from tierline_widgets.panels.team_points.model import TeamModel
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import CategoryLine, Statement


class TeamView(Pane):
    """The panel of the team's table."""

    def __init__(self, model: TeamModel) -> None:
        self.model = model
        session = model.session
        acts = {
            "open": model.book.open,
            "role": model.choose_role,
            "team": model.choose_team,
            "needle": model.look_for,
            "sort": model.sort_by,
            "page": model.turn,
            "beside": model.set_beside,
            "export": self._export,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts)
        self.follow(model, "version")
        self.follow(model.book, "manager")
        self.follow(session, "language", "month")

    def _export(self, _value: str) -> None:
        self.save(*self.model.export())
        self.refresh()


def draw(model: TeamModel) -> str:
    """Return the panel's markup; nothing while a statement is open."""
    if model.book.manager:
        return ""
    if not model.book.has_points():
        return no_points(model.session.month)
    hint = _("Press a name for the statement; press + at two to see them side by side. Held ones stand last.")
    body = f"{_figures(model)}{_apart(model)}{_filters(model)}{_table(model)}{_pages(model)}"
    export = button("export", _("Export CSV"))
    return card(_("How does the team stand?"), hint, body, controls=export, name="team", first=True)


def _figures(model: TeamModel) -> str:
    """Return how many there are, the middle one and how many are held, as figures in a row."""
    every = model.every()
    totals = sorted(each.total for each in every if each.total is not None)
    held = len(every) - len(totals)
    middle = (totals[(len(totals) - 1) // 2] + totals[len(totals) // 2]) // 2 if totals else None
    shown = (
        (_("Statements"), numbers.integer(len(every))),
        (_("Middle total"), numbers.NOTHING if middle is None else numbers.score(middle)),
        (_("Lowest"), numbers.score(totals[0]) if totals else numbers.NOTHING),
        (_("Highest"), numbers.score(totals[-1]) if totals else numbers.NOTHING),
        (_("Held"), numbers.integer(held)),
    )
    cells = "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in shown)
    return f'<dl class="tp-strip">{cells}</dl>'


def _apart(model: TeamModel) -> str:
    """Return who stands apart, in words."""
    found = model.apart()
    if not found:
        return f'<p class="tl-note">{text(_("No total stands apart from the others."))}</p>'
    every = model.book.statements()
    below, above = _("far below the others"), _("far above the others")
    rows = "".join(
        f"<li>{_opens(every[name])} <b>{numbers.score(every[name].total or 0)}</b> "
        f"{text(above if side > 0 else below)}</li>"
        for name, side in found.items()
    )
    rule = _(
        "Further from the middle total than {far} times the usual distance from it, which no one total moves."
    )
    return f'<ul class="tl-facts">{rows}</ul><p class="tl-note">{text(rule.format(far=FAR))}</p>'


def _opens(statement: Statement) -> str:
    return button("open", words.who(statement), statement.manager_id, plain=True)


def _filters(model: TeamModel) -> str:
    policy, language = model.book.policy(), current_language()
    roles = [(role, policy.role(role).title[language]) for role in model.roles()]
    teams = [("", _("All teams")), *((team, team) for team in model.teams())]
    controls = drop_down("role", roles, model.role, _("Role"))
    if len(teams) > 2:
        controls += drop_down("team", teams, model.team, _("Team"))
    box = search("needle", model.needle, _("Filter by name or number"), _("Name or number"))
    return f'<div class="tl-controls tl-live tp-filters">{controls}{box}</div>'


def _table(model: TeamModel) -> str:
    columns = [
        Column(_("Manager"), figures=False, sort="name"),
        Column(_("Team"), figures=False, sort="team"),
        Column(_("Total"), sort="total"),
        Column(_("Change"), _("on the month before"), sort="change"),
        Column(_("Pay coefficient"), sort="coefficient"),
        *(Column(each.title[current_language()], numbers.score(each.share)) for each in _categories(model)),
        Column(_("Bonus"), sort="bonus"),
        Column(_("Deduction"), sort="deduction"),
        Column(_("Beside"), figures=False),
    ]
    rows = [_row(model, each) for each in model.shown()]
    if not rows:
        said = _("Nobody here. Clear the filter, or choose another role or team.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    return table(columns, rows, sortable=True, sorted_by=model.sort, descending=model.descending)


def _categories(model: TeamModel) -> tuple[CategoryLine, ...]:
    every = model.every()
    return every[0].categories if every else ()


def _row(model: TeamModel, each: Statement) -> list[Cell]:
    on = each.manager_id in model.beside
    mark = text(_("beside")) if on else text(_("set beside"))
    sign = "\u2713" if on else "+"
    beside = (
        f'<button type="button" class="tl-button tp-small tl-live" {does("beside", each.manager_id)} '
        f'{pressed(on)} aria-label="{text(words.who(each))}: {mark}">{sign}</button>'
    )
    total = cell(_("held"), -1, "tl-down")
    if each.total is not None:
        total = Cell(f"<b>{numbers.score(each.total)}</b>", each.total)
    return [
        Cell(_opens(each), each.name or each.manager_id, "tl-wrap"),
        cell(each.team_id or numbers.NOTHING),
        total,
        Cell(difference(model.change(each), numbers.score)),
        cell(numbers.NOTHING if each.coefficient is None else numbers.score(each.coefficient)),
        *(cell(words.points(one.points)) for one in each.categories),
        cell(words.points(each.bonus)),
        cell(words.points(each.deduction)),
        Cell(beside),
    ]


def _pages(model: TeamModel) -> str:
    if model.pages == 1:
        return ""

    def turn(title: str, key: str, page: int, there: bool) -> str:
        state = "" if there else " disabled"
        at = f'{does("page", str(page))} data-key="page-{key}"{state}'
        return f'<button type="button" class="tl-button" {at}>{text(title)}</button>'

    place = _("page {page} of {pages}").format(page=model.page + 1, pages=numbers.integer(model.pages))
    parts = turn(_("Back"), "back", model.page - 1, model.page > 0)
    parts += f'<span class="tl-zero">{text(place)}</span>'
    parts += turn(_("Further"), "on", model.page + 1, model.page < model.pages - 1)
    return f'<div class="tl-controls tl-live tl-pages">{parts}</div>'
