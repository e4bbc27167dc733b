"""The boxes of a form: what stands in each, and beside it what was wrong when it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from tierline.errors import BadInputError
from tierline.messages import Message, current_language

Read = TypeVar("Read")


class Boxes:
    """What stands in the boxes of a form.

    Attributes
    ----------
    typed : dict
        The text in each box.
    faults : dict
        What is wrong with a box that was read, until it is typed in or read again.

    Parameters
    ----------
    first : mapping of str to str
        What stands in each at first; other boxes there are none.
    """

    def __init__(self, first: Mapping[str, str]) -> None:
        self.typed = dict(first)
        self.faults: dict[str, Message] = {}

    def enter(self, box: str, value: str) -> None:
        """Take what was typed into a box; an unknown one is left alone."""
        if box in self.typed and value != self.typed[box]:
            self.typed[box] = value
            self.faults.pop(box, None)

    def read(self, box: str, reading: Callable[[str], Read]) -> Read | None:
        """Return what a box says by ``reading``; None where that refuses, and the box has a fault then."""
        self.faults.pop(box, None)
        try:
            return reading(self.typed[box])
        except BadInputError as error:
            self.faults[box] = error.message
            return None

    def fault(self, box: str) -> str:
        """Return what is wrong with a box in the language in force; "" for nothing."""
        found = self.faults.get(box)
        return "" if found is None else found.render(current_language())
