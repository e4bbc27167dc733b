"""Who held which account in a month, and for how many of its days.

The table of accounts says who holds an account on the month's last day; the table of transfers says
what changed hands before that. A policy lets an account that changed hands count by days for each
holder, or as a whole for the receiver or the giver. Source: rulebook LY-14; Readings, Points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tierline.messages import N_, Message
from tierline.performance.facts import first_day
from tierline.policy.dated import last_day

if TYPE_CHECKING:
    from tierline.performance.facts import MonthFacts

Integers = npt.NDArray[np.int64]
NOBODY = -1


@dataclass(frozen=True)
class Holdings:
    """Accounts by holder: an account with several holders has several rows.

    Parameters
    ----------
    managers : tuple of str
        Managers, ascending; ``manager`` holds their places.
    account, manager : array of int64[rows]
        Row of the account in the month's table, and its holder.
    before, until : array of int64[rows]
        Parts of the month, of ``per``, that had passed when the holder took over and handed on:
        the holder's own part is their difference.
    per : int
    """

    managers: tuple[str, ...]
    account: Integers
    manager: Integers
    before: Integers
    until: Integers
    per: int

    def sums(self, values: Integers) -> Integers:
        """Return each manager's sum of whole amounts, one an account; parts add up to the amount."""
        amounts = values[self.account]
        own = amounts * self.until // self.per - amounts * self.before // self.per
        return _by_manager(self.manager, own, len(self.managers))

    def counts(self, values: Integers) -> Integers:
        """Return each manager's sum of counts, one an account, in parts of ``per``."""
        return _by_manager(
            self.manager, values[self.account] * (self.until - self.before), len(self.managers)
        )


def _by_manager(manager: Integers, amounts: Integers, managers: int) -> Integers:
    found = np.zeros(managers, np.int64)
    np.add.at(found, manager, amounts)
    return found


def holdings(facts: MonthFacts, rule: str) -> Holdings:
    """Return who held which account, by the policy's rule on accounts that changed hands.

    Parameters
    ----------
    facts : MonthFacts
    rule : str
        "days": each holder for the days they had it, the day of the transfer being the receiver's
        first; "receiver": whoever has it on the last day; "giver": whoever had it on the first.

    Returns
    -------
    Holdings
        Transfers that contradict each other or the accounts count for nothing; see `transfer_faults`.
    """
    holders = facts.table("accounts")["manager_id"].to_pylist()
    chains = {account: chain for account, chain, fault in _chains(facts) if fault is None}
    if rule == "giver":
        for account, chain in chains.items():
            holders[account] = chain[0][1]
    known = {name for name in holders if name is not None}
    if rule == "days":
        known |= {name for chain in chains.values() for _day, *pair in chain for name in pair}
    managers = tuple(sorted(known))
    place = {name: number for number, name in enumerate(managers)} | {None: NOBODY}
    per = last_day(facts.month).day if rule == "days" and chains else 1
    rows: list[tuple[int, int, int, int]] = []
    for account, holder in enumerate(holders):
        if rule == "days" and account in chains:
            rows += [(account, place[name], a, b) for name, a, b in _parts(chains[account], per)]
        else:
            rows.append((account, place[holder], 0, per))
    columns: Any = np.array([row for row in rows if row[1] != NOBODY], np.int64).reshape(-1, 4).T
    return Holdings(managers, columns[0], columns[1], columns[2], columns[3], per)


Chain = list[tuple[date, str, str]]  # day, giver, receiver; ascending


def _parts(chain: Chain, days: int) -> Iterator[tuple[str, int, int]]:
    """Yield (holder, days passed at the start, days passed at the end)."""
    start = 0
    for day, giver, _receiver in chain:
        yield giver, start, day.day - 1
        start = day.day - 1
    yield chain[-1][2], start, days


def _chains(facts: MonthFacts) -> Iterator[tuple[int, Chain, Message | None]]:
    """Yield (row of the account, its transfers, what is wrong with them) for each account that has any."""
    transfers = facts.table("transfers")
    if not transfers.num_rows:
        return
    found: dict[str, Chain] = defaultdict(list)
    for row in transfers.select(["account_id", "date", "from_manager", "to_manager"]).to_pylist():
        found[row["account_id"]].append((row["date"], row["from_manager"], row["to_manager"]))
    accounts = facts.table("accounts").select(["account_id", "manager_id"]).to_pydict()
    rows = {name: number for number, name in enumerate(accounts["account_id"]) if name in found}
    for account, chain in sorted(found.items()):
        chain.sort()
        row = rows.get(account)
        holder = None if row is None else accounts["manager_id"][row]
        yield (NOBODY if row is None else row), chain, _fault(account, chain, holder, facts.month)


def _fault(account: str, chain: Chain, holder: str | None, month: str) -> Message | None:
    places: Mapping[str, Any] = {"account": account, "month": month, "holder": holder or "-"}
    if not all(first_day(month) <= day <= last_day(month) for day, _giver, _receiver in chain):
        return Message(
            N_("transfers: {account} changes hands outside {month}. The row is left out; mend its date."),
            places,
        )
    steps = [giver for _day, giver, _receiver in chain[1:]] + [holder]
    if any(receiver != then for (_day, _giver, receiver), then in zip(chain, steps, strict=True)):
        return Message(
            N_(
                "transfers: the rows of {account} do not lead to {holder}, who holds it at the end of "
                "{month}. They are left out; mend them."
            ),
            places,
        )
    return None


def transfer_faults(facts: MonthFacts) -> list[Message]:
    """Return what is wrong with the month's transfers: those rows count for nothing."""
    return [fault for _account, _chain, fault in _chains(facts) if fault is not None]
