"""The same points as each peer's users would write them. Loading the data is not timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tierline.performance.points import Events, Figures
from tierline.performance.scheme import WHOLE, Scheme

Prepared = Callable[[], Any]
_HALF, _HUNDREDTH = 5_000, 10_000  # millionths of a point


@dataclass(frozen=True)
class Given:
    """What is timed: nothing missing, every target and actual above 0, every cell filled."""

    scheme: Scheme
    managers: int
    months: int
    figures: Figures
    events: Events

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return figures and events as frames."""
        return pd.DataFrame(vars(self.figures)), pd.DataFrame(vars(self.events))

    def worth(self) -> pd.DataFrame:
        """Return one row an indicator: weight, floor, ceiling (millionths), less, category."""
        terms = self.scheme.terms()
        return pd.DataFrame(
            {
                "indicator": np.arange(len(terms.kind), dtype=np.int16),
                "weight": terms.weight,
                "low": terms.floor,
                "high": terms.ceiling,
                "less": [each.kind == "less" for each in self.scheme.indicators],
                "category": terms.category,
            }
        )

    def shares(self) -> list[int]:
        """Return each category's points in millionths."""
        return [int(share) for share in self.scheme.terms().share]

    def caps(self) -> tuple[int, int]:
        """Return the caps of bonus and deduction in millionths of a point."""
        allotted = sum(self.shares())
        return allotted * self.scheme.bonus_cap // WHOLE, allotted * self.scheme.deduction_cap // WHOLE


def _lines(actual: Any, target: Any, worth: dict[str, Any]) -> Any:
    """Return points of lines from arrays that broadcast; every ceiling is 1 here."""
    part = np.where(worth["less"], target, actual)
    whole = np.where(worth["less"], actual, target)
    completion = WHOLE * part // whole
    reached = (2 * worth["weight"] * part + whole) // (2 * whole)
    return np.where(
        completion >= worth["high"], worth["weight"], np.where(completion < worth["low"], 0, reached)
    )


def _total(base: Any, bonus: Any, deduction: Any, given: Given) -> Any:
    most_bonus, most_deduction = given.caps()
    total = base + np.minimum(bonus, most_bonus) - np.minimum(deduction, most_deduction)
    low, high = given.scheme.lowest * _HUNDREDTH, given.scheme.highest * _HUNDREDTH
    return (np.clip(total, low, high) + _HALF) // _HUNDREDTH


def with_numpy(given: Given) -> Prepared:
    """Prepare sums with ``bincount`` and array arithmetic."""
    figures, events = given.figures, given.events
    count = len(given.scheme.indicators)
    statements = given.managers * given.months
    worth = {str(name): column.to_numpy() for name, column in given.worth().items()}
    month = {"minlength": statements}

    def run() -> Any:
        cell = (figures.manager.astype(np.int64) * given.months + figures.month) * count + figures.indicator
        actual, target = (
            np.bincount(cell, column, statements * count).astype(np.int64).reshape(statements, count)
            for column in (figures.actual, figures.target)
        )
        lines = _lines(actual, target, worth)
        base: Any = 0
        for place, share in enumerate(given.shares()):
            base = base + np.minimum(lines[:, worth["category"] == place].sum(axis=1), share)
        at = events.manager.astype(np.int64) * given.months + events.month
        bonus = np.bincount(at, np.maximum(events.points, 0), **month).astype(np.int64)
        deduction = np.bincount(at, np.maximum(-events.points, 0), **month).astype(np.int64)
        return _total(base, bonus, deduction, given)

    return run


def with_pandas(given: Given) -> Prepared:
    """Prepare ``groupby`` sums and column arithmetic."""
    figures, events = given.frames()
    worth = given.worth()
    month = ["manager", "month"]

    def run() -> Any:
        sums = figures.groupby([*month, "indicator"], sort=True)[["actual", "target"]].sum().reset_index()
        cells = sums["indicator"].to_numpy()
        of = {str(name): column.to_numpy()[cells] for name, column in worth.items()}
        sums["points"] = _lines(sums["actual"].to_numpy(), sums["target"].to_numpy(), of)
        sums["category"] = of["category"]
        made = sums.groupby([*month, "category"])["points"].sum().unstack("category")
        base = made.clip(upper=pd.Series(given.shares()), axis=1).sum(axis=1)
        parts = pd.DataFrame(
            {"bonus": events["points"].clip(lower=0), "deduction": -events["points"].clip(upper=0)}
        )
        noted = parts.groupby([events["manager"], events["month"]]).sum().reindex(base.index, fill_value=0)
        return _total(base, noted["bonus"], noted["deduction"], given).to_numpy()

    return run


def with_polars(given: Given) -> Prepared:
    """Prepare one lazy query."""
    import polars as pl

    figures, events = (pl.from_pandas(frame) for frame in given.frames())
    worth = pl.from_pandas(given.worth())
    month = ["manager", "month"]
    part = pl.when("less").then("target").otherwise("actual")
    whole = pl.when("less").then("actual").otherwise("target")
    completion = WHOLE * part // whole
    line = (
        pl.when(completion >= pl.col("high"))
        .then("weight")
        .when(completion < pl.col("low"))
        .then(0)
        .otherwise((2 * pl.col("weight") * part + whole) // (2 * whole))
    )
    shares = pl.lit(pl.Series(given.shares())).gather(pl.col("category"))
    base = (
        figures.lazy()
        .group_by(*month, "indicator")
        .agg(pl.col("actual", "target").sum())
        .join(worth.lazy(), on="indicator")
        .group_by(*month, "category")
        .agg(line.sum().alias("points"))
        .with_columns(points=pl.min_horizontal("points", shares))
        .group_by(month)
        .agg(base=pl.col("points").sum())
    )
    sums = (
        events.lazy()
        .group_by(month)
        .agg(bonus=pl.col("points").clip(0, None).sum(), deduction=(-pl.col("points").clip(None, 0)).sum())
    )
    most_bonus, most_deduction = given.caps()
    total = (
        pl.col("base")
        + pl.min_horizontal(pl.col("bonus").fill_null(0), pl.lit(most_bonus))
        - pl.min_horizontal(pl.col("deduction").fill_null(0), pl.lit(most_deduction))
    ).clip(given.scheme.lowest * _HUNDREDTH, given.scheme.highest * _HUNDREDTH)
    query = (
        base.join(sums, on=month, how="left").select(*month, total=(total + _HALF) // _HUNDREDTH).sort(month)
    )
    return lambda: query.collect()["total"].to_numpy()


def with_duckdb(given: Given) -> Prepared:
    """Prepare one SQL query on tables in memory."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    figures, events = given.frames()
    shares = pd.DataFrame({"category": range(len(given.shares())), "share": given.shares()})
    for name, frame in {
        "figures": figures,
        "events": events,
        "worth": given.worth(),
        "shares": shares,
    }.items():
        connection.register("given", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")
    most_bonus, most_deduction = given.caps()
    low, high = given.scheme.lowest * _HUNDREDTH, given.scheme.highest * _HUNDREDTH
    query = f"""
        WITH cells AS (
            SELECT manager, month, indicator, sum(actual)::BIGINT AS actual, sum(target)::BIGINT AS target
            FROM figures GROUP BY ALL
        ), ratios AS (
            SELECT manager, month, category, weight, low, high,
                CASE WHEN less THEN target ELSE actual END AS part,
                CASE WHEN less THEN actual ELSE target END AS whole
            FROM cells JOIN worth USING (indicator)
        ), made AS (
            SELECT manager, month, category, sum(CASE WHEN {WHOLE} * part // whole >= high THEN weight
                WHEN {WHOLE} * part // whole < low THEN 0
                ELSE (2 * weight * part + whole) // (2 * whole) END)::BIGINT AS points
            FROM ratios GROUP BY ALL
        ), bases AS (
            SELECT manager, month, sum(least(points, share))::BIGINT AS base
            FROM made JOIN shares USING (category) GROUP BY ALL
        ), noted AS (
            SELECT manager, month, sum(greatest(points, 0))::BIGINT AS bonus,
                sum(greatest(-points, 0))::BIGINT AS deduction
            FROM events GROUP BY ALL
        )
        SELECT (greatest({low}, least({high}, base + least(coalesce(bonus, 0), {most_bonus})
            - least(coalesce(deduction, 0), {most_deduction}))) + {_HALF}) // {_HUNDREDTH} AS total
        FROM bases LEFT JOIN noted USING (manager, month) ORDER BY manager, month
    """
    return lambda: connection.execute(query).fetchnumpy()["total"]


PEERS: dict[str, Callable[[Given], Prepared]] = {
    "numpy": with_numpy,
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
}
