"""Flap rate against lag: a dot a setting, numbered as in the table; today's and the scenario's stand out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tierline.messages import _
from tierline_widgets.look.markup import text
from tierline_widgets.look.plot import Mark, frame
from tierline_widgets.panels.fragility.replay_model import ReplayModel
from tierline_widgets.panels.fragility.setting import numbers_text, rate, setting_name, whose

STEPS = 4
_HEIGHT, _WIDTH = 300, 480  # pixels: the plot's height, and what is reckoned with as its width
_DOT, _LETTER, _LINE = 12, 7, 14  # pixels: a dot, a figure of a name, a name's height
_SIDES = ("right", "left", "over", "under")

Box = tuple[float, float, float, float]  # left, bottom, right, top in pixels of the plot


@dataclass(frozen=True)
class Dot:
    """A setting in the plot: its number in the table, where it stands in per cent, what is told of it."""

    number: int
    left: float
    bottom: float
    said: str
    own: bool
    today: bool = False

    @property
    def box(self) -> Box:
        """The room that it takes."""
        x, y = self.left * _WIDTH / 100, self.bottom * _HEIGHT / 100
        return x - _DOT / 2, y - _DOT / 2, x + _DOT / 2, y + _DOT / 2


def draw_scatter(model: ReplayModel) -> str:
    """Return the plot's markup; its figures stand in the table beside it."""
    found = model.found or []
    rows = [
        (number, row)
        for number, row in enumerate(found, 1)
        if row["flap_rate"] is not None and row["mean_lag"] is not None
    ]
    if not rows:
        said = _("Nobody fell for good in these months, so there is no lag to set the flaps against.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    across = _end(max(row["mean_lag"] for _number, row in rows))
    up = _end(100 * max(row["flap_rate"] for _number, row in rows))
    dots = [
        Dot(
            number,
            100 * row["mean_lag"] / across,
            10_000 * row["flap_rate"] / up,
            _told(number, row, model),
            model.own(row),
            model.today(row),
        )
        for number, row in rows
    ]
    levels = [Mark(1000 * step / STEPS, _figure(up * step / STEPS)) for step in range(STEPS + 1)]
    along = [
        Mark(1000 * step / STEPS, _figure(across * step / STEPS), bool(step % 2)) for step in range(STEPS + 1)
    ]
    name = _("Flap rate (per cent, upward) against mean lag (months, to the right), a dot a setting")
    titles = _("Flap rate, %"), _("Mean lag, months")
    drawn = frame(name, _HEIGHT, (), levels, along, over=_drawn(dots), above=10, titles=titles)
    return drawn + _key(dots)


def kind_of(*, own: bool, today: bool) -> str:
    """Return the classes by which a setting stands out, with a blank before each."""
    return (" tl-own" if own else "") + (" tl-today" if today else "")


def _key(dots: list[Dot]) -> str:
    """Return the key of the dots that stand out, with their numbers."""
    parts = []
    for dot in sorted(dots, key=lambda each: not each.today):
        if said := whose(today=dot.today, own=dot.own):
            sign = f'<span class="tl-dot{kind_of(own=dot.own, today=dot.today)}"></span>'
            named = _("{number}: {setting}").format(number=dot.number, setting=said)
            parts.append(f"<span>{sign}{text(named)}</span>")
    return f'<p class="tl-dot-key">{"".join(parts)}</p>' if parts else ""


def _told(number: int, row: dict[str, Any], model: ReplayModel) -> str:
    told = _("{number}: {setting}; flap rate {rate}, mean lag {lag} months")
    lag = f"{row['mean_lag']:.2f}"
    said = told.format(number=number, setting=setting_name(row), rate=rate(row), lag=lag)
    marked = whose(today=model.today(row), own=model.own(row))
    return _("{said} ({more})").format(said=said, more=marked) if marked else said


def _drawn(dots: list[Dot]) -> str:
    """Return the dots, those that stand out on top, and a name for each heap where there is room for it."""
    taken = [dot.box for dot in dots]
    drawn = "".join(_dot(dot) for dot in sorted(dots, key=lambda each: (each.own, each.today)))
    for heap in heaps(dots):
        said = numbers_text([dot.number for dot in heap])
        places = [(side, _room(heap, said, side)) for side in _SIDES]
        side, box = next(
            ((side, box) for side, box in places if _inside(box) and not _meets(box, taken)), places[0]
        )
        taken.append(box)
        kind = "tl-dot-name tl-own" if any(dot.own for dot in heap) else "tl-dot-name"
        left, top = 100 * box[0] / _WIDTH, 100 - 100 * box[3] / _HEIGHT
        anchor = f"left:{left:.2f}%" if side != "left" else f"right:{100 - 100 * box[2] / _WIDTH:.2f}%"
        drawn += f'<small class="{kind}" style="{anchor};top:{top:.2f}%">{text(said)}</small>'
    return drawn


def _dot(dot: Dot) -> str:
    kind = f"tl-dot{kind_of(own=dot.own, today=dot.today)}"
    place = f"left:{dot.left:.2f}%;top:{100 - dot.bottom:.2f}%"
    return f'<span class="{kind}" style="{place}" title="{text(dot.said)}"></span>'


def heaps(dots: list[Dot]) -> list[list[Dot]]:
    """Return the dots that touch one another together: they share a name."""
    found: list[list[Dot]] = []
    for dot in dots:
        near = [heap for heap in found if any(_meets(dot.box, [other.box]) for other in heap)]
        found = [heap for heap in found if heap not in near]
        found.append([each for heap in near for each in heap] + [dot])
    return [sorted(heap, key=lambda each: each.number) for heap in found]


def _room(heap: list[Dot], said: str, side: str) -> Box:
    """Return where a heap's name would stand at one of its sides."""
    left, bottom = min(dot.box[0] for dot in heap), min(dot.box[1] for dot in heap)
    right, top = max(dot.box[2] for dot in heap), max(dot.box[3] for dot in heap)
    wide = _LETTER * len(said)
    middle, centre = (left + right - wide) / 2, (bottom + top - _LINE) / 2
    x, y = {
        "right": (right + 3, centre),
        "left": (left - 3 - wide, centre),
        "over": (middle, top + 1),
        "under": (middle, bottom - 1 - _LINE),
    }[side]
    return x, y, x + wide, y + _LINE


def _inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= _WIDTH and box[3] <= _HEIGHT


def _meets(box: Box, others: list[Box]) -> bool:
    left, bottom, right, top = box
    return any(left < x and x_low < right and bottom < y and y_low < top for x_low, y_low, x, y in others)


def _end(largest: float) -> float:
    """Return a round end of an axis that holds ``largest`` with a little room."""
    if largest <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= largest:
        power *= 10
    while power > largest:
        power /= 10
    return next(power * step for step in (1.2, 1.6, 2, 3, 4, 6, 8, 12) if power * step >= largest * 1.05)


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
