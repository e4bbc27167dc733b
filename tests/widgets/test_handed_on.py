"""A manager's matrix does not call an account gone that another manager has now."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.months import MONTHS, raw_months
from tierline.monthly import run_month
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline_widgets.panels.moves import MovesModel, MovesView
from tierline_widgets.session import Session


@pytest.fixture
def handed_over(tmp_path: Path) -> tuple[Workspace, str, int]:
    """Two months; in the second, one account of a manager has another manager, one is not there."""
    folder = raw_months(tmp_path)
    first, second = (folder / "raw" / f"month={month}" for month in MONTHS[:2])
    staff = {row["manager_id"]: row for row in pq.read_table(first / "managers.parquet").to_pylist()}
    table = pq.read_table(second / "accounts.parquet")
    rows, earlier = table.to_pylist(), pq.read_table(first / "accounts.parquet").to_pylist()
    before: dict[str, set[str]] = {}
    for row in earlier:
        before.setdefault(row["manager_id"], set()).add(row["account_id"])
    mine = max(
        (one for one in before if one in staff and staff[one]["login"]), key=lambda one: len(before[one])
    )
    own = [row for row in rows if row["account_id"] in before[mine]]
    handed, left = own[0], own[1]
    for row in own[2:]:
        row["manager_id"] = mine
    handed["manager_id"] = next(one for one in staff if one != mine)
    rows = [row for row in rows if row is not left]
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), second / "accounts.parquet")
    for file in second.glob("overrides.*"):
        file.unlink()
    for month in MONTHS[:2]:
        run_month(folder, month)
    return Workspace.open(folder), staff[mine]["login"], len(before[mine]) - len(own) + 2


def test_a_manager_s_handed_on_account_is_not_gone(handed_over: tuple[Workspace, str, int]) -> None:
    workspace, login, lost = handed_over
    session = Session(workspace, scope_for(workspace, login), language="en")
    view = MovesView(MovesModel(session))
    assert view.model.handed_on == 1
    assert sum(row[-1].accounts for row in view.model.squares) == lost
    assert 'scope="col">no longer mine</th>' in view.html
    assert 'scope="col">gone</th>' not in view.html
    assert f"No longer mine: {lost}; of them still customers, with somebody else: 1" in view.html
    assert "gone" not in view.model.figures()[0]
    session.speak("zh")
    assert "不再由我负责" in view.html
    session.show_month(MONTHS[0])
    assert view.model.handed_on == 0


def test_who_sees_every_customer_sees_who_is_gone(handed_over: tuple[Workspace, str, int]) -> None:
    workspace, _login, _lost = handed_over
    view = MovesView(MovesModel(Session(workspace, scope_for(workspace), language="en")))
    assert 'scope="col">gone</th>' in view.html
    assert "no longer mine" not in view.html
