"""An account in other hands is not gone, and no more is said of it than that."""

from __future__ import annotations

from tests.store import by_hand
from tierline.store import audit
from tierline.store.closed import ClosedMonth
from tierline.store.scope import scope_for


def test_accounts_in_other_hands_are_counted(closed: ClosedMonth) -> None:
    held = {**by_hand.HELD, "A": ("M3", "N"), "C": ("M1", "N1")}  # M1 hands A on, takes C and loses B
    held.pop("B")
    later = by_hand.close(closed.workspace, "2026-11", rows=by_hand.accounts(held), previous=closed)
    counts = {name: later.handed_on(scope_for(closed.workspace, name)) for name in ("m1", "m2", "m3", "m9")}
    assert counts == {"m1": 1, "m2": 1, "m3": 0, "m9": 1}
    assert later.handed_on(scope_for(closed.workspace)) == 0
    assert closed.handed_on(scope_for(closed.workspace, "m1")) == 0
    entry = audit.audit_trail(closed.workspace, who="m1")[0]
    assert (entry.action, entry.subject, entry.rows, entry.columns) == ("look", "handed on", 1, "[]")
