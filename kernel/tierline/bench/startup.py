"""Import and first scoring in a new process, machine code in the cache, beside bare imports."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.bench import scoring
from tierline.bench.timing import Line
from tierline.tiering.score import score

_ROUNDS = 3
_IMPORTED = ("numba", "pandas", "polars", "duckdb")
_NEEDED = "import numba, numpy, pyarrow, pyarrow.compute, pyarrow.parquet, pydantic"
_FIRST = """
import sys
from pathlib import Path
import pyarrow.parquet as pq
import tierline
policy = tierline.load_policy(Path(sys.argv[1]), sys.argv[2])
pq.write_table(tierline.score(pq.ParquetFile(sys.argv[3]).read(), policy), sys.argv[4])
"""
_DONE = "\nprint(flush=True)"


def run_new(program: str, *arguments: object) -> float:
    """Run a program in a new process; return the seconds from its start to its last line.

    How long the interpreter takes to put everything away afterwards is not waited for by anybody who
    reads the result; it is left out for all alike.
    """
    start = time.perf_counter()
    command = [sys.executable, "-c", program + _DONE, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        told = process.stdout.readline() if process.stdout else b""
        taken = time.perf_counter() - start
    if process.returncode != 0 or not told:
        raise subprocess.CalledProcessError(process.returncode, command)
    return taken


def bench_startup(rows: int) -> Line:
    """Time a new process that imports Tierline and scores ``rows`` accounts.

    Returns
    -------
    Line
        ``equal`` is whether the new process gave what this one gives; ``bound_s`` is importing what
        it cannot do without.
    """
    policy = scoring.eight_bands()
    table = scoring.make_table(rows, policy)
    with tempfile.TemporaryDirectory(prefix="tierline-bench-") as scratch:
        given, out = Path(scratch) / "accounts.parquet", Path(scratch) / "tiers.parquet"
        pq.write_table(table, given)
        where = Path(scoring.__file__).with_name("eight_bands.toml")

        run_new(_FIRST, where, scoring.MONTH, given, out)
        found: pa.Table = pq.read_table(out)
        equal = found.equals(score(table, policy))
        own = _shortest(_FIRST, where, scoring.MONTH, given, out)
    here = [name for name in _IMPORTED if find_spec(name) is not None]
    taken = {f"import {name}": _shortest(f"import {name}") for name in here}
    bound = _shortest(_NEEDED)
    return Line("startup", rows, own, taken, bound, equal, [name for name in _IMPORTED if name not in here])


def _shortest(program: str, *arguments: object) -> float:
    return min(run_new(program, *arguments) for _round in range(_ROUNDS))
