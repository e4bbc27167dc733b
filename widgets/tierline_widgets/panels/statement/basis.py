"""What a line or an event rests on, in sentences and in the arithmetic itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language
from tierline.performance.approvals import approval_text
from tierline_widgets import numbers
from tierline_widgets.look.markup import button, text
from tierline_widgets.panels.points_queue.forms import appeal_form, correction_form
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import EventLine, Line
    from tierline_widgets.panels.points_queue.model import QueueModel
    from tierline_widgets.panels.statement.model import StatementModel

_MEASURED = frozenset({"counted", "ceiling", "floor", "level"})


def draw_basis(model: StatementModel, queue: QueueModel, line: Line) -> str:
    """Return what a line rests on: source, target, arithmetic, floor and ceiling, the note of the policy."""
    indicator = model.policy().indicator(line.indicator)
    rows = [(_("Actual"), words.source(line)), (_("Target"), _target(line))]
    if line.effect in _MEASURED and line.completion is not None:
        rows.append((_("Arithmetic"), _arithmetic(line)))
        rows.append((_("Floor and ceiling"), _limits(line, indicator.floor, indicator.ceiling)))
    if indicator.note is not None:
        rows.append((_("Note"), indicator.note[current_language()]))
    return _facts(rows) + _appeal(queue, line.indicator)


def draw_evidence(model: StatementModel, queue: QueueModel, event: EventLine) -> str:
    """Return what an event rests on, and what the caps left of it."""
    item = model.policy().item(event.item)
    language = current_language()
    rows = [
        (_("Number"), event.event_id),
        (_("Evidence asked for"), item.evidence[language]),
        (_("Evidence given"), event.evidence),
        (_("Cap of the item"), _("{cap} points a month").format(cap=numbers.score(item.cap))),
        (
            _("Left by the caps"),
            _("{points} given, {item} left by its own cap, {kept} left by the cap on all").format(
                points=numbers.score(event.points),
                item=numbers.score(event.counted),
                kept=words.points(event.kept),
            ),
        ),
    ]
    if event.status != "counted":
        rows.append((_("Approval"), approval_text(event, language)))
    return _facts(rows) + _appeal(queue, event.event_id)


def _facts(rows: list[tuple[str, str]]) -> str:
    body = "".join(f"<dt>{text(name)}</dt><dd>{text(said)}</dd>" for name, said in rows)
    return f'<dl class="tp-facts">{body}</dl>'


def _appeal(queue: QueueModel, about: str) -> str:
    """Return the way to an appeal for the person concerned, to a correction for those who may propose."""
    if queue.may_correct:
        if queue.correcting == about:
            return correction_form(queue)
        return f'<p class="tl-live">{button("correct", _("Propose a correction of this line"), about)}</p>'
    if not queue.book.may_appeal():
        return ""
    if queue.appealing == about:
        return appeal_form(queue)
    return f'<p class="tl-live">{button("appeal", _("Appeal against this line"), about)}</p>'


def _target(line: Line) -> str:
    measured = words.measured(line.target, line.unit)
    if line.target is None:
        return _("there is none")
    if line.target_source == "policy":
        return _("{target}, the same for everybody, set by the policy").format(target=measured)
    return _("{target}, set for this manager in the table of targets").format(target=measured)


def _arithmetic(line: Line) -> str:
    actual, target = words.measured(line.actual, line.unit), words.measured(line.target, line.unit)
    ways = {
        "less": _("{target} / {actual} = {completion}; {weight} \u00d7 {completion} = {raw} points"),
        "less_linear": _(
            "2 \u2212 {actual} / {target} = {completion}; {weight} \u00d7 {completion} = {raw} points"
        ),
    }
    usual = _("{actual} / {target} = {completion}; {weight} \u00d7 {completion} = {raw} points")
    return ways.get(line.kind, usual).format(
        actual=actual,
        target=target,
        completion=words.completion(line.completion),
        weight=numbers.score(line.weight),
        raw=words.points(line.raw),
    )


def _limits(line: Line, floor: int, ceiling: int) -> str:
    if line.kind == "level":
        return _("A level: all points from {target} on, in proportion below it, without a floor").format(
            target=words.measured(line.target, line.unit)
        )
    return _("Below {floor} no points; beyond {ceiling} nothing more").format(
        floor=words.completion(floor), ceiling=words.completion(ceiling)
    )
