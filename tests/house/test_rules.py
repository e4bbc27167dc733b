"""House rules that ruff does not know."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.sources import KERNEL, ROOT, TESTS, WIDGETS, docstrings, label, modules, notebooks, tree

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60  # lines without the docstring
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "misc", "common", "stuff"}
# put together here so that this file does not trip over itself
LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
MACHINE_PATH = re.compile(r"(/home/\w|/root/|/Users/\w|[A-Z]:\\\\?Users)")

PRODUCT = modules(KERNEL, WIDGETS)
EVERYTHING = modules(KERNEL, WIDGETS, TESTS)


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", EVERYTHING, ids=label)
def test_modules_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", PRODUCT, ids=label)
def test_functions_stay_short(path: Path) -> None:
    long = {f.name: _length(f) for f in _functions(path) if _length(f) > LONGEST_FUNCTION}
    assert not long


@pytest.mark.parametrize("path", EVERYTHING, ids=label)
def test_names_say_something(path: Path) -> None:
    parts = {part.lower() for part in [path.stem, *path.relative_to(ROOT).parent.parts]}
    assert not parts & EMPTY_NAMES


@pytest.mark.parametrize("path", EVERYTHING, ids=label)
def test_no_star_import_and_no_broad_except(path: Path) -> None:
    bad = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
            bad.append(f"line {node.lineno}: star import")
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {kind.id if isinstance(kind, ast.Name) else None for kind in kinds if kind}
            if node.type is None or names & {"Exception", "BaseException"}:
                bad.append(f"line {node.lineno}: catches everything")
    assert not bad


@pytest.mark.parametrize("path", EVERYTHING, ids=label)
def test_fastmath_is_never_on(path: Path) -> None:
    # isnan(nan) would be false, and missing values are what a policy decides about
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.keyword) and node.arg == "fastmath":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


@pytest.mark.parametrize("path", [*EVERYTHING, *notebooks()], ids=label)
def test_nothing_is_left_for_later_and_no_machine_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not LATER.search(text)
    if path != Path(__file__):
        assert not MACHINE_PATH.search(text)


@pytest.mark.parametrize("path", [path for path in PRODUCT if "migrations" not in path.parts], ids=label)
def test_public_functions_are_described(path: Path) -> None:
    nameless = []
    for node in tree(path).body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not _is_described_elsewhere(node) and ast.get_docstring(node) is None:
            nameless.append(node.name)
    assert not nameless


def _is_described_elsewhere(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Tell whether a command's help text, or the function that an overload belongs to, describes it."""
    if any(ast.unparse(decorator) == "overload" for decorator in node.decorator_list):
        return True
    calls = [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(keyword.arg == "help" for call in calls for keyword in call.keywords)


def test_docstrings_are_found() -> None:
    module = ast.parse('"""A."""\n\ndef f():\n    """B."""\n    return "C"\n')
    assert len(docstrings(module)) == 2
