"""``tierline score`` that is killed, or meets a full disk: OUT is as it was, and nothing stays beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.commands.told import Tell
from tierline.tables.write import write_table

RULES = ("--policy", "generic-abcd", "--month", "2026-10")
NEEDED = ("ict_products", "ict_revenue", "tenure_months", "arrears_months")

_KILLED = """
import os, signal, sys
from tierline.tiering import stream_write

def killed(*_given):
    os.kill(os.getpid(), signal.SIGKILL)

stream_write.footer = killed  # all rows are written, the file is not whole
from tierline.cli import main
main(sys.argv[1:])
"""


def _accounts(rows: int) -> pa.Table:
    draw = np.random.default_rng(7)
    columns = {name: draw.integers(0, 9, rows) for name in NEEDED}
    ids = [os.urandom(12).hex() for _row in range(rows)]
    return pa.table({"account_id": ids, "monthly_revenue": draw.integers(1, 10**6, rows) / 100, **columns})


@pytest.mark.skipif(os.name == "nt", reason="no process is killed like this there")
def test_what_a_killed_run_left_is_gone_after_the_next(tell: Tell, tmp_path: Path) -> None:
    given, target = write_table(_accounts(500), tmp_path / "in.parquet"), tmp_path / "out.parquet"
    words = ("score", str(given), str(target), *RULES)
    for _time in range(2):
        ended = subprocess.run([sys.executable, "-c", _KILLED, *words], check=False)
        assert ended.returncode < 0
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith(".out.parquet.writing-")]
    assert len(left) == 1  # each run sweeps what the one before left
    assert not target.exists()
    assert tell(*words).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"in.parquet", "out.parquet"}


@pytest.mark.parametrize(
    ("suffix", "engine"),
    [("csv", "kernel"), ("xlsx", "kernel"), ("parquet", "kernel"), ("parquet", "duckdb")],
)
def test_a_full_disk(tell: Tell, tmp_path: Path, small_disk: Path, suffix: str, engine: str) -> None:
    given, target = write_table(_accounts(9000), tmp_path / "in.parquet"), small_disk / f"out.{suffix}"
    target.write_bytes(b"before")
    said = tell("score", given, target, *RULES, "--engine", engine)
    assert said.code == 3
    assert said.err == (
        f"Error: {target} cannot be written: the disk is full. "
        "It is as it was. Make room or choose another place.\n"
    )
    assert [(path.name, path.read_bytes()) for path in small_disk.iterdir()] == [(target.name, b"before")]
