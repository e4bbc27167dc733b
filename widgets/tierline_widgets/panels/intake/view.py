"""Two tables: what came in, and why rows were refused."""

from __future__ import annotations

from tierline.messages import N_, _, current_language
from tierline.tables.registry import table_spec
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, card, cell, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.intake.model import IntakeModel

REASONS = {
    "missing_required": N_("required value missing"),
    "bad_type": N_("not of the column's type"),
    "bad_date": N_("not a date"),
    "not_finite": N_("not a finite number"),
    "negative": N_("negative"),
    "out_of_range": N_("out of range"),
    "unknown_code": N_("unknown code"),
    "future_date": N_("date after the month"),
    "dates_reversed": N_("dates reversed"),
    "unknown_reference": N_("refers to something that does not exist"),
    "identical_row": N_("same row again"),
    "conflicting_rows": N_("rows with one key that differ"),
    "formula": N_("holds a formula"),
    "cell_error": N_("cell shows an error"),
    "too_many_fields": N_("more fields than the header"),
    "too_few_fields": N_("fewer fields than the header"),
}


class IntakeView(Pane):
    """The panel of the intake."""

    def __init__(self, model: IntakeModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language)
        self.follow(model, "came", "reasons")
        self.follow(session, "language")


def draw(model: IntakeModel) -> str:
    """Return the panel's markup."""
    hint = _(
        "{month}: accepted and refused add up to read, always. Refused rows lie in the quarantine folder."
    ).format(month=model.session.month)
    body = f'<div class="tl-split">{_came(model)}{_refused(model)}</div>'
    return card(_("What came in?"), hint, body, name="intake")


def _came(model: IntakeModel) -> str:
    columns = [
        Column(_("Table"), figures=False),
        Column(_("File"), figures=False),
        Column(_("Read")),
        Column(_("Accepted")),
        Column(_("Refused")),
    ]
    rows = [
        [
            cell(table_spec(one.table).title[current_language()], one.table),
            cell(one.file),
            cell(numbers.integer(one.read), one.read),
            cell(numbers.integer(one.accepted), one.accepted),
            cell(numbers.integer(one.refused), one.refused, "tl-down" if one.refused else ""),
        ]
        for one in model.came
    ]
    return table(columns, rows)


def _refused(model: IntakeModel) -> str:
    if not model.reasons:
        return f'<p role="status">{text(_("No row was refused."))}</p>'
    language = current_language()
    columns = [
        Column(_("Why refused"), figures=False),
        Column(_("Table"), figures=False),
        Column(_("Column"), figures=False),
        Column(_("Rows"), _("a row may have several")),
    ]
    rows = []
    for one in model.reasons:
        spec = table_spec(one.table)
        titles = {column.name: column.title[language] for column in spec.columns}
        rows.append(
            [
                Cell(text(_(REASONS.get(one.code, one.code))), one.code, "tl-wrap"),
                cell(spec.title[language]),
                cell(titles.get(one.column, one.column) or numbers.NOTHING),
                cell(numbers.integer(one.rows), one.rows),
            ]
        )
    return table(columns, rows, sortable=True)
