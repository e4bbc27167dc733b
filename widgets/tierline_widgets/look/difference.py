"""A change beside a figure: arrow, sign and colour together, so that none of them has to be seen alone."""

from __future__ import annotations

from collections.abc import Callable

from tierline_widgets.look.markup import text
from tierline_widgets.numbers import MINUS

UP, DOWN = "\u2191", "\u2193"


def difference(value: int | None, write: Callable[[int], str], *, costs: bool = False) -> str:
    """Return the markup of a change.

    Parameters
    ----------
    value : int or None
        The change in whole units; None where it is not known: nothing is written then.
    write : callable
        Writes the size of the change, without a sign, as its column writes figures.
    costs : bool
        Whether more of it is worse, as with hours: the colours change places, arrow and sign do not.

    Returns
    -------
    str
        What is written as zero is faint and has neither arrow nor sign.
    """
    if value is None:
        return ""
    written = write(abs(value))
    if not written.strip("0.,"):
        return f'<span class="tl-delta tl-zero">{text(written)}</span>'
    better = (value > 0) != costs
    arrow, sign = (UP, "+") if value > 0 else (DOWN, MINUS)
    kind = "tl-up" if better else "tl-down"
    return f'<span class="tl-delta {kind}">{arrow}\u202f{sign}{text(written)}</span>'
