"""Appeals, corrections and pending events, each with what the visitor may do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language, translate
from tierline.performance.appeals import STATES as APPEAL_STATES
from tierline.performance.approvals import approval_text
from tierline.performance.corrections import STATES as CORRECTION_STATES
from tierline.times import day
from tierline_widgets import numbers
from tierline_widgets.look.markup import button, card, notice, text
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.pane.pane import Act
from tierline_widgets.panels.points_queue.forms import (
    appeal_form,
    appeal_steps,
    correction_form,
    correction_steps,
    event_steps,
)
from tierline_widgets.panels.points_queue.model import WHOLE, QueueModel
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.appeals import Appeal
    from tierline.performance.corrections import Proposal
    from tierline.performance.statement import EventLine, Statement


class QueueView(FormPane):
    """The panel of what waits."""

    def __init__(self, model: QueueModel) -> None:
        self.model = model
        session = model.session
        acts: dict[str, Act] = {
            "appeal": model.begin,
            "raise": model.raise_appeal,
            "answer": model.answer,
            "uphold": model.uphold,
            "reject": model.reject,
            "withdraw": model.withdraw,
            "correct": model.begin_correction,
            "propose": model.propose,
            "approve-event": model.approve_event,
            "refuse-event": model.refuse_event,
            "approve": model.approve,
            "refuse": model.refuse,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.note)
        self.follow(model, "version")
        self.follow(model.book, "manager")
        self.follow(session, "language", "month")


def draw(model: QueueModel) -> str:
    """Return the panel's markup; nothing in a month without points."""
    if not model.book.has_points():
        return ""
    title = _("What did I object to?") if model.book.own else _("What waits for somebody?")
    hint = _(
        "An appeal is raised by the manager, answered by the team leader and decided by a supervisor; nobody "
        "takes two of these steps. Corrections and events need a second person, too. The closed statement "
        "stays; what is approved adds a dated line."
    )
    done = notice(model.done.render(current_language()), good=True) if model.done is not None else ""
    parts = [_appeals(model), _corrections(model), _pending(model)]
    body = done + "".join(part for part in parts if part)
    if not any(parts):
        body += f'<p class="tl-note" role="status">{text(_("Nothing waits in this month."))}</p>'
    return card(title, hint, body + _own_way(model), name="queue")


def _own_way(model: QueueModel) -> str:
    if model.may_correct:
        return _correcting(model)
    if not model.book.may_appeal():
        return ""
    if model.appealing == WHOLE:
        return appeal_form(model)
    start = button("appeal", _("Appeal against the whole statement"), WHOLE)
    told = _("Against one line: open it above and press its button.")
    return f'<p class="tl-live tl-controls">{start}<span class="tl-zero">{text(told)}</span></p>'


def _correcting(model: QueueModel) -> str:
    """Return the way to a correction of the whole statement that is open, or its form."""
    if model.correcting == WHOLE:
        return correction_form(model)
    start = button("correct", _("Propose a correction of the whole statement"), WHOLE)
    said = _("Of one line: open it above and press its button.")
    return f'<p class="tl-live tl-controls">{start}<span class="tl-zero">{text(said)}</span></p>'


def _titled(title: str, body: str) -> str:
    return f'<h3 class="tp-sub">{text(title)}</h3>{body}' if body else ""


def _appeals(model: QueueModel) -> str:
    body = "".join(_appeal(model, each) for each in model.appeals())
    return _titled(_("Appeals"), f'<ul class="tp-queue">{body}</ul>' if body else "")


def _appeal(model: QueueModel, appeal: Appeal) -> str:
    state = translate(APPEAL_STATES[appeal.state])
    about = _about(model, appeal.manager_id, appeal.about)
    said = [(appeal.raised_by, appeal.raised_at, appeal.text)]
    if appeal.answer:
        said.append((appeal.answered_by, appeal.answered_at, appeal.answer))
    if appeal.decision:
        said.append((appeal.decided_by, appeal.decided_at, appeal.decision))
    lines = "".join(_said(who, at, what) for who, at, what in said)
    head = f"<b>{text(model.person(appeal.manager_id))}</b> \u00b7 {text(about)}"
    kind = "tp-state tp-waits" if appeal.open else "tp-state"
    steps = appeal_steps(model, appeal)
    since = _since(model, appeal)
    return f'<li><div>{head} <span class="{kind}">{text(state)}</span></div>{lines}{since}{steps}</li>'


def _since(model: QueueModel, item: Appeal | Proposal) -> str:
    """Return what became of an item whose run was replaced."""
    said = model.since(item)
    return "" if said is None else f'<p class="tl-zero">{text(said.render(current_language()))}</p>'


def _said(who: str, at: str, what: str) -> str:
    return f'<p><span class="tl-zero">{text(who)} {text(day(at))}</span> {text(what)}</p>'


def _about(model: QueueModel, manager: str, about: str) -> str:
    if not about:
        return _("the whole statement")
    statement = model.book.statements().get(manager)
    if statement is None:
        return about
    titles = {each.indicator: each.title for each in statement.lines}
    titles |= {each.id: each.title for each in statement.categories}
    titles |= {each.event_id: each.title for each in statement.events}
    return titles[about][current_language()] if about in titles else about


def _corrections(model: QueueModel) -> str:
    body = "".join(_correction(model, each) for each in model.proposals())
    return _titled(_("Corrections"), f'<ul class="tp-queue">{body}</ul>' if body else "")


def _correction(model: QueueModel, proposal: Proposal) -> str:
    state = translate(CORRECTION_STATES[proposal.state])
    about = _about(model, proposal.manager_id, proposal.about)
    kind = "tp-state" if proposal.decided_at else "tp-state tp-waits"
    decided = ""
    if proposal.decided_at:
        decided = _said(proposal.decided_by, proposal.decided_at, proposal.answer or state)
    return (
        f"<li><div><b>{text(model.person(proposal.manager_id))}</b> \u00b7 {text(about)} "
        f'<b>{words.signed(proposal.points)}</b> <span class="{kind}">{text(state)}</span></div>'
        f"{_said(proposal.by, proposal.at, proposal.reason)}{decided}{_since(model, proposal)}"
        f"{correction_steps(model, proposal)}</li>"
    )


def _pending(model: QueueModel) -> str:
    rows = "".join(_event(model, statement, event) for statement, event in model.pending())
    if not rows:
        return ""
    told = _(
        "They were not approved when the month was closed and count for nothing. One that is approved now "
        "adds a dated line, as far as the caps leave room."
    )
    notes = f'<p class="tl-note">{text(told)}</p>'
    waiting = [pair for pair in model.pending() if pair[1].decision is None]
    if not all(model.may_decide_event(*pair) for pair in waiting):
        others = _(
            "A team leader or supervisor approves or refuses an event, but neither whom it is about nor who "
            "reported it."
        )
        notes += f'<p class="tl-note">{text(others)}</p>'  # once, not beside each
    return _titled(_("Events without approval"), f'{notes}<ul class="tp-queue">{rows}</ul>')


def _event(model: QueueModel, statement: Statement, event: EventLine) -> str:
    sign = numbers.MINUS if event.effect == "deduction" else "+"
    what = f"{text(event.title[current_language()])} <b>{sign}{numbers.score(event.points)}</b>"
    waits = event.decision is None
    kind = "tp-state tp-waits" if waits else "tp-state"
    state = f'<span class="{kind}">{text(approval_text(event, current_language()))}</span>'
    told = f'<span class="tl-zero">{text(event.event_id)} {text(event.date.isoformat())}</span>'
    steps = event_steps(model, statement, event) if waits else ""
    return (
        f'<li class="tp-row"><div><b>{text(words.who(statement))}</b> \u00b7 {what} {state}'
        f"<p>{told} {text(event.evidence)}</p></div>{steps}</li>"
    )
