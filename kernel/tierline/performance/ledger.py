"""The ledger of a month: every manager's statement, settled in one compiled run a role (LY-12..LY-16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tierline.performance.actuals import kernel_input
from tierline.performance.effects import reached
from tierline.performance.events import cut_by_cap
from tierline.performance.findings import Finding
from tierline.performance.mix import mixed, team_of, unrounded
from tierline.performance.statement import (
    ABSENT,
    HELD,
    MILLIONTHS,
    SETTLED,
    Basis,
    CategoryLine,
    EventLine,
    Line,
    Statement,
    TeamShare,
)

if TYPE_CHECKING:
    from tierline.performance.actuals import Gathered
    from tierline.performance.points import Statements
    from tierline.performance.policy_resolved import Category, PointsPolicy, Role

Row = Mapping[str, Any]
STATES = (SETTLED, HELD, ABSENT)  # by the kernel's codes


@dataclass(frozen=True)
class _Rows:
    """A month's rows by whom they are of."""

    figures: Mapping[str, Sequence[Row]]
    events: Mapping[str, Sequence[Row]]
    findings: Mapping[str | None, Sequence[Finding]]
    managers: Mapping[str, Row]


def settle(gathered: Gathered, policy: PointsPolicy, managers: Iterable[Row]) -> list[Statement]:
    """Return the statement of every manager whose role has points.

    Parameters
    ----------
    gathered : Gathered
        From `actuals.gather`.
    policy : PointsPolicy
        As it stands in the month.
    managers : iterable of mapping
        The month's table of managers: manager_id, role and, where it has them, name, team_id, area_id.

    Returns
    -------
    list of Statement
        In the order of the manager numbers.

    Notes
    -----
    Exact integers; rounded once, half up, at the end. What is missing or wrong for one manager leaves
    every other statement as it is, but for the mean of a team that the manager belongs to. Source:
    rulebook LY-12..LY-16, FZ-4; Readings, Points.
    """
    people = list(managers)
    rows = _Rows(
        _by(gathered.figures.to_pylist(), "manager_id"),
        _by(gathered.events.to_pylist(), "manager_id"),
        _findings(gathered.findings),
        {row["manager_id"]: row for row in people},
    )
    found: dict[str, Statement] = {}
    for role in policy.roles:
        if gathered.managers(role.id):
            found |= {each.manager_id: each for each in _of_role(gathered, policy, role, rows)}
    mixed_in = [_with_team(each, found, policy, people) for each in found.values()]
    return sorted(mixed_in, key=lambda each: each.manager_id)


def _by(rows: Iterable[dict[str, Any]], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _findings(findings: Iterable[Finding]) -> dict[str | None, list[Finding]]:
    found: dict[str | None, list[Finding]] = defaultdict(list)
    for each in findings:
        found[each.manager_id].append(each)
    return found


def _of_role(gathered: Gathered, policy: PointsPolicy, role: Role, rows: _Rows) -> list[Statement]:
    from tierline.performance.points import points

    names = gathered.managers(role.id)
    figures, events = kernel_input(gathered, policy, role.id)
    settled = points(figures, events, policy.scheme(role.id), len(names), 1, lines=True)
    return [_statement(name, at, settled, policy, role, rows) for at, name in enumerate(names)]


def _statement(
    name: str, at: int, settled: Statements, policy: PointsPolicy, role: Role, rows: _Rows
) -> Statement:
    person, state = rows.managers[name], STATES[int(settled.state[at])]
    is_settled = state == SETTLED
    lines = tuple(
        _line(row, policy, role, int(points))
        for row, points in zip(rows.figures[name], settled.lines[at], strict=True)
    )
    made = [int(points) if is_settled else None for points in settled.categories[at]]
    base, bonus, deduction, total = (
        int(column[at]) if is_settled else None
        for column in (settled.base, settled.bonus, settled.deduction, settled.total)
    )
    basis = (
        base if policy.cap_basis == "attained" else sum(each.weight for each in role.categories) * MILLIONTHS
    )
    caps = [None if basis is None else _share(basis, cap) for cap in (policy.bonus_cap, policy.deduction_cap)]
    return Statement(
        month=policy.month,
        policy=policy.id,
        run=None,
        manager_id=name,
        role=role.id,
        role_title=role.title,
        name=person.get("name"),
        team_id=person.get("team_id"),
        area_id=person.get("area_id"),
        state=state,
        categories=tuple(
            _category(each, points, lines) for each, points in zip(role.categories, made, strict=True)
        ),
        lines=lines,
        events=_events(rows.events.get(name, ()), policy, caps),
        base=base,
        bonus=bonus,
        deduction=deduction,
        bonus_cap=caps[0],
        deduction_cap=caps[1],
        bounds=(policy.lowest, policy.highest),
        team=None,
        closed_total=total,
        pay=policy.pay,
        findings=_findings_of(name, role, rows),
    )


def _findings_of(name: str, role: Role, rows: _Rows) -> tuple[Finding, ...]:
    """Return what is told of a manager; a target that the whole role lacks is the manager's, too."""
    lacking = [
        Finding("no_target", {"manager": name, "indicator": each.places["indicator"]})
        for each in rows.findings.get(None, ())
        if each.kind == "no_targets" and each.places["role"] == role.title
    ]
    return (*lacking, *rows.findings.get(name, ()))


def _share(basis: int, basis_points: int) -> int:
    """Return a share of millionths, rounded half up, as the kernel takes it."""
    return (2 * basis * basis_points + 10_000) // 20_000


def _line(row: Row, policy: PointsPolicy, role: Role, points: int) -> Line:
    indicator = policy.indicator(row["indicator"])
    category = next(each for each in role.categories if indicator.id in each.weights)
    weight = category.weights[indicator.id]
    how = reached(indicator, weight, row["target"], row["actual"])
    derived = row["derivation"] is not None and row["actual"] is not None
    basis = Basis(row["derivation"], row["part"], row["whole"], row["per"]) if derived else None
    return Line(
        indicator=indicator.id,
        category=category.id,
        title=indicator.title,
        unit=indicator.unit,
        kind=indicator.kind,
        weight=weight,
        target=row["target"],
        target_source=row["target_source"],
        actual=row["actual"],
        actual_source=row["actual_source"],
        source=row["source"],
        basis=basis,
        completion=how.completion,
        raw=how.raw,
        points=None if points < 0 else points,
        effect=how.effect,
    )


def _category(category: Category, made: int | None, lines: Iterable[Line]) -> CategoryLine:
    if made is None:
        return CategoryLine(category.id, category.title, category.weight, None, None, None, None)
    own = [line for line in lines if line.category == category.id]
    added = sum(line.points or 0 for line in own)
    share = category.weight * MILLIONTHS
    left = share - sum(line.weight for line in own if line.points is None) * MILLIONTHS
    spread = 0
    if left < share:
        spread = (2 * share * added + left) // (2 * left) - added if left else -added
    return CategoryLine(
        category.id, category.title, category.weight, added, spread, added + spread - made, made
    )


def _events(rows: Sequence[Row], policy: PointsPolicy, caps: Sequence[int | None]) -> tuple[EventLine, ...]:
    """Return a manager's events with what each keeps; rows stand in the order of date and number."""
    kept: dict[str, int] = {}
    for effect, cap in zip(("bonus", "deduction"), caps, strict=True):
        own = [row for row in rows if row["effect"] == effect]
        counted = [row["counted"] * MILLIONTHS for row in own]
        left = counted if cap is None else cut_by_cap(counted, cap)
        kept |= {row["event_id"]: points for row, points in zip(own, left, strict=True)}
    names = ("event_id", "item", "effect", "date", "evidence", "approver", "approved_on", "status")
    return tuple(
        EventLine(
            **{name: row[name] for name in names},
            title=policy.item(row["item"]).title,
            points=row["points"],
            counted=row["counted"],
            kept=kept[row["event_id"]],
        )
        for row in rows
    )


def _with_team(
    own: Statement, every: Mapping[str, Statement], policy: PointsPolicy, people: Sequence[Row]
) -> Statement:
    """Return a statement with the team's part, where its role counts the team (LY-16)."""
    mix = policy.role(own.role).mix
    if mix is None or own.closed_total is None:
        return own
    names = team_of(own.manager_id, people, mix)
    totals = [_unrounded(every[name]) for name in names if name in every and every[name].state == SETTLED]
    places = {"manager": own.manager_id, "counted": len(totals), "members": len(names)}
    findings = own.findings
    if 0 < len(totals) < policy.fewest["mean"]:  # so few that a mean would tell somebody's points (LY-20)
        kind = "small_team_held" if mix.no_team == "hold" else "small_team"
        findings = (*findings, Finding(kind, {**places, "fewest": policy.fewest["mean"]}))
        totals = []
    elif not totals and mix.no_team == "hold":
        findings = (*findings, Finding("no_team", {"manager": own.manager_id}))
    elif totals and len(totals) < len(names):
        findings = (*findings, Finding("team_incomplete", places))
    if not totals and mix.no_team == "hold":
        return replace(own, state=HELD, closed_total=None, findings=findings)
    total = mixed(_unrounded(own), sum(totals), len(totals), mix.own)
    of_all = policy.of_all(own.role)
    team = TeamShare(mix.own, len(names), len(totals), sum(totals), of_all) if totals else None
    return replace(own, closed_total=total, team=team, findings=findings)


def _unrounded(statement: Statement) -> int:
    base, bonus, deduction = statement.base or 0, statement.bonus or 0, statement.deduction or 0
    return unrounded(base, bonus, deduction, *statement.bounds)
