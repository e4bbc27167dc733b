"""The same bits from one thread and two, with and without the compiler; no home is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from tests.tiering_stream.files import MONTH, accounts, policy, written
from tierline.processors import processors
from tierline.tiering.score import score

_PROGRAM = """
import sys
import pyarrow as pa
import pyarrow.parquet as pq
from tierline import load_policy
from tierline.accelerate import thread_count
from tierline.tiering import row_groups, score, stream_read
from tierline.tiering.stream import score_parquet
score.LEAST_ROWS = stream_read.BATCH_ROWS = 256  # so that each thread has its share
row_groups.GROUP_ROWS = 1000
given, before, out, month = sys.argv[1:]
policy = load_policy("generic-abcd", month)
score_parquet(given, out, policy, previous=before)
table = pq.read_table(given)
assert pq.read_table(out).equals(score.score(table, policy, pq.read_table(before)))
print(thread_count())
"""
PLAIN = {"NUMBA_NUM_THREADS": "1"}
SURROUNDINGS = {
    "two threads": {"NUMBA_NUM_THREADS": "2"},
    "no compiler": {"NUMBA_DISABLE_JIT": "1", "NUMBA_NUM_THREADS": "2"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surroundings")
    table = accounts()
    written(folder / "in.parquet", table)
    tiers = policy().tier_ids
    before = {
        "account_id": table["account_id"],
        "tier": [tiers[row % len(tiers)] for row in range(table.num_rows)],
        "months_below": [row % 3 for row in range(table.num_rows)],
    }
    written(folder / "before.parquet", pa.table(before))
    reasons = score(table, policy(), pa.table(before))["reason"].to_pylist()
    assert {"score", "hysteresis"} <= set(reasons)
    return folder


def _scored(folder: Path, out: Path, surroundings: dict[str, str]) -> tuple[bytes, int]:
    files = [folder / "in.parquet", folder / "before.parquet", out]
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *map(str, files), MONTH],
        env={**os.environ, "TMPDIR": str(out.parent), **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")  # hashes wrap on purpose: no warning of it either
    return out.read_bytes(), int(ran.stdout)


@pytest.fixture(scope="module")
def alone(folder: Path) -> bytes:
    result, threads = _scored(folder, folder / "alone.parquet", PLAIN)
    assert threads == 1
    return result


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_same_bytes(folder: Path, alone: bytes, tmp_path: Path, name: str) -> None:
    result, _threads = _scored(folder, tmp_path / "out.parquet", SURROUNDINGS[name])
    assert result == alone


def test_machine_code_finds_a_place_without_a_home(tmp_path: Path) -> None:
    """`test_startup` fills an empty cache; here only where it lies."""
    program = "import numba; from tierline import accelerate; print(numba.config.CACHE_DIR)"
    nowhere = {"HOME": "/dev/null", "XDG_CACHE_HOME": "", "NUMBA_CACHE_DIR": "", "TMPDIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(ran.stdout.strip()).parent == tmp_path
    assert list(tmp_path.iterdir()) == []  # gone with the process


@pytest.mark.parametrize(("asked", "threads"), [("0", None), ("-1", None), ("two", None), (" 1 ", 1)])
def test_a_number_of_threads_that_is_none_counts_as_not_given(asked: str, threads: int | None) -> None:
    program = "from tierline import accelerate; print(accelerate.thread_count())"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "NUMBA_NUM_THREADS": asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(ran.stdout) == (threads or processors())
