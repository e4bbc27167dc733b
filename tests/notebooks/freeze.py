"""Write the committed outputs of the notebooks anew: ``python -m tests.notebooks.freeze``.

Runs every notebook on the frozen months and keeps the outputs of the cells that are checked, nothing else.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.frozen import close_months
from tests.house.notebooks import CHECKED
from tests.house.sources import ROOT, label


def frozen_environment(workspace: Path) -> dict[str, str]:
    """Return the surroundings in which the committed outputs come about."""
    return {**os.environ, "TIERLINE_WORKSPACE": str(workspace), "TIERLINE_LANG": "en", "TIERLINE_AS": ""}


def freeze(path: Path, workspace: Path) -> None:
    """Run the notebook at ``path`` and keep only what is checked."""
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(notebook, kernel_name="python3", store_widget_state=False)
    client.execute(cwd=str(path.parent), env=frozen_environment(workspace))
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        if CHECKED not in cell.source:
            cell.outputs, cell.execution_count = [], None
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def main() -> int:
    """Freeze every notebook."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = close_months(Path(folder) / "work")
        for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
            freeze(path, workspace.path)
            print(label(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
