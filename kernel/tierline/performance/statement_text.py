"""A statement as text in either language: its lines, events and what was cut, adding up to the total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.cells import cell_len

from tierline.messages import N_, current_language, translate
from tierline.performance.approvals import approval_text
from tierline.performance.effects import EFFECTS
from tierline.performance.entries import ENTRIES, Entry, shown
from tierline.performance.statement import ABSENT, HELD, MILLIONTHS, SETTLED, EventLine, Line, Statement
from tierline.performance.units import figure_text, unit_text
from tierline.policy.exact import decimal_text

STATES = {SETTLED: N_("settled"), HELD: N_("held"), ABSENT: N_("nothing is known")}
SOURCES = {"table": N_("table"), "policy": N_("policy"), "derived": N_("derived")}
_SAID_WITH_THE_LINE = ("indicator", "event")
Say = Callable[..., str]


def render(statement: Statement, language: str | None = None) -> str:
    """Return a statement as text in ``language`` (default: the current one)."""
    language = language or current_language()

    def say(text: str, **places: Any) -> str:
        return translate(text, language).format(**places)

    parts = [*_head(statement, say, language), "", _indicators(statement, say, language)]
    if statement.events:
        parts += ["", _events(statement, say, language)]
    if statement.entries:
        parts += ["", *_sum(statement, say, language)]
    parts += [finding.message.render(language) for finding in statement.findings]
    return "\n".join(parts)


def in_columns(rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Return rows, headings first, in columns as wide as their signs; ``numbers`` to the right."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            " " * (width - cell_len(cell)) + cell
            if place in numbers
            else cell + " " * (width - cell_len(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def entry_text(entry: Entry, statement: Statement, language: str | None = None) -> str:
    """Return what an entry is, and what it is about, in words."""
    what = translate(ENTRIES[entry.kind], language)
    if entry.kind == "team_share" and statement.team is not None and statement.team.of_all is not None:
        role = statement.team.of_all[language or current_language()]
        what = translate(N_("the mean of all of the role {role}, its part"), language).format(role=role)
    about = _about(entry, statement, language or current_language())
    return f"{what}: {about}" if about else what


def _head(statement: Statement, say: Say, language: str) -> Iterator[str]:
    who = " ".join(filter(None, (statement.manager_id, statement.name)))
    yield say(
        N_("Points of {who}, {role}, {month} (policy {policy})"),
        who=who,
        role=statement.role_title[language],
        month=statement.month,
        policy=statement.policy,
    )
    if statement.total is None or statement.coefficient is None:
        yield say(N_("State: {state}; there is no total."), state=say(STATES[statement.state]))
        return
    yield say(
        N_("Total {total}; pay coefficient {coefficient}"),
        total=decimal_text(statement.total),
        coefficient=decimal_text(statement.coefficient),
    )
    if statement.corrections and statement.closed_total is not None:
        yield say(
            N_("Settled at the close with {total}; corrected since"),
            total=decimal_text(statement.closed_total),
        )


def _indicators(statement: Statement, say: Say, language: str) -> str:
    heads = (
        N_("indicator"), N_("target"), N_("actual"), N_("unit"), N_("completion"), N_("uncut"),
        N_("points"), N_("of"), N_("effect"), N_("basis"),
    )  # fmt: skip
    rows = [[say(head) for head in heads]]
    for category in statement.categories:
        rows += [_indicator(line, say, language) for line in statement.lines if line.category == category.id]
        points = "-" if category.points is None else decimal_text(shown(category.points))
        title = say(N_("= {category}"), category=category.title[language])
        rows.append([title, "", "", "", "", "", points, decimal_text(category.share), "", ""])
    return in_columns(rows, numbers=(1, 2, 4, 5, 6, 7))


def _indicator(line: Line, say: Say, language: str) -> list[str]:
    return [
        line.title[language],
        figure_text(line.target, line.unit) or "-",
        figure_text(line.actual, line.unit) or "-",
        unit_text(line.unit, language),
        "-" if line.completion is None else f"{decimal_text(line.completion // 100)} %",
        "-" if line.raw is None else decimal_text(shown(line.raw)),
        "-" if line.points is None else decimal_text(shown(line.points)),
        decimal_text(line.weight),
        say(EFFECTS[line.effect]),
        basis_text(line, language),
    ]


def basis_text(line: Line, language: str | None = None) -> str:
    """Return where a line's actual comes from: what it rests on, or the source that the table names."""
    if line.basis is not None:
        return line.basis.render(language)
    return line.source or translate(SOURCES[line.actual_source], language)


def _events(statement: Statement, say: Say, language: str) -> str:
    heads = (
        N_("event"), N_("date"), N_("item"), N_("points"), N_("cut"), N_("counts"), N_("evidence"),
        N_("approver"),
    )  # fmt: skip
    rows = [[say(head) for head in heads]]
    rows += [
        [
            event.event_id,
            event.date.isoformat(),
            event.title[language],
            decimal_text(_signed(event, event.points)),
            decimal_text(shown(event.cut_by_item * MILLIONTHS + event.cut_by_cap)),
            decimal_text(_signed(event, shown(event.kept))),
            event.evidence,
            approval_text(event, language),
        ]
        for event in statement.events
    ]
    return in_columns(rows, numbers=(3, 4, 5))


def _signed(event: EventLine, points: int) -> int:
    """Return points of an event as they go into the total."""
    return -points if event.effect == "deduction" else points


def _sum(statement: Statement, say: Say, language: str) -> Iterator[str]:
    """Yield the sum: indicators and events together, then each further entry, then the total."""
    sums = {
        kind: sum(entry.points for entry in statement.entries if entry.kind == kind)
        for kind in _SAID_WITH_THE_LINE
    }
    rows = [
        [say(N_("indicators, as shown")), decimal_text(sums["indicator"])],
        [say(N_("events, as shown")), decimal_text(sums["event"])],
    ]
    rows += [
        [entry_text(entry, statement, language), decimal_text(entry.points)]
        for entry in statement.entries
        if entry.kind not in _SAID_WITH_THE_LINE
    ]
    rows.append([say(N_("total")), decimal_text(statement.total or 0)])
    yield in_columns([[say(N_("adds up")), say(N_("points"))], *rows], numbers=(1,))


def _about(entry: Entry, statement: Statement, language: str) -> str:
    if entry.kind == "indicator":
        return statement.line(entry.about).title[language]
    if entry.kind in ("spread", "category_cap"):
        return next(each.title[language] for each in statement.categories if each.id == entry.about)
    if entry.kind in ("event", "item_cap", "cap"):
        item = next(each for each in statement.events if each.event_id == entry.about)
        return f"{item.event_id} {item.title[language]}"
    if entry.kind == "correction":
        made = next(each for each in statement.corrections if each.id == entry.about)
        return f"{made.date} {made.reason} ({made.approver})"
    if entry.kind == "team_share" and statement.team is not None:
        text = N_("{counted} of {members} settled")
        return translate(text, language).format(
            counted=statement.team.counted, members=statement.team.members
        )
    return ""
