"""What the ruler shows of a desk, and what a move let go of does there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from traitlets import Bool, HasTraits, Int

from tierline.simulate.impact import ICT_REVENUE, REVENUE
from tierline.simulate.index import WhatIfIndex

if TYPE_CHECKING:
    from tierline.simulate.index import Preview
    from tierline_widgets.planner.desk import Desk

SHOWN = (REVENUE, ICT_REVENUE)


class RulerCardModel(HasTraits):
    """The ruler's side of the desk.

    Attributes
    ----------
    counted : trait
        Counts up when there is another index: other scores, rules, hysteresis or accounts.
    placed : trait
        Counts up when only the lines are others.
    readonly : trait
        Whether the reader may not move a line.

    Parameters
    ----------
    desk : Desk

    Notes
    -----
    ``index`` holds of the desk's index what the ruler shows.
    """

    counted = Int(0)
    placed = Int(0)
    readonly = Bool(False)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._counted = desk.reckoning
        self.index = with_measures(desk.index, SHOWN)
        self.readonly = not desk.may_edit
        desk.observe(self._follow, names=["graded", "filtered", "scenario_version"])

    def exact(self, lines: tuple[int, ...]) -> Preview:
        """Take lines that were let go of, as one record, and return the engine's figures for them.

        Raises
        ------
        TierlineError
            The desk refused them; it stays as it was.
        """
        if not self.desk.set_lines(lines):
            assert self.desk.refusal is not None
            raise self.desk.refusal
        return self.figures()

    def figures(self) -> Preview:
        """Return the engine's figures for the desk's lines."""
        return self.index.preview(self.desk.lines)

    def _follow(self, change: Any) -> None:
        self.readonly = not self.desk.may_edit
        if not self._same_index():
            self._counted = self.desk.reckoning
            self.index = with_measures(self.desk.index, SHOWN)
            self.counted += 1
        elif change.name == "graded":
            self.placed += 1

    def _same_index(self) -> bool:
        """Tell whether the index on the ruler gives the desk's figures for any lines."""
        held, now = self._counted, self.desk.reckoning
        same = held.scored is now.scored and held.chosen is now.chosen
        return same and held.policy.hysteresis == now.policy.hysteresis and held.hours == now.hours


def with_measures(index: WhatIfIndex, names: tuple[str, ...]) -> WhatIfIndex:
    """Return an index with only some of its measures: a browser gets what it shows and no more."""
    kept = tuple(name for name in names if name in index.measures)
    places = [0, *(1 + index.measures.index(name) for name in kept)]
    sums = np.ascontiguousarray(index.arrays.sums[:, places])
    return replace(index, arrays=index.arrays._replace(sums=sums), measures=kept)
