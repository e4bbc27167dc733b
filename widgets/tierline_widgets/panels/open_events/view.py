"""Open months to choose from, and the events of the one chosen, each with what the visitor may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language, translate
from tierline.performance.approvals import STATES
from tierline_widgets import numbers
from tierline_widgets.look.form import box, form
from tierline_widgets.look.markup import button, card, notice, text
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.pane.pane import Act
from tierline_widgets.panels.open_events.model import OpenEventsModel

if TYPE_CHECKING:
    from tierline.store.points_events import AskedEvent


class OpenEventsView(FormPane):
    """The panel of the events of an open month."""

    def __init__(self, model: OpenEventsModel) -> None:
        self.model = model
        session = model.session
        acts: dict[str, Act] = {
            "look": model.look,
            "close": model.close,
            "approve-event": model.approve,
            "refuse-event": model.refuse,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.note)
        self.follow(model, "version")
        self.follow(model.book, "manager")
        self.follow(session, "language", "month")


def draw(model: OpenEventsModel) -> str:
    """Return the panel's markup; nothing without an open month, or while a statement is open."""
    months = [] if model.book.manager else model.months()
    if not months:
        return ""
    hint = _(
        "Bonuses and deductions of a month that is not closed yet and that need an approval: one that is "
        "approved here counts when the month is closed, as far as the caps leave room."
    )
    done = notice(model.done.render(current_language()), good=True) if model.done is not None else ""
    choices = "".join(button("look", _("Events of {month}").format(month=each), each) for each in months)
    body = done + f'<p class="tl-live tl-controls">{choices}</p>'
    if model.month in months:
        body += _events(model)
    return card(_("Events of an open month"), hint, body, name="open-events")


def _events(model: OpenEventsModel) -> str:
    title = f'<h3 class="tp-sub">{text(model.month)}</h3>'
    if not model.events:
        said = _("No event that you may see needs an approval.")
        return f'{title}<p class="tl-note" role="status">{text(said)}</p>'
    rows = "".join(_event(model, each) for each in model.events)
    return f'{title}<ul class="tp-queue">{rows}</ul>'


def _event(model: OpenEventsModel, event: AskedEvent) -> str:
    assert model.policy is not None
    row, item = event.row, model.policy.item(event.row["item"])
    sign = numbers.MINUS if item.effect == "deduction" else "+"
    what = f"{text(item.title[current_language()])} <b>{sign}{numbers.score(item.points)}</b>"
    kind = "tp-state tp-waits" if event.state == "pending" else "tp-state"
    state = f'<span class="{kind}">{text(translate(STATES[event.state]))}</span>'
    made = event.decision
    decided = "" if made is None else " ".join(part for part in (made.by, made.on, made.reason) if part)
    told = f'<span class="tl-zero">{text(row["event_id"])} {text(row["date"].isoformat())}</span>'
    return (
        f'<li class="tp-row"><div><b>{text(model.person(row["manager_id"]))}</b> \u00b7 {what} {state}'
        f"<p>{told} {text(row['evidence'])} {text(decided)}</p></div>{_steps(model, event)}</li>"
    )


def _steps(model: OpenEventsModel, event: AskedEvent) -> str:
    if event.state != "pending":
        return ""
    if not model.may_decide(event):
        said = _(
            "A team leader or supervisor approves or refuses it, but neither whom it is about nor who "
            "reported it."
        )
        return f'<p class="tl-zero">{text(said)}</p>'
    number = event.row["event_id"]
    name, label = f"text-{number}", _("Reason, where refused")
    why = (
        f'<span class="tl-zero">{text(label)}</span>{box(name, model.drafts.get(name, ""), label, long=True)}'
    )
    buttons = button("approve-event", _("Approve"), number) + button("refuse-event", _("Refuse"), number)
    return form("", f'<span class="tl-controls">{why}{buttons}</span>')
