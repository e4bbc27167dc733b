"""A frame for bars: the bars stretch with the card, the words keep their size, the table beside it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tierline_widgets.look.markup import paint, text


@dataclass(frozen=True)
class Bar:
    """One bar, or a part of a stacked one; places and sizes in thousandths of the frame."""

    left: float
    width: float
    bottom: float
    height: float
    colours: tuple[str, str]
    said: str


@dataclass(frozen=True)
class Mark:
    """A word at an axis, ``place`` in thousandths; ``second`` gives way where there is little room."""

    place: float
    said: str
    second: bool = False


def frame(
    name: str,
    height: int,
    bars: Iterable[Bar],
    up: Iterable[Mark],
    along: Iterable[Mark],
    *,
    lines: Iterable[float] = (),
    over: str = "",
    above: int = 0,
    titles: tuple[str, str] | None = None,
) -> str:
    """Return a plot as markup.

    Parameters
    ----------
    name : str
        What the plot shows, for those who do not see it.
    height : int
        Pixels of the frame itself.
    bars : iterable of Bar
    up, along : iterable of Mark
        Words of the upright and the level axis.
    lines : iterable of float
        Upright lines through the whole frame, in thousandths.
    over : str
        Markup above the lines, such as their names.
    above : int
        Pixels kept free for it.
    titles : (str, str), optional
        What the upright and the level axis measure, with the unit.
    """
    up = list(up)
    grid = "".join(_line("tl-grid", 0, 1000, 1000 - one.place, 1000 - one.place) for one in up)
    cuts = "".join(_line("tl-cut", place, place, 0, 1000) for place in lines)
    drawn = "".join(_bar(one) for one in bars)
    words = "".join(_up(one) for one in up)
    words += "".join(_along(one) for one in along)
    base = _line("tl-axis", 0, 1000, 1000, 1000)
    drawing = f"{grid}{drawn}{cuts}{base}"
    picture = f'<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">{drawing}</svg>'
    size = f"height:{height}px;margin-top:{above}px"
    told = f'style="{size}" role="img" aria-label="{text(name)}"'
    if titles is None:
        return f'<div class="tl-plot" {told}>{picture}{words}{over}</div>'
    upright, level = (text(title) for title in titles)
    words += f'<span class="tl-axis-title">{level}</span>'
    head = f'<p class="tl-axis-head">{upright}</p>'
    return f'{head}<div class="tl-plot tl-titled" {told}>{picture}{words}{over}</div>'


def _up(one: Mark) -> str:
    return f'<span class="tl-y" style="bottom:{one.place / 10:.2f}%">{text(one.said)}</span>'


def _bar(one: Bar) -> str:
    place = f'x="{one.left:.2f}" y="{1000 - one.bottom - one.height:.2f}"'
    size = f'width="{one.width:.2f}" height="{one.height:.2f}"'
    return f'<rect {place} {size} style="{paint(one.colours)}"><title>{text(one.said)}</title></rect>'


def _along(one: Mark) -> str:
    kind = "tl-x tl-second" if one.second else "tl-x"
    return f'<span class="{kind}" style="left:{one.place / 10:.2f}%">{text(one.said)}</span>'


def _line(kind: str, x1: float, x2: float, y1: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.2f}" x2="{x2:.2f}" y1="{y1:.2f}" y2="{y2:.2f}"/>'
