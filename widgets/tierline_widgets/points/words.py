"""How figures of a statement are written: exact, never rounded up to a level that was not reached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tierline.messages import N_, _, current_language
from tierline.performance.entries import shown
from tierline.performance.units import UNITS, unit_text
from tierline_widgets.numbers import MINUS, NOTHING, score

if TYPE_CHECKING:
    from tierline.performance.statement import EventLine, Line, Statement

THIN = "\u202f"
_SIGNS = {"percent": "%"}
SOURCES = {
    "table": N_("typed in: {source}"),
    "derived": N_("derived from the month's own data: {basis}"),
}


def figure(smallest: int | None, unit: str) -> str:
    """Return a figure in its unit, without the unit's name: 950000 fen are 9,500.00."""
    if smallest is None:
        return NOTHING
    scale = UNITS[unit].scale
    sign, size = (MINUS if smallest < 0 else ""), abs(smallest)
    if scale == 1:
        return f"{sign}{size:,}"
    whole, rest = divmod(size, scale)
    return f"{sign}{whole:,}" if not rest else f"{sign}{whole:,}.{rest * 100 // scale:02d}"


def measured(smallest: int | None, unit: str) -> str:
    """Return a figure with its unit: 94.99 %, 9,500 yuan, 12."""
    if smallest is None or unit == "count":
        return figure(smallest, unit)
    return f"{figure(smallest, unit)}{THIN}{unit_sign(unit)}"


def unit_sign(unit: str) -> str:
    """Return a unit as it stands behind a figure; nothing for pieces."""
    return "" if unit == "count" else _SIGNS.get(unit) or unit_text(unit)


def completion(millionths: int | None) -> str:
    """Return a completion in per cent, cut to two decimals: what is not reached does not look reached."""
    return NOTHING if millionths is None else f"{millionths // 10_000:,}.{millionths // 100 % 100:02d}{THIN}%"


def points(millionths: int | None) -> str:
    """Return millionths of a point as a statement shows them, in hundredths."""
    return NOTHING if millionths is None else score(shown(millionths))


def signed(hundredths: int) -> str:
    """Return a change of points with its sign."""
    return f"+{score(hundredths)}" if hundredths > 0 else score(hundredths)


def who(statement: Statement) -> str:
    """Return a statement's person: name and number."""
    return " ".join(filter(None, (statement.name, statement.manager_id)))


def source(line: Line) -> str:
    """Return where a line's actual comes from."""
    language = current_language()
    if line.actual_source == "derived":
        if line.basis is None:
            return _("derived; there is nothing to count")
        return _(SOURCES["derived"]).format(basis=line.basis.render(language))
    return _(SOURCES["table"]).format(source=line.source or NOTHING)


def cut(event: EventLine) -> int:
    """Return what both caps cut of an event, in millionths."""
    return event.cut_by_item * 10_000 + event.cut_by_cap


def cut_in_all(events: Iterable[EventLine], effect: str) -> int:
    """Return what both caps cut of all events of one effect, in millionths."""
    return sum(cut(each) for each in events if each.effect == effect)
