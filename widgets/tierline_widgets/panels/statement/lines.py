"""How the total came about, line by line; a line opens to what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language, translate
from tierline.performance.approvals import approval_text
from tierline.performance.effects import EFFECTS
from tierline_widgets import numbers
from tierline_widgets.look.markup import card, does, text
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.panels.points_queue.model import QueueModel
from tierline_widgets.panels.statement.basis import draw_basis, draw_evidence
from tierline_widgets.panels.statement.model import StatementModel
from tierline_widgets.panels.statement.sums import draw_sum
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import CategoryLine, EventLine, Line, Statement

_WIDTH = 7  # columns of the table of lines
_LOW = frozenset({"floor", "held", "nothing", "missed"})


class LinesView(FormPane):
    """The panel of the lines; an appeal or a correction is written under the line that it is about."""

    def __init__(self, model: StatementModel, queue: QueueModel) -> None:
        self.model = model
        session = model.session
        acts = {
            "open": model.toggle,
            "appeal": queue.begin,
            "raise": queue.raise_appeal,
            "correct": queue.begin_correction,
            "propose": queue.propose,
        }
        super().__init__(lambda: draw(model, queue), lambda: session.language, acts, queue.note)
        self.follow(model, "opened")
        self.follow(queue, "version")
        self.follow(model.book, "manager", "version")
        self.follow(session, "language", "month")


def draw(model: StatementModel, queue: QueueModel) -> str:
    """Return the panel's markup; nothing where there is no statement, which the panel of the total says."""
    if model.book.manager not in model.book.statements():
        return ""
    statement = model.statement()
    hint = _("Each line gives its weight times its completion; open a line to see what it rests on.")
    body = f"{_table(model, queue, statement)}{_events(model, queue, statement)}{draw_sum(statement)}"
    return card(_("How did it come about?"), hint, body, name="statement-lines")


def _table(model: StatementModel, queue: QueueModel, statement: Statement) -> str:
    heads = (
        (_("Indicator"), True),
        (_("Target"), False),
        (_("Actual"), False),
        (_("Completion"), False),
        (_("Before limits"), False),
        (_("Got"), False),
        (_("Of"), False),
    )
    head = "".join(_head(title, left) for title, left in heads)
    body = "".join(_category(model, queue, statement, each) for each in statement.categories)
    table = f'<table class="tl-table tp-lines"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="tl-scroll">{table}</div>'


def _head(title: str, left: bool) -> str:
    return (
        f'<th scope="col"{" class=tl-text" if left else ""}><span class="tl-label">{text(title)}</span></th>'
    )


def _category(model: StatementModel, queue: QueueModel, statement: Statement, category: CategoryLine) -> str:
    own = [line for line in statement.lines if line.category == category.id]
    title = text(category.title[current_language()])
    sums = f"<td></td><td>{words.points(category.points)}</td><td>{numbers.score(category.share)}</td>"
    head = f'<tr class="tp-group"><th scope="rowgroup" colspan="4">{title}</th>{sums}</tr>'
    return head + "".join(_line(model, queue, line) for line in own)


def _line(model: StatementModel, queue: QueueModel, line: Line) -> str:
    opened = model.opened == line.indicator
    title = _opener(line.indicator, line.title[current_language()], opened)
    kind = ' class="tl-down"' if line.effect in _LOW else ""
    cells = (
        words.measured(line.target, line.unit),
        words.measured(line.actual, line.unit),
        words.completion(line.completion),
        words.points(line.raw),
    )
    figures = "".join(f"<td>{text(each)}</td>" for each in cells)
    decided = ""
    if line.effect != "counted":
        said = text(translate(EFFECTS[line.effect]))
        decided = f'<span class="tl-unit{" tl-down" if kind else ""}">{said}</span>'
    got = f"<td{kind}><b>{words.points(line.points)}</b></td><td>{numbers.score(line.weight)}</td>"
    row = f'<tr><th scope="row" class="tl-wrap">{title}{decided}</th>{figures}{got}</tr>'
    return row + (_below(draw_basis(model, queue, line)) if opened else "")


def _below(body: str, width: int = _WIDTH) -> str:
    return f'<tr class="tp-basis"><td colspan="{width}">{body}</td></tr>'


def _opener(name: str, title: str, opened: bool) -> str:
    sign = "\u25be" if opened else "\u25b8"
    state = "true" if opened else "false"
    return (
        f'<button type="button" class="tp-open" {does("open", name)} aria-expanded="{state}">'
        f'<span aria-hidden="true">{sign}</span> {text(title)}</button>'
    )


def _events(model: StatementModel, queue: QueueModel, statement: Statement) -> str:
    title = f'<h3 class="tp-sub">{text(_("Bonuses and deductions, with their evidence"))}</h3>'
    if not statement.events:
        return f'{title}<p class="tl-note">{text(_("There were none this month."))}</p>'
    heads = (
        (_("Event"), True),
        (_("Date"), True),
        (_("Gives"), False),
        (_("Cut"), False),
        (_("Counts"), False),
        (_("Proof"), True),
        (_("Approved by"), True),
    )
    head = "".join(_head(name, left) for name, left in heads)
    body = "".join(_event(model, queue, each, len(heads)) for each in statement.events)
    table = f'<table class="tl-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'{title}<div class="tl-scroll">{table}</div>'


def _event(model: StatementModel, queue: QueueModel, event: EventLine, width: int) -> str:
    opened = model.opened == event.event_id
    sign = numbers.MINUS if event.effect == "deduction" else "+"
    cut = words.cut(event)
    counts = f"{sign}{words.points(event.kept)}" if event.kept else numbers.score(0)
    kind = "tl-zero" if not event.kept else "tl-down" if event.effect == "deduction" else "tl-up"
    title = _opener(event.event_id, event.title[current_language()], opened)
    faint = "" if cut else ' class="tl-zero"'
    row = (
        f'<tr><th scope="row" class="tl-wrap">{title}</th>'
        f'<td class="tl-text">{text(event.date.isoformat())}</td>'
        f"<td>{sign}{numbers.score(event.points)}</td><td{faint}>{words.points(cut)}</td>"
        f'<td class="{kind}"><b>{counts}</b></td><td class="tl-text tl-wrap">{text(event.evidence)}</td>'
        f'<td class="tl-text tl-wrap">{text(approval_text(event, current_language()))}</td></tr>'
    )
    return row + (_below(draw_evidence(model, queue, event), width) if opened else "")
