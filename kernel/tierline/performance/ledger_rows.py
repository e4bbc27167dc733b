"""Statements as the rows of a ledger: one for each line that adds to a total, for tables and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from tierline.messages import N_, translate
from tierline.performance.approvals import approval_text
from tierline.performance.effects import EFFECTS
from tierline.performance.entries import ENTRIES, Entry
from tierline.performance.statement import EventLine, Line, Statement
from tierline.performance.statement_text import STATES, basis_text, entry_text
from tierline.performance.units import in_unit, unit_text

Row = dict[str, Any]
# key -> heading; numbers are decimals, the rest is text
OF_LINES = {
    "month": N_("month"),
    "manager_id": N_("manager"),
    "name": N_("name"),
    "kind": N_("kind"),
    "line": N_("line"),
    "category": N_("category"),
    "target": N_("target"),
    "actual": N_("actual"),
    "unit": N_("unit"),
    "completion": N_("completion, %"),
    "before": N_("points before floor and ceiling"),
    "points": N_("points"),
    "weight": N_("weight"),
    "effect": N_("effect"),
    "basis": N_("basis"),
    "date": N_("date"),
    "approver": N_("approver"),
}
OF_STATEMENTS = {
    "month": N_("month"),
    "manager_id": N_("manager"),
    "name": N_("name"),
    "role": N_("role"),
    "team_id": N_("team"),
    "state": N_("state"),
    "base": N_("categories"),
    "bonus": N_("bonus"),
    "deduction": N_("deduction"),
    "closed_total": N_("total at the close"),
    "corrected": N_("corrections"),
    "total": N_("total"),
    "coefficient": N_("pay coefficient"),
}
NUMBERS = frozenset(
    {
        *("target", "actual", "completion", "before", "points", "weight", "base", "bonus", "deduction"),
        *("closed_total", "corrected", "total", "coefficient", "gain"),
    }
)


def statement_rows(statements: Iterable[Statement], language: str) -> list[Row]:
    """Return one row a statement, keys as ``OF_STATEMENTS``; points to six decimals where they are exact."""
    return [
        {
            "month": each.month,
            "manager_id": each.manager_id,
            "name": each.name,
            "role": each.role_title[language],
            "team_id": each.team_id,
            "state": translate(STATES[each.state], language),
            "base": _millionths(each.base),
            "bonus": _millionths(each.bonus),
            "deduction": _millionths(each.deduction),
            "closed_total": _hundredths(each.closed_total),
            "corrected": _hundredths(sum(one.points for one in each.corrections)),
            "total": _hundredths(each.total),
            "coefficient": _hundredths(each.coefficient),
        }
        for each in statements
    ]


def ledger_rows(statements: Iterable[Statement], language: str) -> Iterator[Row]:
    """Yield the rows of a ledger, keys as ``OF_LINES``.

    Parameters
    ----------
    statements : iterable of Statement
    language : str
        "en" or "zh".

    Yields
    ------
    dict
        Of a settled statement each entry, so that its points add up to the total to the hundredth; of
        another one its indicators as far as they are known, and its events.
    """
    for each in statements:
        who = {"month": each.month, "manager_id": each.manager_id, "name": each.name}
        for entry in each.entries or _unsettled(each):
            row = who | {"kind": translate(ENTRIES[entry.kind], language)}
            yield row | _of_entry(entry, each, language) | {"points": _shown(entry, each)}


def _unsettled(statement: Statement) -> list[Entry]:
    found = [Entry("indicator", line.indicator, 0) for line in statement.lines]
    return found + [Entry("event", event.event_id, 0) for event in statement.events]


def _shown(entry: Entry, statement: Statement) -> Decimal | None:
    return None if statement.total is None else _hundredths(entry.points)


def _of_entry(entry: Entry, statement: Statement, language: str) -> Row:
    if entry.kind == "indicator":
        return _indicator(statement.line(entry.about), statement, language)
    if entry.kind == "event":
        event = next(each for each in statement.events if each.event_id == entry.about)
        return _event(event, language)
    return {"line": entry_text(entry, statement, language)}


def _indicator(line: Line, statement: Statement, language: str) -> Row:
    category = next(each.title[language] for each in statement.categories if each.id == line.category)
    return {
        "line": line.title[language],
        "category": category,
        "target": None if line.target is None else in_unit(line.target, line.unit),
        "actual": None if line.actual is None else in_unit(line.actual, line.unit),
        "unit": unit_text(line.unit, language),
        "completion": None if line.completion is None else Decimal(line.completion) / 10_000,
        "before": _millionths(line.raw),
        "weight": _hundredths(line.weight),
        "effect": translate(EFFECTS[line.effect], language),
        "basis": basis_text(line, language),
    }


def _event(event: EventLine, language: str) -> Row:
    return {
        "line": f"{event.event_id} {event.title[language]}",
        "basis": event.evidence,
        "date": event.date.isoformat(),
        "approver": approval_text(event, language),
    }


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 100


def _millionths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 1_000_000
