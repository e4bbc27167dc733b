"""What the month comes to: the total, each category against its maximum, what the caps cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import button, card, paint, text
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.statement.held import draw_absent, draw_held
from tierline_widgets.panels.statement.model import StatementModel
from tierline_widgets.panels.statement.sheet import export
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import EventLine, Statement

_MILLIONTHS = 10_000
_BETTER, _WORSE = ("#1b7f5c", "#5cc79f"), ("#b4442e", "#f08a72")


class StatementView(Pane):
    """The panel of the total."""

    def __init__(self, model: StatementModel) -> None:
        self.model = model
        session = model.session
        acts = {
            "print": self._print,
            "file": self._file,
            "close": model.book.close,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts)
        self.follow(model.book, "manager", "version")
        self.follow(session, "language", "month")

    def _print(self, _value: str) -> None:
        _name, page, _kind = export(self.model, "html")
        self.print_page(page.decode("utf-8"))

    def _file(self, kind: str) -> None:
        if kind in ("html", "pdf", "csv"):
            self.save(*export(self.model, kind))
            self.refresh()


def draw(model: StatementModel) -> str:
    """Return the panel's markup; nothing while no statement is open."""
    if not model.book.of_own and not model.book.manager:
        return ""
    if not model.book.has_points() or model.book.manager not in model.book.statements():
        return draw_absent(model)
    statement = model.statement()
    title = _("What does {month} come to?").format(month=statement.month)
    role = statement.role_title[current_language()]
    hint = _("{who}, {role}, by the policy {policy}.").format(
        who=words.who(statement), role=role, policy=model.policy().title[current_language()]
    )
    body = draw_held(statement) if statement.total is None else _settled(model, statement)
    return card(title, hint, body, controls=_controls(model), name="statement")


def _controls(model: StatementModel) -> str:
    back = "" if model.book.own else button("close", _("Back to the team"), first=True)
    files = "".join(
        button("file", title, kind) for kind, title in (("pdf", "PDF"), ("html", "HTML"), ("csv", "CSV"))
    )
    return f"{back}{button('print', _('Print'))}{files}"


def _settled(model: StatementModel, statement: Statement) -> str:
    return f"{_total(model, statement)}{_bars(statement)}{_corrected(statement)}{_cuts(statement)}"


def _total(model: StatementModel, statement: Statement) -> str:
    assert statement.total is not None
    assert statement.coefficient is not None
    before = model.before()
    moved = ""
    if before is not None and before.total is not None:
        said = _("on {month}").format(month=before.month)
        moved = f"{difference(statement.total - before.total, numbers.score)} {text(said)}"
    pay = _("pay coefficient {coefficient}").format(coefficient=numbers.score(statement.coefficient))
    lacking = model.next_band()
    if lacking is not None:
        told = _("{points} more points reach {coefficient}")
        pay += " \u00b7 " + told.format(
            points=numbers.score(lacking[0]), coefficient=numbers.score(lacking[1])
        )
    highest = _("of {highest}").format(highest=numbers.score(statement.bounds[1]))
    return (
        f'<p class="tp-total"><b>{numbers.score(statement.total)}</b>'
        f'<span>{text(highest)}<br>{moved}</span></p><p class="tp-pay">{text(pay)}</p>'
    )


def _bars(statement: Statement) -> str:
    colours = tier_colours(len(statement.categories) + 1)[1:]
    rows = ""
    for category, colour in zip(statement.categories, colours, strict=True):
        share = category.share * _MILLIONTHS
        value = f"{words.points(category.points)} / {numbers.score(category.share)}"
        rows += _bar(category.title[current_language()], category.points or 0, share, colour, value)
    for effect, sign, got, cap, colour in (
        (_("Bonus"), "+", statement.bonus, statement.bonus_cap, _BETTER),
        (_("Deduction"), numbers.MINUS, statement.deduction, statement.deduction_cap, _WORSE),
    ):
        name = _("{effect}, at most {cap}").format(effect=effect, cap=words.points(cap))
        rows += _bar(name, got or 0, cap or 1, colour, f"{sign if got else ''}{words.points(got)}")
    if statement.team is not None:
        rows += _team(statement)
    return f'<div class="tp-bars">{rows}</div>'


def _bar(name: str, part: int, whole: int, colour: tuple[str, str], value: str) -> str:
    wide = min(100 * part / whole, 100) if whole else 0
    return (
        f'<span class="tp-name">{text(name)}</span><span class="tp-track" style="{paint(colour)}">'
        f'<i style="width:{wide:.2f}%"></i></span><span class="tp-value">{text(value)}</span>'
    )


def _team(statement: Statement) -> str:
    team = statement.team
    assert team is not None
    said = _(
        "Own points count {own} %, the mean of {counted} settled statements of the team ({mean}) the rest."
    )
    if team.of_all is not None:
        said = _(
            "Own points count {own} %, the mean of {counted} settled statements of all of the role {role} "
            "({mean}) the rest."
        )
    told = said.format(
        own=team.own // 100,
        counted=team.counted,
        role="" if team.of_all is None else team.of_all[current_language()],
        mean=words.points(int(team.mean + team.mean.__class__(1, 2))),
    )
    return f'<p class="tl-note" style="grid-column:1/-1">{text(told)}</p>'


def _corrected(statement: Statement) -> str:
    if not statement.corrections or statement.closed_total is None:
        return ""
    rows = "".join(
        f"<li>{text(each.date.isoformat())} <b>{words.signed(each.points)}</b> {text(each.reason)} "
        f'<span class="tl-zero">({text(each.approver)})</span></li>'
        for each in statement.corrections
    )
    said = _("Closed with {total}; corrected since, the closed statement stays as it was:").format(
        total=numbers.score(statement.closed_total)
    )
    return f'<p class="tl-note">{text(said)}</p><ul class="tl-facts">{rows}</ul>'


def _cuts(statement: Statement) -> str:
    """Return what caps and bounds took, and of which event or category."""
    language = current_language()
    rows = [told for event in statement.events for told in _cut_of(event)]
    rows += [
        _("{what}: {points} beyond the category's own share").format(
            what=category.title[language], points=words.points(category.cut)
        )
        for category in statement.categories
        if category.cut
    ]
    if not rows:
        return f'<p class="tl-note">{text(_("No cap cut anything this month."))}</p>'
    listed = "".join(f"<li>{text(row)}</li>" for row in rows)
    return f'<h3 class="tp-sub">{text(_("What the caps cut"))}</h3><ul class="tl-facts">{listed}</ul>'


def _cut_of(event: EventLine) -> list[str]:
    what = f"{event.title[current_language()]} ({event.event_id})"
    told = []
    if event.cut_by_item:
        said = _("{what}: {points} cut by the cap of its own item")
        told.append(said.format(what=what, points=numbers.score(event.cut_by_item)))
    if event.cut_by_cap and event.status == "counted":
        said = _("{what}: {points} cut by the cap on all of them")
        told.append(said.format(what=what, points=words.points(event.cut_by_cap)))
    return told
