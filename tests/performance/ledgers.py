"""Small ledgers for tests: people who reach every target, but for what a test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from tests.performance.facts_at_hand import POLICY
from tierline.performance.actuals import Gathered, gather
from tierline.performance.derive import derived_schema
from tierline.performance.ledger import settle
from tierline.performance.policy_resolved import PointsPolicy
from tierline.performance.statement import Statement
from tierline.performance.units import in_unit, to_smallest
from tierline.tables.registry import arrow_schema

NONE = "none"  # a figure that is missing
ASKED = {"yuan": Decimal(1000), "count": Decimal(20), "percent": Decimal(95), "mark": Decimal(100)}
Figures = Mapping[str, Any]  # indicator -> figure in its unit, or NONE


class Person:
    """One member of staff: what is asked and reached, where it is not all of the usual target."""

    def __init__(
        self,
        manager_id: str = "M1",
        role: str = "account_manager",
        targets: Figures | None = None,
        actuals: Figures | None = None,
        events: Sequence[Mapping[str, Any]] = (),
        team: str | None = "T1",
    ) -> None:
        self.manager_id, self.role, self.team = manager_id, role, team
        self.targets, self.actuals, self.events = dict(targets or {}), dict(actuals or {}), list(events)


def gathered(people: Sequence[Person], policy: PointsPolicy = POLICY) -> Gathered:
    rows: dict[str, list[dict[str, Any]]] = {"targets": [], "actuals": [], "point_events": []}
    derived = []
    for person in people:
        for name in policy.role(person.role).indicator_ids:
            indicator = policy.indicator(name)
            who = {"manager_id": person.manager_id, "indicator": name, "unit": indicator.unit}
            if indicator.target_value is None:
                target = person.targets.get(name, ASKED[indicator.unit])
                if target != NONE:
                    rows["targets"].append({**who, "target": float(target)})
            else:
                target = in_unit(indicator.target_value, indicator.unit)
            actual = person.actuals.get(name, 0 if target == NONE else target)
            if actual == NONE:
                continue
            if indicator.derivation is None:
                rows["actuals"].append({**who, "actual": float(actual), "source": "report"})
            else:
                counts = {"part": 0, "whole": 1, "per": 1, "derivation": indicator.derivation}
                smallest = to_smallest(Decimal(str(actual)), indicator.unit)
                derived.append({**who, **counts, "actual": smallest, "source": "derived"})
        rows["point_events"] += [_event(person, each) for each in person.events]
    staff = [{"manager_id": p.manager_id, "role": p.role, "team_id": p.team} for p in people]
    tables = {
        name: pa.Table.from_pylist(some, schema=arrow_schema(name))
        for name, some in {"managers": [*staff, {"manager_id": "L1", "role": "supervisor"}], **rows}.items()
    }
    return gather(policy, tables, pa.Table.from_pylist(derived, schema=derived_schema()))


def _event(person: Person, given: Mapping[str, Any]) -> dict[str, Any]:
    usual = {
        "manager_id": person.manager_id,
        "evidence": "paper",
        "approver": "L1",
        "date": date(2026, 10, 5),
    }
    named = {**usual, **given}
    return {"approved_on": named["date"] if named["approver"] else None, **named}


def settled(people: Sequence[Person], policy: PointsPolicy = POLICY) -> dict[str, Statement]:
    staff = [
        {"manager_id": each.manager_id, "role": each.role, "team_id": each.team, "name": each.manager_id}
        for each in people
    ]
    return {each.manager_id: each for each in settle(gathered(people, policy), policy, staff)}


def one(policy: PointsPolicy = POLICY, **more: Any) -> Statement:
    return settled([Person(**more)], policy)["M1"]
