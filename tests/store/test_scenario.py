"""Scenarios in the records, on SQLite: every edit one record, nothing overwritten, approved by another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.store import scenario_checks, scenario_step_checks
from tierline.store.scenario_state import Record, fold
from tierline.store.scenario_values import pack, unpack

policy = scenario_checks.policy
figures = st.one_of(
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(),
    st.none(),
)
nested = st.recursive(
    figures, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=8
)


class TestScenariosOnSqlite(scenario_checks.ScenarioChecks):
    pass


class TestStepsOnSqlite(scenario_step_checks.StepChecks):
    pass


@given(st.dictionaries(st.text(), nested))
def test_values_are_kept_to_the_digit(values: dict[str, Any]) -> None:
    found = unpack(pack(values))
    assert found == values
    assert _kinds(found) == _kinds(values)


def _kinds(value: Any) -> Any:
    """Return the kinds of a value's parts: 1, 1.0 and true are equal, but not the same."""
    if isinstance(value, dict):
        return {name: _kinds(each) for name, each in value.items()}
    return [_kinds(each) for each in value] if isinstance(value, list) else type(value)


PATHS = ("a", "b", "c")
acts = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.dictionaries(st.sampled_from(PATHS), st.integers(1, 5), min_size=1)),
        st.tuples(st.just("reset"), st.sampled_from(PATHS)),
        st.tuples(st.sampled_from(["undo", "redo"]), st.none()),
    ),
    max_size=25,
)


@given(acts)
def test_undo_and_redo_walk_along_the_states(wanted: list[tuple[str, Any]]) -> None:
    """Against the plainest reference: a list of whole states and a place in it."""
    states: list[dict[str, int]] = [{}]
    place = 0
    first = {"policy": "p", "month": "m", "policy_sha256": "s", "title": "", "origin": "", "changes": {}}
    records = [Record("id", 1, "t", "who", "create", "", {}, first)]

    def add(kind: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        records.append(Record("id", len(records) + 1, "t", "who", kind, "", before, after))

    for kind, what in wanted:
        held = fold(records)
        if kind in ("change", "reset"):
            patch = what if kind == "change" else {what: None}
            add("change", {path: states[place].get(path) for path in patch}, patch)
            after = {path: value for path, value in {**states[place], **patch}.items() if value is not None}
            states = [*states[: place + 1], after]
            place += 1
        elif kind == "undo" and held.undoable:
            add("undo", dict(held.undoable[-1].after), dict(held.undoable[-1].before))
            place -= 1
        elif kind == "redo" and held.redoable:
            add("redo", dict(held.redoable[-1].before), dict(held.redoable[-1].after))
            place += 1
        else:
            assert (place == 0) if kind == "undo" else (place == len(states) - 1)
        found = fold(records)
        assert {change.path: change.value for change in found.changes} == states[place]
        assert (len(found.undoable), len(found.redoable)) == (place, len(states) - 1 - place)
    assert Decimal(len(records)) == fold(records).number
