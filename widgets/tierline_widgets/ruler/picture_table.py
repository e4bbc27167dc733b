"""The table under the ruler as a picture: the same columns and figures as the live one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tierline.simulate.index import Preview
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours

if TYPE_CHECKING:
    from tierline_widgets.ruler.ruler import Ruler


@dataclass(frozen=True)
class _Held:
    """What a tier, or all of them, holds: accounts and measures, and hundredths of staff hours."""

    figures: Any
    hours: int


def draw_table(ruler: Ruler, found: Preview) -> str:
    """Return the table of the tiers under the ruler's lines, with the change against the base."""
    texts = ruler.texts
    columns = [
        Column(texts["tier"], figures=False),
        Column(texts["line"], texts["points"]),
        Column(texts["accounts"]),
        Column(texts["share"], texts["of_accounts"]),
        *(Column(head["title"], head["unit"]) for head in ruler.heads),
        *([Column(texts["hours"], texts["hours_unit"])] if ruler.hours else []),
    ]
    colours = tier_colours(len(ruler.tier_names))
    whole = int(found.totals[:, 0].sum())
    now, was = _held(ruler, found.totals), _held(ruler, found.base)
    rows = []
    for tier, name in enumerate(ruler.tier_names):
        mark = tier_mark(name, colours[tier])
        title = ruler.tier_titles[tier] if ruler.tier_titles else name
        mark += f'<span class="tr-title">{text(title)}</span>' if title != name else ""
        head = [Cell(mark), _line(ruler, tier)]
        rows.append([*head, *_figures(ruler, now[tier], was[tier], whole)])
    foot = [Cell(text(texts["all"])), Cell(""), *_figures(ruler, now[-1], was[-1], whole)]
    drawn = table(columns, rows, foot=foot, caption=texts["table"])
    return drawn.replace('class="tl-table"', 'class="tl-table tr-table"', 1)


def _held(ruler: Ruler, figures: Any) -> list[_Held]:
    """Return what each tier holds, then all of them together."""
    hours = [int(count) * hour for count, hour in zip(figures[:, 0], ruler.hours, strict=False)]
    each = [_Held(row, hours[tier] if hours else 0) for tier, row in enumerate(figures)]
    return [*each, _Held(figures.sum(axis=0), sum(hours))]


def _line(ruler: Ruler, tier: int) -> Cell:
    if tier >= len(ruler.lines):
        return _pair(numbers.NOTHING, "", 0)
    line, was = ruler.lines[tier], ruler.baseline[tier]
    change = numbers.score(line - was) if line < was else f"+{numbers.score(line - was)}"
    return _pair(numbers.score(line), "0" if line == was else change, 0, plain=line != was)


def _figures(ruler: Ruler, now: _Held, was: _Held, whole: int) -> list[Cell]:
    count, before = int(now.figures[0]), int(was.figures[0])
    grown = round(100 * (count - before) / whole, 1) if whole else 0.0
    part = f"{abs(grown):.1f}"
    cells = [
        _pair(numbers.integer(count), numbers.signed(count - before), count - before),
        _pair(numbers.share(count, whole), _signed(part, grown), grown),
    ]
    for place, head in enumerate(ruler.heads):
        unit = numbers.MoneyUnit(head["divisor"], head["decimals"], head["unit"])
        amount = int(now.figures[1 + place])
        more = amount - int(was.figures[1 + place])
        cells.append(_pair(unit.write(amount), _signed(unit.write(abs(more)), more), more))
    if ruler.hours:
        more = now.hours - was.hours
        cells.append(_pair(f"{now.hours / 100:,.0f}", _signed(f"{abs(more) / 100:,.0f}", more), -more))
    return cells


def _signed(size: str, value: float) -> str:
    """Return a change's size with its sign; what is written as zero has none."""
    if not any(digit in size for digit in "123456789"):
        return size
    return f"+{size}" if value > 0 else f"{numbers.MINUS}{size}"


def _pair(shown: str, change: str, better: float, *, plain: bool = False) -> Cell:
    told = any(digit in change for digit in "123456789")
    kind = "tr-plain" if plain else "tl-zero" if not told else "tl-up" if better > 0 else "tl-down"
    marked = f'<span class="tr-value">{text(shown)}</span><span class="tl-delta {kind}">{text(change)}</span>'
    return Cell(marked)
