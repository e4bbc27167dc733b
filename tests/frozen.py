"""The frozen demo months: a small, dirty sample closed by the real monthly run, the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tierline.monthly import run_month
from tierline.store.workspace import Workspace
from tierline.tables.sample import write_sample

Row = dict[str, Any]
Stored = Callable[[str], list[Row]]  # month -> its accounts with their results

ACCOUNTS = 800
MONTHS = ("2026-08", "2026-09", "2026-10")


def close_months(folder: Path) -> Workspace:
    """Write the sample into ``folder`` and close its months."""
    workspace = Workspace.create(folder)
    write_sample(folder, accounts=ACCOUNTS, months=len(MONTHS), seed=2008, dirty=True, last_month=MONTHS[-1])
    for month in MONTHS:
        run_month(workspace, month, policy="xinjiang-2008")
    return workspace
