"""What a month takes over: last month's tiers, and the overrides in force on its last day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import keys
from tierline.compiled import layout as kernel
from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.dated import last_day
from tierline.policy.resolved import Policy
from tierline.tiering.called import Called
from tierline.tiering.columns import Table, column_array, column_names, days_of, row_count, text_column
from tierline.tiering.given import DATES, NUMBERS, refusal
from tierline.tiering.plain_arrays import word_array
from tierline.tiering.reasons import OVERRIDE, REASONS
from tierline.tiering.text_memory import text_memory

MOST_MONTHS = 120  # below a line: beyond, a count is a slip
_REASONS = word_array(REASONS)
_EMPTY = np.empty(0, np.int8)
_NO_DAY = np.iinfo(np.int64).min  # earlier than every day: no override ends on it or after


def state_before(
    accounts: pa.Array,
    policy: Policy,
    previous: Table | None,
    overrides: Table | None,
    names: Called = Called(),  # noqa: B008  (it never changes)
) -> kernel.Before:
    """Line last month's result and the overrides up with this month's accounts.

    Parameters
    ----------
    accounts : pa.Array of string
        This month's account ids.
    policy : Policy
        Gives the tiers and the month.
    previous : table or None
        Last month's result: account_id, tier, and where kept reason and months_below.
    overrides : table or None
        account_id, tier, from_date, expires_on; only those in force on the month's last day count,
        of several the one that began last.
    names : Called
        What messages call the two tables.

    Raises
    ------
    BadInputError
        An unknown tier or reason, months below that are missing or no such count, or an account that
        stands twice in ``previous``.
    """
    held, below = _EMPTY, _EMPTY
    if previous is not None:
        held, below = _held(accounts, policy, previous, names.previous)
    forced = _EMPTY
    if overrides is not None and row_count(overrides):
        forced = _forced(accounts, policy, overrides, names.overrides)
    return kernel.Before(held, below, forced)


def _held(accounts: pa.Array, policy: Policy, previous: Table, name: Message) -> tuple[Any, Any]:
    _needs(previous, ("account_id", "tier"), name)
    known = text_column(previous, "account_id")
    in_order = _ascend(known)
    if not in_order and pc.count_distinct(known).as_py() != len(known):
        twice = pc.value_counts(known)
        worst = pc.take(twice.field("values"), pa.array([int(np.argmax(twice.field("counts")))]))[0]
        raise BadInputError(
            N_(
                "Account {account} stands more than once in last month's result. Keep one "
                "row for each account."
            ),
            account=worst.as_py(),
        )
    tiers, below = held_before(policy, previous, name)
    place = _places_in_order(accounts, known) if in_order and _ascend(accounts) else _places(accounts, known)
    found = place >= 0
    at = np.where(found, place, 0)
    if not len(tiers):
        return np.full(len(accounts), kernel.NONE, np.int8), np.zeros(len(accounts), np.int8)
    return (
        np.where(found, tiers[at], np.int8(kernel.NONE)),
        np.where(found, below[at], np.int8(0)),
    )


def held_before(policy: Policy, previous: Table, name: Message) -> tuple[Any, Any]:
    """Return the tier (int8 rank, NONE where it was set by hand) and the months below of each row."""
    accounts = text_column(previous, "account_id")
    tiers = _ranks(accounts, text_column(previous, "tier"), policy, name)
    below = np.zeros(len(tiers), np.int8)
    columns = column_names(previous)
    if "months_below" in columns:
        below = _months(previous, accounts, name)
    if "reason" in columns:
        tiers = np.where(_by_hand(previous, accounts, name), np.int8(kernel.NONE), tiers)
    return tiers, below


def _by_hand(previous: Table, accounts: pa.Array, name: Message) -> Any:
    """Return where a tier was set by hand; a reason that is none could be a misspelt override."""
    reasons = text_column(previous, "reason")
    _refuse_missing(reasons, "reason", accounts, name)
    known = pc.index_in(reasons, value_set=_REASONS)
    if known.null_count:
        row = int(np.flatnonzero(np.asarray(known.is_null()))[0])
        raise BadInputError(
            N_("{table}, account {account}: the reason is '{value}', which is none. Use one of: {known}."),
            table=name,
            account=accounts[row].as_py(),
            value=reasons[row].as_py(),
            known=", ".join(REASONS),
        )
    return np.asarray(known) == REASONS.index(OVERRIDE)


def _forced(accounts: pa.Array, policy: Policy, overrides: Table, name: Message) -> Any:
    _needs(overrides, ("account_id", "tier", "from_date", "expires_on"), name)
    day = np.datetime64(last_day(policy.month), "D").astype(np.int64)
    start, end = _days(overrides, "from_date"), _days(overrides, "expires_on")
    _refuse_reversed(overrides, start, end, name)
    in_force = (start != _NO_DAY) & (start <= day) & (day <= end)  # an open end is no day either
    order = np.flatnonzero(in_force)[np.argsort(start[in_force], kind="stable")]
    ids = text_column(overrides, "account_id").take(pa.array(order))
    tiers = _ranks(ids, text_column(overrides, "tier").take(pa.array(order)), policy, name)
    forced = np.full(len(accounts), kernel.NONE, np.int8)
    if len(ids):
        latest = dict(zip(ids.to_pylist(), tiers, strict=True))
        place = _places(accounts, pa.array(list(latest), pa.string()))
        chosen = np.array(list(latest.values()), np.int8)
        forced = np.where(place >= 0, chosen[np.maximum(place, 0)], forced)
    return forced


def _refuse_reversed(overrides: Table, start: Any, end: Any, name: Message) -> None:
    wrong = np.flatnonzero((start != _NO_DAY) & (end != _NO_DAY) & (end < start))
    if len(wrong):
        first = int(wrong[0])
        raise BadInputError(
            N_(
                "{table}, account {account}: the override ends on {end}, before it begins on {start}. "
                "Correct one of the days."
            ),
            table=name,
            account=text_column(overrides, "account_id")[first].as_py(),
            start=np.datetime64(int(start[first]), "D"),
            end=np.datetime64(int(end[first]), "D"),
        )


def _needs(table: Table, columns: tuple[str, ...], name: Message) -> None:
    for column in columns:
        if column not in column_names(table):
            raise BadInputError(N_("{table} lacks the column '{column}'. Add it."), table=name, column=column)


def _places(accounts: pa.Array, known: pa.Array) -> Any:
    return np.asarray(pc.fill_null(pc.index_in(accounts, value_set=known), kernel.NONE)).astype(np.int64)


def _ascend(texts: pa.Array) -> bool:
    """Tell whether each text stands after the one before it, so that none stands twice."""
    return not texts.null_count and bool(keys.inspect(*text_memory(texts)) & keys.ASCENDING)


def _places_in_order(accounts: pa.Array, known: pa.Array) -> Any:
    place = np.empty(len(accounts), np.int64)
    keys.find_ascending(*text_memory(accounts), *text_memory(known), place)
    return place


def _ranks(accounts: pa.Array, tiers: pa.Array, policy: Policy, name: Message) -> Any:
    ranks = pc.index_in(tiers, value_set=pa.array(policy.tier_ids, pa.string()))
    if ranks.null_count:
        row = int(np.flatnonzero(np.asarray(ranks.is_null()))[0])
        raise BadInputError(
            N_(
                "{table}, account {account}: the policy {policy} has no tier '{tier}'. Its tiers are {known}."
            ),
            table=name,
            account=accounts[row].as_py(),
            policy=policy.id,
            tier=tiers[row].as_py(),
            known=", ".join(policy.tier_ids),
        )
    return np.asarray(ranks).astype(np.int8)


def _months(table: Table, accounts: pa.Array, name: Message) -> Any:
    """Return whole months below; a missing one could be any, so it is refused, too."""
    found = column_array(table, "months_below", NUMBERS)
    kind = found.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind)):
        raise refusal("months_below", found.type, NUMBERS)
    _refuse_missing(found, "months_below", accounts, name)
    values = np.asarray(found, dtype=np.float64)
    wrong = np.flatnonzero(~((values >= 0) & (values <= MOST_MONTHS) & (values == np.floor(values))))
    if len(wrong):
        raise BadInputError(
            N_(
                "{table}, account {account}: months_below is {value}. It counts whole months, "
                "from 0 to {most}. Correct it, or leave the whole column out."
            ),
            table=name,
            account=accounts[int(wrong[0])].as_py(),
            value=found[int(wrong[0])].as_py(),
            most=MOST_MONTHS,
        )
    return values.astype(np.int8)


def _refuse_missing(values: pa.Array, column: str, accounts: pa.Array, name: Message) -> None:
    missing = np.flatnonzero(np.asarray(values.is_null(nan_is_null=True)))
    if len(missing):
        raise BadInputError(
            N_("{table}, account {account}: {column} is missing. Fill it in, or leave the whole column out."),
            table=name,
            account=accounts[int(missing[0])].as_py(),
            column=column,
        )


def _days(table: Table, name: str) -> Any:
    found = column_array(table, name, DATES)
    if pa.types.is_string(found.type) or pa.types.is_large_string(found.type):
        try:
            found = found.cast(pa.timestamp("s"))
        except pa.ArrowInvalid as error:
            raise refusal(name, found.type, DATES) from error
    if pa.types.is_null(found.type):
        return np.full(len(found), _NO_DAY)
    return np.asarray(days_of(found, name).cast(pa.int32()).cast(pa.int64()).fill_null(_NO_DAY))
