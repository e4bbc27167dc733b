"""Scoring Parquet into Parquet as users of other tools would write it.

All write what ours writes, nine columns packed with zstd at its first level, but for the ones that are
named for their three. None checks a value or looks for accounts that stand twice, as ours does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.bench.peers import duckdb_query, polars_query
from tierline.policy.resolved import Policy
from tierline.tiering.score import score

Run = Callable[[Path, Path, Policy], object]
BATCH_ROWS = 2**18
_LEVEL = 1


def polars_nine(source: Path, target: Path, policy: Policy) -> None:
    """Scan and sink what ours writes; the policy that is timed has no rules and no hysteresis."""
    import polars as pl

    ranks = list(range(len(policy.tiers)))
    tier = pl.col("rank").replace_strict(ranks, policy.tier_ids, return_dtype=pl.String)
    none = pl.lit(None, pl.String)
    result = polars_query(pl.scan_parquet(source), policy).select(
        "account_id",
        pl.col("score").cast(pl.Int16),
        tier_by_score=tier,
        floor=none,
        tier=tier,
        reason=pl.lit("score"),
        cap=none,
        rule=none,
        months_below=pl.lit(0, pl.Int8),
    )
    result.sink_parquet(target, compression="zstd", compression_level=_LEVEL)


def polars_three(source: Path, target: Path, policy: Policy) -> None:
    """Scan and sink account, score and rank."""
    import polars as pl

    result = polars_query(pl.scan_parquet(source), policy).select("account_id", "score", "rank")
    result.sink_parquet(target, compression="zstd", compression_level=_LEVEL)


def duckdb_nine(source: Path, target: Path, policy: Policy) -> None:
    """COPY one query to a file: what ours writes."""
    import duckdb

    names = " ".join(f"WHEN {rank} THEN '{tier}'" for rank, tier in enumerate(policy.tier_ids))
    scored = duckdb_query(f"read_parquet('{source}')", policy)
    query = (
        f"SELECT account_id, score::SMALLINT AS score, CASE rank {names} END AS tier_by_score, "
        f"NULL::VARCHAR AS floor, CASE rank {names} END AS tier, 'score' AS reason, NULL::VARCHAR AS cap, "
        "NULL::VARCHAR AS rule, 0::TINYINT AS months_below "
        f"FROM ({scored})"
    )
    how = f"FORMAT parquet, CODEC zstd, COMPRESSION_LEVEL {_LEVEL}"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{target}' ({how})")


def in_step(source: Path, target: Path, policy: Policy) -> None:
    """Read a batch, score it with our own pass, write it, one after the other."""
    writer: pq.ParquetWriter | None = None
    with pq.ParquetFile(source) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=["account_id", *policy.columns]):
            result = score(pa.Table.from_batches([batch]), policy)
            writer = writer or pq.ParquetWriter(target, result.schema, compression="zstd")
            writer.write_table(result)
    if writer is not None:
        writer.close()


PEERS: dict[str, tuple[str, Run]] = {
    "polars scan and sink": ("polars", polars_nine),
    "polars, three columns only": ("polars", polars_three),
    "duckdb copy": ("duckdb", duckdb_nine),
    "pyarrow in step": ("pyarrow", in_step),
}


def same_result(one: Path, other: Path, policy: Policy) -> bool:
    """Return whether every column of ``other`` holds what ``one`` does; only one of each is held.

    Parameters
    ----------
    one, other : Path
        ``one`` has the result's columns; in ``other`` a rank may stand for the tier's name.
    policy : Policy
        Knows the tiers.
    """
    with pq.ParquetFile(one) as ours, pq.ParquetFile(other) as theirs:
        names = ["tier" if name == "rank" else name for name in theirs.schema_arrow.names]
        for name, own in zip(theirs.schema_arrow.names, names, strict=True):
            expected = ours.read([own]).column(0)
            found: Any = theirs.read([name]).column(0)
            if name == "rank":
                found = pa.array(policy.tier_ids, pa.string()).take(found)
            if not found.cast(expected.type).equals(expected):
                return False
        return bool(ours.metadata.num_rows == theirs.metadata.num_rows)
