"""Bonus and deduction events of a month: which count, and for how many points (LY-12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tierline.performance.approvals import APPROVED, REFUSED, Decision, mark_of
from tierline.performance.facts import first_day
from tierline.performance.findings import Finding
from tierline.policy.dated import last_day

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.performance.approvers import Approvers
    from tierline.performance.policy_resolved import Item, PointsPolicy

COUNTED, PENDING = "counted", "pending"


def count_events(
    events: pa.Table,
    approvers: Approvers,
    policy: PointsPolicy,
    decisions: Mapping[str, Decision] | None = None,
) -> tuple[pa.Table, list[Finding]]:
    """Return the events that belong to the month, with the points each gives and those that count.

    Parameters
    ----------
    events : pyarrow.Table
        The month's table ``point_events``; the order of its rows does not matter.
    approvers : Approvers
        The month's staff.
    policy : PointsPolicy
    decisions : mapping of str to Decision, optional
        What was decided on record about events that came without a sound approval, by their numbers.

    Returns
    -------
    (pyarrow.Table, list of Finding)
        event_id, manager_id, item, effect, date, evidence, approver, approved_on, points and counted
        (int64, hundredths, above 0 also of a deduction), status ("counted", "pending" or
        "refused"); by manager, date and number. An item's cap cuts from the event that goes beyond it.
    """
    import pyarrow as pa

    findings: list[Finding] = []
    taken = []
    for came in sorted(events.to_pylist(), key=lambda row: (row["manager_id"], row["date"], row["event_id"])):
        row, fault = _decided(came, _fault(came, approvers, policy), decisions or {})
        if fault is not None:
            findings.append(fault)
        if fault is None or fault.outcome == "held":
            status = COUNTED if fault is None else REFUSED if fault.kind == "turned_down" else PENDING
            taken.append({**row, "status": status})
    findings += _alike(row for row in taken if row["status"] != REFUSED)
    left: dict[tuple[str, str], int] = {}
    for row in taken:
        item = policy.item(row["item"])
        key = (row["manager_id"], item.id)
        row |= {"effect": item.effect, "points": item.points, "counted": 0}
        if row["status"] == COUNTED:
            row["counted"] = min(item.points, left.get(key, item.cap))
            left[key] = left.get(key, item.cap) - row["counted"]
    return pa.Table.from_pylist(taken, schema=events_schema()), findings


def events_schema() -> pa.Schema:
    """Return the columns of counted events."""
    import pyarrow as pa

    texts = ("event_id", "manager_id", "item", "effect")
    return pa.schema(
        [
            *((name, pa.string()) for name in texts),
            ("date", pa.date32()),
            ("evidence", pa.string()),
            ("approver", pa.string()),
            ("approved_on", pa.date32()),
            ("points", pa.int64()),
            ("counted", pa.int64()),
            ("status", pa.string()),
        ]
    )


def cut_by_cap(counted: Sequence[int], cap: int) -> list[int]:
    """Return what each event keeps when all of one effect may come to ``cap`` at most.

    Parameters
    ----------
    counted : sequence of int
        Points of a manager's events of one effect, in their order.
    cap : int
        In the same unit.

    Returns
    -------
    list of int
        The first events keep theirs; the one that goes beyond the cap is cut, those after it give nothing.
    """
    kept, left = [], cap
    for points in counted:
        kept.append(min(points, left))
        left -= kept[-1]
    return kept


def sums_by_manager(events: pa.Table) -> dict[str, tuple[int, int]]:
    """Return (bonus, deduction) in hundredths by manager, before the statement's caps."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    columns: Iterable[tuple[str, str, int]] = zip(
        events["manager_id"].to_pylist(),
        events["effect"].to_pylist(),
        events["counted"].to_pylist(),
        strict=True,
    )
    for manager, effect, points in columns:
        found[manager][effect == "deduction"] += points
    return {manager: (bonus, deduction) for manager, (bonus, deduction) in found.items()}


def _alike(rows: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Name events of one manager, item and day that rest on the same evidence: perhaps one, entered twice.

    They count all the same: one report may tell of two complaints, and only a person can tell.
    """
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in rows:
        key = (row["manager_id"], row["item"], row["date"], " ".join(row["evidence"].split()))
        groups[key].append(row["event_id"])
    for (manager, item, day, evidence), events in groups.items():
        if len(events) > 1:
            places = {"manager": manager, "item": item, "date": str(day), "evidence": evidence}
            yield Finding("same_evidence", {**places, "events": ", ".join(events)})


def _decided(
    row: Mapping[str, Any], fault: Finding | None, decisions: Mapping[str, Decision]
) -> tuple[Mapping[str, Any], Finding | None]:
    """Return the row and its fault after what was decided on record about this wording of it."""
    made = decisions.get(row["event_id"])
    if fault is None or fault.outcome != "held" or made is None or made.mark != mark_of(row):
        return row, fault
    row = {**row, "approver": made.by, "approved_on": date.fromisoformat(made.on) if made.on else None}
    if made.state == APPROVED:
        return row, None
    places = {"event": made.event, "manager": row["manager_id"], "by": made.by, "on": made.on}
    return row, Finding("turned_down", {**places, "reason": made.reason})


def _fault(row: Mapping[str, Any], approvers: Approvers, policy: PointsPolicy) -> Finding | None:
    manager, role = row["manager_id"], approvers.roles.get(row["manager_id"])
    places = {"table": "point_events", "event": row["event_id"], "manager": manager, "role": role}
    if manager not in approvers.roles:
        return Finding("unknown_manager", places)
    if role not in policy.role_ids:
        return Finding("manager_without_points", places)
    known = [item.id for item in policy.items]
    if row["item"] not in known:
        return Finding("unknown_item", {**places, "item": row["item"], "known": ", ".join(known)})
    fault = _unproven(row, policy.item(row["item"]), places, policy)
    lacking = approvers.lack(row) if fault is None else None
    return fault if lacking is None else Finding(lacking[0], {**places, **lacking[1]})


def _unproven(
    row: Mapping[str, Any], item: Item, places: Mapping[str, Any], policy: PointsPolicy
) -> Finding | None:
    """Return what an event of a known item and manager is refused for."""
    first, last = first_day(policy.month), last_day(policy.month)
    inside = first <= row["date"] <= last or policy.period != "month"
    rules: tuple[tuple[bool, str, dict[str, Any]], ...] = (
        (places["role"] in item.roles, "item_not_of_role", {"item": item.title}),
        (inside, "outside_month", {"date": row["date"], "month": policy.month}),
        (bool((row["evidence"] or "").strip()), "no_evidence", {"evidence": item.evidence}),
    )
    return next((Finding(kind, {**places, **more}) for sound, kind, more in rules if not sound), None)
