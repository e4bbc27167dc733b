"""Imports point one way: apps and notebooks -> widgets -> engine -> array libraries."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.house.sources import KERNEL, ROOT, WIDGETS, imported, inside, label, modules, notebooks

INTERFACE = {"tierline_widgets", "ipywidgets", "plotly", "IPython", "anywidget", "voila"}
COMPILED_MAY = {
    "__future__",
    "collections.abc",
    "ctypes",
    "math",
    "typing",
    "numpy",
    "numba",
    "llvmlite",  # the instructions that numba compiles to
    "tierline.accelerate",
    "tierline.compiled",
}
NOTEBOOKS_MAY = {"tierline", "tierline_widgets", "pandas", "IPython.display"} | set(sys.stdlib_module_names)
COMPILED = KERNEL / "compiled"
NUMBA_HOMES = {KERNEL / "accelerate.py", KERNEL / "machine_code" / "kept.py", *modules(COMPILED)}


def _bad(path: Path, wrong: set[str]) -> list[str]:
    return [f"{label(path)}:{line} imports {name}" for name, line in imported(path) if inside(name, wrong)]


@pytest.mark.parametrize("path", modules(KERNEL), ids=label)
def test_engine_knows_no_interface(path: Path) -> None:
    assert not _bad(path, INTERFACE)


@pytest.mark.parametrize("path", modules(KERNEL, WIDGETS), ids=label)
def test_numba_is_imported_where_it_is_compiled_only(path: Path) -> None:
    if path not in NUMBA_HOMES:
        assert not _bad(path, {"numba"})


@pytest.mark.parametrize("path", modules(COMPILED), ids=label)
def test_compiled_code_imports_nothing_else(path: Path) -> None:
    bad = [f"{name} (line {line})" for name, line in imported(path) if not inside(name, COMPILED_MAY)]
    assert not bad


@pytest.mark.parametrize("path", notebooks(), ids=label)
def test_notebooks_compose_widgets_and_engine_calls(path: Path) -> None:
    bad = [f"{name} (line {line})" for name, line in imported(path) if not inside(name, NOTEBOOKS_MAY)]
    assert not bad


@pytest.mark.parametrize("path", modules(KERNEL, WIDGETS), ids=label)
def test_packages_do_not_import_their_tests(path: Path) -> None:
    assert not _bad(path, {"tests"})


def test_the_test_sees_imports(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def late():\n    from tierline import compiled\n    import numba as fast\n")
    assert {name for name, _line in imported(wrong)} == {"tierline.compiled", "numba"}
    assert inside("numba.core", {"numba"})
    assert not inside("numbagg", {"numba"})
    assert ROOT.joinpath("pyproject.toml").is_file()
