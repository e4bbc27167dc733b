"""The distribution drawn, its table beside it."""

from __future__ import annotations

from math import log10

from tierline.messages import _
from tierline_widgets import numbers
from tierline_widgets.look.axis import marks
from tierline_widgets.look.markup import Cell, Column, card, cell, choice, paint, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.scores.model import BIN, SCALES, TOP, ScoresModel

_HEIGHT = 220


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
        "{accounts} accounts by score; a bar is one point wide and coloured by the tier that the score alone gives. "
        "Floors, hysteresis and overrides may still place an account elsewhere."
    ).format(accounts=numbers.integer(model.accounts))
    scales = [("linear", _("linear")), ("log", _("log"))]
    controls = choice("scale", scales, model.scale, _("Height of the bars"))
    return card(title, hint, _plot(model) + _table(model), controls=controls, name="scores")


def _plot(model: ScoresModel) -> str:
    colours = tier_colours(len(model.lines))
    heights = [one.accounts * BIN / (one.right - one.left) for one in model.bins]
    largest = max([*heights, 1.0])
    log = model.scale == "log"
    top = log10(largest + 1) * 1.04 if log else largest * 1.04

    def high(value: float) -> float:
        return 1000 * (log10(value + 1) if log else value) / top

    bars = "".join(
        f'<rect x="{one.left + 6}" y="{1000 - high(height):.1f}" width="{one.right - one.left - 12}" height="{high(height):.1f}" style="{paint(colours[one.tier])}">'
        f"<title>{numbers.score(one.left)}\u2013{numbers.score(one.right)}: {numbers.integer(one.accounts)}</title></rect>"
        for one, height in zip(model.bins, heights, strict=True)
        if one.accounts
    )
    grid, words = "", ""
    for mark in marks(largest, log):
        y = high(mark)
        grid += f'<line class="tl-grid" x1="0" x2="{TOP}" y1="{1000 - y:.1f}" y2="{1000 - y:.1f}"/>'
        words += f'<span class="tl-y" style="bottom:{y / 10:.2f}%">{numbers.integer(mark)}</span>'
    for point in range(0, 101, 10):
        second = " tl-second" if point % 20 else ""
        words += f'<span class="tl-x{second}" style="left:{point}%">{point}</span>'
    cuts, pills = "", ""
    for place, one in enumerate(model.lines):
        if one.cut <= 0:
            continue
        cuts += f'<line class="tl-cut" x1="{one.cut}" x2="{one.cut}" y1="0" y2="1000"/>'
        above = model.lines[place - 1].cut if place else TOP * 2
        row = 1 if place % 2 and above - one.cut < 900 else 0
        pills += f'<span class="tl-pill" style="left:{one.cut / 100:.2f}%;bottom:calc(100% + {4 + row * 26}px)"><b>{text(one.tier)}</b> {numbers.score(one.cut)}</span>'
    close = any(
        a.cut - b.cut < 900 for a, b in zip(model.lines[:-1], model.lines[1:], strict=True) if b.cut > 0
    )
    name = _("Number of accounts by score, with the line of each tier")
    return (
        f'<div class="tl-plot" style="height:{_HEIGHT}px;margin-top:{64 if close else 38}px" role="img" aria-label="{text(name)}">'
        f'<svg viewBox="0 0 {TOP} 1000" preserveAspectRatio="none" aria-hidden="true">{grid}{bars}{cuts}'
        f'<line class="tl-axis" x1="0" x2="{TOP}" y1="1000" y2="1000"/></svg>{words}{pills}</div>'
    )


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
