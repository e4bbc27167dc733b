"""What must hold before an engine scores: it refuses what the kernel's intake refuses, by the same words.

The rows of all columns that are read are counted in one query. Only when some are bad is one of them
fetched, and intake itself then says what is wrong with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tierline.engines.values import bad_in, refuse_kind
from tierline.engines.words import fault_of
from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.expression_state import overrides_in_force
from tierline.policy.resolved import Policy
from tierline.tables.registry import TableSpec
from tierline.tiering.called import called

Fetch = Callable[[Any], list[dict[str, Any]]]


@dataclass(frozen=True)
class Opened:
    """A table that an engine reads.

    Parameters
    ----------
    file : str
        Its path, as it was given.
    table : ibis Table
        Its columns, in whatever types the engine keeps them.
    spec : TableSpec
        What the registry says of them.
    columns : tuple of str
        Those that are read: the key, the required ones and those that the policy reads.
    month_end : date or None
        Limit of dates that may not lie in the future; None: not checked.
    """

    file: str
    table: Any
    spec: TableSpec
    columns: tuple[str, ...]
    month_end: datetime.date | None = None


def opened(
    file: str,
    table: Any,
    spec: TableSpec,
    more: Sequence[str] = (),
    optional: Sequence[str] = (),
    month_end: datetime.date | None = None,
) -> Opened:
    """Find the columns that are read: the key, the required ones, ``more``, and ``optional`` where kept.

    Raises
    ------
    BadInputError
        A column is absent, or of a type that no value of it has.
    """
    held = set(table.columns)
    for name in (*spec.key, *spec.required, *more):
        if name not in held:
            raise BadInputError(
                N_("{file}: no column '{column}' ({title}), which the policy reads. Add it, empty if nobody "
                   "knows it.")
                if name in more and name not in spec.required
                else N_("{file}: no column '{column}' ({title}). Add the column."),
                file=file, column=name, title=spec.column(name).zh,
            )  # fmt: skip
    wanted = {*spec.key, *spec.required, *more, *optional} & held
    columns = tuple(name for name in spec.names if name in wanted)
    for name in columns:
        refuse_kind(file, spec.column(name), table[name].type(), is_key=name in spec.key)
    return Opened(file, table, spec, columns, month_end)


def check_rows(fetch: Fetch, read: Opened) -> list[str]:
    """Refuse rows without a key or twice, and values that intake would refuse.

    Returns
    -------
    list of str
        The columns without a single value.

    Raises
    ------
    BadInputError
        Names the file, the column, how many rows are bad, one of them, and what to do.
    """
    table, spec = read.table, read.spec
    bad = {name: bad_in(table, spec, name, read.columns, read.month_end) for name in read.columns}
    counted = table.aggregate(
        every=table.count(),
        **{f"held_{name}": table[name].count() for name in read.columns},
        **{f"bad_{name}": wrong.ifelse(1, 0).sum() for name, wrong in bad.items()},
    )
    (found,) = fetch(counted)
    for name in read.columns:
        if found[f"bad_{name}"]:
            _tell(fetch, read, name, bad[name], found[f"bad_{name}"])
    _refuse_repeated(fetch, read)
    return [name for name in read.columns if found["every"] and not found[f"held_{name}"]]


def check_tiers(fetch: Fetch, read: Opened, policy: Policy) -> None:
    """Refuse a tier that the policy does not have; of overrides only those in force count."""
    if "from_date" in read.columns:
        name = called(overrides=read.file).overrides
        _known_tiers(fetch, overrides_in_force(policy, read.table), policy, name)
    else:
        _known_tiers(fetch, read.table, policy, called(previous=read.file).previous)


def _tell(fetch: Fetch, read: Opened, name: str, wrong: Any, count: int) -> None:
    rows = read.table.filter(wrong).select(*read.columns)
    (row,) = fetch(rows.order_by(rows["account_id"]).limit(1))
    raise BadInputError(
        N_(
            "{file}: rows with a value of {column} that is missing or not allowed: {bad}. "
            "One is account {account}. {why}"
        ),
        file=read.file,
        column=name,
        bad=count,
        account=row["account_id"] or "-",
        why=fault_of(read.spec, name, row, read.month_end),
    )


def _refuse_repeated(fetch: Fetch, read: Opened) -> None:
    table, key = read.table, read.spec.key
    counted = table.group_by([table[name] for name in key]).aggregate(times=table.count())
    often = counted.filter(counted["times"] > 1)
    (found,) = fetch(often.aggregate(keys=often.count(), rows=often["times"].sum()))
    if found["keys"]:
        (first,) = fetch(often.order_by(*(often[name] for name in key)).limit(1))
        raise BadInputError(
            N_("{file}: rows that repeat a key: {twice}. '{value}' ({columns}) stands in {times} rows. "
               "Keep one row for each."),
            file=read.file, twice=found["rows"] - found["keys"], times=first["times"],
            value=", ".join(str(first[name]) for name in key), columns=", ".join(key),
        )  # fmt: skip


def _known_tiers(fetch: Fetch, table: Any, policy: Policy, name: Message) -> None:
    tier = table["tier"]
    wrong = table.filter(tier.isnull() | tier.notin(list(policy.tier_ids)))
    found = fetch(wrong.select("account_id", "tier").order_by("account_id").limit(1))
    if found:
        raise BadInputError(
            N_(
                "{table}, account {account}: the policy {policy} has no tier '{tier}'. Its tiers are {known}."
            ),
            table=name,
            account=found[0]["account_id"],
            policy=policy.id,
            tier=found[0]["tier"],
            known=", ".join(policy.tier_ids),
        )
