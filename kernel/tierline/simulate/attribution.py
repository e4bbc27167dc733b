"""Splits every move between two months into what caused it; the parts add up exactly to the moves.

One factor at a time is taken over from the later month, in this order:

    data        the later month's accounts, under everything else of the earlier month
    parameter   its figures: lines, weights, scales, missing outcomes, lists, settings of hysteresis
    rule        its qualification rules: those begun, ended or changed
    override    the overrides in force on its last day
    hysteresis  the state it took over: tier held and months below

so that after the last step every account is where the later month has it. What an account's tier does at a
step is that step's part; the parts of one account, in steps of tiers, add up to its move. The order
matters: where two factors act together, the move goes to the one that completes it. It is the order of the
pass itself, from what is measured, over what the department decides for all and for single accounts, to what
only delays: a customer who grew is told of the growth first, and hysteresis gets what nothing else explains.

Accounts that are in one month only are "new" or "gone", and nothing else.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import layout
from tierline.errors import IntegrityError
from tierline.messages import N_
from tierline.policy import conditions
from tierline.policy.resolved import Policy
from tierline.simulate.history import settled
from tierline.simulate.moves_split import Attribution
from tierline.simulate.stepwise import finished
from tierline.store.between import SHOWN, between
from tierline.store.scope import Scope
from tierline.store.summary import fen
from tierline.tiering.columns import text_column
from tierline.tiering.score import grade_table
from tierline.tiering.state import state_before

if TYPE_CHECKING:
    from typing import Any

    from tierline.store.closed import ClosedMonth


@dataclass(frozen=True)
class Month:
    """What a month was graded with, apart from its accounts.

    Attributes
    ----------
    policy : Policy
    previous : pyarrow.Table or None
        The results it took over: account_id, tier, reason, months_below.
    overrides : pyarrow.Table or None
        account_id, tier, from_date, expires_on; those in force on the month's last day count.
    """

    policy: Policy
    previous: pa.Table | None = None
    overrides: pa.Table | None = None


WORK = 9  # steps of the work: both months read, graded three times, settled five times


def attribute(earlier: ClosedMonth, later: ClosedMonth, scope: Scope) -> Attribution:
    """Split the moves of the accounts that a person may see; the looks are recorded (LY-20).

    Parameters
    ----------
    earlier, later : ClosedMonth
        In this order; other months may lie between.
    scope : Scope
        From `scope_for`.

    Returns
    -------
    Attribution
        Accounts of the later month that the scope holds, and those of the earlier one that are gone.

    Raises
    ------
    UsageError, BadInputError
        See `between`.
    IntegrityError
        Grading the later month again does not give its stored tiers.

    Notes
    -----
    Source: rulebook XJ-5, VIP-10; Readings, Retention and alerts (attribution).
    """
    return finished(attribute_steps(earlier, later, scope))


def attribute_steps(
    earlier: ClosedMonth, later: ClosedMonth, scope: Scope
) -> Generator[int, None, Attribution]:
    """Do the same one piece at a time, for a page that shows progress and can be stopped.

    Parameters
    ----------
    earlier, later, scope
        As for ``attribute``.

    Yields
    ------
    int
        Pieces done so far, of ``WORK``.

    Returns
    -------
    Attribution
        After the last piece, as ``attribute`` returns it.
    """
    both = between(earlier, later, scope)
    yield 1
    months = [Month(*parts) for parts in zip(both.policies, both.previous, both.overrides, strict=True)]
    found = yield from _split(both.accounts, both.before, months[0], months[1], both.gone)
    stored = _ranks(both.results["tier"], both.policies[1])
    wrong = int((found.path[-1, : len(stored)] != stored).sum())
    if wrong:
        raise IntegrityError(
            N_(
                "{month}: graded again, {count} accounts have another tier than the one stored, so their "
                "moves cannot be split. `tierline verify` tells more."
            ),
            month=later.month,
            count=wrong,
        )
    return replace(found, handed_on=both.handed_on)


def split_moves(
    accounts: pa.Table, before: pa.Table, earlier: Month, later: Month, gone: pa.Table | None = None
) -> Attribution:
    """Split the moves from the tiers of one month to those that the later month gives.

    Parameters
    ----------
    accounts : pyarrow.Table
        The later month's accounts: account_id, the columns of both policies (one that is absent is missing
        for all), monthly_revenue (yuan) if there is one.
    before : pyarrow.Table
        account_id and tier in the earlier month; accounts not in it are new.
    earlier, later : Month
        What the months were graded with; policies of one scheme of tiers.
    gone : pyarrow.Table, optional
        account_id, tier and monthly_revenue of accounts of the earlier month that are not there any more.
        Of both tables name, area_id, industry and manager_id are kept for those who read the moves.

    Returns
    -------
    Attribution
    """
    return finished(_split(accounts, before, earlier, later, gone))


def _split(
    accounts: pa.Table, before: pa.Table, earlier: Month, later: Month, gone: pa.Table | None
) -> Generator[int, None, Attribution]:
    ids = text_column(accounts, "account_id")
    start = _start(ids, before, later.policy)
    settled_steps = yield from _path(accounts, ids, earlier, later)
    path = np.stack([start, *settled_steps])
    path[1:-1, start == layout.NONE] = layout.NONE
    revenue = _money(accounts)
    if gone is not None and gone.num_rows:
        lost = np.full((len(path), gone.num_rows), layout.NONE, np.int8)
        lost[0] = _ranks(gone["tier"], later.policy)
        path = np.concatenate([path, lost], axis=1)
        revenue = np.concatenate([revenue, _money(gone)])
    months = earlier.policy.month, later.policy.month
    return Attribution(months, later.policy.tier_ids, _shown(accounts, gone), path, revenue)


def with_parameters(earlier: Policy, later: Policy) -> Policy:
    """Return the later policy with the rules of the earlier one; they read the later lists."""
    lists = _lists(earlier) | _lists(later)
    if lists == _lists(earlier):
        return replace(later, rules=earlier.rules)
    written = {rule.id: rule.when for rule in earlier.file.qualification}
    rules = tuple(replace(rule, terms=conditions.terms(written[rule.id], lists)) for rule in earlier.rules)
    return replace(later, rules=rules)


def _path(accounts: pa.Table, ids: pa.Array, earlier: Month, later: Month) -> Generator[int, None, list[Any]]:
    """Return the tiers (ranks) after each step, the last one that of the later month."""
    old = state_before(ids, earlier.policy, earlier.previous, earlier.overrides)
    new = state_before(ids, later.policy, later.previous, later.overrides)
    mixed = with_parameters(earlier.policy, later.policy)
    fresh = []
    for done, policy in enumerate((earlier.policy, mixed, later.policy), start=2):
        fresh.append(_fresh(accounts, policy))
        yield done
    steps = (
        (fresh[0], earlier.policy, old),
        (fresh[1], mixed, old),
        (fresh[2], later.policy, old),
        (fresh[2], later.policy, old._replace(override=new.override)),
        (fresh[2], later.policy, new),
    )
    tiers = []
    for done, step in enumerate(steps, start=2 + len(fresh)):
        tiers.append(settled(*step).tier)
        yield done
    return tiers


def _fresh(accounts: pa.Table, policy: Policy) -> layout.Outcome:
    for column in policy.columns:
        if column not in accounts.column_names:
            accounts = accounts.append_column(column, pa.nulls(accounts.num_rows))
    return grade_table(accounts, policy).outcome


def _lists(policy: Policy) -> dict[str, tuple[Any, ...]]:
    return {
        each.id.removeprefix("lists."): tuple(each.value)
        for each in policy.parameters
        if each.id.startswith("lists.")
    }


def _shown(accounts: pa.Table, gone: pa.Table | None) -> pa.Table:
    """Return who the accounts are, as texts, those that are gone last."""
    tables = [accounts] if gone is None else [accounts, gone]
    parts = [
        pa.table({name: text_column(table, name) for name in SHOWN if name in table.column_names})
        for table in tables
    ]
    return pa.concat_tables(parts, promote_options="default")


def _start(ids: pa.Array, before: pa.Table, policy: Policy) -> Any:
    place = pc.index_in(ids, value_set=text_column(before, "account_id"))
    ranks = np.append(_ranks(before["tier"], policy), np.int8(layout.NONE))  # the last entry: not there
    return ranks[np.asarray(place.fill_null(len(ranks) - 1))]


def _ranks(tiers: pa.ChunkedArray, policy: Policy) -> Any:
    found = pc.index_in(tiers.cast(pa.string()), value_set=pa.array(policy.tier_ids, pa.string()))
    return np.asarray(found).astype(np.int8)


def _money(table: pa.Table) -> Any:
    if "monthly_revenue" not in table.column_names:
        return np.zeros(table.num_rows, np.int64)
    return fen(table["monthly_revenue"])
