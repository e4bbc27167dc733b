"""What a quick command imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tierline

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


_FIRST_SCORING = """
import sys
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
import tierline
policy = tierline.load_policy("generic-abcd", "2026-10")
table = pq.ParquetFile(sys.argv[1]).read()
for given in (table, table.slice(1)):
    result = tierline.score(given, policy)
assert result.num_rows == table.num_rows - 1
print(*sorted(name for name in sys.modules if "." not in name))
"""


def test_first_scoring_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    columns = tierline.load_policy("generic-abcd", "2026-10").columns
    table = pa.table({"account_id": ["a", "b", "c"], **{name: [1.0, None, 3.0] for name in columns}})
    pq.write_table(table, tmp_path / "accounts.parquet")
    run = subprocess.run(
        [sys.executable, "-c", _FIRST_SCORING, tmp_path / "accounts.parquet"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    imported = set(run.stdout.split())
    assert "numba" in imported
    unneeded = (HEAVY - {"numba"}) | {"ibis", "sqlalchemy", "openpyxl", "click", "babel", "tomlkit", "rich"}
    assert not imported & unneeded
