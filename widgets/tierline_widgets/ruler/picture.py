"""The ruler as a picture: for reports and wherever nothing can be pressed."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

import numpy as np

from tierline.messages import _
from tierline.simulate.index import Preview, WhatIfIndex
from tierline_widgets import numbers
from tierline_widgets.look.axis import marks
from tierline_widgets.look.markup import Cell, Column, card, cell, change, style_sheet, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.look.plot import Bar, Mark, frame

if TYPE_CHECKING:
    from tierline_widgets.ruler.ruler import Ruler

_BIN = 100  # hundredths a bar is wide
_TOP = 10_000
_HEIGHT = 220
_ROOM = 900  # hundredths that the name of a line takes up


def draw_ruler(ruler: Ruler, index: WhatIfIndex | None) -> str:
    """Return the ruler's markup with its style: bars, lines and the table of the tiers."""
    language = "zh-CN" if ruler.language == "zh" else "en"
    body, hint = f"<p>{text(ruler.texts['counting'])}</p>", ""
    if index is not None:
        hint = ruler.texts["hint"].format(accounts=numbers.integer(index.accounts))
        body = _plot(ruler, index) + _table(ruler, index.preview(ruler.lines))
    drawn = card(ruler.texts["title"], hint, body, name="ruler")
    return f'<style>{style_sheet()}</style><div class="tl tl-static" lang="{language}">{drawn}</div>'


def _by_score(index: WhatIfIndex) -> Any:
    """Return int64[10 001]: how many accounts have each score."""
    arrays, counts = index.arrays, np.zeros(_TOP + 1, np.int64)
    for low, high, at in zip(arrays.low, arrays.high, arrays.at, strict=True):
        counts[low : high + 1] += np.diff(arrays.sums[at : at + high - low + 2, 0])
    return counts


def _plot(ruler: Ruler, index: WhatIfIndex) -> str:
    counts, colours = _by_score(index), tier_colours(len(index.tiers))
    edges = sorted({*range(0, _TOP, _BIN), *(line for line in ruler.lines if line < _TOP), _TOP + 1})
    found = []
    for left, right in zip(edges, edges[1:], strict=False):
        accounts = int(counts[left:right].sum())
        tier = sum(1 for line in ruler.lines if line > left)
        found.append((left, min(right, _TOP), accounts, tier))
    heights = [accounts * _BIN / max(right - left, 1) for left, right, accounts, _tier in found]
    top = 1.04 * log10(max([*heights, 1.0]) + 1)
    bars = [
        Bar(
            left / 10 + 0.6,
            max((right - left) / 10 - 1.2, 0.4),
            0,
            1000 * log10(height + 1) / top,
            colours[tier],
            f"{numbers.score(left)}\u2013{numbers.score(right)}: {numbers.integer(accounts)}",
        )
        for (left, right, accounts, tier), height in zip(found, heights, strict=True)
        if accounts
    ]
    up = [
        Mark(1000 * log10(mark + 1) / top, numbers.integer(mark)) for mark in marks(max([*heights, 1]), True)
    ]
    along = [Mark(10 * point, str(point), bool(point % 20)) for point in range(0, 101, 10)]
    crowded = any(upper - lower < _ROOM for upper, lower in zip(ruler.lines, ruler.lines[1:], strict=False))
    pills = "".join(
        _pill(index.tiers[place], line, place % 2 if crowded else 0) for place, line in enumerate(ruler.lines)
    )
    name = _("Number of accounts by score, with the line of each tier")
    cuts = [line / 10 for line in ruler.lines]
    return frame(name, _HEIGHT, bars, up, along, lines=cuts, over=pills, above=64 if crowded else 38)


def _pill(tier: str, line: int, row: int) -> str:
    place = f"left:{line / 100:.2f}%;bottom:calc(100% + {4 + row * 26}px)"
    return f'<span class="tl-pill" style="{place}"><b>{text(tier)}</b> {numbers.score(line)}</span>'


def _table(ruler: Ruler, found: Preview) -> str:
    texts, colours = ruler.texts, tier_colours(len(ruler.tier_names))
    columns = [
        Column(texts["tier"], figures=False),
        Column(texts["line"], texts["points"]),
        Column(texts["accounts"]),
        Column(texts["share"], texts["of_accounts"]),
        *(Column(head["title"], head["unit"]) for head in ruler.heads),
    ]
    units = [numbers.MoneyUnit(head["divisor"], head["decimals"], head["unit"]) for head in ruler.heads]
    if ruler.hours:
        columns.append(Column(texts["hours"], texts["hours_unit"]))
    totals, base = found.totals, found.base
    whole = int(totals[:, 0].sum())

    def cells(head: Cell, line: str, now: Any, before: Any, hours: tuple[int, int]) -> list[Cell]:
        count, was = int(now[0]), int(before[0])
        row = [head, cell(line), _pair(numbers.integer(count), numbers.signed(count - was), count - was)]
        row.append(cell(numbers.share(count, whole)))
        for place, unit in enumerate(units):
            grown = int(now[1 + place]) - int(before[1 + place])
            shown = unit.write(grown)
            row.append(_pair(unit.write(int(now[1 + place])), f"+{shown}" if grown > 0 else shown, grown))
        if ruler.hours:
            grown = round((hours[0] - hours[1]) / 100)
            row.append(_pair(f"{hours[0] / 100:,.0f}", numbers.signed(grown), grown))
        return row

    spent = [(int(now), int(was)) for now, was in zip(totals[:, 0], base[:, 0], strict=True)]
    each = [(now * hour, was * hour) for (now, was), hour in zip(spent, ruler.hours, strict=False)]
    rows = []
    for tier, name in enumerate(ruler.tier_names):
        line = numbers.score(ruler.lines[tier]) if tier < len(ruler.lines) else numbers.NOTHING
        hours = each[tier] if each else (0, 0)
        rows.append(cells(Cell(tier_mark(name, colours[tier])), line, totals[tier], base[tier], hours))
    summed = (sum(now for now, _was in each), sum(was for _now, was in each))
    foot = cells(Cell(text(texts["all"])), "", totals.sum(axis=0), base.sum(axis=0), summed)
    return table(columns, rows, foot=foot, caption=texts["table"])


def _pair(shown: str, grown: str, value: int) -> Cell:
    return Cell(f'{text(shown)} <span class="tl-delta">{change(grown, value)}</span>')
