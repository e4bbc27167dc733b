"""States of a statement that has no total: no points in the month, no statement in sight, held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language
from tierline_widgets.look.markup import state, text
from tierline_widgets.numbers import NOTHING

if TYPE_CHECKING:
    from tierline.performance.statement import Statement
    from tierline_widgets.panels.statement.model import StatementModel


def draw_absent(model: StatementModel) -> str:
    """Return why there is no statement, and the next step."""
    month = model.session.month
    if not model.book.has_points():
        return no_points(month)
    what = _("{month} has points, but no statement in your name: your role has none, or you were not there.")
    step = _(
        "Choose another month above, or ask your supervisor which role you have in the table of managers."
    )
    return state("empty", _("There is no statement of yours in this month"), what.format(month=month), step)


def no_points(month: str) -> str:
    """Return the state of a month that was closed without points."""
    what = _("{month} was closed without points: it came without targets, actuals and events of points.")
    step = _("Choose another month above. Whoever runs the month puts in the tables and closes it again:")
    command = f"tierline tables template targets\ntierline monthly --month {month}"
    return state("empty", _("This month has no points"), what.format(month=month), step, command)


def draw_held(statement: Statement) -> str:
    """Return what holds a statement, and how it is mended."""
    language = current_language()
    missing = [
        _("{indicator}: {what}").format(indicator=line.title[language], what=_lacks(line.target, line.actual))
        for line in statement.lines
        if line.effect == "held"
    ]
    told = [
        finding.message.render(language) for finding in statement.findings if finding.outcome == "missing"
    ]
    rows = "".join(f"<li>{text(row)}</li>" for row in (told or missing))
    said = _("There is no total yet: figures are missing that the policy does not pass over.")
    step = _("When they are put in, the month is closed again and the statement is settled. Nothing is lost.")
    return (
        f'<p class="tp-total tp-held"><b>{text(_("held"))}</b><span>{text(said)}</span></p>'
        f'<ul class="tl-facts">{rows}</ul><p class="tl-note">{text(step)}</p>'
    )


def _lacks(target: int | None, actual: int | None) -> str:
    if target is None:
        return _("no target")
    return _("no actual") if actual is None else NOTHING
