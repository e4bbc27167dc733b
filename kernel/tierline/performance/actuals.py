"""A month's figures put together: targets and actuals of every manager, typed in or derived (LY-12, LY-14).

The tables tell what no other table of the month knows; what the month knows itself is derived. Rows
that cannot be used are told one by one, and the rest goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tierline.performance.approvers import Approvers
from tierline.performance.events import count_events
from tierline.performance.findings import Finding
from tierline.performance.units import UNITS, figure_text, to_smallest

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.performance.approvals import Decision
    from tierline.performance.points import Events, Figures
    from tierline.performance.policy_resolved import PointsIndicator, PointsPolicy

TABLE, POLICY, DERIVED = "table", "policy", "derived"
_MILLIONTHS = 10_000  # of a point, in a hundredth


@dataclass(frozen=True)
class Gathered:
    """What a month's statements are made of.

    Parameters
    ----------
    figures : pyarrow.Table
        One row for each manager whose role has points and each indicator of the role, in the order of
        managers and of ``role.indicator_ids``: manager_id, role, indicator, unit, target and actual
        (int64, smallest units, null where missing), target_source ("table", "policy"), actual_source
        ("table", "derived"), source (what the table of actuals says), derivation, part, whole, per
        (see `derive.derive`).
    events : pyarrow.Table
        See `events.count_events`.
    findings : list of Finding
        Rows that were refused or held, and figures that are missing.
    roles : mapping of str to str
        Managers whose role has points.
    """

    figures: pa.Table
    events: pa.Table
    findings: list[Finding]
    roles: Mapping[str, str]

    def managers(self, role: str) -> tuple[str, ...]:
        """Return the managers of one role, ascending."""
        return tuple(sorted(name for name, of in self.roles.items() if of == role))


def gather(
    policy: PointsPolicy,
    tables: Mapping[str, pa.Table],
    derived: pa.Table,
    decisions: Mapping[str, Decision] | None = None,
    day: date | None = None,
) -> Gathered:
    """Put a month's figures together.

    Parameters
    ----------
    policy : PointsPolicy
        As it stands in the month.
    tables : mapping of str to pyarrow.Table
        "managers", and "targets", "actuals", "point_events", "areas" where there are any.
    derived : pyarrow.Table
        From `derive.derive`.
    decisions : mapping of str to Decision, optional
        See `events.count_events`.
    day : datetime.date, optional
        The day of intake, see `approvers.Approvers`.

    Returns
    -------
    Gathered
    """
    from tierline.tables.registry import empty_table

    def rows(name: str) -> list[dict[str, Any]]:
        return list((tables[name] if name in tables else empty_table(name)).to_pylist())

    approvers = Approvers(rows("managers"), rows("areas"), day)
    every = approvers.roles
    roles = {name: role for name, role in every.items() if role in policy.role_ids}
    findings: list[Finding] = []
    targets = _read("targets", rows("targets"), every, policy, findings)
    actuals = _read("actuals", rows("actuals"), every, policy, findings)
    known = {(row["manager_id"], row["indicator"]): row for row in derived.to_pylist()}
    lines = [
        _line(policy.indicator(indicator), manager, roles[manager], targets, actuals, known)
        for manager in sorted(roles)
        for indicator in policy.role(roles[manager]).indicator_ids
    ]
    findings += _missing(lines, policy)
    came = tables["point_events"] if "point_events" in tables else empty_table("point_events")
    events, wrong = count_events(came, approvers, policy, decisions)
    return Gathered(_table(lines), events, findings + wrong, roles)


def kernel_input(gathered: Gathered, policy: PointsPolicy, role: str) -> tuple[Figures, Events]:
    """Return one role's month as `points.points` takes it.

    Parameters
    ----------
    gathered : Gathered
    policy : PointsPolicy
    role : str

    Returns
    -------
    (Figures, Events)
        Managers are coded by their place in ``gathered.managers(role)``, indicators by theirs in
        ``policy.role(role).indicator_ids``; there is one month, 0.
    """
    import numpy as np

    from tierline.performance.points import NONE, Events, Figures

    managers = {name: code for code, name in enumerate(gathered.managers(role))}
    codes = {name: code for code, name in enumerate(policy.role(role).indicator_ids)}
    own = [row for row in gathered.figures.to_pylist() if row["role"] == role]

    def column(values: list[Any], kind: Any = np.int64) -> Any:
        return np.array([NONE if value is None else value for value in values], kind)

    counted = [
        (managers[row["manager_id"]], row["counted"] * (-1 if row["effect"] == "deduction" else 1))
        for row in gathered.events.to_pylist()
        if row["manager_id"] in managers and row["counted"]
    ]
    return (
        Figures(
            column([managers[row["manager_id"]] for row in own], np.int32),
            np.zeros(len(own), np.int16),
            column([codes[row["indicator"]] for row in own], np.int16),
            column([row["actual"] for row in own]),
            column([row["target"] for row in own]),
        ),
        Events(
            column([manager for manager, _points in counted], np.int32),
            np.zeros(len(counted), np.int16),
            column([points * _MILLIONTHS for _manager, points in counted]),
        ),
    )


Values = dict[tuple[str, str], tuple[int, str | None]]  # (manager, indicator) -> value, what the row says


def _read(
    table: str,
    rows: Sequence[Mapping[str, Any]],
    roles: Mapping[str, str],
    policy: PointsPolicy,
    findings: list[Finding],
) -> Values:
    """Return the usable rows of targets or actuals in smallest units."""
    found: Values = {}
    counts = Counter((row["manager_id"], row["indicator"]) for row in rows)
    for row in rows:
        key, name = (row["manager_id"], row["indicator"]), table.removesuffix("s")
        places = {"table": table, "manager": key[0], "indicator": key[1], "role": roles.get(key[0])}
        fault = _fault(table, row, places, policy) if key[0] in roles else Finding("unknown_manager", places)
        if fault is None and counts[key] > 1:
            fault = Finding("twice", places)
        value = None if fault else to_smallest(row[name], row["unit"])
        if fault is None and value is None:
            fault = Finding("too_fine", {**places, "value": row[name], "unit": row["unit"]})
        if fault is None and value is not None:
            fault = _beyond(value, row, places, policy.indicator(key[1]))
        if fault is not None:
            findings.append(fault)
        elif value is not None:
            found[key] = (value, row.get("source"))
    return found


def _fault(
    table: str, row: Mapping[str, Any], places: Mapping[str, Any], policy: PointsPolicy
) -> Finding | None:
    if places["role"] not in policy.role_ids:
        return Finding("manager_without_points", places)
    known = policy.role(places["role"]).indicator_ids
    if row["indicator"] not in known:
        return Finding("unknown_indicator", {**places, "known": ", ".join(known)})
    indicator = policy.indicator(row["indicator"])
    if table == "actuals" and indicator.derivation is not None:
        return Finding("derived", places)
    if table == "targets" and indicator.target_value is not None:
        return Finding("policy_target", places)
    if row["unit"] not in UNITS or UNITS[row["unit"]].base != indicator.unit:
        return Finding("wrong_unit", {**places, "unit": row["unit"] or "-", "wanted": indicator.unit})
    return None


def _beyond(
    value: int, row: Mapping[str, Any], places: Mapping[str, Any], indicator: PointsIndicator
) -> Finding | None:
    """Return the finding of a figure that is larger than the policy says there can be."""
    if indicator.most is None or value <= indicator.most:
        return None
    most = figure_text(indicator.most, indicator.unit)
    given = figure_text(value, indicator.unit)
    return Finding("beyond_most", {**places, "value": given, "most": most})


def _line(
    indicator: PointsIndicator,
    manager: str,
    role: str,
    targets: Values,
    actuals: Values,
    derived: Mapping[tuple[str, str], Mapping[str, Any]],
) -> dict[str, Any]:
    key = (manager, indicator.id)
    nothing: tuple[int | None, str | None] = (None, None)
    line: dict[str, Any] = {
        "manager_id": manager,
        "role": role,
        "indicator": indicator.id,
        "unit": indicator.unit,
    }
    if indicator.target_value is None:
        line |= {"target": targets.get(key, nothing)[0], "target_source": TABLE}
    else:
        line |= {"target": indicator.target_value, "target_source": POLICY}
    if indicator.derivation is None:
        actual, source = actuals.get(key, nothing)
        return line | {"actual": actual, "actual_source": TABLE, "source": source}
    known = derived.get(key, {})
    line |= {"actual": known.get("actual"), "actual_source": DERIVED, "derivation": indicator.derivation}
    return line | {name: known.get(name) for name in ("part", "whole", "per")}


def _missing(lines: Sequence[Mapping[str, Any]], policy: PointsPolicy) -> list[Finding]:
    """Tell what is missing where that holds a statement; a target that a whole role lacks, once."""
    asked = Counter((line["role"], line["indicator"]) for line in lines)
    lacking = Counter((line["role"], line["indicator"]) for line in lines if line["target"] is None)
    found = [
        Finding("no_targets", {"role": policy.role(role).title, "indicator": indicator})
        for (role, indicator), count in lacking.items()
        if count == asked[role, indicator] and policy.indicator(indicator).no_target == "hold"
    ]
    for line in lines:
        indicator = policy.indicator(line["indicator"])
        places = {"manager": line["manager_id"], "indicator": indicator.id}
        whole_role = lacking[line["role"], indicator.id] == asked[line["role"], indicator.id]
        if line["target"] is None and not whole_role and indicator.no_target == "hold":
            found.append(Finding("no_target", places))
        if line["actual"] is None and indicator.no_actual == "hold":
            found.append(Finding("not_derived" if indicator.derivation else "no_actual", places))
    return found


def _table(lines: Sequence[Mapping[str, Any]]) -> pa.Table:
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    schema = pa.schema(
        [
            ("manager_id", text),
            ("role", text),
            ("indicator", text),
            ("unit", text),
            ("target", whole),
            ("actual", whole),
            ("target_source", text),
            ("actual_source", text),
            ("source", text),
            ("derivation", text),
            ("part", whole),
            ("whole", whole),
            ("per", whole),
        ]
    )
    return pa.Table.from_pylist(list(lines), schema=schema)
