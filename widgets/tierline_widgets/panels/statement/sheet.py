"""A statement on paper: the same parts as HTML, as PDF and as CSV; every export is on record (LY-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.messages import _, current_language, translate
from tierline.performance.approvals import approval_text
from tierline.performance.effects import EFFECTS
from tierline.times import today
from tierline_widgets import numbers
from tierline_widgets.look.paper import KINDS, Part, file_name
from tierline_widgets.panels.statement.sums import sum_rows
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import Line, Statement
    from tierline_widgets.panels.statement.model import StatementModel

COLUMNS = ("indicator", "target", "actual", "completion", "points", "events", "total")


@dataclass(frozen=True)
class Sheet:
    """A statement ready for paper, in one language."""

    title: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    notes: Sequence[str]
    signatures: Sequence[str]
    language: str


def export(model: StatementModel, kind: str) -> tuple[str, bytes, str]:
    """Return (file name, content, media type) of the statement that is open, and put the export on record.

    Parameters
    ----------
    model : StatementModel
    kind : {"html", "pdf", "csv"}
        In the reader's language.
    """
    statement = model.statement()
    sheet = sheet_of(statement, model.session.scope.login)
    if kind == "pdf":
        from tierline_widgets.panels.statement.as_pdf import as_pdf

        content = as_pdf(sheet)
    elif kind == "csv":
        from tierline_widgets.panels.statement.as_csv import as_csv

        content = as_csv(sheet)
    else:
        from tierline_widgets.panels.statement.as_html import as_html

        content = as_html(sheet).encode("utf-8")
    model.session.record_export("statement", COLUMNS, 1)
    name = file_name(statement.month, statement.manager_id, language=sheet.language, kind=kind)
    return name, content, KINDS[kind]


def sheet_of(statement: Statement, login: str) -> Sheet:
    """Return a statement as a sheet in the current language; ``login`` is who makes it."""
    language = current_language()
    parts = [_lines(statement, language), *_events(statement, language), *_sum(statement)]
    return Sheet(
        _("Statement of points"),
        _facts(statement, login, language),
        parts,
        [each.message.render(language) for each in statement.findings],
        (_("Manager"), _("Supervisor")),
        language,
    )


def _facts(statement: Statement, login: str, language: str) -> list[tuple[str, str]]:
    total = _("held: there is no total") if statement.total is None else numbers.score(statement.total)
    facts = [
        (_("Manager"), words.who(statement)),
        (_("Role"), statement.role_title[language]),
        (_("Month"), statement.month),
        (_("Total"), total),
    ]
    if statement.coefficient is not None:
        facts.append((_("Pay coefficient"), numbers.score(statement.coefficient)))
    if statement.corrections and statement.closed_total is not None:
        facts.append((_("Total at the close"), numbers.score(statement.closed_total)))
    return [
        *facts,
        (_("Policy"), statement.policy),
        (_("Month's run"), statement.run or numbers.NOTHING),
        (_("Made by"), _("{login} on {day}").format(login=login, day=today())),
    ]


def _lines(statement: Statement, language: str) -> Part:
    heads = (
        _("Indicator"),
        _("Target"),
        _("Actual"),
        _("Completion"),
        _("Got"),
        _("Of"),
        _("What decided"),
        _("Rests on"),
    )
    rows: list[list[str]] = []
    strong = set()
    for category in statement.categories:
        strong.add(len(rows))
        share = numbers.score(category.share)
        rows.append([category.title[language], "", "", "", words.points(category.points), share, "", ""])
        own = (line for line in statement.lines if line.category == category.id)
        rows += [_line(line, language) for line in own]
    widths = (28, 26, 26, 18, 12, 12, 20, 38)  # no figure and no heading is broken within
    return Part(_("Indicators"), heads, rows, frozenset({1, 2, 3, 4, 5}), frozenset(strong), widths)


def _line(line: Line, language: str) -> list[str]:
    return [
        line.title[language],
        words.measured(line.target, line.unit),
        words.measured(line.actual, line.unit),
        words.completion(line.completion),
        words.points(line.points),
        numbers.score(line.weight),
        translate(EFFECTS[line.effect]),
        words.source(line),
    ]


def _events(statement: Statement, language: str) -> list[Part]:
    if not statement.events:
        return []
    heads = (_("Event"), _("Date"), _("Gives"), _("Cut"), _("Counts"), _("Proof"), _("Approved by"))
    rows = []
    for each in statement.events:
        sign = numbers.MINUS if each.effect == "deduction" else "+"
        rows.append(
            [
                f"{each.title[language]} ({each.event_id})",
                each.date.isoformat(),
                f"{sign}{numbers.score(each.points)}",
                words.points(words.cut(each)),
                f"{sign}{words.points(each.kept)}" if each.kept else numbers.score(0),
                each.evidence,
                approval_text(each, language),
            ]
        )
    widths = (46, 18, 13, 13, 13, 42, 25)
    return [Part(_("Bonuses and deductions"), heads, rows, frozenset({2, 3, 4}), frozenset(), widths)]


def _sum(statement: Statement) -> list[Part]:
    rows = [[name, words.signed(points)] for name, points in sum_rows(statement)]
    if not rows or statement.total is None:
        return []
    rows.append([_("Total"), numbers.score(statement.total)])
    heads = (_("It adds up"), _("Got"))
    return [Part(_("Sum"), heads, rows, frozenset({1}), frozenset({len(rows) - 1}), (100, 20))]
