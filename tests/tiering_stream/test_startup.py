"""Several new processes fill one empty cache of machine code at once, and none is harmed by another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tiering_stream.files import MONTH, accounts, policy, written
from tierline.policy.load import load_policy
from tierline.tables.registry import arrow_type, table_spec
from tierline.tiering.score import score

_PROGRAM = """
import sys
import pyarrow as pa
import pyarrow.parquet as pq
import tierline
result = tierline.score(pq.read_table(sys.argv[1]), tierline.load_policy("generic-abcd", sys.argv[3]))
pq.write_table(result, sys.argv[2])
"""


def _start(given: Path, out: Path, cache: Path) -> subprocess.Popen[bytes]:
    surroundings = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, given, out, MONTH], env=surroundings, stderr=subprocess.PIPE
    )


@pytest.mark.timeout(600)
def test_three_processes_on_an_empty_cache(tmp_path: Path) -> None:
    given = written(tmp_path / "in.parquet", accounts(500))
    cache = tmp_path / "cache"
    expected = score(accounts(500), policy())
    outs = [tmp_path / f"{number}.parquet" for number in range(4)]
    at_once = [_start(given, out, cache) for out in outs[:3]]
    for process in at_once:
        _out, errors = process.communicate()
        assert process.returncode == 0, errors.decode()
    kept = {path: path.stat().st_mtime_ns for path in cache.rglob("*.nb*")}
    assert kept
    after = _start(given, outs[3], cache)
    _out, errors = after.communicate()
    assert after.returncode == 0, errors.decode()
    # the next process finds whole machine code: it compiles nothing, so it writes nothing
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.nb*")} == kept
    for out in outs:
        assert pq.read_table(out).equals(expected)


_STREAM = """
import sys
from tierline.policy.load import load_policy
from tierline.tiering.stream import score_parquet
score_parquet(sys.argv[1], sys.argv[2], load_policy("xinjiang-2008", sys.argv[3]))
print("pandas" in sys.modules)
"""


def test_clean_parquet_is_scored_without_pandas(tmp_path: Path) -> None:
    plain, spec = accounts(50), table_spec("accounts")
    for name in load_policy("xinjiang-2008", MONTH).columns:
        if name not in plain.column_names:
            plain = plain.append_column(name, pa.nulls(50, arrow_type(spec.column(name).dtype)))
    place = plain.column_names.index("admin_level")
    given = written(
        tmp_path / "in.parquet",
        plain.set_column(place, "admin_level", pa.array(["county", "province"] * 25)),
    )
    command = [sys.executable, "-c", _STREAM, given, tmp_path / "out.parquet", MONTH]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False"]
