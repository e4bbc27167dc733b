"""There is one door to customer rows: who goes round it is named here."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.house.sources import KERNEL, ROOT, label, modules, notebooks, tree
from tierline.store.closed import ClosedMonth, load_months
from tierline.store.scope import Scope

# reads a whole month by itself: the engine that makes it, checks it, or must know areas before a scope
INSIDE = {"monthly.py", "runfolder.py", "closed.py", "workspace.py", "verification.py"}
NO_ROWS = {"policy", "previous", "profile"}  # a policy, another month, means of whole tiers


def test_every_way_out_asks_for_a_scope() -> None:
    for name, method in inspect.getmembers(ClosedMonth, inspect.isfunction):
        if name.startswith("_") or name in NO_ROWS:
            continue
        first = list(inspect.signature(method).parameters.values())[1]
        assert first.annotation in (Scope, "Scope"), name
        assert first.default is inspect.Parameter.empty, name
    assert inspect.signature(load_months).parameters["scope"].default is inspect.Parameter.empty


@pytest.mark.parametrize("path", modules(KERNEL, ROOT / "widgets"), ids=label)
def test_nobody_else_reads_a_run_folder(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert tree(path)
    if path.name not in INSIDE:
        assert "RunFolder" not in text
        assert "_issued" not in text or path.name == "scope.py"


@pytest.mark.parametrize("path", notebooks(), ids=label)
def test_no_notebook_reads_a_run_folder(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "RunFolder" not in text
    assert "read_parquet" not in text
