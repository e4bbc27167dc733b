"""Refused rows are told as counts, and only as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frozen import MONTHS, close_months
from tierline.errors import IntegrityError, ScopeError
from tierline.store.closed import ClosedMonth
from tierline.store.refusals import reasons_in
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, remove_person, system_user


def test_a_row_with_the_same_fault_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "reason,column\nnegative | negative | bad_date,a | a | b\nnegative,a\n", encoding="utf-8-sig"
    )
    assert [(one.code, one.column, one.rows) for one in reasons_in(path, "accounts")] == [
        ("negative", "a", 2),
        ("bad_date", "b", 1),
    ]


@pytest.fixture
def month(tmp_path: Path) -> ClosedMonth:
    return close_months(tmp_path / "work").closed(MONTHS[-1])


def test_damaged_files_are_not_read(month: ClosedMonth) -> None:
    scope = scope_for(month.workspace)
    assert (
        sum(one.rows for one in month.refusals(scope))
        >= month.manifest["rows"]["accounts"]["quarantined"]
        > 0
    )
    path = month.folder / "quarantine" / "accounts.csv"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(IntegrityError, match="missing or damaged"):
        month.refusals(scope)
    path.unlink()
    with pytest.raises(IntegrityError, match="missing or damaged"):
        month.refusals(scope)
    (month.folder / "accounts.parquet").write_bytes(b"PAR1")
    with pytest.raises(IntegrityError, match="missing or damaged"):
        month.columns()


def test_the_profile_is_for_those_who_see_every_customer(month: ClosedMonth) -> None:
    me, workspace = system_user(), month.workspace
    assert month.profile(scope_for(workspace))["means"]
    for login, role in (("some", "account_manager"), ("all", "planner")):
        add_person(workspace, Person(login=login, name=login, role=role), by=me, reason="test")
    with pytest.raises(ScopeError, match="every customer"):
        month.profile(scope_for(workspace, "some"))
    planner = scope_for(workspace, "all")
    assert month.profile(planner)["means"]
    remove_person(workspace, "all", by=me, reason="left")
    with pytest.raises(ScopeError):
        month.profile(planner)
