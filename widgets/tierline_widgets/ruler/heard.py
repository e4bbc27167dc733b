"""What a browser says is checked before anything is moved: it may be old, broken or made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.simulate.index import checked_lines

_LARGEST = 2**53  # of a whole number in a browser


@dataclass(frozen=True)
class HandedIn:
    """Lines that a reader let go of: hundredths, best tier first, and the number of the message."""

    lines: tuple[int, ...]
    serial: int


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def serial_of(content: Any) -> int | None:
    """Return the number of a message, or None when it has none that can be."""
    serial = content.get("serial") if isinstance(content, dict) else None
    return serial if isinstance(serial, int) and _is_whole(serial) and 0 < serial < _LARGEST else None


def handed_in(content: Any, tiers: Sequence[str], answered: int) -> HandedIn:
    """Return the lines of a message.

    Parameters
    ----------
    content : object
        As it came from the browser.
    tiers : sequence of str
        Tiers of the index shown, best first.
    answered : int
        The number of the last message that was answered.

    Raises
    ------
    BadInputError
        The message has no such form, is older than the last one, or its lines cross or lie outside the scale.
    """
    serial = serial_of(content)
    if serial is None or set(content) != {"act", "lines", "serial"} or content["act"] != "commit":
        raise BadInputError(N_("The browser sent something that is no move of a line. Reload the page."))
    if serial <= answered:
        raise BadInputError(
            N_("This move is older than what is shown. It was not taken; move the line again.")
        )
    lines = content["lines"]
    if not isinstance(lines, list) or not all(_is_whole(line) for line in lines):
        raise BadInputError(
            N_("The lines did not arrive as numbers. They stay as they were; move them again.")
        )
    checked_lines(lines, tuple(tiers))
    return HandedIn(tuple(lines), serial)
