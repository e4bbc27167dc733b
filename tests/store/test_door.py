"""There is one door to customer rows: who goes round it is named here."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from tests.house.sources import KERNEL, ROOT, label, modules, notebooks, tree
from tierline.store.closed import ClosedMonth
from tierline.store.load_months import load_months
from tierline.store.scope import Scope

# reads a whole month by itself: the engine that makes it, checks it, or must know areas before a scope
INSIDE = {
    *("monthly_steps.py", "runfolder.py", "closed.py", "between.py", "visible.py", "refusals.py"),
    *("workspace.py", "verification.py", "known_managers.py", "scenario_grading.py"),
    *("points_facts.py", "points_again.py"),
    "points_earlier.py",  # checks a closed month again, as verification does
    "points_left.py",  # holds the events of two runs against each other, as the monthly run does
    "points_sight.py",  # asks whether a replaced run has a manager, and tells nothing of anybody
    "points_place.py",  # tells a place among others, and nothing of theirs
}
NO_ROWS = {"policy", "previous", "columns"}  # a policy, another month, names of columns


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


def _round_the_door(source: ast.AST) -> list[str]:
    """Return where a module reads Parquet by itself or asks a closed month for its folder."""
    found = []
    for node in ast.walk(source):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{one.name}" for one in node.names]
        elif isinstance(node, ast.Attribute):
            names = [f".{node.attr}"]
        found += [
            name
            for name in names
            if name.startswith(("pyarrow.parquet", "pyarrow.dataset")) or name in (".folder", "._files")
        ]
    return found


@pytest.mark.parametrize("path", modules(ROOT / "widgets"), ids=label)
def test_no_panel_goes_round_the_door(path: Path) -> None:
    assert _round_the_door(tree(path)) == []


@pytest.mark.parametrize(
    "text",
    [
        "import pyarrow.parquet as pq",
        "from pyarrow import parquet",
        "from pyarrow.parquet import read_schema",
        "import pyarrow.dataset",
        "path = run.folder / 'accounts.parquet'",
        "run._files.table('accounts')",
    ],
)
def test_going_round_the_door_is_noticed(text: str) -> None:
    assert _round_the_door(ast.parse(text))


@pytest.mark.parametrize("path", notebooks(), ids=label)
def test_no_notebook_reads_a_run_folder(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "RunFolder" not in text
    assert "read_parquet" not in text
