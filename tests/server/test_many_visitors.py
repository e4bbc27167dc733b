"""More visitors at once than kernels are kept ready: all are served, each by a kernel of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.frozen import MONTHS
from tests.server.standing import Standing, standing
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.nginx

VISITORS, READY, PAGE = 6, 2, "performance.ipynb"


@pytest.fixture(scope="module")
def visitors(workspace: Workspace) -> dict[str, str]:
    """The numbers of some managers, by login."""
    held = pq.read_table(workspace.closed(MONTHS[-1]).folder / "managers.parquet").to_pylist()
    own = [one for one in held if one["role"] == "account_manager" and one["login"]]
    return {one["login"]: one["manager_id"] for one in own[:VISITORS]}


@pytest.fixture(scope="module")
def crowded(workspace: Workspace, visitors: dict[str, str], apps: Path) -> Iterator[Standing]:
    passwords = {login: f"password of {login}" for login in visitors}
    with standing(workspace.path, apps, passwords, preheat=READY) as one:
        yield one


def test_all_who_come_at_once_are_served(crowded: Standing, visitors: dict[str, str]) -> None:
    with ThreadPoolExecutor(VISITORS) as at_once:
        pages = dict(
            zip(visitors, at_once.map(lambda login: crowded.opened(login, PAGE), visitors), strict=True)
        )
    assert len({page.kernel for page in pages.values()}) == VISITORS
    for login, page in pages.items():
        assert page.headers["x-tierline-visitor"] == login
        assert page.kernel
        with crowded.line(login, page.kernel) as line:
            seen = page.body.decode() + json.dumps(line.states(), ensure_ascii=False)
        assert visitors[login] in seen
        others = set(visitors) - {login}
        assert not [visitors[other] for other in others if visitors[other] in seen]
        for other in others:
            assert crowded.ask(other, f"/api/kernels/{page.kernel}").status == 403
    assert not [line for line in crowded.said if "one by one" in line or "Traceback" in line]
