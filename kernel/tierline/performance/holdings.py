"""Who held which account in a month, and for how many of its days.

The table of accounts says who holds an account on the month's last day; the table of transfers says
what changed hands before that. A policy lets an account that changed hands count by days for each
holder, or as a whole for the receiver or the giver. Source: rulebook LY-14; Readings, Points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tierline.performance.facts import first_day
from tierline.performance.findings import Finding
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
    chains = {row: chain for row, chain, _holder, fault in _chains(facts) if fault is None}
    codes, names = _coded(facts.table("accounts")["manager_id"])
    moved = {name for chain in chains.values() for _day, *pair in chain for name in pair}
    place = {name: number for number, name in enumerate(dict.fromkeys([*names, *sorted(moved)]))}
    if rule == "giver":
        for row, chain in chains.items():
            codes[row] = place[chain[0][1]]
    per = last_day(facts.month).day if rule == "days" and chains else 1
    split = sorted(chains) if rule == "days" else []
    parts = [(row, place[name], *days) for row in split for name, *days in _parts(chains[row], per)]
    own = np.flatnonzero(codes != NOBODY)
    own = own[~np.isin(own, split)]
    rows = np.array(parts, np.int64).reshape(-1, 4).T
    account, manager = np.concatenate((own, rows[0])), np.concatenate((codes[own], rows[1]))
    nothing, all_of_it = np.zeros(len(own), np.int64), np.full(len(own), per, np.int64)
    used = set(np.unique(manager).tolist())
    known = sorted(name for name, number in place.items() if number in used)
    rank = np.zeros(len(place) + 1, np.int64)
    rank[[place[name] for name in known]] = np.arange(len(known))
    return Holdings(
        tuple(known),
        account,
        rank[manager],
        np.concatenate((nothing, rows[2])),
        np.concatenate((all_of_it, rows[3])),
        per,
    )


def _coded(column: pa.ChunkedArray) -> tuple[Integers, list[str]]:
    """Return each row's place among the names, NOBODY where it is missing, and the names."""
    encoded = column.combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(NOBODY).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary.to_pylist()


Chain = list[tuple[date, str, str]]  # day, giver, receiver; ascending


def _parts(chain: Chain, days: int) -> Iterator[tuple[str, int, int]]:
    """Yield (holder, days passed at the start, days passed at the end)."""
    start = 0
    for day, giver, _receiver in chain:
        yield giver, start, day.day - 1
        start = day.day - 1
    yield chain[-1][2], start, days


def _chains(facts: MonthFacts) -> Iterator[tuple[int, Chain, str | None, Finding | None]]:
    """Yield (row of the account, transfers, holder, what is wrong) for each account that has transfers."""
    transfers = facts.table("transfers")
    if not transfers.num_rows:
        return
    found: dict[str, Chain] = defaultdict(list)
    for row in transfers.select(["account_id", "date", "from_manager", "to_manager"]).to_pylist():
        found[row["account_id"]].append((row["date"], row["from_manager"], row["to_manager"]))
    accounts = facts.table("accounts")
    asked = pc.is_in(accounts["account_id"].cast(pa.string()), value_set=pa.array(sorted(found), pa.string()))
    places = np.flatnonzero(asked.to_numpy())
    here = accounts.select(["account_id", "manager_id"]).take(pa.array(places)).to_pylist()
    held = {
        row["account_id"]: (int(place), row["manager_id"]) for place, row in zip(places, here, strict=True)
    }
    for account, chain in sorted(found.items()):
        chain.sort()
        place, holder = held.get(account, (NOBODY, None))
        yield place, chain, holder, _fault(account, chain, place, holder, facts.month)


def _fault(account: str, chain: Chain, place: int, holder: str | None, month: str) -> Finding | None:
    """Return what is wrong with an account's transfers; ``manager`` is named by `transfer_faults`."""
    steps = [giver for _day, giver, _receiver in chain[1:]] + [holder]
    rows = "; ".join(f"{day} {giver} → {receiver}" for day, giver, receiver in chain)
    places: dict[str, Any] = {"account": account, "month": month, "chain": rows}
    if not all(first_day(month) <= day <= last_day(month) for day, _giver, _receiver in chain):
        return Finding("transfer_outside", places)
    if place == NOBODY:
        return Finding("transfer_unknown", places)
    if holder is None:
        return Finding("transfer_unheld", places)
    if any(receiver != then for (_day, _giver, receiver), then in zip(chain, steps, strict=True)):
        return Finding("transfer_astray", {**places, "holder": holder})
    return None


def transfer_faults(facts: MonthFacts) -> list[Finding]:
    """Return what is wrong with the month's transfers: those rows count for nothing.

    Parameters
    ----------
    facts : MonthFacts

    Returns
    -------
    list of Finding
        By account, then by manager: one for the holder and for each manager whom the account's transfers
        name, since each might have had a part of it. Source: rulebook LY-14.
    """
    return [
        Finding(fault.kind, {**fault.places, "manager": manager})
        for _place, chain, holder, fault in _chains(facts)
        if fault is not None
        for manager in _named(chain, holder)
    ]


def _named(chain: Chain, holder: str | None) -> list[str]:
    return sorted({name for _day, *pair in chain for name in pair} | ({holder} if holder else set()))
