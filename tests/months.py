"""Small raw months for tests: a province of a few dozen accounts, written once a session."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.store.snapshots import sha256_of
from tierline.tables.sample import write_sample

MONTHS = ("2026-08", "2026-09", "2026-10")
ACCOUNTS = 60


@cache
def _written() -> Path:
    folder = Path(mkdtemp(prefix="tierline-test-"))
    write_sample(folder, ACCOUNTS, len(MONTHS), last_month=MONTHS[-1])
    return folder


def raw_months(workspace: Path) -> Path:
    """Put three raw months into a folder and return it."""
    shutil.copytree(_written() / "raw", workspace / "raw", dirs_exist_ok=True)
    return workspace


def change(workspace: Path, month: str, column: str = "monthly_revenue", factor: float = 2.0) -> None:
    """Change the raw accounts of a month: every value of a column times a factor."""
    path = workspace / "raw" / f"month={month}" / "accounts.parquet"
    table = pq.read_table(path)
    values = [None if value is None else round(value * factor, 2) for value in table[column].to_pylist()]
    place = table.column_names.index(column)
    pq.write_table(table.set_column(place, column, pa.array(values, table.schema.field(column).type)), path)


def without_overrides(workspace: Path) -> None:
    """Take the tiers set by hand away from every raw month."""
    for file in (workspace / "raw").glob("month=*/overrides.*"):
        file.unlink()


def closed_files(folder: Path) -> dict[str, str]:
    """Return every file of the closed months and its hash, the manifests' times and names left out."""
    found = {}
    for path in sorted((folder / "closed").rglob("*")):
        if path.name == "manifest.json":
            content = json.loads(path.read_text())
            content.pop("made")
            found[str(path.relative_to(folder))] = json.dumps(content, sort_keys=True)
        elif path.is_file():
            found[str(path.relative_to(folder))] = sha256_of(path)
    return found


def leftovers(folder: Path) -> list[str]:
    """Return what unfinished runs left beside the closed months."""
    return [path.name for path in (folder / "closed").glob(".writing-*")]
