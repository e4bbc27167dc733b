"""What must hold before an engine scores a table: it would otherwise answer wrongly without a word.

Intake does this and more, row by row; here the columns that the policy reads are counted once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.expression_state import overrides_in_force
from tierline.policy.expression_values import value_of
from tierline.policy.resolved import Policy
from tierline.tables.registry import ColumnSpec, table_spec

Fetch = Callable[[Any], list[dict[str, Any]]]


def check_columns(accounts: Any, previous: Any, overrides: Any, policy: Policy) -> None:
    """Refuse a table without the columns that decide a tier; the last two may be None."""
    for column in ("account_id", *policy.columns):
        if column not in accounts.columns:
            raise BadInputError(
                N_(
                    "The policy {policy} reads the column '{column}', but the table has none. Add the column."
                ),
                policy=policy.id,
                column=column,
            )
    if previous is not None:
        _needs(previous, ("account_id", "tier"), N_("last month's result"))
    if overrides is not None:
        _needs(overrides, ("account_id", "tier", "from_date", "expires_on"), N_("the overrides"))


def check_accounts(fetch: Fetch, file: str, accounts: Any, policy: Policy) -> None:
    """Refuse accounts without an id or twice, and values outside the registry's range or codes.

    Raises
    ------
    BadInputError
        Names the file, the column and how many rows are bad.
    """
    spec = table_spec(policy.subject)
    columns = {name: _bad(spec.column(name), value_of(accounts, name, policy)) for name in policy.columns}
    account = accounts["account_id"].cast("string")
    # intake takes blanks off; an engine joins with last month on what stands there
    columns = {"account_id": account.notnull() & (account != account.strip()), **columns}
    counted = accounts.aggregate(
        every=accounts.count(),
        named=account.nullif("").count(),
        distinct=account.nullif("").nunique(),
        **{f"bad_{name}": bad.ifelse(1, 0).sum() for name, bad in columns.items()},
    )
    (found,) = fetch(counted)
    if found["named"] != found["every"] or found["distinct"] != found["named"]:
        raise BadInputError(
            N_(
                "{file}: rows without account_id: {missing}, rows that repeat one: {twice}. "
                "Keep one row for each account."
            ),
            file=file,
            missing=found["every"] - found["named"],
            twice=found["named"] - found["distinct"],
        )
    for name in columns:
        if found[f"bad_{name}"]:
            raise BadInputError(
                N_(
                    "{file}: rows with a value of {column} that is missing or not allowed: {bad}. "
                    "`tierline tables show` says what is; `--engine kernel` names the rows."
                ),
                file=file,
                bad=found[f"bad_{name}"],
                column=name,
            )


def check_previous(fetch: Fetch, previous: Any, policy: Policy) -> None:
    """Refuse an account twice or a tier that the policy does not have in last month's result."""
    twice = _repeated(fetch, previous, ("account_id",))
    if twice:
        raise BadInputError(
            N_(
                "Account {account} stands more than once in last month's result. Keep one "
                "row for each account."
            ),
            account=twice,
        )
    _known_tiers(fetch, previous, policy, N_("last month's result"))


def check_overrides(fetch: Fetch, overrides: Any, policy: Policy) -> None:
    """Refuse overrides that begin twice on one day for one account, or name no tier of the policy."""
    in_force = overrides_in_force(policy, overrides)
    twice = _repeated(fetch, in_force, ("account_id", "from_date"))
    if twice:
        raise BadInputError(
            N_("Account {account} has two overrides that begin on the same day. Keep one of them."),
            account=twice,
        )
    _known_tiers(fetch, in_force, policy, N_("the overrides"))


def _bad(column: ColumnSpec, value: Any) -> Any:
    bad = value.isnull() if column.required else value.isnull() & value.notnull()
    if column.codes is not None:
        bad = bad | value.notin(list(column.codes))
    elif column.dtype == "flag":
        bad = bad | value.notin(["true", "false"])
    elif column.dtype not in ("text", "code", "date"):
        low, high = column.limits
        bad = bad | (value < low) | (value > high)
        if column.dtype == "integer":
            bad = bad | (value != value.floor())
    return bad


def _needs(table: Any, columns: tuple[str, ...], what: str) -> None:
    for column in columns:
        if column not in table.columns:
            raise BadInputError(
                N_("{table} lacks the column '{column}'. Add it."), table=Message(what), column=column
            )


def _repeated(fetch: Fetch, table: Any, key: tuple[str, ...]) -> Any:
    counted = table.group_by([table[name] for name in key]).aggregate(rows=table.count())
    found = fetch(counted.filter(counted["rows"] > 1).select("account_id").limit(1))
    return found[0]["account_id"] if found else None


def _known_tiers(fetch: Fetch, table: Any, policy: Policy, what: str) -> None:
    tier = table["tier"]
    wrong = table.filter(tier.isnull() | tier.notin(list(policy.tier_ids)))
    found = fetch(wrong.select("account_id", "tier").limit(1))
    if found:
        raise BadInputError(
            N_(
                "{table}, account {account}: the policy {policy} has no tier '{tier}'. Its tiers are {known}."
            ),
            table=Message(what),
            account=found[0]["account_id"],
            policy=policy.id,
            tier=found[0]["tier"],
            known=", ".join(policy.tier_ids),
        )
