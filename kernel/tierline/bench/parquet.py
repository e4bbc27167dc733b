"""Scores a Parquet file into another, beside tools that do the same out of core, and mere reading."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tierline.bench.peers import duckdb_query, polars_query
from tierline.bench.scoring import eight_bands, make_table
from tierline.bench.timing import Line, best_time
from tierline.policy.resolved import Policy
from tierline.tables.registry import table_spec
from tierline.tiering.score import score
from tierline.tiering.stream import score_parquet

GROUP_ROWS = 2**20
_ROUNDS = 3
_FIRST_ID = 10**9
Run = Callable[[Path, Path, Policy], object]


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


def with_polars(source: Path, target: Path, policy: Policy) -> None:
    """Scan and sink."""
    import polars as pl

    query = polars_query(pl.scan_parquet(source), policy).select("account_id", "score", "rank")
    query.sink_parquet(target, compression="zstd", compression_level=1)


def with_duckdb(source: Path, target: Path, policy: Policy) -> None:
    """COPY one query to a file."""
    import duckdb

    query = duckdb_query(f"read_parquet('{source}')", policy)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT account_id, score, rank FROM ({query})) TO '{target}' (FORMAT parquet, CODEC zstd)"
        )


def in_step(source: Path, target: Path, policy: Policy) -> None:
    """Read a batch, score it with our own pass, write it, one after the other."""
    writer: pq.ParquetWriter | None = None
    with pq.ParquetFile(source) as file:
        for batch in file.iter_batches(GROUP_ROWS // 4, columns=["account_id", *policy.columns]):
            result = score(pa.Table.from_batches([batch]), policy)
            writer = writer or pq.ParquetWriter(target, result.schema, compression="zstd")
            writer.write_table(result)
    if writer is not None:
        writer.close()


PEERS: dict[str, tuple[str, Run]] = {
    "polars scan and sink": ("polars", with_polars),
    "duckdb copy": ("duckdb", with_duckdb),
    "pyarrow in step": ("pyarrow", in_step),
}


def _told(path: Path, policy: Policy) -> tuple[Any, Any, Any]:
    table = pq.read_table(path)
    if "rank" in table.column_names:
        rank = table["rank"].to_numpy()
    else:
        rank = pc.index_in(table["tier"], value_set=pa.array(policy.tier_ids)).to_numpy()
    return table["account_id"].to_numpy(), table["score"].to_numpy(), rank


def bench_parquet(rows: int) -> Line:
    """Compare scoring a file of ``rows`` accounts.

    Returns
    -------
    Line
        ``equal`` is whether every peer wrote the same accounts, scores and tiers in the same order;
        ``bound_s`` is reading and decoding the columns with pyarrow on all threads, without more. The
        peers write three columns and check nothing; ours writes nine and checks every value.
    """
    policy = eight_bands()
    with tempfile.TemporaryDirectory(prefix="tierline-bench-") as scratch:
        source, target = Path(scratch) / "accounts.parquet", Path(scratch) / "tiers.parquet"
        write_accounts(source, rows, policy)

        def ours() -> int:
            return score_parquet(source, target, policy)

        def read() -> None:
            with pq.ParquetFile(source) as file:
                for _batch in file.iter_batches(GROUP_ROWS // 4, columns=["account_id", *policy.columns]):
                    pass

        ours()
        own = _told(target, policy)
        equal = True
        taken: dict[str, float] = {}
        absent: list[str] = []
        for name, (package, run) in PEERS.items():
            if find_spec(package) is None:
                absent.append(name)
                continue
            run(source, target, policy)
            equal = equal and all(map(np.array_equal, own, _told(target, policy)))
            taken[name] = best_time(lambda run=run: run(source, target, policy), _ROUNDS)  # type: ignore[misc]
        taken["pyarrow read only"] = bound = best_time(read, _ROUNDS)
        return Line("parquet", rows, best_time(ours, _ROUNDS), taken, bound, equal, absent)
