"""The project's files, parsed once, for the tests of the house rules."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KERNEL = ROOT / "kernel" / "tierline"
WIDGETS = ROOT / "widgets" / "tierline_widgets"
TESTS = ROOT / "tests"
NOTEBOOK_FOLDERS = (ROOT / "notebooks", ROOT / "voila_apps")
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def modules(*folders: Path) -> list[Path]:
    """Return the Python files under ``folders`` in a fixed order."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def notebooks() -> list[Path]:
    """Return the notebooks and apps in a fixed order."""
    found = (path for folder in NOTEBOOK_FOLDERS for path in folder.glob("*.ipynb"))
    return sorted(found)


def label(path: Path) -> str:
    """Return a path as it stands in a test's name."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return a module's syntax tree; of a notebook, its code cells without magic lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        text = _MAGIC.sub("", "\n".join(code))
    return ast.parse(text, filename=str(path))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each imported module's full name with its line; relative imports are written out."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                yield "." * node.level + base, node.lineno
                continue
            # "from tierline import accelerate" imports tierline.accelerate
            for name in node.names:
                yield f"{base}.{name.name}", node.lineno


def inside(name: str, packages: set[str]) -> bool:
    """Tell whether a full module name is one of ``packages`` or lies within one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def docstrings(module: ast.Module) -> set[int]:
    """Return the identities of the nodes that are docstrings."""
    found: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found
