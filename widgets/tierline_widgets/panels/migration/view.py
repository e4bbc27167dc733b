"""The panel of the moves: filter, matrix, and the accounts of the open cell."""

from __future__ import annotations

from tierline.messages import N_, _, current_language
from tierline.service.standards import no_hours
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import card, choice, state, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.listed.files import KINDS
from tierline_widgets.panels.migration.accounts_view import draw_accounts
from tierline_widgets.panels.migration.export import export_movers
from tierline_widgets.panels.migration.filter_view import draw_filter, filter_acts
from tierline_widgets.panels.migration.matrix import draw_matrix, money_unit
from tierline_widgets.panels.migration.model import ACCOUNTS, HOURS, REVENUE, SHARE, MigrationModel

_MEASURES = {
    ACCOUNTS: N_("Accounts"),
    SHARE: N_("Share"),
    REVENUE: N_("Revenue"),
    HOURS: N_("Hours"),
}


class MigrationView(Pane):
    """The panel of the moves under the scenario."""

    def __init__(self, model: MigrationModel) -> None:
        self.model = model
        session = model.desk.session
        acts = {
            "measure": model.show,
            "cell": model.open,
            "page": model.turn,
            "export": self._export,
            **filter_acts(model.filter),
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts)
        self.follow(model, "version", "measure", "cell", "page")
        self.follow(model.filter, "needle", "refused")
        self.follow(session, "language")

    def _export(self, kind: str) -> None:
        if kind in KINDS:
            name, content = export_movers(self.model, kind)
            self.save(name, content, KINDS[kind])


def draw(model: MigrationModel) -> str:
    """Return the panel's markup."""
    title = _("Who moves?")
    if not model.desk.accounts.num_rows:
        empty = state(
            "empty",
            _("No account to move"),
            _("You see no account in {month}.").format(month=model.desk.session.month),
            _("Choose another month, or ask an administrator to widen what you may see."),
        )
        return card(title, "", empty, name="migration")
    options = [(name, _(_MEASURES[name])) for name in model.measures]
    controls = choice("measure", options, model.measure, _("What the cells show"))
    body = draw_filter(model.filter) + _summary(model) + draw_matrix(model) + _notes(model)
    return card(title, _hint(model), body + draw_accounts(model), controls=controls, name="migration")


def _hint(model: MigrationModel) -> str:
    where = _("Rows: tier today. Columns: tier in the scenario.")
    what = {
        ACCOUNTS: _("Accounts, monthly revenue in {unit} beneath."),
        SHARE: _("Share of the accounts that the tier has today, their number beneath."),
        REVENUE: _("Monthly revenue in {unit}, accounts beneath."),
        HOURS: _("Staff hours a year that the moves add or save, accounts beneath."),
    }[model.measure].format(unit=money_unit(model).label)
    space = "" if current_language() == "zh" else " "
    return space.join((where, what, _("Select a cell to see its accounts.")))


def _summary(model: MigrationModel) -> str:
    found = model.migration
    total = numbers.integer(found.accounts)
    if not found.moved:
        said = _("Nobody moves: the scenario grades all {total} accounts as today.").format(total=total)
        return f'<p class="tl-verdict" role="status">{text(said)}</p>'
    of = _("of {total} accounts").format(total=total)
    moved = _("{count} move").format(count=numbers.integer(found.moved))
    up = _("{count} up").format(count=numbers.integer(model.sum_of(1)))
    down = _("{count} down").format(count=numbers.integer(model.sum_of(-1)))
    parts = [
        f'<b>{text(moved)}</b> <span class="tl-zero">{text(of)}</span>',
        f'<span class="{"tl-up" if model.sum_of(1) else "tl-zero"}">↑ {text(up)}</span>',
        f'<span class="{"tl-down" if model.sum_of(-1) else "tl-zero"}">↓ {text(down)}</span>',
    ]
    if found.hours is not None:
        added = difference(int(found.hours_moved.sum()), numbers.hours, costs=True)
        parts.append(f"{added} {text(_('staff hours a year'))}")
    return f'<p class="tl-verdict" role="status">{" · ".join(parts)}</p>'


def _notes(model: MigrationModel) -> str:
    if model.migration.hours is not None:
        return ""
    return f'<p class="tl-note" role="status">{text(no_hours(model.desk.policy).render())}</p>'
