"""Looks whether somebody else changed the scenario on a desk, for as long as its page is in sight."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_
from tierline.store.scenario_records import OvertakenError
from tierline_widgets.soon import running_loop

if TYPE_CHECKING:
    from tierline.errors import TierlineError
    from tierline_widgets.planner.desk import Desk

EVERY = 4.0  # seconds between two looks
LOOKS_IN_VAIN = 5  # after so many in a row the records are left alone until the page comes into sight again


class Watch:
    """Looks at the records between the page's messages; the page hears of it only when there is news.

    A look that finds nothing sends nothing, so that a page left alone counts as left alone and its kernel
    is stopped in its time. Where no loop runs there is nothing to look between. Records that cannot be read
    are told once, and no longer once they can.

    Parameters
    ----------
    desk : Desk
    every : float
        Seconds between two looks.
    """

    def __init__(self, desk: Desk, every: float = EVERY) -> None:
        self._desk = desk
        self._every = every
        self._next: asyncio.TimerHandle | None = None
        self._failed = 0
        self._told: TierlineError | None = None

    def show(self, visible: bool) -> None:
        """Look at once and from now on, as the page came into sight; or no longer, as it went."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
        self._failed = 0
        if visible:
            self._look()

    def _look(self) -> None:
        self._next = None
        try:
            look(self._desk)
        except (BadInputError, IntegrityError) as error:
            self._failed += 1
            self._tell_failed(error)
        else:
            self._failed = 0
            self._tell_mended()
        loop = running_loop()
        if loop is not None and self._failed < LOOKS_IN_VAIN:
            self._next = loop.call_later(self._every, self._look)

    def _tell_failed(self, error: TierlineError) -> None:
        if self._failed > 1 or self._desk.refusal is not None:
            return  # told already, or something nearer to what is done here stands in its place
        self._told = BadInputError(
            N_(
                "Whether somebody else changed this scenario cannot be seen now: {reason}\n"
                "What is shown stays, and no move overwrites theirs. Later, reload the page."
            ),
            reason=error.message,
        )
        self._desk.tell(self._told)

    def _tell_mended(self) -> None:
        told, self._told = self._told, None
        if told is not None and self._desk.refusal is told:
            self._desk.tell(None)


def look(desk: Desk) -> None:
    """Tell on the desk when its scenario was written to elsewhere; what lies there stays.

    Raises
    ------
    BadInputError, IntegrityError
        The records cannot be read.
    """
    found = desk.scenario
    if found is not None and not desk.overtaken and (since := desk.news()):
        desk.tell(OvertakenError(found.number, since))
