"""The whole pass, written as each peer's users would write it. Loading the data is not timed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from tierline.bench.peers import duckdb_query, polars_query
from tierline.bench.whole_pass import Given
from tierline.compiled.layout import CAP, FLOOR, HYSTERESIS, NONE, SCORE
from tierline.policy.conditions import Atom

Result = tuple[Any, Any, Any]  # scores in hundredths, ranks of final tiers, reasons
Prepared = Callable[[], Result]

_WHOLE = 10_000  # basis points
_BLOCK = 65_536
_ALWAYS = 127  # stands for no floor where the least is taken


def with_numpy(given: Given) -> Prepared:
    """Prepare the pass over whole arrays."""
    columns = _arrays(given)
    return lambda: _numpy_pass(given, columns, given.held, given.below)


def with_numpy_blocks(given: Given) -> Prepared:
    """Prepare the pass over blocks that fit the cache, on two threads."""
    columns = _arrays(given)
    rows = given.table.num_rows

    def block(first: int) -> Result:
        part = slice(first, first + _BLOCK)
        own = {name: values[part] for name, values in columns.items()}
        return _numpy_pass(given, own, given.held[part], given.below[part])

    def run() -> Result:
        with ThreadPoolExecutor(2) as pool:
            parts = list(pool.map(block, range(0, rows, _BLOCK)))
        score, tier, reason = (np.concatenate(each) for each in zip(*parts, strict=True))
        return score, tier, reason

    return run


def _arrays(given: Given) -> dict[str, Any]:
    return {column: given.table[column].to_numpy() for column in given.policy.columns}


def _numpy_pass(given: Given, columns: dict[str, Any], held: Any, below: Any) -> Result:
    policy = given.policy
    total = np.zeros(len(held), np.int64)
    for each in policy.indicators:
        scale: Any = each.scale
        band = np.searchsorted(scale.edges, columns[each.column], side="right")
        total += np.array(scale.points)[band] * each.weight
    score = (2 * total + _WHOLE) // (2 * _WHOLE)
    lines = np.array([tier.line for tier in policy.tiers])
    tier = len(lines) - np.searchsorted(lines[::-1], score, side="right")
    reason = np.full(len(held), SCORE, np.int8)
    cap = np.full(len(held), NONE, np.int8)
    for rule in reversed(policy.rules):
        met = np.logical_and.reduce([columns[atom.column] >= atom.value for atom in _at_least(rule)])
        met &= np.logical_and.reduce([columns[atom.column] > atom.value for atom in _more(rule)])
        if rule.effect == "cap":
            cap[met] = rule.tier
        else:
            lifts = met & (tier > rule.tier)
            tier[lifts], reason[lifts] = rule.tier, FLOOR
    lowers = cap > tier
    tier[lowers], reason[lowers] = cap[lowers], CAP
    slow = policy.hysteresis
    holds = (held != NONE) & (tier > held) & (cap <= held) & (below + 1 < slow.months)
    holds &= score >= lines[held] - (slow.buffer or 0)
    tier[holds], reason[holds] = held[holds], HYSTERESIS
    return score, tier, reason


def with_pandas(given: Given) -> Prepared:
    """Prepare the pass with ``pandas.cut`` and ``mask``."""
    import pandas as pd

    policy, slow = given.policy, given.policy.hysteresis
    frame = given.table.drop_columns(["account_id"]).to_pandas()
    frame["held"], frame["below"] = given.held, given.below
    lines = [tier.line for tier in policy.tiers]

    def run() -> Result:
        total = pd.Series(0, index=frame.index)
        for each in policy.indicators:
            scale: Any = each.scale
            bins = [-np.inf, *scale.edges, np.inf]
            band = pd.cut(frame[each.column], bins, right=False, labels=False)
            total += np.array(scale.points)[band.to_numpy()] * each.weight
        score = (2 * total + _WHOLE) // (2 * _WHOLE)
        tier = len(lines) - 1 - pd.cut(score, [*lines[::-1], np.inf], right=False, labels=False)
        reason = pd.Series(SCORE, index=frame.index)
        cap = pd.Series(NONE, index=frame.index)
        for rule in reversed(policy.rules):
            met = pd.Series(True, index=frame.index)
            for atom in _at_least(rule):
                met &= frame[atom.column] >= atom.value
            for atom in _more(rule):
                met &= frame[atom.column] > atom.value
            if rule.effect == "cap":
                cap = cap.mask(met, rule.tier)
            else:
                lifts = met & (tier > rule.tier)
                tier, reason = tier.mask(lifts, rule.tier), reason.mask(lifts, FLOOR)
        lowers = cap > tier
        tier, reason = tier.mask(lowers, cap), reason.mask(lowers, CAP)
        held, below = frame["held"], frame["below"]
        holds = (held != NONE) & (tier > held) & (cap <= held) & (below + 1 < slow.months)
        holds &= score >= np.array(lines)[held.to_numpy()] - (slow.buffer or 0)
        tier, reason = tier.mask(holds, held), reason.mask(holds, HYSTERESIS)
        return score.to_numpy(), tier.to_numpy(), reason.to_numpy()

    return run


def with_polars(given: Given) -> Prepared:
    """Prepare the pass as one lazy query."""
    import polars as pl

    policy, slow = given.policy, given.policy.hysteresis
    frame: Any = pl.from_arrow(given.table.drop_columns(["account_id"]))
    frame = frame.with_columns(held=pl.Series(given.held), below=pl.Series(given.below))
    query = polars_query(frame.lazy(), policy)

    def met(rule: Any) -> Any:
        tests = [pl.col(atom.column) >= atom.value for atom in _at_least(rule)]
        return pl.all_horizontal(tests + [pl.col(atom.column) > atom.value for atom in _more(rule)])

    floor: Any = pl
    for rule in (each for each in policy.rules if each.effect == "floor"):
        floor = floor.when(met(rule)).then(pl.lit(rule.tier, pl.Int8))
    caps = [each for each in policy.rules if each.effect == "cap"]
    cap: Any = pl
    for rule in caps:
        cap = cap.when(met(rule)).then(pl.lit(rule.tier, pl.Int8))
    query = query.with_columns(
        floor=floor.otherwise(pl.lit(_ALWAYS, pl.Int8)), cap=cap.otherwise(pl.lit(NONE, pl.Int8))
    )
    tier, held = pl.col("tier"), pl.col("held")
    reached = pl.lit(0, pl.Int64)
    for rank, each in enumerate(policy.tiers):
        reached = pl.when(held == rank).then(pl.lit(each.line, pl.Int64)).otherwise(reached)
    holds = (held != NONE) & (tier > held) & (pl.col("cap") <= held) & (pl.col("below") + 1 < slow.months)
    holds &= pl.col("score") >= reached - (slow.buffer or 0)
    query = query.with_columns(lifted=pl.min_horizontal("rank", "floor"))
    query = query.with_columns(tier=pl.max_horizontal("lifted", "cap"))
    query = query.with_columns(holds=holds).select(
        "score",
        pl.when("holds").then(held).otherwise(tier).alias("tier"),
        pl.when("holds").then(pl.lit(HYSTERESIS, pl.Int8))
        .when(tier > pl.col("lifted")).then(pl.lit(CAP, pl.Int8))
        .when(pl.col("lifted") < pl.col("rank")).then(pl.lit(FLOOR, pl.Int8))
        .otherwise(pl.lit(SCORE, pl.Int8)).alias("reason"),
    )  # fmt: skip

    def run() -> Result:
        result = query.collect()
        return result["score"].to_numpy(), result["tier"].to_numpy(), result["reason"].to_numpy()

    return run


def with_duckdb(given: Given) -> Prepared:
    """Prepare the pass as one SQL query on a table in memory."""
    return _duckdb(given, in_memory=True)


def with_duckdb_arrow(given: Given) -> Prepared:
    """Prepare the pass as one SQL query on Arrow's memory."""
    return _duckdb(given, in_memory=False)


def _duckdb(given: Given, *, in_memory: bool) -> Prepared:
    import duckdb
    import pyarrow as pa

    policy, slow = given.policy, given.policy.hysteresis
    table = given.table.drop_columns(["account_id"])
    table = table.append_column("held", pa.array(given.held)).append_column("below", pa.array(given.below))
    connection = duckdb.connect()
    connection.register("given", table)
    if in_memory:
        connection.execute("CREATE TABLE accounts AS SELECT * FROM given")

    def first_of(effect: str, otherwise: int) -> str:
        cases = ""
        for rule in (each for each in policy.rules if each.effect == effect):
            tests = [f"{atom.column} >= {atom.value!r}" for atom in _at_least(rule)]
            tests += [f"{atom.column} > {atom.value!r}" for atom in _more(rule)]
            cases += f" WHEN {' AND '.join(tests)} THEN {rule.tier}"
        return f"CASE{cases} ELSE {otherwise} END"

    reached = " ".join(f"WHEN {rank} THEN {tier.line}" for rank, tier in enumerate(policy.tiers))
    scored = duckdb_query("accounts" if in_memory else "given", policy)
    query = (
        f"WITH ruled AS (SELECT *, {first_of('floor', _ALWAYS)} AS f, {first_of('cap', NONE)} AS cap "
        f"FROM ({scored})), lifted AS (SELECT *, least(rank, f) AS lifted FROM ruled), "
        "capped AS (SELECT *, greatest(lifted, cap) AS tier FROM lifted), "
        f"slowed AS (SELECT *, held <> {NONE} AND tier > held AND cap <= held AND below + 1 < {slow.months} "
        f"AND score >= (CASE held {reached} ELSE 0 END) - {slow.buffer or 0} AS holds FROM capped) "
        f"SELECT score, CASE WHEN holds THEN held ELSE tier END AS tier, CASE WHEN holds THEN {HYSTERESIS} "
        f"WHEN tier > lifted THEN {CAP} WHEN lifted < rank THEN {FLOOR} ELSE {SCORE} END AS reason "
        "FROM slowed"
    )

    def run() -> Result:
        result = connection.execute(query).fetchnumpy()
        return result["score"], result["tier"], result["reason"]

    return run


def _at_least(rule: Any) -> list[Atom]:
    return [atom for term in rule.terms for atom in term if atom.op == ">="]


def _more(rule: Any) -> list[Atom]:
    return [atom for term in rule.terms for atom in term if atom.op == ">"]


PEERS: dict[str, Callable[[Given], Prepared]] = {
    "numpy": with_numpy,
    "numpy in blocks, 2 threads": with_numpy_blocks,
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
    "duckdb on Arrow": with_duckdb_arrow,
}
