"""What a committed notebook may hold; ``python -m tests.house.notebooks`` lists what breaks it."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

from tests.house.sources import label, notebooks, tree

LONGEST_CELL = 25
MOST_CELLS = {"notebooks": 16, "voila_apps": 5}  # code cells
CHECKED = "# NBVAL_CHECK_OUTPUT"


def _cell_problems(number: int, cell: dict[str, Any]) -> list[str]:
    if cell["cell_type"] != "code":
        return []
    source = "".join(cell["source"])
    found = []
    if len(source.splitlines()) > LONGEST_CELL:
        found.append(f"cell {number} has more than {LONGEST_CELL} lines")
    checked = CHECKED in source
    tags = cell.get("metadata", {}).get("tags", [])
    if cell.get("outputs") and not checked:
        found.append(f"cell {number} has outputs; only cells marked {CHECKED} keep them")
    if checked and "keep_output" not in tags:
        found.append(f"cell {number} is checked, so tag it keep_output")
    if checked and not cell.get("outputs"):
        found.append(f"cell {number} is checked but holds no output to check against")
    if checked and cell.get("execution_count") is None:
        found.append(f"cell {number} is checked and needs its count")
    if not checked and cell.get("execution_count") is not None:
        found.append(f"cell {number} still has an execution count")
    return found


def problems(path: Path) -> list[str]:
    """Return what is wrong with a notebook, as sentences; empty when nothing is."""
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = content["cells"]
    found = [text for number, cell in enumerate(cells, 1) for text in _cell_problems(number, cell)]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    most = MOST_CELLS.get(path.parent.name, MOST_CELLS["notebooks"])
    if len(code) > most:
        found.append(f"{len(code)} code cells, at most {most}")
    if "widgets" in content["metadata"]:
        found.append("holds widget state; clear it")
    found.extend(
        f"defines {node.name}: what is worth a name is worth a module and a test"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )
    return found


def main() -> int:
    """Print every problem; return 1 when there is one."""
    found = [f"{label(path)}: {text}" for path in notebooks() for text in problems(path)]
    print("\n".join(found) if found else f"{len(notebooks())} notebooks: as they should be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
