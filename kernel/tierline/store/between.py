"""Two closed months side by side, through a scope: what moved the accounts between them is asked of this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.store.runfolder import RunFolder
from tierline.store.scope import Scope
from tierline.store.summary import still_there

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth

SHOWN = ("account_id", "name", "area_id", "industry", "manager_id")  # who an account is, to a reader
_RESULT = ("account_id", "tier", "reason", "months_below")


@dataclass(frozen=True)
class TwoMonths:
    """What decided about the accounts visible in the later month, in both months.

    Attributes
    ----------
    months : (str, str)
    policies : (Policy, Policy)
        Those the months were scored with.
    accounts : pyarrow.Table
        The visible accounts of the later month with every column that either policy reads, as far as the
        month has it, monthly_revenue and who they are.
    results : pyarrow.Table
        Their results: account_id, tier, reason, months_below.
    before : pyarrow.Table
        The earlier month's results of those that were there, also if another manager had them then.
    previous : (pyarrow.Table or None, pyarrow.Table or None)
        For each month, the results of the month that it was built on, of those accounts.
    overrides : (pyarrow.Table, pyarrow.Table)
        The overrides that each month knew of, for those accounts.
    gone : pyarrow.Table
        Accounts visible in the earlier month that are nowhere in the later one: who they are, tier,
        monthly_revenue.
    handed_on : int
        How many accounts visible in the earlier month are still there, but outside the scope.
    """

    months: tuple[str, str]
    policies: tuple[Policy, Policy]
    accounts: pa.Table
    results: pa.Table
    before: pa.Table
    previous: tuple[pa.Table | None, pa.Table | None]
    overrides: tuple[pa.Table, pa.Table]
    gone: pa.Table
    handed_on: int


def between(earlier: ClosedMonth, later: ClosedMonth, scope: Scope) -> TwoMonths:
    """Load what decided about the accounts that a person may see, in two months; recorded in both (LY-20).

    As with `ClosedMonth.moves`, the tier that a visible account had before is this month's business, whoever
    had the account then.

    Parameters
    ----------
    earlier, later : ClosedMonth
        In this order; other months may lie between.
    scope : Scope
        From `scope_for`.

    Raises
    ------
    UsageError
        The months are the wrong way round.
    BadInputError
        They have different schemes of tiers.
    """
    if not earlier.month < later.month:
        raise UsageError(
            N_("{earlier} does not lie before {later}. Name the earlier month first."),
            earlier=earlier.month,
            later=later.month,
        )
    policies = earlier.policy(), later.policy()
    if policies[0].tier_ids != policies[1].tier_ids:
        raise BadInputError(
            N_(
                "{earlier} has the tiers {old} and {later} the tiers {new}, so moves between them are of no "
                "meaning. Compare months of one scheme."
            ),
            earlier=earlier.month,
            later=later.month,
            old=", ".join(policies[0].tier_ids),
            new=", ".join(policies[1].tier_ids),
        )
    wanted = (*SHOWN, "monthly_revenue", *policies[0].columns, *policies[1].columns)
    present = later.columns()
    accounts = later.load(scope, "accounts", [name for name in dict.fromkeys(wanted) if name in present])
    results = later.load(scope, "results", _RESULT)
    own = [name for name in (*SHOWN, "monthly_revenue") if name in earlier.columns()]
    seen = earlier.load(scope, "accounts", own)
    held = earlier.load(scope, "results", _RESULT)
    everyone = RunFolder.of(later).table("accounts", ["account_id"])
    return TwoMonths(
        (earlier.month, later.month),
        policies,
        accounts,
        results,
        _of(accounts, RunFolder.of(earlier).table("results", _RESULT)),
        (_state(accounts, earlier), _state(accounts, later)),
        (_of(accounts, RunFolder.of(earlier).table("overrides")), later.load(scope, "overrides")),
        _of(everyone, seen.append_column("tier", held["tier"]), inside=False),
        0 if scope.whole else still_there(seen, accounts, everyone),
    )


def _state(accounts: pa.Table, month: ClosedMonth) -> pa.Table | None:
    base = month.previous()
    return None if base is None else _of(accounts, RunFolder.of(base).table("results", _RESULT))


def _of(accounts: pa.Table, table: pa.Table, *, inside: bool = True) -> pa.Table:
    """Return the rows of ``table`` that are (or are not) of these accounts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = accounts["account_id"].cast(pa.string()).combine_chunks()
    found = pc.is_in(table["account_id"].cast(pa.string()), value_set=known)
    return table.filter(found if inside else pc.invert(found))
