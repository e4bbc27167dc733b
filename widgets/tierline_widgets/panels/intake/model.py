"""Rows read, accepted and refused of each table, and the reasons, as the month was closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from traitlets import HasTraits, List

from tierline.store.refusals import Reason
from tierline.tables.registry import TABLES
from tierline_widgets.session import Session


@dataclass(frozen=True)
class Came:
    """One table: its file, and rows with ``accepted + refused == read``."""

    table: str
    file: str
    read: int
    accepted: int
    refused: int


class IntakeModel(HasTraits):
    """Counts only: no refused row and no value of one is held."""

    came: List[Came] = List()
    reasons: List[Reason] = List()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        session.observe(self._load, names=["month"])
        self._load()

    @property
    def refused(self) -> int:
        """Rows refused in all tables."""
        return sum(one.refused for one in self.came)

    def figures(self) -> list[dict[str, Any]]:
        """Return rows read, accepted and refused of each table, then refused by reason, for the record."""
        rows: list[dict[str, Any]] = []
        for one in self.came:
            counts = {"read": one.read, "accepted": one.accepted, "refused": one.refused}
            rows += [{"table": one.table, "what": what, "rows": count} for what, count in counts.items()]
        for reason in self.reasons:
            what = f"{reason.code} {reason.column}".strip()
            rows.append({"table": reason.table, "what": what, "rows": reason.rows})
        return rows

    def _load(self, _change: Any = None) -> None:
        run = self.session.closed()
        rows, files = run.manifest["rows"], run.manifest["inputs"]
        refused = run.refusals(self.session.scope)
        with self.hold_trait_notifications():
            self.came = [
                Came(
                    name,
                    files[name]["file"],
                    rows[name]["read"],
                    rows[name]["accepted"],
                    rows[name]["quarantined"],
                )
                for name in TABLES
                if name in rows
            ]
            self.reasons = [reason for name in TABLES for reason in refused if reason.table == name]
