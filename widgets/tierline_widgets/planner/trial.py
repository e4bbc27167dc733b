"""A desk on which lines are tried without a record: for notebooks that are run and kept, not worked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.policy.delta import Change, Delta, line_changes
from tierline.policy.delta_apply import apply_delta
from tierline.policy.exact import HUNDRED
from tierline_widgets.planner.desk import Desk
from tierline_widgets.planner.reckoning import Reckoning

if TYPE_CHECKING:
    from tierline_widgets.session import Session


class Trial(Desk):
    """A desk with every line ``lift`` hundredths higher; nothing is written until somebody edits.

    The first edit begins a scenario, and takes the tried lines into it.

    Parameters
    ----------
    session : Session
    lift : int
        Hundredths; below 0 for lower lines. Cut to what the scale has room for.
    """

    def __init__(self, session: Session, lift: int = 0) -> None:
        self._tried: Delta | None = None
        super().__init__(session)
        lines = lifted(self.base_lines, lift)
        if lines != self.base_lines:
            tried = Delta.of(self.base, line_changes(self.base, lines))
            policy = apply_delta(self.base, tried)
            self._tried, self.reckoning = tried, Reckoning(self.ground, policy, None, self.reckoning)

    @property
    def delta(self) -> Delta:
        """What the scenario changes, or what is tried as long as there is none."""
        return self.tried or super().delta

    @property
    def tried(self) -> Delta | None:
        """The lines tried; None once there is a scenario, or another month."""
        held = self._tried
        fits = held is not None and self.scenario is None and held.month == self.base.month
        return held if fits else None

    def edit(self, *changes: Change) -> bool:
        """Begin a scenario with what is tried and these changes, or edit the one that there is."""
        return super().edit(*(self.tried.changes if self.tried else ()), *changes)

    def new_scenario(self) -> bool:
        """Clear the desk to the baseline, without what was tried."""
        self._tried = None
        return super().new_scenario()


def lifted(lines: tuple[int, ...], by: int) -> tuple[int, ...]:
    """Return lines moved by so many hundredths, as far as the first of them can go within the scale."""
    if not lines:
        return lines
    room = max(1 - lines[-1], min(by, HUNDRED - lines[0]))
    return tuple(line + room for line in lines)
