"""Replays the stored months under other settings of hysteresis: how much calmer, and how much later.

Scores, floors and caps of a month do not depend on hysteresis, so that each month is graded once; a setting
then runs through the months with the kernel's own last step, each month taking over what the one before left.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import layout
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.calm import flaps, lags
from tierline.simulate.history import NO_STATE, held_after, settled
from tierline.simulate.stepwise import finished
from tierline.store.scope import Scope
from tierline.tiering.columns import text_column
from tierline.tiering.score import grade_table
from tierline.tiering.state import state_before

if TYPE_CHECKING:
    from tierline.store.closed import ClosedMonth


@dataclass(frozen=True)
class StoredMonth:
    """One month to replay.

    Attributes
    ----------
    accounts : pyarrow.Table
        account_id and the columns of the policy.
    policy : Policy
        As it stood in that month; its own setting of hysteresis is not used.
    overrides : pyarrow.Table, optional
        As for ``score``. A month that an account spends under an override is not judged.
    """

    accounts: pa.Table
    policy: Policy
    overrides: pa.Table | None = None


@dataclass(frozen=True)
class Replay:
    """Tiers month by month under one setting.

    Attributes
    ----------
    due : int8[months, accounts]
        Rank after score, floor and cap; NONE where the account is not there.
    final : int8[months, accounts]
        Rank after hysteresis and override.
    by_hand : bool[months, accounts]
        An override is in force.
    """

    due: Any
    final: Any
    by_hand: Any


def stored_months(
    months: Iterable[ClosedMonth], scope: Scope, policy: Policy | None = None
) -> list[StoredMonth]:
    """Load months for a replay, within a scope; the looks are recorded (LY-20).

    Parameters
    ----------
    months : iterable of ClosedMonth
        In order.
    scope : Scope
        From `scope_for`.
    policy : Policy, optional
        One policy for every month; by default each month's own.
    """
    found = []
    for month in months:
        own = policy or month.policy()
        accounts = month.load(scope, "accounts", ["account_id", *own.columns])
        in_month = replace(own, month=month.month)
        found.append(StoredMonth(accounts, in_month, month.load(scope, "overrides")))
    return found


def settings(months: Iterable[int], buffers: Iterable[int | None]) -> tuple[Hysteresis, ...]:
    """Return every setting of a grid: months below before a downgrade x buffer (hundredths, None: off)."""
    widths = tuple(buffers)
    return tuple(Hysteresis(True, count, buffer) for count in months for buffer in widths)


def replay(months: Sequence[StoredMonth], tried: Sequence[Hysteresis], back_within: int = 3) -> pa.Table:
    """Set flap rate against lag for settings of hysteresis.

    A **flap** is a move from one month to the next after which the account stands in its old tier again
    within ``back_within`` further months. Judged are account-months with the month before and with all those
    further months inside the replay.

    A **fall for good** is a month in which the tier after score, floor and cap is worse than the month before
    and never as good again as long as the account is there. Its **lag** is the number of months that the
    final tier then stays better than anything the account is due from there on; a fall still not followed in
    the last month counts the months so far and is "pending".

    Parameters
    ----------
    months : sequence of StoredMonth
        In order, without a gap; policies of one scheme of tiers. The first month takes nothing over.
    tried : sequence of Hysteresis
        See ``settings``.
    back_within : int
        At least 1.

    Returns
    -------
    pyarrow.Table
        One row a setting, in the order given: enabled, months, buffer (hundredths, null: off), judged, moves,
        flaps, flap_rate (flaps / judged, null if none), falls, pending, lag_months (all falls together),
        mean_lag (lag_months / falls, null if none), kept (account-months held by hysteresis).

    Raises
    ------
    UsageError
        Fewer months than ``back_within`` + 2, or ``back_within`` below 1.
    BadInputError
        Different schemes of tiers, or an account that stands twice in a month.

    Notes
    -----
    Source: rulebook VIP-10; Readings, Tiering (hysteresis).
    """
    return finished(replaying(months, tried, back_within))


def replaying(
    months: Sequence[StoredMonth], tried: Sequence[Hysteresis], back_within: int = 3
) -> Generator[int, None, pa.Table]:
    """Do what ``replay`` does setting by setting, so that it can be watched and given up.

    Yields
    ------
    int
        Settings done so far.

    Returns
    -------
    pyarrow.Table
        After the last setting, as ``replay`` returns it.
    """
    if back_within < 1 or len(months) < back_within + 2:
        raise UsageError(
            N_(
                "A replay that looks {months} months ahead needs at least {needed} closed months; here "
                "closed: {given}. Look fewer months ahead (at least 1) or close more months."
            ),
            months=back_within,
            needed=max(back_within, 1) + 2,
            given=len(months),
        )
    rows = []
    runner = _Runner(months)
    for slow in tried:
        found = runner.run(slow)
        moves, judged, flapped = flaps(found.final, found.by_hand, back_within)
        falls, pending, lag = lags(found.due, found.final, found.by_hand)
        held = int(((found.final != found.due) & ~found.by_hand).sum())
        rows.append(
            {
                "enabled": slow.enabled,
                "months": slow.months,
                "buffer": slow.buffer,
                "judged": judged,
                "moves": moves,
                "flaps": flapped,
                "flap_rate": flapped / judged if judged else None,
                "falls": falls,
                "pending": pending,
                "lag_months": lag,
                "mean_lag": lag / falls if falls else None,
                "kept": held,
            }
        )
        yield len(rows)
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def run_months(months: Sequence[StoredMonth], slow: Hysteresis) -> Replay:
    """Return every account's tiers month by month under one setting, accounts in order of appearance."""
    return _Runner(months).run(slow)


class _Runner:
    """The months graded once, without any state."""

    def __init__(self, months: Sequence[StoredMonth]) -> None:
        tiers = {month.policy.tier_ids for month in months}
        if len(tiers) > 1:
            raise BadInputError(
                N_("The stored months have different schemes of tiers. Replay months of one scheme.")
            )
        ids = [text_column(month.accounts, "account_id") for month in months]
        everyone = pa.chunked_array(ids, pa.string()).unique()
        self._policies = [month.policy for month in months]
        self._accounts = len(everyone)
        self._places = [np.asarray(pc.index_in(own, value_set=everyone)) for own in ids]
        for own, places in zip(ids, self._places, strict=True):
            _check_once(own, places)
        self._fresh = [grade_table(month.accounts, month.policy).outcome for month in months]
        self._forced = [
            state_before(own, month.policy, None, month.overrides).override
            for own, month in zip(ids, months, strict=True)
        ]

    def run(self, slow: Hysteresis) -> Replay:
        shape = len(self._places), self._accounts
        due, final = np.full(shape, layout.NONE, np.int8), np.full(shape, layout.NONE, np.int8)
        by_hand = np.zeros(shape, np.bool_)
        held = below = NO_STATE
        for month, places in enumerate(self._places):
            fresh, forced = self._fresh[month], self._forced[month]
            policy = replace(self._policies[month], hysteresis=slow)
            before = layout.Before(NO_STATE, NO_STATE, forced)
            if month:
                before = layout.Before(held[places], below[places], forced)
            out = settled(fresh, policy, before)
            due[month, places], final[month, places] = fresh.tier, out.tier
            if len(forced):
                by_hand[month, places] = forced != layout.NONE
            held, below = np.full(shape[1], layout.NONE, np.int8), np.zeros(shape[1], np.int8)
            held[places], below[places] = held_after(out)
        return Replay(due, final, by_hand)


def _check_once(ids: pa.Array, places: Any) -> None:
    times = np.bincount(places)
    if len(times) and times.max() > 1:
        raise BadInputError(
            N_("Account {account} stands more than once in a month. Keep one row for each account."),
            account=ids[int(np.flatnonzero(places == times.argmax())[0])].as_py(),
        )


_SCHEMA = pa.schema(
    [
        ("enabled", pa.bool_()),
        ("months", pa.int64()),
        ("buffer", pa.int64()),
        ("judged", pa.int64()),
        ("moves", pa.int64()),
        ("flaps", pa.int64()),
        ("flap_rate", pa.float64()),
        ("falls", pa.int64()),
        ("pending", pa.int64()),
        ("lag_months", pa.int64()),
        ("mean_lag", pa.float64()),
        ("kept", pa.int64()),
    ]
)
