from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.frozen import MONTHS, close_months
from tests.server.standing import Standing, standing
from tierline.data import shared_folder
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.workspace import Workspace

# a list of customers by name and number, with its export, as the shipped apps have them
_LIST = """
from tierline_widgets.page import app, page
from tierline_widgets.panels.header import HeaderView
from tierline_widgets.panels.moves import MovesModel, MovesView

app(lambda session: page(HeaderView(session, "Customers"), [(MovesView(MovesModel(session)), 12)]))
"""
LISTED = "accounts.ipynb"
SHIPPED = ("home.ipynb", "performance.ipynb", "planner.ipynb")
STRANGER, CHIEF = "stranger", "chief"


@dataclass(frozen=True)
class Customers:
    """A manager and the customers that are this manager's alone, in every month."""

    login: str
    manager_id: str
    name: str
    account_ids: frozenset[str]
    names: frozenset[str]

    def told_by(self, text: str) -> list[str]:
        """Return what ``text`` gives away of these customers and their manager."""
        words = {*self.account_ids, *self.names, self.manager_id}
        return sorted(word for word in words if word in text)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = close_months(tmp_path_factory.mktemp("frozen") / "work")
    chief = Person(login=CHIEF, name=CHIEF, role="planner")
    add_person(made, chief, by=system_user(), reason="plans")
    return made


def _rows(workspace: Workspace, table: str) -> list[dict[str, Any]]:
    return [
        row
        for month in MONTHS
        for row in pq.read_table(workspace.closed(month).folder / f"{table}.parquet").to_pylist()
    ]


@pytest.fixture(scope="session")
def managers(workspace: Workspace) -> tuple[Customers, Customers]:
    """Two account managers of one team, with the most customers of their own."""
    accounts = _rows(workspace, "accounts")
    held: dict[str, set[str | None]] = {}
    named: dict[str, set[str | None]] = {}
    for row in accounts:
        held.setdefault(row["account_id"], set()).add(row["manager_id"])
        named.setdefault(row["name"], set()).add(row["manager_id"])
    found = []
    for one in pq.read_table(workspace.closed(MONTHS[-1]).folder / "managers.parquet").to_pylist():
        if one["role"] != "account_manager" or not one["login"]:
            continue
        own = {one["manager_id"]}
        ids = frozenset(account for account, whose in held.items() if whose == own)
        names = frozenset(name for name, whose in named.items() if name and whose == own)
        found.append(Customers(one["login"], one["manager_id"], one["name"], ids, names))
    found.sort(key=lambda one: (-len(one.account_ids), one.login))
    first, second = found[:2]
    assert len(second.account_ids) > 5
    assert scope_for(workspace, first.login).manager_ids == {first.manager_id}
    return first, second


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped apps that are attacked here, and a list of customers."""
    folder = tmp_path_factory.mktemp("apps")
    for name in SHIPPED:
        shutil.copy(shared_folder("voila_apps") / name, folder)
    notebook = json.loads((folder / SHIPPED[0]).read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = _LIST.strip().splitlines(keepends=True)
    (folder / LISTED).write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def server(workspace: Workspace, managers: tuple[Customers, Customers], apps: Path) -> Iterator[Standing]:
    logins = [*(one.login for one in managers), STRANGER, CHIEF]
    passwords = {login: f"password of {login}" for login in logins}
    with standing(workspace.path, apps, passwords) as one:
        yield one


@pytest.fixture(params=[*SHIPPED, LISTED])
def app(request: pytest.FixtureRequest) -> str:
    """Each app in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")  # its loop must not outlive the file: others would run in it
def started() -> Iterator[Browser]:
    with chromium.browser() as one:
        yield one
