"""The SQL of a policy, for the engines that Tierline drives and for a warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tierline.errors import UsageError
from tierline.messages import N_
from tierline.policy.dialects import DIALECTS
from tierline.policy.expression import expression
from tierline.policy.resolved import Policy
from tierline.tables.registry import arrow_schema

PREVIOUS_COLUMNS = {"account_id": "string", "tier": "string", "reason": "string", "months_below": "int8"}


def policy_sql(policy: Policy, dialect: str, *, previous: bool = False, overrides: bool = False) -> str:
    """Return the query that tiers a warehouse's table ``accounts``.

    Parameters
    ----------
    policy : Policy
        From ``load_policy``.
    dialect : str
        One of ``DIALECTS``.
    previous : bool
        Read last month's result from the table ``previous``.
    overrides : bool
        Read tiers set by hand from the table ``overrides``.

    Returns
    -------
    str
        One SELECT; its tables have the registry's names and columns.

    Raises
    ------
    UsageError
        Ibis is not installed.
    """
    ibis = need_ibis()
    tables = {name: ibis.table(_schema(ibis, name), name=name) for name in (policy.subject, "overrides")}
    before = ibis.table(PREVIOUS_COLUMNS, name="previous") if previous else None
    return sql_of(
        expression(policy, tables[policy.subject], before, tables["overrides"] if overrides else None),
        dialect,
    )


def _schema(ibis: Any, table: str) -> Any:
    """Return the registry's types; a warehouse may keep money otherwise, so that every number is cast."""
    kinds = ibis.Schema.from_pyarrow(arrow_schema(table)).items()
    return {name: "float32" if kind.is_floating() else kind for name, kind in kinds}


def sql_of(table: Any, dialect: str) -> str:
    """Return an Ibis expression as SQL, one step a subquery."""
    ibis = need_ibis()
    written, into = DIALECTS[dialect]
    with _our_options(ibis):
        text = str(ibis.to_sql(table, dialect=written))
    if into is None and dialect != "postgres":
        return text
    return _turned(text, written, into or dialect)


def need_ibis() -> Any:
    """Import Ibis, or say how to install it."""
    try:
        import ibis
    except ImportError as error:
        raise UsageError(
            N_("Ibis is needed to turn a policy into SQL and is not installed. Run: {command}"),
            command="pip install 'tierline[engines]'",
        ) from error
    return ibis


@contextmanager
def _our_options(ibis: Any) -> Iterator[None]:
    """Keep steps apart: folded into one another, each would repeat the one before wherever it is used."""
    from ibis.config import Config

    class SparkOptions(Config):  # type: ignore[misc]  # Ibis makes them with PySpark, not needed to write SQL
        treat_nan_as_null: bool = False

    options = ibis.options
    folded, spark = options.sql.fuse_selects, options.pyspark
    options.sql.fuse_selects = False
    options.pyspark = spark or SparkOptions()
    try:
        yield
    finally:
        options.sql.fuse_selects, options.pyspark = folded, spark


def _turned(text: str, written: str, into: str) -> str:
    import sqlglot

    tree = sqlglot.parse_one(text, read="spark" if written == "pyspark" else written)
    if into == "hive":
        _for_hive(tree)
    if into == "postgres":
        _for_postgres(tree)
    return str(tree.sql(dialect=into, pretty=True))


def _for_hive(tree: Any) -> None:
    """Hive has no function that tells NaN, and does not group by a column's place."""
    from sqlglot import expressions as sql

    for call in list(tree.find_all(sql.IsNan)):
        call.replace(sql.EQ(this=sql.cast(call.this, "text"), expression=sql.Literal.string("NaN")))
    for group in tree.find_all(sql.Group):
        chosen = group.parent.expressions
        group.set(
            "expressions", [chosen[int(place.name) - 1].unalias().copy() for place in group.expressions]
        )


def _for_postgres(tree: Any) -> None:
    """Keep PostgreSQL from writing each step out again in the next: they would double with each of them."""
    from sqlglot import expressions as sql

    for step in tree.find_all(sql.Subquery):
        step.this.offset(0, copy=False)
