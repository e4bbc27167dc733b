"""Search in the scope, choose one account, explain it. Only the matches shown and the one chosen are held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from traitlets import HasTraits, Int, List, Unicode

from tierline_widgets.session import Session

if TYPE_CHECKING:
    from tierline.tiering.explain import Explanation

MOST = 8


@dataclass(frozen=True)
class Match:
    """An account that was found; its score in hundredths."""

    account_id: str
    name: str
    tier: str
    score: int


class LookupModel(HasTraits):
    """``matches``: at most eight of ``found`` accounts, best score first; ``account``: the one explained.

    ``own`` holds the tables that decide about that one, as ``ClosedMonth.account`` returns them.

    Parameters
    ----------
    session : Session
        Whose rows are searched.
    account : str, optional
        An id or part of a name to begin with.
    """

    needle = Unicode("")
    matches: List[Match] = List()
    found = Int(0)
    account = Unicode("")

    def __init__(self, session: Session, account: str = "") -> None:
        super().__init__()
        self.session = session
        self.name = ""
        self.explanation: Explanation | None = None
        self.own: dict[str, pa.Table | None] = {}
        session.observe(self._again, names=["month"])
        if account:
            self.look_for(account)
            if self.matches:
                exact = [one for one in self.matches if one.account_id == account]
                self.choose((exact or self.matches)[0].account_id)

    def look_for(self, needle: str) -> None:
        """Find accounts in scope whose id or name holds ``needle``; nothing is listed for an empty one."""
        wanted = needle.strip()
        kept = self._matching(wanted) if wanted else None
        with self.hold_trait_notifications():
            self.needle = wanted
            self.found = kept.num_rows if kept is not None else 0
            self.matches = _best(kept) if kept is not None else []

    def open_found(self) -> None:
        """Explain the account that the search comes down to: the only one, or that of the number."""
        number = self.needle.casefold()
        fits = [one.account_id for one in self.matches if one.account_id.casefold() == number]
        if not fits and self.found == 1:
            fits = [self.matches[0].account_id]
        if fits and fits[0] != self.account:
            self.choose(fits[0])

    def choose(self, account_id: str) -> None:
        """Explain one account; an account outside the scope is refused, and put on record, by the store."""
        from tierline.tiering.explain import explain

        own = self.session.closed().account(self.session.scope, account_id)
        accounts, self.own = own["accounts"], own
        self.explanation = explain(
            account_id, accounts, self.session.policy(), previous=own["previous"], overrides=own["overrides"]
        )
        assert accounts is not None  # the store refuses an account that is not there
        names = accounts["name"].to_pylist() if "name" in accounts.column_names else [None]
        self.name = str(names[0] or account_id)
        self.account = ""  # so that the same account in another month is announced too
        self.account = account_id

    def _matching(self, needle: str) -> pa.Table:
        table = self.session.rows()
        held = pc.match_substring(pc.cast(table["account_id"], pa.string()), needle, ignore_case=True)
        if "name" in table.column_names:
            named = pc.match_substring(pc.cast(table["name"], pa.string()), needle, ignore_case=True)
            held = pc.or_(held, pc.fill_null(named, False))
        return table.filter(held)

    def _again(self, _change: Any = None) -> None:
        chosen = self.account
        self.look_for(self.needle)
        there = (
            chosen and pc.index(pc.cast(self.session.rows()["account_id"], pa.string()), chosen).as_py() >= 0
        )
        if there:
            self.choose(chosen)
        else:
            self.explanation, self.own, self.account = None, {}, ""


def _best(table: pa.Table) -> list[Match]:
    order = pc.sort_indices(table, sort_keys=[("score", "descending")])
    wanted = [name for name in ("account_id", "name", "tier", "score") if name in table.column_names]
    rows = table.select(wanted).take(order[:MOST]).to_pylist()
    return [
        Match(row["account_id"], row.get("name") or row["account_id"], row["tier"], int(row["score"]))
        for row in rows
    ]
