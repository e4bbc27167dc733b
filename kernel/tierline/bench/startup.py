"""Import and first scoring in a new process, machine code in the cache, beside bare imports."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.bench import scoring
from tierline.bench.timing import Line, best_time
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


def run_new(program: str, *arguments: object) -> None:
    """Run a program in a new process."""
    subprocess.run([sys.executable, "-c", program, *map(str, arguments)], check=True)


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

        def ours() -> None:
            run_new(_FIRST, where, scoring.MONTH, given, out)

        ours()
        found: pa.Table = pq.read_table(out)
        equal = found.equals(score(table, policy))
        own = best_time(ours, _ROUNDS)
    here = [name for name in _IMPORTED if find_spec(name) is not None]
    taken = {f"import {name}": best_time(lambda n=name: run_new(f"import {n}"), _ROUNDS) for name in here}  # type: ignore[misc]
    bound = best_time(lambda: run_new(_NEEDED), _ROUNDS)
    return Line("startup", rows, own, taken, bound, equal, [name for name in _IMPORTED if name not in here])
