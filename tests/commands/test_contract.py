"""The command contract: exit codes, examples, both languages, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.commands.told import Tell
from tierline import _version
from tierline.cli import _COMMANDS


def _leaves() -> list[str]:
    """Every command that does something; a group's own help only lists its commands."""
    found = []
    for name in _COMMANDS:
        command = import_module(f"tierline.commands.{name}").command
        below = list(command.commands) if isinstance(command, click.Group) else []
        found += [f"{name} {sub}" for sub in below] or [name]
    return found


@pytest.mark.parametrize("name", _leaves())
def test_every_command_shows_an_example(tell: Tell, name: str) -> None:
    said = tell(*name.split(), "--help")
    assert said.code == 0
    assert f"tierline {name}" in said.out.split("Example", 1)[1]


def test_help_of_the_root_names_every_command(tell: Tell) -> None:
    said = tell("--help")
    assert said.code == 0
    assert all(f"  {name}" in said.out for name in _COMMANDS)


def test_version(tell: Tell) -> None:
    assert tell("version").out.strip() == _version.__version__
    assert tell("--version").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["nonesuch"],
        ["monthly"],
        ["monthly", "--month", "2026-10", "--nonesuch"],
        ["score", "a.csv"],
        ["--lang", "fr", "version"],
        ["staff", "add", "x", "--role", "planner"],
        ["staff", "nonesuch"],
    ],
)
def test_wrong_usage_is_2(tell: Tell, words: list[str]) -> None:
    said = tell(*words)
    assert said.code == 2
    assert said.err


def test_in_chinese(tell: Tell, folder: Path) -> None:
    said = tell("--lang", "zh", "monthly", "--workspace", folder, "--month", "2026-09", "--no-reports")
    assert said.code == 0
    assert "结账" in said.out
    assert "层级" in said.out
    wrong = tell("--lang", "zh", "monthly", "--workspace", folder, "--month", "2026-13", "--no-reports")
    assert wrong.code == 2
    assert "错误：" in wrong.err
    assert "不是月份" in wrong.err


def test_help_in_chinese(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tierline", "--lang", "zh", "verify", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "核对" in said.stdout


@pytest.mark.parametrize("command", ["monthly", "verify", "explain A", "staff list"])
def test_no_workspace(tell: Tell, tmp_path: Path, command: str) -> None:
    month = ["--month", "2026-10"] if command[0] in "mve" else []
    found = tell(*command.split(), "--workspace", tmp_path / "none", *month)
    assert found.code == 3
    assert "no workspace here" in found.err
    (tmp_path / "file").write_text("x")
    found = tell(*command.split(), "--workspace", tmp_path / "file", *month)
    assert found.code == 3
    assert "is a file" in found.err
