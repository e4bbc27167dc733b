"""The moves between two closed months by cause; worked out when asked for."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from traitlets import HasTraits, Int, Unicode

from tierline.compiled.layout import NONE
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.simulate.attribution import WORK, attribute_steps
from tierline.simulate.chosen import chosen
from tierline.simulate.moves_split import CAUSES, STEPS, Attribution
from tierline_widgets.panels.accounts.export import csv_bytes, in_whole
from tierline_widgets.panels.listed import Listed
from tierline_widgets.planner.desk import Desk
from tierline_widgets.work import Work

SUBJECT = "moves by cause"


@dataclass(frozen=True)
class Balance:
    """Both sides of the sums: by cause, and counted from the two months alone.

    ``steps`` are steps of tiers, upward positive; accounts that are new or gone have none.
    """

    by_cause: int
    moves: int
    steps_by_cause: int
    steps: int

    @property
    def exact(self) -> bool:
        """Whether the parts add up."""
        return (self.by_cause, self.steps_by_cause) == (self.moves, self.steps)


class AttributionModel(HasTraits):
    """Causes of the moves between two closed months, of the accounts that the desk looks at.

    Attributes
    ----------
    earlier, later : traits
        Closed months.
    cause : trait
        The cause whose accounts are listed; "" for none.
    version : trait
        Counts up when there is something new to draw.
    work : Work
    found : Attribution or None
        Of the accounts chosen; None until it is asked for, and again when other months are.
    accounts : Listed
        The accounts of the cause, largest revenue first.
    """

    earlier = Unicode()
    later = Unicode()
    cause = Unicode()
    version = Int()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.work = Work()
        self.found: Attribution | None = None
        self.accounts = Listed()
        self._whole: Attribution | None = None
        self._month = ""
        self._to_desk()
        desk.observe(self._sift, names=["filtered"])
        desk.observe(self._to_desk, names=["graded"])
        self.work.observe(self._tell, names=["running", "done"])

    @property
    def months(self) -> list[str]:
        """The closed months, oldest first."""
        return list(self.desk.session.months)

    def begin_with(self, month: str) -> None:
        """Choose the earlier month; one that is not closed is left alone."""
        if month in self.months:
            self._turn(month, self.later)

    def end_with(self, month: str) -> None:
        """Choose the later month; one that is not closed is left alone."""
        if month in self.months:
            self._turn(self.earlier, month)

    def split(self, *, soon: bool = False) -> None:
        """Begin to split the moves; with ``soon`` between the messages of the page.

        Raises
        ------
        BadInputError
            There is no month before the later one.
        """
        if not self.earlier:
            raise BadInputError(
                N_("{month} is the first closed month, so nothing moved since. Choose a later one."),
                month=self.later,
            )
        self.found = self._whole = None
        self.work.start(self._steps(), WORK, self._take, soon=soon)

    def open(self, cause: str) -> None:
        """List the accounts of a cause; the same one again, or an unknown one, closes the list."""
        self.cause = cause if cause in CAUSES and cause != self.cause else ""
        self._list()
        self.version += 1

    def turn(self, page: str) -> None:
        """Turn the pages of the list."""
        self.accounts.turn(page)
        self.version += 1

    def balance(self) -> Balance:
        """Return both sides of the sums; BadInputError before there are any."""
        if self.found is None:
            raise BadInputError(N_("Nothing has been split yet. Choose two months first."))
        rows = self.found.to_table().to_pylist()
        first, last = self.found.path[0].astype(np.int64), self.found.path[-1].astype(np.int64)
        both = (first != NONE) & (last != NONE)
        return Balance(
            sum(row["accounts"] for row in rows),
            int((first != last).sum()),
            sum(row["steps_up"] - row["steps_down"] for row in rows),
            int((first - last)[both].sum()),
        )

    def export(self) -> tuple[str, bytes]:
        """Return (file name, CSV) of the cause's accounts, and put the export on record (LY-20)."""
        table = self.accounts.table
        if table is None or not table.num_rows:
            raise BadInputError(
                N_("No account is listed, so there is nothing to export. Open a cause first.")
            )
        rows = table.to_pylist()
        for row in rows:
            row["monthly_revenue"] = in_whole(row.pop("revenue_fen"))
        columns = tuple(rows[0])
        session = self.desk.session
        session.closed(self.later).record_export(session.scope, SUBJECT, columns, len(rows))
        return f"tierline-{self.earlier}-{self.later}-{self.cause}.csv", csv_bytes(rows, columns)

    def _steps(self) -> Generator[int, None, Attribution]:
        session = self.desk.session
        yield 0  # so that the page says that it is at work
        earlier, later = session.closed(self.earlier), session.closed(self.later)
        return (yield from attribute_steps(earlier, later, session.scope))

    def _take(self, found: Attribution) -> None:
        self._whole = found
        self._sift()

    def _sift(self, _change: Any = None) -> None:
        """Keep the accounts that pass the desk's filter."""
        whole, wanted = self._whole, self.desk.filter
        self.found = whole
        if whole is not None and wanted:
            self.found = whole.only(chosen(whole.accounts, **wanted))
        self._list()
        self.version += 1

    def _list(self) -> None:
        self.accounts.show(self.found.movers(self.cause) if self.found is not None and self.cause else None)

    def _turn(self, earlier: str, later: str) -> None:
        if (earlier, later) == (self.earlier, self.later):
            return
        self.work.stop()
        self.found = self._whole = None
        self.work.trouble = None
        self.earlier, self.later = earlier, later
        self._list()
        self.version += 1

    def _to_desk(self, _change: Any = None) -> None:
        """Turn to the desk's month and the one before, when the desk has turned to another."""
        month = self.desk.ground.closed.month
        if month != self._month:
            self._month = month
            before = [each for each in self.months if each < month]
            self._turn(before[-1] if before else "", month)

    def _tell(self, _change: Any = None) -> None:
        self.version += 1


def steps_taken(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (step, tier before, tier after) of each step that changed the tier of a mover that stayed."""
    names = ("tier_before", *(f"after_{step}" for step in STEPS[:-1]), "tier")
    path = [row[name] for name in names]
    if None in path:
        return []
    pairs = zip(STEPS, path, path[1:], strict=False)
    return [(step, old, new) for step, old, new in pairs if old != new]
