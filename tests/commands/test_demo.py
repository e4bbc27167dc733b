"""The demo says how to call the command in the shell that called it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tierline.commands import demo


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "bin" / "tierline"
    path.parent.mkdir()
    path.touch(mode=0o755)
    return path


def test_by_its_name_where_that_is_found(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("PATH", str(program.parent))
    assert demo._as_called() == "tierline"


def test_by_its_path_where_the_name_is_not_found(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(program.parent.parent)
    monkeypatch.setattr(sys, "argv", ["bin/tierline"])
    monkeypatch.setenv("PATH", "/nowhere")
    assert demo._as_called() == "bin/tierline"


def test_by_its_path_where_the_name_is_another_program(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "tierline"
    other.parent.mkdir()
    other.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("PATH", str(other.parent))
    assert demo._as_called() == str(program)


def test_as_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/tierline/__main__.py"])
    assert demo._as_called() == f"{Path(sys.executable).name} -m tierline"
