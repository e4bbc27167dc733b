"""Changed weights, caps, bands and targets tried on a month: who gains, who loses (LY-12)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.performance.facts_at_hand import POLICY
from tests.performance.ledgers import Person, gathered, settled
from tierline.errors import BadInputError
from tierline.performance.facts import TableFacts
from tierline.performance.policy_changes import with_changes
from tierline.performance.simulate_points import PointsSimulation, compare, simulate_points
from tierline.tables.registry import arrow_schema

TWO_BONUSES = [
    {"event_id": f"E{number}", "item": item, "date": date(2026, 10, number)}
    for number, item in enumerate(("media_coverage", "media_coverage", "new_service_promotion"), 1)
]


def changed(people: list[Person], **changes: Any) -> PointsSimulation:
    after = with_changes(POLICY, {name.replace("__", "."): value for name, value in changes.items()})
    return compare(POLICY, after, list(settled(people).values()), list(settled(people, after).values()))


def test_weights_move_points_to_whoever_is_good_at_what_gained_weight() -> None:
    people = [
        Person("M1", actuals={"ict_revenue": 0}),
        Person("M2", actuals={"mas_arrivals": 0}),
        Person("M3"),
    ]
    found = changed(
        people,
        account_manager__ict__weights__ict_revenue=20.0,
        account_manager__ict__weights__mas_arrivals=15.0,
    )
    assert [(each.manager_id, each.gain) for each in found.changes] == [("M1", 500), ("M3", 0), ("M2", -500)]
    assert [each.manager_id for each in found.gaining] == ["M1"]
    assert [each.manager_id for each in found.losing] == ["M2"]
    assert found.changes[0].parts == {"ict": 5_000_000}
    assert sum(found.matrix.values()) == 3


def test_a_lower_cap_cuts_bonuses_and_a_band_moves() -> None:
    people = [Person("M1", actuals={"exam": 0}, events=TWO_BONUSES), Person("M2")]
    found = changed(people, caps__bonus=2.0)
    by_name = {each.manager_id: each for each in found.changes}
    assert (by_name["M1"].before, by_name["M1"].after) == (10_300, 9_900)
    assert by_name["M1"].parts == {"bonus": -4_000_000}
    assert by_name["M1"].bands == (5, 4)
    assert found.matrix == {(5, 4): 1, (5, 5): 1}


def test_a_held_statement_stays_in_sight() -> None:
    found = changed([Person("M1", actuals={"exam": "none"})], defaults__no_actual="nothing")
    (only,) = found.changes
    assert (only.before, only.after, only.gain, only.bands) == (None, 9_700, 0, (None, 4))
    assert json.loads(json.dumps(found.to_dict()))["matrix"] == [{"before": None, "after": 4, "managers": 1}]


def test_the_team_moves_its_assistant_along() -> None:
    found = changed(
        [
            *(Person(name, actuals={"ict_revenue": 0}) for name in ("M1", "M2", "M3")),
            Person("H1", "assistant"),
        ],
        account_manager__ict__weights__ict_revenue=20.0,
        account_manager__ict__weights__mas_arrivals=15.0,
    )
    gains = {each.manager_id: (each.gain, dict(each.parts)) for each in found.changes}
    own = dict.fromkeys(("M1", "M2", "M3"), (500, {"ict": 5_000_000}))
    assert gains == {**own, "H1": (250, {"team": 2_500_000})}


def test_targets_of_the_table_are_scaled_by_a_factor() -> None:
    facts = month([Person("M1"), Person("M2", targets={"visits_done": 10}, actuals={"visits_done": 20})])
    found = simulate_points(facts, OPEN, {"targets.visits_done": 1.25})
    assert {each.manager_id: each.gain for each in found.changes} == {"M1": -160, "M2": 0}  # 8 x 20/25 = 6.40
    with pytest.raises(BadInputError, match="visits_done"):
        simulate_points(facts, OPEN, {"targets.exam": 1.25})
    for factor in (0, -1, "more", True, 101):
        with pytest.raises(BadInputError, match="no factor"):
            simulate_points(facts, OPEN, {"targets.visits_done": factor})


def test_a_change_that_breaks_a_bound_is_refused_by_its_rule() -> None:
    facts = month([Person("M1")])
    with pytest.raises(BadInputError, match="LY-12"):
        simulate_points(facts, OPEN, {"caps.bonus": 12.0})
    with pytest.raises(BadInputError, match="no parameter"):
        simulate_points(facts, OPEN, {"good.mood": 1})


def test_nothing_changed_changes_nothing() -> None:
    found = simulate_points(month([Person("M1"), Person("M2", actuals={"exam": 70})]), OPEN, {})
    assert [each.gain for each in found.changes] == [0, 0]
    assert all(before == after for before, after in found.matrix)


OPEN = with_changes(POLICY, {"defaults.no_actual": "nothing", "retention.no_actual": "nothing"})


def month(people: list[Person]) -> TableFacts:
    """Return the facts of people without customers: what is derived is missing, and gives nothing."""
    import pyarrow as pa

    figures = gathered(people).figures.to_pylist()
    asked = [row for row in figures if row["target_source"] == "table" and row["target"] is not None]
    given = [row for row in figures if row["actual_source"] == "table" and row["actual"] is not None]

    def rows(name: str, some: list[dict[str, Any]]) -> pa.Table:
        scales = {"yuan": 100, "percent": 100, "mark": 100, "count": 1}
        taken = [
            {
                "manager_id": row["manager_id"],
                "indicator": row["indicator"],
                "unit": row["unit"],
                name: row[name] / scales[row["unit"]],
                "source": "report",
            }
            for row in some
        ]
        return pa.Table.from_pylist(taken, schema=arrow_schema(f"{name}s"))

    staff = [{"manager_id": each.manager_id, "role": each.role, "team_id": each.team} for each in people]
    tables = {
        "managers": pa.Table.from_pylist(staff, schema=arrow_schema("managers")),
        "targets": rows("target", asked),
        "actuals": rows("actual", given),
        "accounts": pa.Table.from_pylist([], schema=arrow_schema("accounts")),
        "results": pa.table({"tier": pa.array([], pa.string())}),
    }
    return TableFacts("2026-10", tables)
