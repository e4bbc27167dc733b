"""What an engine must be able to do, and the run that every engine shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from tierline.engines.checks import check_rows, check_tiers, opened
from tierline.messages import Message
from tierline.policy.dated import last_day
from tierline.policy.expression import expression
from tierline.policy.resolved import Policy
from tierline.policy.sql import need_ibis, sql_of
from tierline.store.results_file import CARRIED_IF_KEPT, results_spec
from tierline.tables.registry import table_spec
from tierline.tiering.narrow import refuse_narrow
from tierline.tiering.unheld import unheld


class Engine(Protocol):
    """Reads Parquet, runs SQL over it, writes Parquet."""

    dialect: str
    order: tuple[str, ...]  # columns that keep the input's order, added to the accounts; empty: none is kept

    def open(self, name: str, path: str) -> Any:
        """Make a Parquet file or folder known as a table; return its columns as an Ibis schema."""

    def need_alike(self, path: str, columns: Sequence[str]) -> None:
        """Refuse a folder in which a file holds one of these columns not, or in another type."""

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
    notices: list[Message] | None = None,
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
    notices : list of Message, optional
        Indicators without a single value are told here.

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

    def fetch(query: Any) -> list[dict[str, Any]]:
        return engine.fetch(sql_of(query, engine.dialect))

    accounts = table(policy.subject, source)
    before, forced = table("previous", previous), table("overrides", overrides)
    spec = table_spec(policy.subject)
    read = [opened(source, accounts, spec, policy.columns, month_end=last_day(policy.month))]
    if previous is not None:
        read.append(opened(previous, before, results_spec(), optional=CARRIED_IF_KEPT))
    if overrides is not None:
        read.append(opened(overrides, forced, table_spec("overrides")))
    for column in policy.columns:
        if accounts[column].type().is_float32():
            refuse_narrow(policy, column)
    for each in read:
        engine.need_alike(each.file, each.columns)
    compiled = expression(policy, accounts, before, forced, keep=engine.order)
    for each in read:
        empty = check_rows(fetch, each)
        if each.table is not accounts:
            check_tiers(fetch, each, policy)
        elif notices is not None:
            notices.extend(unheld(source, empty, policy))
    return engine.write(sql_of(compiled, engine.dialect), target)
