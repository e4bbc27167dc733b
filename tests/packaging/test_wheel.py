"""What a wheel holds, and that it works where it is installed: read-only, far from the checkout."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.sources import KERNEL, ROOT, WIDGETS
from tests.packaging.conftest import Installed

SKIPPED = {"__pycache__", ".ipynb_checkpoints"}


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not SKIPPED & set(path.parts)
    }


def _held(wheel: Path, prefix: str) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    return {name.split(prefix, 1)[1] for name in names if prefix in name}


@pytest.mark.parametrize("package", [KERNEL, WIDGETS], ids=lambda path: path.name)
def test_packages_are_whole(wheel: Path, package: Path) -> None:
    assert _files(package) <= _held(wheel, f"{package.name}/")
    assert "py.typed" in _files(package)


def test_data_are_whole(wheel: Path) -> None:
    shipped = _files(ROOT / "data")
    assert any(name.startswith("policies/") for name in shipped)
    assert any(name.startswith("samples/") for name in shipped)
    assert shipped == _held(wheel, "tierline/_data/")


@pytest.mark.parametrize("folder", ["notebooks", "voila_apps"])
def test_notebooks_and_apps_are_in(wheel: Path, folder: str) -> None:
    shipped = _files(ROOT / folder)
    assert any(name.endswith(".ipynb") for name in shipped)
    assert shipped == _held(wheel, f"/share/tierline/{folder}/")


def test_tests_stay_out(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/", 1)[0] for name in archive.namelist()}
    assert {top for top in tops if not top.startswith("tierline-")} == {"tierline", "tierline_widgets"}


def test_policies_are_found(tierline: Callable[..., str]) -> None:
    listed = tierline("policy", "list")
    for policy in (ROOT / "data" / "policies").iterdir():
        assert policy.name in listed


def test_demo_runs_from_a_read_only_install(installed: Installed, tierline: Callable[..., str]) -> None:
    before = installed.files()
    tierline("demo", "--accounts", "500", "--months", "2", "--workspace", "demo")
    closed = sorted((installed.elsewhere / "demo" / "closed").glob("month=*/run=*/manifest.json"))
    assert len(closed) == 2
    assert installed.files() == before
    assert str(ROOT) not in tierline("verify", "--workspace", "demo")
