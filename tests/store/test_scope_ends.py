"""A scope ends when the staff table says something else, also in a visit that goes on."""

from __future__ import annotations

import pytest

from tierline.errors import ScopeError
from tierline.store import audit
from tierline.store.closed import ClosedMonth
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, remove_person


@pytest.mark.parametrize("door", ["load", "joined", "moves", "summary", "account", "record_export"])
@pytest.mark.parametrize("change", ["removed", "another manager", "another role"])
def test_a_scope_ends_when_the_staff_table_changes(
    closed: ClosedMonth, me: str, door: str, change: str
) -> None:
    scope = scope_for(closed.workspace, "m1")
    more = {"account": ("A",), "record_export": ("moves", ["account_id"], 1)}.get(door, ())
    ask = getattr(closed, door)
    ask(scope, *more)
    role, number = ("assistant", "M1") if change == "another role" else ("account_manager", "M2")
    if change == "removed":
        remove_person(closed.workspace, "m1", by=me, reason="left")
    else:
        changed = Person(login="m1", name="m1", role=role, manager_id=number)
        add_person(closed.workspace, changed, by=me, reason="test")
    recorded = len(audit.audit_trail(closed.workspace))
    with pytest.raises(ScopeError, match="no longer lets 'm1' in"):
        ask(scope, *more)
    assert len(audit.audit_trail(closed.workspace)) == recorded


def test_a_scope_outlives_a_change_that_opens_and_closes_nothing(closed: ClosedMonth, me: str) -> None:
    scope = scope_for(closed.workspace, "m1")
    add_person(
        closed.workspace,
        Person(
            login="m1", name="Married", role="account_manager", manager_id="M1", team_id="T1", area_id="N"
        ),
        by=me,
        reason="new name",
    )
    assert closed.load(scope)["account_id"].to_pylist() == list("AB")
