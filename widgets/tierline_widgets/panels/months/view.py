"""The table of the closed months."""

from __future__ import annotations

from tierline.messages import _
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, button, card, cell, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.months.model import MonthsModel


class MonthsView(Pane):
    """The panel of the closed months; a month pressed is shown on the whole page."""

    def __init__(self, model: MonthsModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language, {"month": session.show_month})
        self.follow(model, "closed")
        self.follow(session, "language", "month")


def draw(model: MonthsModel) -> str:
    """Return the panel's markup."""
    columns = [
        Column(_("Month"), figures=False),
        Column(_("Policy"), figures=False),
        Column(_("Rows read")),
        Column(_("Accepted")),
        Column(_("Refused")),
        Column(_("Run"), figures=False),
        Column(_("Replaced run"), figures=False),
    ]
    rows = []
    for one in model.closed:
        shown = button("month", one.month, one.month, plain=True)
        if one.month == model.session.month:
            shown = f"<b>{text(one.month)}</b> {text(_('(shown)'))}"
        replaced = f"{one.replaces}: {one.reason}" if one.replaces else numbers.NOTHING
        rows.append(
            [
                Cell(shown, one.month),
                cell(one.policy),
                cell(numbers.integer(one.read), one.read),
                cell(numbers.integer(one.accepted), one.accepted),
                cell(numbers.integer(one.refused), one.refused),
                Cell(f'<span title="{text(one.closed_at)}">{text(one.run)}</span>', one.run),
                cell(replaced, kind="tl-wrap"),
            ]
        )
    title = _("Which months are closed?")
    hint = _(
        "A closed month does not change; a correction is a new run that names what it replaces. "
        "Select a month to show it."
    )
    return card(title, hint, table(columns, rows, sortable=True), name="months")
