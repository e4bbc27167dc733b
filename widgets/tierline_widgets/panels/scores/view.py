"""The distribution drawn, its table beside it."""

from __future__ import annotations

from itertools import pairwise
from math import log10

from tierline.messages import _
from tierline_widgets import numbers
from tierline_widgets.look.axis import marks
from tierline_widgets.look.markup import Cell, Column, card, cell, choice, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.look.plot import Bar, Mark, frame
from tierline_widgets.pane import Pane
from tierline_widgets.panels.scores.model import BIN, SCALES, Bin, Line, ScoresModel

_HEIGHT = 220
_PILL = 900  # hundredths of a point that the name of a line takes up at 1280 pixels, amply


class ScoresView(Pane):
    """The panel of the scores."""

    def __init__(self, model: ScoresModel) -> None:
        self.model = model
        session = model.session
        super().__init__(
            lambda: draw(model), lambda: session.language, {"scale": lambda value: _choose(model, value)}
        )
        self.follow(model, "bins", "lines", "scale")
        self.follow(session, "language")


def _choose(model: ScoresModel, scale: str) -> None:
    if scale in SCALES:
        model.scale = scale


def draw(model: ScoresModel) -> str:
    """Return the panel's markup."""
    title = _("Where do the accounts stand?")
    hint = _(
        "{accounts} accounts by score; a bar is one point wide and coloured by the tier that the score "
        "alone gives. Floors, hysteresis and overrides may still place an account elsewhere."
    ).format(accounts=numbers.integer(model.accounts))
    scales = [("linear", _("linear")), ("log", _("log"))]
    controls = choice("scale", scales, model.scale, _("Height of the bars"))
    return card(title, hint, _plot(model) + _table(model), controls=controls, name="scores")


def _plot(model: ScoresModel) -> str:
    colours = tier_colours(len(model.lines))
    heights = [one.accounts * BIN / (one.right - one.left) for one in model.bins]
    largest = max([*heights, 1.0])
    log = model.scale == "log"
    top = 1.04 * (log10(largest + 1) if log else largest)

    def high(value: float) -> float:
        return 1000 * (log10(value + 1) if log else value) / top

    bars = [
        Bar(
            one.left / 10 + 0.6,
            (one.right - one.left) / 10 - 1.2,
            0,
            high(height),
            colours[one.tier],
            _said(one),
        )
        for one, height in zip(model.bins, heights, strict=True)
        if one.accounts
    ]
    up = [Mark(high(mark), numbers.integer(mark)) for mark in marks(largest, log)]
    along = [Mark(10 * point, str(point), bool(point % 20)) for point in range(0, 101, 10)]
    cuts = [one for one in model.lines if one.cut > 0]
    crowded = any(upper.cut - lower.cut < _PILL for upper, lower in pairwise(cuts))
    pills = "".join(_pill(one, 1 if crowded and place % 2 else 0) for place, one in enumerate(cuts))
    name = _("Number of accounts by score, with the line of each tier")
    lines = [one.cut / 10 for one in cuts]
    above = 64 if crowded else 38
    titles = _("Accounts, a point"), _("Score, points")
    return frame(name, _HEIGHT, bars, up, along, lines=lines, over=pills, above=above, titles=titles)


def _said(one: Bin) -> str:
    return f"{numbers.score(one.left)}\u2013{numbers.score(one.right)}: {numbers.integer(one.accounts)}"


def _pill(one: Line, row: int) -> str:
    """Return the name and value of a line, above it; crowded lines take turns in two rows."""
    place = f"left:{one.cut / 100:.2f}%;bottom:calc(100% + {4 + row * 26}px)"
    return f'<span class="tl-pill" style="{place}"><b>{text(one.tier)}</b> {numbers.score(one.cut)}</span>'


def _table(model: ScoresModel) -> str:
    colours = tier_colours(len(model.lines))
    columns = [
        Column(_("Tier"), figures=False),
        Column(_("Line"), _("points")),
        Column(_("Accounts by score")),
        Column(_("Share")),
        Column(_("Accounts in the tier"), _("after floors, hysteresis, overrides")),
        Column(_("Within 1.00 of the line")),
    ]
    rows = []
    for place, one in enumerate(model.lines):
        rows.append(
            [
                Cell(tier_mark(one.tier, colours[place]), place),
                cell(numbers.score(one.cut) if one.cut > 0 else numbers.NOTHING, one.cut),
                cell(numbers.integer(one.accounts), one.accounts),
                cell(numbers.share(one.accounts, model.accounts), one.accounts),
                cell(numbers.integer(one.final), one.final),
                cell(numbers.NOTHING if one.near is None else numbers.integer(one.near), one.near or 0),
            ]
        )
    return table(columns, rows, sortable=True)
