from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from tests.frozen import MONTHS, Row, Stored, close_months
from tierline.store.scope import scope_for
from tierline.store.staff import system_user
from tierline.store.workspace import Workspace
from tierline_widgets.session import Session


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return close_months(tmp_path_factory.mktemp("frozen") / "work")


@pytest.fixture
def session(workspace: Workspace) -> Session:
    return Session(workspace, scope_for(workspace), language="en")


@pytest.fixture(scope="session")
def stored(workspace: Workspace) -> Stored:
    """What lies in a month's files, as plain rows: the tests' own arithmetic starts there."""

    def read(month: str) -> list[Row]:
        folder = workspace.closed(month).folder
        accounts = pq.read_table(folder / "accounts.parquet").to_pylist()
        results = pq.read_table(folder / "results.parquet").to_pylist()
        return [account | result for account, result in zip(accounts, results, strict=True)]

    return read


@pytest.fixture(scope="session")
def manager(workspace: Workspace, stored: Stored) -> Row:
    """An account manager who has accounts in every month."""
    managers = pq.read_table(workspace.closed(MONTHS[-1]).folder / "managers.parquet").to_pylist()
    for one in managers:
        held = [any(row["manager_id"] == one["manager_id"] for row in stored(month)) for month in MONTHS]
        if one["role"] == "account_manager" and one["login"] and all(held):
            return one
    raise AssertionError("the sample has no such manager")


@pytest.fixture
def manager_session(workspace: Workspace, manager: Row) -> Session:
    assert manager["login"] != system_user()
    return Session(workspace, scope_for(workspace, manager["login"]), language="en")
