"""The README tells the truth: its commands, files and figures exist."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.house.readme import README, run, tiers_of, with_block
from tests.house.sources import ROOT

TEXT = README.read_text(encoding="utf-8")
CALLS = sorted(set(re.findall(r"^(?:\| `)?(tierline [^\n#|`]*[^\n#|` ])", TEXT, re.MULTILINE)))
# a command with its subcommand, where it has one
PATH = re.compile(r"tierline ((?:tables|policy|staff|scenario) [a-z-]+|[a-z]+)")


@cache
def _help(path: str) -> str:
    command = [sys.executable, "-m", "tierline", *path.split(), "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("call", CALLS)
def test_command_and_its_options_exist(call: str) -> None:
    found = PATH.match(call)
    assert found
    known = set(re.findall(r"--[a-z-]+", _help(found.group(1))))
    assert set(re.findall(r"--[a-z-]+", call)) <= known


def test_readme_holds_commands() -> None:
    assert {PATH.match(call).group(1) for call in CALLS} >= {"monthly", "explain", "policy check"}  # type: ignore[union-attr]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:`|^)make ([a-z]+)", TEXT, re.MULTILINE))))
def test_make_target_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("file", sorted(set(re.findall(r"\]\(([^):]+)\)", TEXT))))
def test_linked_file_exists(file: str) -> None:
    assert (ROOT / file).is_file()


def test_demo_figures_come_from_the_demo(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    assert tiers_of(run("demo", "--no-reports", folder=folder)) in TEXT, "run: make readme"


def test_block_is_replaced() -> None:
    assert with_block("a <!-- x --> old <!-- /x --> b", "x", "new") == "a <!-- x -->\nnew\n<!-- /x --> b"
