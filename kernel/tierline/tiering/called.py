"""What messages call the tables that a month takes over: by their files, where they come from files."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tierline.messages import N_, Message


class Called(NamedTuple):
    """The names of last month's result and of the overrides."""

    previous: Message = Message(N_("last month's result"))
    overrides: Message = Message(N_("the overrides"))


def called(previous: str | Path | None = None, overrides: str | Path | None = None) -> Called:
    """Return the names of the two tables; None: it does not come from a file."""
    usual = Called()
    return Called(
        usual.previous
        if previous is None
        else Message(N_("{file} (last month's result)"), {"file": str(previous)}),
        usual.overrides
        if overrides is None
        else Message(N_("{file} (the overrides)"), {"file": str(overrides)}),
    )
