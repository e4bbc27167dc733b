"""What an engine must be able to do, and the run that every engine shares."""

from __future__ import annotations

from typing import Any, Protocol

from tierline.engines.checks import check_accounts, check_columns, check_overrides, check_previous
from tierline.policy.expression import expression
from tierline.policy.resolved import Policy
from tierline.policy.sql import need_ibis, sql_of
from tierline.tiering.narrow import refuse_narrow


class Engine(Protocol):
    """Reads Parquet, runs SQL over it, writes Parquet."""

    dialect: str
    order: tuple[str, ...]  # columns that keep the input's order, added to the accounts; empty: none is kept

    def open(self, name: str, path: str) -> Any:
        """Make a Parquet file or folder known as a table; return its columns as an Ibis schema."""

    def fetch(self, sql: str) -> list[dict[str, Any]]:
        """Return a small result's rows."""

    def write(self, sql: str, target: str) -> int:
        """Write a result aside, then move it to ``target``; return its rows."""

    def close(self) -> None:
        """Let go of what it holds."""


def score_files(
    engine: Engine,
    source: str,
    target: str,
    policy: Policy,
    previous: str | None = None,
    overrides: str | None = None,
) -> int:
    """Score the accounts of a Parquet file or folder inside an engine.

    Parameters
    ----------
    engine : Engine
        Where it runs.
    source, target : str
        Parquet, read and written by the engine itself.
    policy : Policy
        From ``load_policy``.
    previous, overrides : str, optional
        Parquet: last month's result; tiers set by hand.

    Returns
    -------
    int
        Rows written: the columns and types of ``tierline.score``.

    Raises
    ------
    BadInputError
        A file cannot be read, or holds what intake would refuse; nothing is written.
    """
    ibis = need_ibis()

    def table(name: str, path: str | None) -> Any:
        return None if path is None else ibis.table(engine.open(name, path), name=name)

    accounts = table(policy.subject, source)
    before, forced = table("previous", previous), table("overrides", overrides)
    check_columns(accounts, before, forced, policy)
    for column in policy.columns:
        if accounts[column].type().is_float32():
            refuse_narrow(policy, column)

    def fetch(query: Any) -> list[dict[str, Any]]:
        return engine.fetch(sql_of(query, engine.dialect))

    compiled = expression(policy, accounts, before, forced, keep=engine.order)
    check_accounts(fetch, source, accounts, policy)
    if before is not None:
        check_previous(fetch, before, policy)
    if forced is not None:
        check_overrides(fetch, forced, policy)
    return engine.write(sql_of(compiled, engine.dialect), target)
