"""What all tests share: no hidden gaps. A test that needs something absent says so; under CI it fails."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import machine

# The compiled part also runs as plain Python, many times slower: no deadline for one example.
settings.register_profile("tierline", deadline=None, print_blob=True)
settings.load_profile("tierline")

NEEDS = {
    "browser": ("Chromium", machine.chromium),
    "nginx": ("nginx", machine.nginx),
    "node": ("Node", machine.node),
    "postgres": ("PostgreSQL", machine.postgres_programs),
    "spark": ("Java and PySpark", machine.spark),
}
UNDER_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def pytest_configure() -> None:
    """Keep the machine's language, workspace and data out of the tests, from the first import on."""
    for name in ("TIERLINE_WORKSPACE", "TIERLINE_DATA", "TIERLINE_RECORDS", "TIERLINE_AS"):
        os.environ.pop(name, None)
    os.environ["TIERLINE_LANG"] = "en"


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (what, found) in NEEDS.items():
        if item.get_closest_marker(marker) and found() is None:
            pytest.skip(f"{what} not found on this machine")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    outcome = yield
    report = outcome.get_result()
    if report.skipped and UNDER_CI and not hasattr(report, "wasxfail"):
        needed = [marker for marker in NEEDS if item.get_closest_marker(marker)]
        if needed:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            report.outcome = "failed"
            report.longrepr = f"Under CI a {needed[0]} test must not be skipped: {reason}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    untested: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        for marker, (what, _found) in NEEDS.items():
            if marker in report.keywords:
                untested[f"{marker} ({what})"] += 1
    if untested:
        terminalreporter.section("NOT TESTED on this machine", sep="!", red=True, bold=True)
        for what, number in sorted(untested.items()):
            terminalreporter.line(f"{what}: {number} tests skipped")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that holds 64 KiB; mounting it needs root."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.name == "nt" or os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
