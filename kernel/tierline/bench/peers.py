"""The same scoring, written as each peer's users would write it. Loading the data is not timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.policy.resolved import Policy

Result = tuple[Any, Any]  # scores in hundredths, ranks of tiers from the top
Prepared = Callable[[], Result]

_WHOLE = 10_000  # basis points


def with_numpy(table: pa.Table, policy: Policy) -> Prepared:
    """Prepare scoring with ``searchsorted`` on one array a column."""
    values = [table[indicator.column].to_numpy() for indicator in policy.indicators]
    points = [np.array(_scale(indicator).points) for indicator in policy.indicators]

    def run() -> Result:
        total = np.zeros(table.num_rows, np.int64)
        for indicator, column, given in zip(policy.indicators, values, points, strict=True):
            band = np.searchsorted(_scale(indicator).edges, column, side="right")
            total += given[band] * indicator.weight
        score = (2 * total + _WHOLE) // (2 * _WHOLE)
        lines = [tier.line for tier in policy.tiers[-2::-1]]
        return score, len(lines) - np.searchsorted(lines, score, side="right")

    return run


def with_pandas(table: pa.Table, policy: Policy) -> Prepared:
    """Prepare scoring with ``pandas.cut``."""
    import pandas as pd

    frame = table.drop_columns(["account_id"]).to_pandas()

    def run() -> Result:
        total = pd.Series(0, index=frame.index)
        for indicator in policy.indicators:
            scale = _scale(indicator)
            bins = [-np.inf, *scale.edges, np.inf]
            band = pd.cut(frame[indicator.column], bins, right=False, labels=False)
            total += np.array(scale.points)[band.to_numpy()] * indicator.weight
        score = (2 * total + _WHOLE) // (2 * _WHOLE)
        lines = [-np.inf, *(tier.line for tier in policy.tiers[-2::-1]), np.inf]
        rank = len(lines) - 2 - pd.cut(score, lines, right=False, labels=False)
        return score.to_numpy(), rank.to_numpy()

    return run


def with_polars(table: pa.Table, policy: Policy) -> Prepared:
    """Prepare scoring as one lazy query of when-then chains."""
    import polars as pl

    frame: Any = pl.from_arrow(table.drop_columns(["account_id"]))
    query = polars_query(frame.lazy(), policy).select("score", "rank")

    def run() -> Result:
        result = query.collect()
        return result["score"].to_numpy(), result["rank"].to_numpy()

    return run


def polars_query(accounts: Any, policy: Policy) -> Any:
    """Return a lazy frame with the columns score and rank added."""
    import polars as pl

    def points(indicator: Any) -> Any:
        scale, column = _scale(indicator), pl.col(indicator.column)
        steps = list(zip(scale.edges, scale.points[1:], strict=True))[::-1]
        chain: Any = pl
        for edge, given in steps:
            chain = chain.when(column >= edge).then(pl.lit(given, pl.Int64))
        return chain.otherwise(pl.lit(scale.points[0], pl.Int64))

    total = pl.sum_horizontal([points(each) * each.weight for each in policy.indicators])
    score = ((2 * total + _WHOLE) // (2 * _WHOLE)).alias("score")
    ranks: Any = pl
    for rank, tier in enumerate(policy.tiers[:-1]):
        ranks = ranks.when(pl.col("score") >= tier.line).then(pl.lit(rank, pl.Int8))
    return accounts.with_columns(score).with_columns(rank=ranks.otherwise(len(policy.tiers) - 1))


def with_duckdb(table: pa.Table, policy: Policy) -> Prepared:
    """Prepare scoring as one SQL query on a table in memory."""
    import duckdb

    connection = duckdb.connect()
    connection.register("given", table.drop_columns(["account_id"]))
    connection.execute("CREATE TABLE accounts AS SELECT * FROM given")
    query = f"SELECT score, rank FROM ({duckdb_query('accounts', policy)})"

    def run() -> Result:
        result = connection.execute(query).fetchnumpy()
        return result["score"], result["rank"]

    return run


def duckdb_query(accounts: str, policy: Policy) -> str:
    """Return a query of a table or file with the columns score and rank added."""

    def points(indicator: Any) -> str:
        scale = _scale(indicator)
        steps = list(zip(scale.edges, scale.points[1:], strict=True))[::-1]
        cases = " ".join(f"WHEN {indicator.column} >= {edge!r} THEN {given}" for edge, given in steps)
        return f"(CASE {cases} ELSE {scale.points[0]} END) * {indicator.weight}"

    total = " + ".join(map(points, policy.indicators))
    ranks = " ".join(f"WHEN score >= {tier.line} THEN {rank}" for rank, tier in enumerate(policy.tiers[:-1]))
    return (
        f"WITH scored AS (SELECT *, (2 * ({total}) + {_WHOLE}) // (2 * {_WHOLE}) AS score FROM {accounts}) "
        f"SELECT *, CASE {ranks} ELSE {len(policy.tiers) - 1} END AS rank FROM scored"
    )


def _scale(indicator: Any) -> Any:
    return indicator.scale


PEERS: dict[str, Callable[[pa.Table, Policy], Prepared]] = {
    "numpy": with_numpy,
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
}
