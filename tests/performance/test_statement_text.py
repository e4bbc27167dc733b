"""The statement as text: what it shows adds up by eye, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.performance.ledgers import Person, settled


def test_a_deduction_counts_as_what_it_takes_and_headings_are_in_the_readers_language() -> None:
    events = [
        {"event_id": "E1", "item": "justified_complaint", "date": date(2026, 10, 5)},
        {"event_id": "E2", "item": "new_service_promotion", "date": date(2026, 10, 6)},
        {"event_id": "E3", "item": "justified_complaint", "date": date(2026, 10, 7), "approver": None},
    ]
    statement = settled([Person("M1", events=events)])["M1"]
    rows = {
        line.split()[0]: line.split()
        for line in statement.render("en").splitlines()
        if line[:2] in ("E1", "E2", "E3")
    }
    numbers = {name: [cell for cell in row if cell.lstrip("-").replace(".", "").isdigit()]
               for name, row in rows.items()}  # fmt: skip
    assert numbers == {
        "E1": ["-2.00", "0.00", "-2.00"],
        "E2": ["2.00", "0.00", "2.00"],
        "E3": ["-2.00", "0.00", "0.00"],
    }
    shown = replace(statement, findings=()).render("zh")
    assert not any("points" in line.split() for line in shown.splitlines())
