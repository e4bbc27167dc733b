"""Peak memory does not grow with the rows, whether accounts ascend or not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.tiering_stream.files import MONTH, accounts, written

FEW, MANY = 500_000, 3_000_000
ALLOWED = 80 * 2**20  # held in memory, the others would take more than three times as much
_PROGRAM = """
import sys
from pathlib import Path
from tierline.policy.load import load_policy
from tierline.tiering import repeated, row_groups, stream_read
from tierline.tiering.stream import score_parquet
repeated.HELD = 2**18
stream_read.BATCH_ROWS, row_groups.GROUP_ROWS = 2**15, 2**17  # so that the few fill all stages
score_parquet(sys.argv[1], sys.argv[2], load_policy("generic-abcd", sys.argv[3]))
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


# Freed memory goes back at once. Otherwise each thread's allocator keeps some of what it was ever given,
# the more the longer threads wait for one another: on a busy machine that grew with the time, not the rows.
_NOTHING_KEPT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "65536",
}
_TURNS = 3


def _given(folder: Path, rows: int, *, ascending: bool) -> Path:
    table = accounts(20_000)
    whole = pa.concat_tables([table] * (rows // table.num_rows))
    # an odd step and a power of two: every number once, in no order
    numbers = np.arange(rows) if ascending else np.arange(rows) * 777_767_777 % 2**32
    ids = pa.array(numbers + 10**10).cast(pa.string())
    return written(folder / f"{rows}.parquet", whole.set_column(0, "account_id", ids), rows_a_group=rows)


def _peak(given: Path) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, given, given.with_name("out.parquet"), MONTH],
        env={**os.environ, **_NOTHING_KEPT}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(ran.stdout) * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the peak")
@pytest.mark.parametrize("ascending", [True, False])
def test_peak_does_not_grow_with_the_rows(tmp_path: Path, ascending: bool) -> None:
    """What grows with the rows does so in every turn; what a turn meets by chance, not in all of them."""
    few, many = (_given(tmp_path, rows, ascending=ascending) for rows in (FEW, MANY))
    grown = []
    while len(grown) < _TURNS and min(grown, default=ALLOWED) >= ALLOWED:
        peaks = _peak(few), _peak(many)
        print(" MB, ".join(f"{peak / 2**20:.0f}" for peak in peaks), "MB")
        grown.append(peaks[1] - peaks[0])
    assert min(grown) < ALLOWED
