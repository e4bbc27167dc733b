"""The boxes of appeals, corrections and approvals, for those who take the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _
from tierline_widgets.look.form import box, entry, form
from tierline_widgets.look.markup import button, text

if TYPE_CHECKING:
    from tierline.performance.appeals import Appeal
    from tierline.performance.corrections import Proposal
    from tierline.performance.statement import EventLine, Statement
    from tierline_widgets.panels.points_queue.model import QueueModel


def appeal_form(model: QueueModel) -> str:
    """Return the form in which an appeal is written."""
    box = entry(
        "appeal",
        model.draft("appeal"),
        _("Why is it wrong?"),
        long=True,
        kind="tp-why",
        first=f"appeal-{model.appealing}",
    )
    send, drop = button("raise", _("Raise the appeal")), button("appeal", _("Drop it"), model.appealing)
    return form("raise", box, f'<span class="tl-controls">{send}{drop}</span>')


def appeal_steps(model: QueueModel, appeal: Appeal) -> str:
    """Return what the visitor may do about an appeal; nothing where that is nothing."""
    if not appeal.open:
        return ""
    own = appeal.manager_id == model.book.own
    if own:
        return f'<span class="tl-live">{button("withdraw", _("Withdraw"), appeal.id)}</span>'
    if appeal.state == "raised" and model.may_answer:
        return form("", _reason(model, appeal.id, _("Answer")), button("answer", _("Answer"), appeal.id))
    if appeal.state == "answered" and model.may_decide:
        points = entry(f"points-{appeal.id}", model.draft(f"points-{appeal.id}"), _("Points to give"))
        uphold, reject = button("uphold", _("Uphold"), appeal.id), button("reject", _("Reject"), appeal.id)
        return form("", _reason(model, appeal.id, _("Reason")), points, uphold, reject)
    waits = _("waits for an answer") if appeal.state == "raised" else _("waits for the supervisor's decision")
    return f'<span class="tl-zero">{text(waits)}</span>'


def correction_steps(model: QueueModel, proposal: Proposal) -> str:
    """Return what the visitor may do about a proposed correction; who proposed it waits for another."""
    if proposal.decided_at:
        return ""
    if not model.may_approve or proposal.by == model.session.scope.login:
        said = _("A supervisor approves or refuses it, but not who proposed it or whom it is about.")
        return f'<p class="tl-zero">{text(said)}</p>'
    approve = button("approve", _("Approve"), proposal.id)
    refuse = button("refuse", _("Refuse"), proposal.id)
    return form("", _reason(model, proposal.id, _("Reason, where refused")), approve, refuse)


def correction_form(model: QueueModel) -> str:
    """Return the form in which a correction of the open statement is proposed."""
    label = _("Points, with a minus where they are taken")
    points = entry("points", model.draft("points"), label, first=f"correct-{model.correcting}")
    why = entry("correction", model.draft("correction"), _("Why is it corrected?"), long=True, kind="tp-why")
    send, drop = (
        button("propose", _("Propose the correction")),
        button("correct", _("Drop it"), model.correcting),
    )
    return form("propose", points, why, f'<span class="tl-controls">{send}{drop}</span>')


def event_steps(model: QueueModel, statement: Statement, event: EventLine) -> str:
    """Return what the visitor may do about an event that waits; nothing where others decide."""
    if not model.may_decide_event(statement, event):
        return ""
    approve = button("approve-event", _("Approve"), event.event_id)
    refuse = button("refuse-event", _("Refuse"), event.event_id)
    name, label = f"text-{event.event_id}", _("Reason, where refused")
    why = f'<span class="tl-zero">{text(label)}</span>{box(name, model.draft(name), label, long=True)}'
    return form("", f'<span class="tl-controls">{why}{approve}{refuse}</span>')


def _reason(model: QueueModel, name: str, label: str) -> str:
    return entry(f"text-{name}", model.draft(f"text-{name}"), label, long=True)
