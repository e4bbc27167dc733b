"""The statement as text: what it shows adds up by eye, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

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


@pytest.mark.parametrize(
    ("role", "of", "english", "chinese"),
    [
        ("assistant", "team", "the team's mean, its part", "团队平均分占比"),
        (
            "product_manager",
            "all",
            "the mean of all of the role Account manager, its part",
            "全部客户经理（不限团队）平均分占比",
        ),
    ],
)
def test_whose_mean_counts_is_said(role: str, of: str, english: str, chinese: str) -> None:
    """LY-16: an assistant counts the own team, a product manager all account managers."""
    people = [
        Person("M1", actuals={"exam": 50}),
        Person("M2", actuals={"exam": 70}),
        Person("H1", role, team="T1" if role == "assistant" else "T9"),
    ]
    own = settled(people)["H1"]
    assert own.team is not None
    assert (own.team.counted, own.to_dict()["team"]["of"]) == (2, of)
    assert english in own.render("en")
    assert chinese in own.render("zh")
