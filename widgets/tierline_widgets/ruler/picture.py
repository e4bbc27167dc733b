"""The ruler as a picture: seen before it is alive, in reports, and wherever nothing can be pressed."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tierline.messages import _
from tierline.simulate.index import Preview, WhatIfIndex
from tierline_widgets import numbers
from tierline_widgets.look.axis import marks
from tierline_widgets.look.markup import card, paint, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.look.plot import Bar, Mark, frame
from tierline_widgets.ruler.picture_table import draw_table

if TYPE_CHECKING:
    from tierline_widgets.ruler.ruler import Ruler

_BIN = 50  # hundredths a bar is wide
_TOP = 10_000
_HEIGHT = 250
_ROOM = 900  # hundredths that the name of a line takes up


@cache
def ruler_style() -> str:
    """Return the style sheet of the ruler; it stands on the one of every panel."""
    return (Path(__file__).parent / "ruler.css").read_text(encoding="utf-8")


def draw_ruler(ruler: Ruler, index: WhatIfIndex | None) -> str:
    """Return the ruler's card as markup: bars, lines, ghosts, and the table of the tiers."""
    if index is None:
        return card(ruler.texts["title"], "", f"<p>{text(ruler.texts['counting'])}</p>", name="ruler")
    found = index.preview(ruler.lines)
    hint = ruler.texts["hint_still"].format(accounts=numbers.integer(index.accounts))
    said = f'<div class="tr-said"><span class="tr-moved">{text(_moved(ruler, found))}</span></div>'
    body = f'<div class="tr tr-picture">{_plot(ruler, index, found)}{said}{draw_table(ruler, found)}</div>'
    return card(ruler.texts["title"], hint, body, name="ruler")


def _moved(ruler: Ruler, found: Preview) -> str:
    if not found.moved:
        return str(ruler.texts["nobody"])
    up = int(np.tril(found.moves[:, :, 0], -1).sum())
    counts = {"moved": found.moved, "up": up, "down": found.moved - up}
    return str(ruler.texts["moved"]).format(
        **{name: numbers.integer(count) for name, count in counts.items()}
    )


def _by_score(index: WhatIfIndex) -> Any:
    """Return int64[10 001]: how many accounts have each score."""
    arrays, counts = index.arrays, np.zeros(_TOP + 1, np.int64)
    for low, high, at in zip(arrays.low, arrays.high, arrays.at, strict=True):
        counts[low : high + 1] += np.diff(arrays.sums[at : at + high - low + 2, 0])
    return counts


def _plot(ruler: Ruler, index: WhatIfIndex, found: Preview) -> str:
    counts, colours = _by_score(index), tier_colours(len(index.tiers))
    edges = sorted({*range(0, _TOP, _BIN), *(line for line in ruler.lines if line < _TOP), _TOP + 1})
    parts = [(left, min(right, _TOP), int(counts[left:right].sum())) for left, right in pairwise(edges)]
    heights = [accounts * _BIN / (right - left) for left, right, accounts in parts]
    top = log10(max([*heights, 1.0]) + 1) / 0.94
    bars = [
        Bar(
            left / 10,
            max((right - left) / 10 - 0.9, 0.4),
            0,
            1000 * log10(height + 1) / top,
            colours[sum(1 for line in ruler.lines if line > left)],
            f"{numbers.score(left)}\u2013{numbers.score(right)}: {numbers.integer(accounts)}",
        )
        for (left, right, accounts), height in zip(parts, heights, strict=True)
        if accounts
    ]
    up = [
        Mark(1000 * log10(mark + 1) / top, numbers.integer(mark)) for mark in marks(max([*heights, 1]), True)
    ]
    along = [Mark(10 * point, str(point), bool(point % 20)) for point in range(0, 101, 10)]
    crowded = any(upper - lower < _ROOM for upper, lower in pairwise(ruler.lines))
    over = "".join(_ghost(was) for was, now in zip(ruler.baseline, ruler.lines, strict=True) if was != now)
    for place, line in enumerate(ruler.lines):
        over += _pill(tier_mark(index.tiers[place], colours[place]), line, place % 2 if crowded else 0)
    over += _bands(ruler, found, colours)
    name = _("Number of accounts by score, with the line of each tier")
    cuts = [line / 10 for line in ruler.lines]
    return frame(name, _HEIGHT, bars, up, along, lines=cuts, over=over, above=62 if crowded else 32)


def _pill(mark: str, line: int, row: int) -> str:
    place = f"left:{line / 100:.2f}%;bottom:calc(100% + {1 + row * 30}px)"
    return f'<span class="tl-pill" style="{place}">{mark} {numbers.score(line)}</span>'


def _ghost(line: int) -> str:
    said = f"<span>{numbers.score(line)}</span>"
    return f'<i class="tr-was" style="left:{line / 100:.2f}%">{said}</i>'


def _bands(ruler: Ruler, found: Preview, colours: list[tuple[str, str]]) -> str:
    """Return the tiers' names under their stretch of the scale, with their share of the accounts."""
    totals = found.totals[:, 0]
    edges = [_TOP, *ruler.lines, 0]
    drawn = ""
    for tier, (upper, lower) in enumerate(pairwise(edges)):
        share = numbers.share(int(totals[tier]), int(totals.sum()))
        place = f"left:{lower / 100:.2f}%;width:{(upper - lower) / 100:.2f}%;{paint(colours[tier])}"
        drawn += f'<span class="tr-strip" style="{place}">{text(ruler.tier_names[tier])} {text(share)}</span>'
    return drawn
