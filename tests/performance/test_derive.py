"""Actuals that the month itself knows, worked by hand (LY-12, LY-14, FZ-5, FZ-6, LY-8, SH-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.facts_at_hand import MONTH, POLICY, TableFacts, actuals, facts
from tierline.errors import ScopeError
from tierline.messages import use_language
from tierline.performance.derivations import Derivation, Share, derivations, register
from tierline.performance.derive import derive, derived_schema
from tierline.performance.facts import ClosedFacts, months_before


def owned(count: int, manager: str = "M1", **cells: Any) -> list[dict[str, Any]]:
    return [{"account_id": f"{manager}-{place}", "manager_id": manager, **cells} for place in range(count)]


def test_revenue_is_added_in_fen() -> None:
    """0.1 + 0.2 is 0.30, and nobody's account is nobody's revenue."""
    rows = [
        {"account_id": "a", "manager_id": "M1", "ict_revenue": 0.1},
        {"account_id": "b", "manager_id": "M1", "ict_revenue": 0.2},
        {"account_id": "c", "manager_id": "M2", "ict_revenue": 999_999_999.99},
        {"account_id": "d", "manager_id": None, "ict_revenue": 5.0},
        {"account_id": "e", "manager_id": "M1", "ict_revenue": None},
    ]
    assert actuals(facts(rows), "ict_revenue") == {"M1": 30, "M2": 99_999_999_999}


@pytest.mark.parametrize(
    ("using", "of", "expected"),
    [
        (95, 100, 9500),
        (9499, 10_000, 9499),
        (94_999, 100_000, 9499),
        (19, 20, 9500),
        (2, 3, 6666),
        (0, 7, 0),
        (7, 7, 10_000),
    ],
)
def test_penetration_is_the_share_of_own_accounts_with_an_ict_product(
    using: int, of: int, expected: int
) -> None:
    """LY-12: a share is cut to hundredths of a percent, so 94.999 % has not reached 95 %."""
    rows = owned(using, ict_products=1) + owned(of - using, "M2", ict_products=0)
    month = facts([{**row, "manager_id": "M1"} for row in rows])
    assert actuals(month, "ict_penetration") == {"M1": expected}


def test_what_counts_as_using_ict_is_policy() -> None:
    month = facts(owned(3, ict_products=1) + owned(1, ict_products=2) + owned(1, ict_products=None))
    assert actuals(month, "ict_penetration") == {"M1": 8000}
    assert actuals(month, "ict_penetration", penetration_products=2) == {"M1": 2000}


# -- accounts that change hands within the month: October has 31 days


@pytest.mark.parametrize(
    ("rule", "giver", "receiver"),
    # 15 days are the giver's: 100.00 x 15 / 31 = 48.387..., cut; the receiver has the rest
    [("days", 4838, 5162), ("receiver", 0, 10_000), ("giver", 10_000, 0)],
)
def test_an_account_that_changes_hands_counts_by_the_policys_rule(
    rule: str, giver: int, receiver: int
) -> None:
    """LY-14: the day of the transfer is the receiver's first."""
    rows = [{"account_id": "a", "manager_id": "M2", "ict_revenue": 100.0}, *owned(1, ict_revenue=0.0)]
    rows += owned(1, "M2", ict_revenue=0.0)
    month = facts(rows, [("a", "M1", "M2", date(2026, 10, 16))])
    assert actuals(month, "ict_revenue", transfers=rule) == {"M1": giver, "M2": receiver}


def test_penetration_counts_a_transferred_account_by_days() -> None:
    """M1: 15 of its 31 + 15 account-days are on an account that uses ICT."""
    rows = [{"account_id": "a", "manager_id": "M2", "ict_products": 3}, *owned(1, ict_products=0)]
    month = facts(rows, [("a", "M1", "M2", date(2026, 10, 16))])
    assert actuals(month, "ict_penetration") == {"M1": 10_000 * 15 // 46, "M2": 10_000}
    (row,) = [
        row
        for row in derive(month, POLICY).to_pylist()
        if (row["indicator"], row["manager_id"]) == ("ict_penetration", "M1")
    ]
    assert (row["part"], row["whole"], row["per"], row["source"]) == (15, 46, 31, "derived")
    told = derivations()["ict_penetration"].basis_text(row["part"], row["whole"], row["per"])
    assert told.render("en") == "0.48 of 1.48 own customers use an ICT product"
    with use_language("zh"):
        assert "1.48" in told.render()


def test_there_and_back_again() -> None:
    """Lent on the 11th, back on the 21st: 20 or so days for the holder, the days between for the other."""
    month = facts(
        [{"account_id": "a", "manager_id": "M1", "ict_revenue": 310.0}],
        [("a", "M2", "M1", date(2026, 10, 21)), ("a", "M1", "M2", date(2026, 10, 11))],
    )
    assert actuals(month, "ict_revenue") == {"M1": 21_000, "M2": 10_000}


MANAGERS = st.sampled_from(["M1", "M2", "M3"])


@st.composite
def months(draw: st.DrawFn) -> tuple[TableFacts, dict[str, Fraction], int]:
    """A month with chains of transfers; each manager's revenue in fen exactly, and the accounts' total."""
    rows, moves, exact, total = [], [], defaultdict(Fraction), 0
    for place in range(draw(st.integers(1, 5))):
        fen = draw(st.integers(0, 10**9))
        days = sorted(draw(st.sets(st.integers(2, 31), max_size=3)))
        chain = [draw(MANAGERS) for _ in range(len(days) + 1)]
        for number, day in enumerate(days):
            moves.append((f"a{place}", chain[number], chain[number + 1], date(2026, 10, day)))
        ends = [1, *days, 32]
        for number, manager in enumerate(chain):
            exact[manager] += Fraction(fen * (ends[number + 1] - ends[number]), 31)
        rows.append({"account_id": f"a{place}", "manager_id": chain[-1], "ict_revenue": fen / 100})
        total += fen
    return facts(rows, draw(st.permutations(moves))), dict(exact), total


@given(months())
def test_parts_add_up_to_the_whole_and_stay_within_a_fen_an_account(
    drawn: tuple[TableFacts, dict[str, Fraction], int],
) -> None:
    month, exact, total = drawn
    found = actuals(month, "ict_revenue")
    assert sum(found.values()) == total
    assert set(found) == set(exact)
    for manager, amount in found.items():
        assert abs(amount - exact[manager]) < 20  # one a part: five accounts with up to four parts
    for rule in ("receiver", "giver"):
        assert sum(actuals(month, "ict_revenue", transfers=rule).values()) == total


# -- retention of own mid/high-end customers


def then_and_now(spent: Mapping[str, float], now: Mapping[str, tuple[str, float]]) -> TableFacts:
    base = facts([{"account_id": a, "manager_id": "M1", "monthly_revenue": s} for a, s in spent.items()])
    here = [{"account_id": a, "manager_id": m, "monthly_revenue": s} for a, (m, s) in now.items()]
    return facts(here or owned(1), before={3: base})


@pytest.mark.parametrize(
    ("spent", "now", "kept"),
    [
        (2000.00, 1000.00, True),  # half of what was spent, both ends included
        (2000.00, 999.99, False),
        (1999.99, 0.0, None),  # below the line in the base month: not in the cohort
        (8000.00, 2000.00, True),  # a quarter, but still at the line
        (8000.00, 1999.99, False),
    ],
)
def test_a_customer_is_kept_at_half_its_spend_or_at_the_line(
    spent: float, now: float, kept: bool | None
) -> None:
    """FZ-6."""
    month = then_and_now({"a": spent}, {"a": ("M1", now)})
    assert actuals(month, "retention") == ({} if kept is None else {"M1": 10_000 * kept})


def test_leavers_count_against_the_base_months_manager() -> None:
    month = then_and_now({"a": 3000, "b": 3000, "c": 3000}, {"a": ("M1", 3000), "b": ("M1", 3000)})
    assert actuals(month, "retention") == {"M1": 6666}


def test_a_customer_handed_on_is_left_out_or_the_base_managers_by_policy() -> None:
    month = then_and_now({"a": 3000, "b": 3000}, {"a": ("M2", 3000), "b": ("M1", 0)})
    assert actuals(month, "retention") == {"M1": 0}
    assert actuals(month, "retention", retention_moved="base") == {"M1": 5000}


def test_what_retained_means_is_policy() -> None:
    month = then_and_now({"a": 3000}, {"a": ("M1", 0.0)})
    assert actuals(month, "retention", retention_share=0) == {"M1": 10_000}
    assert actuals(month, "retention", retention_line=3000.01) == {}


def test_without_a_base_month_there_is_no_retention() -> None:
    assert actuals(facts(owned(1, monthly_revenue=5000.0)), "retention") == {}


# -- completeness and freshness of own customers' data


def test_completeness_counts_the_fields_that_the_class_must_have() -> None:
    """LY-8: no billing number or chief representative is asked for in class C, a tax rank of nobody here."""
    full = {"name": "x", "billing_number": "1", "chief_representative": "y", "fax": None, "tax_rank": None}
    rows = [
        {"account_id": "a", "manager_id": "M1", "tier": "A1", **full},
        {"account_id": "c", "manager_id": "M1", "tier": "C", **full, "billing_number": None},
        {"account_id": "x", "manager_id": "M1", "tier": "X"},  # a class that no standard is set for
    ]
    # A: name, billing, chief, fax, manager: 4 of 5 filled; C: name, fax, manager: 2 of 3
    assert actuals(facts(rows), "completeness") == {"M1": 10_000 * 6 // 8}
    assert actuals(facts(rows), "completeness", standards={"A": "A"}) == {"M1": 8000}


@pytest.mark.parametrize(
    ("tier", "updated", "fresh"),
    [
        ("A1", date(2026, 10, 1), True),
        ("A1", date(2026, 9, 30), False),  # 30 September and a month is 30 October
        ("C", date(2026, 7, 31), True),
        ("C", date(2026, 7, 30), False),
        ("C", None, False),
    ],
)
def test_data_are_fresh_within_the_months_of_their_standard(
    tier: str, updated: date | None, fresh: bool
) -> None:
    """SH-1: A and B monthly, C quarterly; same day, cut to the month's end."""
    month = facts([{"account_id": "a", "manager_id": "M1", "tier": tier, "updated_on": updated}])
    assert actuals(month, "freshness") == {"M1": 10_000 * fresh}


@pytest.mark.parametrize(("month", "edge"), [("2026-02", date(2026, 1, 28)), ("2028-02", date(2028, 1, 29))])
def test_a_short_month_ends_what_is_fresh_early(month: str, edge: date) -> None:
    rows = [{"account_id": "a", "manager_id": "M1", "tier": "A1", "updated_on": edge}]
    held = facts(rows)
    assert actuals(TableFacts(month, held.tables, held.classes), "freshness") == {"M1": 10_000}


# -- the seam


def test_a_region_without_a_column_has_no_actual_from_it() -> None:
    assert derive(facts(owned(2)), POLICY).to_pydict()["indicator"] == ["completeness"]


def test_rows_are_ordered_and_have_the_schema() -> None:
    found = derive(facts(owned(2, "M2", ict_revenue=1.0) + owned(1, ict_revenue=2.0)), POLICY)
    assert found.schema.equals(derived_schema())
    names = list(zip(found["manager_id"].to_pylist(), found["indicator"].to_pylist(), strict=True))
    assert names == sorted(names)


def test_two_facts_cannot_share_a_name() -> None:
    other = Derivation("revenue", "yuan", "{part}", (), lambda facts, settings: {"M1": Share(1, 1, 1)})
    with pytest.raises(ValueError, match="revenue"):
        register(other)


@pytest.mark.parametrize(
    ("back", "expected"), [(0, "2026-01"), (1, "2025-12"), (13, "2024-12"), (24, "2024-01")]
)
def test_months_before(back: int, expected: str) -> None:
    assert months_before("2026-01", back) == expected


def test_a_scope_that_is_not_whole_derives_nothing() -> None:
    """LY-20: a manager's points rest on all customers; nobody derives them through a part."""

    class Partial:
        whole, login = False, "m00001"

    class Closed:
        month = MONTH

    with pytest.raises(ScopeError, match="m00001"):
        ClosedFacts(Closed(), Partial())  # type: ignore[arg-type]
