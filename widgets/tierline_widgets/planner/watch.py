"""Looks whether somebody else changed the scenario on a desk, for as long as its page is in sight."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tierline.store.scenario_records import OvertakenError
from tierline_widgets.soon import running_loop

if TYPE_CHECKING:
    from tierline_widgets.planner.desk import Desk

EVERY = 4.0  # seconds between two looks


class Watch:
    """Looks at the records between the page's messages; the page hears of it only when there is news.

    A look that finds nothing sends nothing, so that a page left alone counts as left alone and its kernel
    is stopped in its time. Where no loop runs there is nothing to look between.

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

    def show(self, visible: bool) -> None:
        """Look at once and from now on, as the page came into sight; or no longer, as it went."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
        if visible:
            self._look()

    def _look(self) -> None:
        loop = running_loop()
        if loop is not None:
            self._next = loop.call_later(self._every, self._look)
        look(self._desk)


def look(desk: Desk) -> None:
    """Tell on the desk when somebody else has written to its scenario; what lies there stays."""
    found = desk.scenario
    if found is not None and not desk.overtaken and (since := desk.news()):
        desk.tell(OvertakenError(found.number, since))
