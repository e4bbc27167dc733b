"""What a quick command imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"numba", "pandas", "plotly", "ipywidgets", "polars", "duckdb"}

_PROBE = """
import sys
from tierline.cli import main
try:
    main({arguments!r})
except SystemExit as stop:
    code = stop.code
else:
    code = 0
print("IMPORTED", *sorted(name for name in sys.modules if "." not in name))
sys.exit(code)
"""


def _imported_by(arguments: list[str]) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", _PROBE.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    last = run.stdout.strip().splitlines()[-1]
    assert last.startswith("IMPORTED")
    return set(last.split()[1:])


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["--help"], HEAVY | {"pyarrow", "sqlalchemy", "numpy"}),
        (["version"], HEAVY | {"pyarrow", "sqlalchemy", "numpy"}),
        (["tables", "show"], HEAVY),
    ],
)
def test_quick_commands_import_little(arguments: list[str], forbidden: set[str]) -> None:
    assert not _imported_by(arguments) & forbidden


def test_probe_sees_imports() -> None:
    assert "click" in _imported_by(["version"])
