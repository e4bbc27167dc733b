"""Transfers that count for nothing are told to everybody concerned: check, close and statements (LY-14)."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.store.events_cast import MONTH, Cast
from tierline.monthly import run_month
from tierline.performance.findings import TRANSFERS
from tierline.store import points_step
from tierline.store.points_check import Told, check_points
from tierline.store.scope import scope_for
from tierline.store.statements import statements
from tierline.store.verification import verify
from tierline.tables.registry import arrow_schema


@pytest.fixture
def astray(cast: Cast) -> tuple[Cast, str, set[str]]:
    """A month with an account whose transfer leads past its holder; the account, and whom that concerns."""
    raw = cast.place.raw(MONTH)
    staff = pq.read_table(raw / "managers.parquet").to_pylist()
    names = [row["manager_id"] for row in staff if row["role"] == "account_manager"]
    accounts = pq.read_table(raw / "accounts.parquet", columns=["account_id", "manager_id"]).to_pylist()
    account = next(row for row in accounts if row["manager_id"] in names)
    giver, receiver = [name for name in names if name != account["manager_id"]][:2]
    row = {
        "account_id": account["account_id"],
        "from_manager": giver,
        "to_manager": receiver,
        "date": date(2026, 10, 9),
    }
    schema = arrow_schema("transfers")
    rows = pa.Table.from_pylist([dict.fromkeys(schema.names) | row], schema=schema)
    pq.write_table(rows, raw / "transfers.parquet")
    return cast, account["account_id"], {giver, receiver, account["manager_id"]}


def _told(cast: Cast, who: str | None = None) -> list[Told]:
    found = check_points(cast.place, scope_for(cast.place, who), MONTH).findings
    return [each for each in found if each.what.render("en").startswith("transfers: ")]


def _named(cast: Cast) -> set[str]:
    """Return the managers whose statements tell of transfers."""
    return {
        each.manager_id
        for each in statements(cast.place.closed(MONTH), scope_for(cast.place))
        if any(finding.kind in TRANSFERS for finding in each.findings)
    }


def test_the_check_the_close_and_the_statements_of_all_concerned_tell_it(
    astray: tuple[Cast, str, set[str]],
) -> None:
    cast, account, concerned = astray
    (before,) = _told(cast)  # once, though three are concerned
    assert (before.outcome, account in before.what.render("en")) == ("noted", True)
    assert account in before.what.render("zh")
    run = run_month(cast.place, MONTH, policy="xinjiang-2008", without_previous=True)
    (note,) = [each for each in run.notes if "count for nothing" in each.render("en")]
    assert f"the transfers of 1 accounts ({account})" in note.render("en")
    assert "移交记录" in note.render("zh")
    assert _named(cast) == concerned
    assert len(_told(cast)) == len(_told(cast, "boss")) == 1
    assert cast.close() == run.id
    assert verify(cast.place, recompute=True) == []


def test_a_policy_that_counts_nothing_by_who_held_what_tells_nothing(
    astray: tuple[Cast, str, set[str]],
) -> None:
    cast, _account, _concerned = astray
    cast.close(points_policy="crm-sales-points")
    assert _named(cast) == set()


def test_a_month_closed_before_it_was_told_stands_as_it_was_closed(
    astray: tuple[Cast, str, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is run again as the same, verifies with a note, and the check tells what the close did not."""
    cast, account, concerned = astray
    settle = points_step.settle_facts
    with monkeypatch.context() as patched:
        patched.setattr(
            points_step,
            "settle_facts",
            lambda facts, policy, decided, day, _: settle(facts, policy, decided, day, False),
        )
        run = cast.close()
    assert _named(cast) == set()
    assert cast.close() == run
    assert verify(cast.place) == []
    (note,) = verify(cast.place, recompute=True)
    assert note.note
    assert f"those of {account} contradict" in note.what.render("en")
    assert "数据没有损坏" in note.what.render("zh")
    assert len(_told(cast)) == 1
    cast.close(replaces=run, reason="told now")
    assert _named(cast) == concerned
