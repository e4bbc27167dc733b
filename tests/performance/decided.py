"""What is decided after the close, for tests: approvals, refusals and corrections, as records have them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tests.performance.facts_at_hand import POLICY
from tierline.performance.approvals import Decision
from tierline.performance.policy_resolved import PointsPolicy
from tierline.performance.standing import added_by
from tierline.performance.statement import Statement
from tierline.performance.statement_parts import Correction

_DAY = dt.date(2026, 11, 3)


def _line(statement: Statement, points: int, about: str, at: str) -> Correction:
    return Correction(
        f"C{at}", statement.month, statement.manager_id, _DAY, points, about, "why", "boss", "boss", at
    )


def _next(statement: Statement) -> str:
    """Return a moment after all that was decided: its number, to be sorted as text."""
    taken = sum(each.decision is not None for each in statement.events)
    late = sum(each.approved_late and each.event_id in _lines(statement) for each in statement.events)
    return f"{_DAY}T{len(statement.corrections) - late + taken:06}"


def _lines(statement: Statement) -> set[str]:
    at = {each.event_id: each.decided_at for each in statement.events}
    return {each.about for each in statement.corrections if at.get(each.about) == each.at}


def corrected(statement: Statement, points: int, about: str = "") -> Statement:
    """Return a statement with one more correction."""
    line = _line(statement, points, about, _next(statement))
    return replace(statement, corrections=(*statement.corrections, line))


def approved_late(statement: Statement, event: str, policy: PointsPolicy = POLICY) -> Statement:
    """Return a statement with one more event approved, and the line that it adds."""
    points, at = added_by(statement, policy, event), _next(statement)
    after = _decided(statement, event, "approved", at)
    if not points:
        return after
    return replace(after, corrections=(*after.corrections, _line(statement, points, event, at)))


def refused_late(statement: Statement, event: str) -> Statement:
    """Return a statement with one more event refused."""
    return _decided(statement, event, "refused", _next(statement))


def _decided(statement: Statement, event: str, state: str, at: str) -> Statement:
    made = Decision(event, "", state, "boss", str(_DAY), "why")
    return replace(
        statement,
        events=tuple(
            replace(each, decision=made, decided_at=at) if each.event_id == event else each
            for each in statement.events
        ),
    )
