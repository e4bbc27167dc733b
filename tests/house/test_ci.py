"""What CI says: a gap is a failure there and is told loudly elsewhere; the last line is pytest's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

SKIPPING = """
import pytest

@pytest.mark.browser
def test_page():
    pytest.skip("nothing to run it on")

@pytest.mark.postgres
def test_records():
    pytest.skip("nothing to run it on")

@pytest.mark.spark
def test_cluster():
    pytest.skip("nothing to run it on")

@pytest.mark.skip(reason="a plain skip stays one")
def test_plain():
    raise AssertionError
"""


def _run_pytest(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    case = folder / "test_case.py"
    case.write_text(SKIPPING)
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), "-p", "tests.conftest"]
    command = [sys.executable, "-m", "pytest", *settings, "-p", "no:cacheprovider", str(case)]
    surroundings = {**os.environ, "CI": ci, "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_gaps_fail_under_ci(tmp_path: Path) -> None:
    run = _run_pytest(tmp_path, "true")
    assert run.returncode == 1
    for marker in ("browser", "postgres", "spark"):
        assert f"Under CI a {marker} test must not be skipped" in run.stdout
    assert "1 skipped" in run.stdout.splitlines()[-1]


def test_gaps_are_told_elsewhere(tmp_path: Path) -> None:
    run = _run_pytest(tmp_path, "")
    assert run.returncode == 0
    assert "NOT TESTED on this machine" in run.stdout
    assert "browser (Chromium): 1 tests skipped" in run.stdout
    assert "postgres (PostgreSQL): 1 tests skipped" in run.stdout


@pytest.mark.parametrize(("lint", "test"), [(0, 0), (1, 0), (0, 2), (1, 2)])
def test_ci_ends_with_the_closing_line(tmp_path: Path, lint: int, test: int) -> None:
    make = tmp_path / "make"
    make.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = lint ] && exit {lint}\n'
        "echo '==== 7 passed in 1.00s ===='\n"
        "printf '\\033[32m==== \\033[1m312 passed\\033[0m, 1 skipped in 201.20s (0:03:21) ====\\033[0m\\n'\n"
        "echo 'make: something after it'\n"
        f"exit {test}\n"
    )
    make.chmod(0o755)
    surroundings = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    run = subprocess.run(
        ["bash", str(ROOT / ".ci" / "run")], env=surroundings, capture_output=True, text=True, check=False
    )
    assert run.returncode == (1 if lint or test else 0)
    assert run.stdout.splitlines()[-1] == "==== 312 passed, 1 skipped in 201.20s (0:03:21) ===="
    assert ("CI FAILED" in run.stdout) is bool(lint or test)
