"""A statement as plain data: for JSON, and for whoever wants to build on it without the classes."""

from __future__ import annotations

from typing import Any

from tierline.messages import LANGUAGES, Message
from tierline.performance.entries import shown
from tierline.performance.statement import Basis, Correction, EventLine, Line, Statement, TeamShare
from tierline.performance.units import figure_text
from tierline.policy.exact import decimal_text

_MILLION = 1_000_000


def millionths_text(value: int | None) -> str | None:
    """Write millionths as the number they stand for, e.g. 8333333 -> "8.333333"."""
    if value is None:
        return None
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), _MILLION)
    return f"{sign}{whole}.{rest:06d}"


def statement_to_dict(statement: Statement) -> dict[str, Any]:
    """Return a statement as plain data; points and figures as decimal texts, titles in both languages."""
    return {
        "month": statement.month,
        "policy": statement.policy,
        "run": statement.run,
        "manager_id": statement.manager_id,
        "name": statement.name,
        "role": statement.role,
        "role_title": statement.role_title.model_dump(),
        "team_id": statement.team_id,
        "area_id": statement.area_id,
        "state": statement.state,
        "total": _hundredths(statement.total),
        "closed_total": _hundredths(statement.closed_total),
        "pay": {
            "band": statement.band,
            "coefficient": _hundredths(statement.coefficient),
            "edges": [decimal_text(edge) for edge in statement.pay.edges],
            "coefficients": [decimal_text(each) for each in statement.pay.coefficients],
        },
        "base": millionths_text(statement.base),
        "bonus": millionths_text(statement.bonus),
        "deduction": millionths_text(statement.deduction),
        "bonus_cap": millionths_text(statement.bonus_cap),
        "deduction_cap": millionths_text(statement.deduction_cap),
        "bounds": [decimal_text(bound) for bound in statement.bounds],
        "categories": [
            {
                "id": each.id,
                "title": each.title.model_dump(),
                "share": decimal_text(each.share),
                "lines": millionths_text(each.lines),
                "spread": millionths_text(each.spread),
                "cut": millionths_text(each.cut),
                "points": millionths_text(each.points),
            }
            for each in statement.categories
        ],
        "lines": [_line(each) for each in statement.lines],
        "events": [_event(each) for each in statement.events],
        "team": None if statement.team is None else _team(statement.team),
        "entries": [
            {"kind": each.kind, "about": each.about, "points": decimal_text(each.points)}
            for each in statement.entries
        ],
        "corrections": [correction_to_dict(each) for each in statement.corrections],
        "findings": [
            {"kind": each.kind, "outcome": each.outcome, "text": _both(each.message)}
            for each in statement.findings
        ],
    }


def correction_to_dict(correction: Correction) -> dict[str, Any]:
    """Return a correction as plain data."""
    return {
        **correction.__dict__,
        "date": correction.date.isoformat(),
        "points": decimal_text(correction.points),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "indicator": line.indicator,
        "category": line.category,
        "title": line.title.model_dump(),
        "unit": line.unit,
        "kind": line.kind,
        "weight": decimal_text(line.weight),
        "target": figure_text(line.target, line.unit),
        "target_source": line.target_source,
        "actual": figure_text(line.actual, line.unit),
        "actual_source": line.actual_source,
        "source": line.source,
        "basis": None if line.basis is None else _both(line.basis),
        "completion": millionths_text(line.completion),
        "points_before": millionths_text(line.raw),
        "points": millionths_text(line.points),
        "shown": None if line.points is None else decimal_text(shown(line.points)),
        "effect": line.effect,
    }


def _event(event: EventLine) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "item": event.item,
        "title": event.title.model_dump(),
        "effect": event.effect,
        "date": event.date.isoformat(),
        "evidence": event.evidence,
        "approver": event.approver,
        "approved_on": None if event.approved_on is None else event.approved_on.isoformat(),
        "status": event.status,
        "decision": None if event.decision is None else event.decision.to_dict(),
        "points": decimal_text(event.points),
        "counted": decimal_text(event.counted),
        "kept": millionths_text(event.kept),
        "cut_by_item": decimal_text(event.cut_by_item),
        "cut_by_cap": millionths_text(event.cut_by_cap),
    }


def _team(team: TeamShare) -> dict[str, Any]:
    return {
        "own_share": decimal_text(team.own),
        "of": "team" if team.of_all is None else "all",
        "members": team.members,
        "counted": team.counted,
        "mean": None if not team.counted else decimal_text(shown(team.mean)),
    }


def _hundredths(value: int | None) -> str | None:
    return None if value is None else decimal_text(value)


def _both(message: Message | Basis) -> dict[str, str]:
    return {language: message.render(language) for language in LANGUAGES}
