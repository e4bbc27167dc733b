"""Statements as tables, and back: how a closed month keeps them.

``statements`` holds a row a manager, ``statement_lines`` a row an indicator, ``statement_events`` a row an
event, ``statement_findings`` what was refused, held or missing. Titles are not kept: the text of the policy
is, beside them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tierline.performance.findings import Finding
from tierline.performance.statement import Basis, CategoryLine, EventLine, Line, Statement, TeamShare
from tierline.policy.model import Title

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.performance.policy_resolved import PointsPolicy

Row = Mapping[str, Any]
TABLES = ("statements", "statement_lines", "statement_events", "statement_findings")
_TEXT, _WHOLE, _DAY = "text", "whole", "day"
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "statements": {
        **dict.fromkeys(("manager_id", "role", "name", "team_id", "area_id", "state"), _TEXT),
        **dict.fromkeys(
            ("total", "coefficient", "base", "bonus", "deduction", "bonus_cap", "deduction_cap"), _WHOLE
        ),
        **dict.fromkeys(("team_own", "team_members", "team_counted", "team_points"), _WHOLE),
        "categories": _TEXT,
    },
    "statement_lines": {
        **dict.fromkeys(("manager_id", "indicator", "category", "unit"), _TEXT),
        "weight": _WHOLE,
        "target": _WHOLE,
        "target_source": _TEXT,
        "actual": _WHOLE,
        **dict.fromkeys(("actual_source", "source", "derivation"), _TEXT),
        **dict.fromkeys(("part", "whole", "per", "completion", "raw", "points"), _WHOLE),
        "effect": _TEXT,
    },
    "statement_events": {
        **dict.fromkeys(("manager_id", "event_id", "item", "effect"), _TEXT),
        "date": _DAY,
        "evidence": _TEXT,
        "approver": _TEXT,
        "approved_on": _DAY,
        "status": _TEXT,
        **dict.fromkeys(("points", "counted", "kept"), _WHOLE),
    },
    "statement_findings": dict.fromkeys(("manager_id", "kind", "outcome", "places"), _TEXT),
}
_OF_LINE = ("indicator", "category", "unit", "weight", "target", "target_source", "actual",
            "actual_source", "source", "completion", "raw", "points", "effect")  # fmt: skip
_OF_EVENT = ("event_id", "item", "effect", "date", "evidence", "approver", "approved_on", "status",
             "points", "counted", "kept")  # fmt: skip
_OF_STATEMENT = ("manager_id", "role", "name", "team_id", "area_id", "state", "base", "bonus", "deduction",
                 "bonus_cap", "deduction_cap")  # fmt: skip
_OF_BASIS = ("derivation", "part", "whole", "per")
_OF_CATEGORY = ("lines", "spread", "cut", "points")


def schema_of(table: str) -> pa.Schema:
    """Return the columns of one of ``TABLES``."""
    import pyarrow as pa

    types = {_TEXT: pa.string(), _WHOLE: pa.int64(), _DAY: pa.date32()}
    return pa.schema([(name, types[kind]) for name, kind in _COLUMNS[table].items()])


def to_tables(statements: Iterable[Statement], findings: Iterable[Finding]) -> dict[str, pa.Table]:
    """Return statements and a month's findings as tables.

    Parameters
    ----------
    statements : iterable of Statement
    findings : iterable of Finding
        Of the whole month; those that statements hold are not written twice.
    """
    import pyarrow as pa

    every = list(statements)
    rows: dict[str, list[Row]] = {
        "statements": [_statement_row(each) for each in every],
        "statement_lines": [_line_row(each.manager_id, line) for each in every for line in each.lines],
        "statement_events": [
            {"manager_id": each.manager_id, **{name: getattr(event, name) for name in _OF_EVENT}}
            for each in every
            for event in each.events
        ],
        "statement_findings": _finding_rows(every, findings),
    }
    return {name: pa.Table.from_pylist(rows[name], schema=schema_of(name)) for name in TABLES}


def from_tables(
    tables: Mapping[str, pa.Table], policy: PointsPolicy, run: str | None = None
) -> list[Statement]:
    """Return the statements that tables hold, as `to_tables` wrote them.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        Every one of ``TABLES``.
    policy : PointsPolicy
        The one they were settled with.
    run : str, optional
        The run that holds them.
    """
    lines, events, findings = (_by_manager(tables[name]) for name in TABLES[1:])
    return [
        _statement(
            row,
            policy,
            run,
            [_line(each, policy) for each in lines.get(row["manager_id"], ())],
            [_event(each, policy) for each in events.get(row["manager_id"], ())],
            [_finding(each) for each in findings.get(row["manager_id"], ())],
        )
        for row in tables["statements"].to_pylist()
    ]


def findings_in(table: pa.Table) -> list[Finding]:
    """Return what the table ``statement_findings`` holds."""
    return [_finding(row) for row in table.to_pylist()]


def _statement_row(each: Statement) -> Row:
    team = each.team
    return {
        **{name: getattr(each, name) for name in _OF_STATEMENT},
        "total": each.closed_total,
        "coefficient": None if each.closed_total is None else each.pay.coefficient(each.closed_total),
        "team_own": team and team.own,
        "team_members": team and team.members,
        "team_counted": team and team.counted,
        "team_points": team and team.points,
        "categories": json.dumps(
            {one.id: {name: getattr(one, name) for name in _OF_CATEGORY} for one in each.categories},
            separators=(",", ":"),
        ),
    }


def _line_row(manager_id: str, line: Line) -> Row:
    row = {"manager_id": manager_id, **{name: getattr(line, name) for name in _OF_LINE}}
    return row if line.basis is None else row | {name: getattr(line.basis, name) for name in _OF_BASIS}


def _finding_rows(statements: Sequence[Statement], findings: Iterable[Finding]) -> list[Row]:
    of_statements = [finding for each in statements for finding in each.findings]
    others = [finding for finding in findings if finding not in of_statements]
    return [
        {
            "manager_id": each.manager_id,
            "kind": each.kind,
            "outcome": each.outcome,
            "places": json.dumps(dict(each.places), default=_plain, ensure_ascii=False, sort_keys=True),
        }
        for each in (*of_statements, *others)
    ]


def _plain(value: object) -> Any:
    if isinstance(value, Title):
        return value.model_dump()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a finding names {value!r}")


def _by_manager(table: pa.Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        found[row["manager_id"]].append(row)
    return found


def _statement(
    row: Row,
    policy: PointsPolicy,
    run: str | None,
    lines: Sequence[Line],
    events: Sequence[EventLine],
    findings: Sequence[Finding],
) -> Statement:
    role, categories = policy.role(row["role"]), json.loads(row["categories"])
    team = None
    if row["team_own"] is not None:
        counts = {each: row[f"team_{each}"] for each in ("own", "members", "counted", "points")}
        team = TeamShare(**counts, of_all=policy.of_all(row["role"]))
    return Statement(
        **{name: row[name] for name in _OF_STATEMENT},
        month=policy.month,
        policy=policy.id,
        run=run,
        role_title=role.title,
        categories=tuple(
            CategoryLine(each.id, each.title, each.weight, **categories[each.id]) for each in role.categories
        ),
        lines=tuple(lines),
        events=tuple(events),
        bounds=(policy.lowest, policy.highest),
        team=team,
        closed_total=row["total"],
        pay=policy.pay,
        findings=tuple(findings),
    )


def _line(row: Row, policy: PointsPolicy) -> Line:
    indicator = policy.indicator(row["indicator"])
    basis = None if row["part"] is None else Basis(**{name: row[name] for name in _OF_BASIS})
    return Line(
        **{name: row[name] for name in _OF_LINE}, title=indicator.title, kind=indicator.kind, basis=basis
    )


def _event(row: Row, policy: PointsPolicy) -> EventLine:
    return EventLine(**{name: row[name] for name in _OF_EVENT}, title=policy.item(row["item"]).title)


def _finding(row: Row) -> Finding:
    places = json.loads(row["places"])
    return Finding(
        row["kind"],
        {name: Title(**each) if isinstance(each, dict) else each for name, each in places.items()},
    )
