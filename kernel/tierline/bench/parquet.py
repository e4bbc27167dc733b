"""Scores a Parquet file into another, beside tools that do the same out of core, and mere reading."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tierline.bench.memory import peak_memory
from tierline.bench.parquet_peers import BATCH_ROWS, PEERS, same_result
from tierline.bench.scoring import eight_bands, make_table
from tierline.bench.timing import Line, best_in_turns
from tierline.policy.resolved import Policy
from tierline.tables.registry import table_spec
from tierline.tiering.stream import score_parquet

GROUP_ROWS = 2**20
_ROUNDS = 4
_FIRST_ID = 10**9
_READING = "pyarrow read only"
_TIMES = 10  # so many times the rows must not take more memory


def write_accounts(path: Path, rows: int, policy: Policy) -> None:
    """Write ``rows`` accounts, as intake would take them, in row groups of a million."""
    piece = make_table(min(rows, GROUP_ROWS), policy)
    for place, name in enumerate(piece.column_names[1:], 1):
        low, high = table_spec(policy.subject).column(name).limits
        inside = pc.min_element_wise(pc.max_element_wise(piece[name], low), high)
        piece = piece.set_column(place, name, inside)
    with pq.ParquetWriter(path, piece.schema, compression="zstd") as writer:
        for first in range(0, rows, GROUP_ROWS):
            size = min(GROUP_ROWS, rows - first)
            ids = pa.array(np.arange(first, first + size) + _FIRST_ID).cast(pa.string())
            writer.write_table(piece.slice(0, size).set_column(0, "account_id", ids))


def bench_parquet(rows: int) -> Line:
    """Compare scoring a file of ``rows`` accounts; all take turns, the best of several rounds counts.

    Returns
    -------
    Line
        ``equal`` is whether every peer wrote the same accounts, scores and tiers in the same order;
        ``bound_s`` is reading and decoding the columns with pyarrow on all threads, without more;
        ``peaks`` is the memory of a process of its own for ``rows`` and for ten times as many.
    """
    policy = eight_bands()
    with tempfile.TemporaryDirectory(prefix="tierline-bench-") as scratch:
        source, target, other = (
            Path(scratch) / name for name in ("accounts.parquet", "tiers.parquet", "other.parquet")
        )
        write_accounts(source, rows, policy)
        score_parquet(source, target, policy)
        present = {name: run for name, (package, run) in PEERS.items() if find_spec(package) is not None}
        equal = True
        for run in present.values():
            run(source, other, policy)
            equal = equal and same_result(target, other, policy)
        calls: dict[str, Callable[[], object]] = {
            name: partial(run, source, other, policy) for name, run in present.items()
        }
        calls |= {_READING: partial(_read, source, policy), "": lambda: score_parquet(source, target, policy)}
        taken = best_in_turns(calls, _ROUNDS)
        return Line(
            "parquet",
            rows,
            taken.pop(""),
            taken,
            taken[_READING],
            equal,
            [name for name in PEERS if name not in present],
            peaks=_peaks(rows, Path(scratch), policy),
        )


def _read(source: Path, policy: Policy) -> None:
    with pq.ParquetFile(source) as file:
        for _batch in file.iter_batches(BATCH_ROWS, columns=["account_id", *policy.columns]):
            pass


def _peaks(rows: int, folder: Path, policy: Policy) -> dict[str, int]:
    source, target = folder / "accounts.parquet", folder / "tiers.parquet"
    found = {}
    for size in (rows, _TIMES * rows):
        write_accounts(source, size, policy)
        peak = peak_memory(source, target)
        if peak is not None:
            found[str(size)] = peak
    return found
