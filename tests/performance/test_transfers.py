"""Transfers that contradict each other or the accounts count for nothing, and are told (LY-14)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.performance.facts_at_hand import actuals, facts
from tierline.performance.holdings import transfer_faults


@pytest.mark.parametrize(
    ("moves", "kind", "words", "told"),
    [
        ([("a", "M1", "M3", date(2026, 10, 5))], "transfer_astray", "do not lead to M2", "M1 M2 M3"),
        ([("a", "M1", "M2", date(2026, 9, 30))], "transfer_outside", "outside 2026-10", "M1 M2"),
        (
            [("a", "M1", "M3", date(2026, 10, 5)), ("a", "M1", "M2", date(2026, 10, 9))],
            "transfer_astray",
            "2026-10-05 M1 → M3; 2026-10-09 M1 → M2",
            "M1 M2 M3",
        ),
        ([("gone", "M1", "M2", date(2026, 10, 5))], "transfer_unknown", "gone is not among", "M1 M2"),
        ([("free", "M1", "M2", date(2026, 10, 5))], "transfer_unheld", "nobody holds free", "M1 M2"),
    ],
)
def test_transfers_that_contradict_the_accounts_count_for_nothing_and_are_told(
    moves: list[tuple[str, str, str, date]], kind: str, words: str, told: str
) -> None:
    """To everybody whom they name, the holder among them."""
    held = {"account_id": "a", "manager_id": "M2", "ict_revenue": 1.0}
    month = facts([held, {"account_id": "free", "manager_id": None}], moves)
    assert actuals(month, "ict_revenue") == {"M2": 100}
    faults = transfer_faults(month)
    assert [each.manager_id for each in faults] == told.split()
    assert {(each.kind, each.outcome) for each in faults} == {(kind, "noted")}
    (said,) = {each.message.render("en") for each in faults}
    assert words in said
    assert "移交" in faults[0].message.render("zh")


def test_transfers_that_lead_to_the_holder_are_no_fault() -> None:
    month = facts(
        [{"account_id": "a", "manager_id": "M2", "ict_revenue": 1.0}],
        [("a", "M1", "M3", date(2026, 10, 5)), ("a", "M3", "M2", date(2026, 10, 9))],
    )
    assert transfer_faults(month) == []
