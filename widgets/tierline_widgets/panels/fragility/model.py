"""Accounts near a line, and those that noise in revenue takes across one; worked out when asked for."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from traitlets import HasTraits, Int

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.exact import HUNDRED
from tierline.simulate.fragility import Noise, near_lines, shaking
from tierline.store.summary import fen
from tierline_widgets.entered import typed_hundredths, typed_list, typed_whole
from tierline_widgets.panels.accounts.export import csv_bytes, in_whole
from tierline_widgets.panels.fragility.boxes import Boxes
from tierline_widgets.panels.listed import Listed
from tierline_widgets.planner.desk import Desk
from tierline_widgets.work import Work

FIRST = {"within": "0.5, 1, 2", "noise": "5", "draws": "50", "seed": "1"}
MOST_DRAWS, MOST_DISTANCES = 1_000, 6
SUBJECT = "fragile accounts"


class FragilityModel(HasTraits):
    """How sure the tiers of a desk's scenario are.

    Attributes
    ----------
    version : trait
        Counts up when there is something new to draw.
    boxes : Boxes
        What stands in the boxes "within", "noise", "draws" and "seed", and what is wrong there.
    near : pyarrow.Table
        Accounts and revenue near each line, see ``near_lines``; of the accounts chosen.
    work : Work
        The draws of noise under way.
    noise : Noise or None
        What they found, as long as scenario and filter stay.
    fragile : Listed
        The accounts that flipped, most often first.
    void : bool
        Whether the desk has overtaken what was found.
    """

    version = Int()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.work = Work()
        self.noise: Noise | None = None
        self.fragile = Listed()
        self.void = False
        self.boxes = Boxes(FIRST)
        self._within = _distances(FIRST["within"])
        self._near: pa.Table | None = None
        desk.observe(self._anew, names=["graded", "filtered"])
        self.work.observe(self._tell, names=["running", "done"])

    @property
    def near(self) -> pa.Table:
        """One row a line and distance."""
        if self._near is None:
            desk = self.desk
            revenue = fen(desk.accounts["monthly_revenue"])
            score = desk.after.outcome.score
            self._near = near_lines(score, desk.policy, self._within, revenue, desk.chosen)
        return self._near

    def look_near(self) -> None:
        """Count near the lines within the distances typed; what is wrong with them keeps the earlier ones."""
        found = self.boxes.read("within", _distances)
        if found is not None:
            self._within, self._near = found, None
        self.version += 1

    def shake(self, *, soon: bool = False) -> None:
        """Begin the draws; with ``soon`` they go on between the messages of the page.

        What was typed that is no noise, number of draws or seed becomes a fault of its box, and what
        was found stays.
        """
        noise = self.boxes.read("noise", _noise)
        draws = self.boxes.read(
            "draws", lambda typed: typed_whole(typed, Message(N_("draws")), 1, MOST_DRAWS)
        )
        seed = self.boxes.read("seed", lambda typed: typed_whole(typed, Message(N_("seed")), 0, 2**32 - 1))
        self.version += 1
        if noise is None or draws is None or seed is None:
            return
        desk = self.desk
        steps = shaking(
            desk.accounts,
            desk.policy,
            desk.previous,
            desk.overrides,
            noise=noise,
            draws=draws,
            seed=seed,
            chosen=desk.chosen,
        )
        self.void = False
        self.work.start(steps, draws, self._take, soon=soon)

    def turn(self, page: str) -> None:
        """Turn the pages of the list."""
        self.fragile.turn(page)
        self.version += 1

    def export(self) -> tuple[str, bytes]:
        """Return (file name, CSV) of every account that flipped, and put the export on record (LY-20)."""
        table = self.fragile.table
        if table is None or not table.num_rows:
            raise BadInputError(N_("No account flipped, so there is nothing to export."))
        rows = table.to_pylist()
        for row in rows:
            row["score"] = in_whole(row["score"])
            row["monthly_revenue"] = in_whole(row.pop("revenue_fen"))
        columns = tuple(rows[0])
        self.desk.session.record_export(SUBJECT, columns, len(rows))
        return f"tierline-{self.desk.session.month}-fragile.csv", csv_bytes(rows, columns)

    @property
    def counted(self) -> int:
        """Accounts that count: those of the filter, or all."""
        desk = self.desk
        return desk.accounts.num_rows if desk.chosen is None else int(desk.chosen.sum())

    def _take(self, found: Noise) -> None:
        self.noise = found
        self.fragile.show(found.fragile())

    def _anew(self, _change: Any = None) -> None:
        self._near = None
        self.void = self.void or self.noise is not None or self.work.running
        self.noise = None
        self.fragile.show(None)
        self.work.stop()
        self.version += 1

    def _tell(self, _change: Any = None) -> None:
        self.version += 1


def _noise(typed: str) -> int:
    found = typed_hundredths(typed, Message(N_("noise in revenue")))
    if not 0 <= found <= HUNDRED:
        raise BadInputError(N_("Noise lies between 0 and 100 %. Type one, for example 5."))
    return found


def _distances(typed: str) -> list[int]:
    name = Message(N_("distance from a line"))
    found = [typed_hundredths(each, name) for each in typed_list(typed)]
    if not found or len(found) > MOST_DISTANCES or not all(0 < each <= HUNDRED for each in found):
        raise BadInputError(
            N_("Type 1 to {most} distances above 0 and up to 100 points, for example 0.5, 1, 2."),
            most=MOST_DISTANCES,
        )
    return sorted(set(found))
