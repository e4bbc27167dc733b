"""Stacked bars by month and the same figures as a table."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.axis import marks
from tierline_widgets.look.markup import Cell, Column, card, cell, choice, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.look.plot import Bar, Mark, frame
from tierline_widgets.pane import Pane
from tierline_widgets.panels.trend.model import MEASURES, TrendModel

_ROW = 32  # pixels a table row takes: the bars end where the table ends
_LEAST = 220
_ROOM = 8  # months that can be written out side by side


class TrendView(Pane):
    """The panel of the months."""

    def __init__(self, model: TrendModel) -> None:
        self.model = model
        session = model.session
        super().__init__(
            lambda: draw(model), lambda: session.language, {"measure": lambda value: _choose(model, value)}
        )
        self.follow(model, "measure", "tallies")
        self.follow(session, "language", "month")


def _choose(model: TrendModel, measure: str) -> None:
    if measure in MEASURES:
        model.measure = measure


def draw(model: TrendModel) -> str:
    """Return the panel's markup."""
    unit = _unit(model)
    names = {"revenue": _("Monthly revenue"), "accounts": _("Accounts"), "ict": _("ICT revenue")}
    controls = choice("measure", [(one, names[one]) for one in MEASURES], model.measure, _("Measure"))
    name = names[model.measure]
    if unit:
        name = _("{measure} in {unit}").format(measure=name, unit=unit.label)
    hint = _("{measure}, by tier in each closed month; the best tier stands at the foot of the bar.").format(
        measure=name
    )
    body = f'<div class="tl-split">{_plot(model, unit)}{_table(model, unit)}</div>'
    return card(_("How did the tiers develop?"), hint, body, controls=controls, name="trend")


def _unit(model: TrendModel) -> numbers.MoneyUnit | None:
    if model.measure == "accounts":
        return None
    largest = (model.value(one) for month in model.tallies for one in month)
    return numbers.MoneyUnit.over(largest, current_language(), model.session.currency)


def _write(value: int, unit: numbers.MoneyUnit | None) -> str:
    return unit.write(value) if unit else numbers.integer(value)


def _plot(model: TrendModel, unit: numbers.MoneyUnit | None) -> str:
    colours = tier_colours(len(model.tiers))
    divisor = unit.divisor if unit else 1
    totals = [sum(max(model.value(one), 0) for one in month) for month in model.tallies]
    largest = max([*totals, 1]) / divisor
    top = largest * 1.02
    step = 1000 / max(len(model.months), 1)
    bars = []
    for place, month in enumerate(model.months):
        base = 0.0
        for colour, one in zip(colours, model.tallies[place], strict=True):
            height = 1000 * max(model.value(one), 0) / divisor / top
            said = f"{month} {one.tier}: {_write(model.value(one), unit)}"
            if height > 0:
                bars.append(Bar((place + 0.14) * step, 0.72 * step, base, height, colour, said))
            base += height
    up = [Mark(1000 * mark / top, numbers.integer(mark)) for mark in marks(largest)]
    name = _("Stacked bars by month and tier; the table holds the same figures")
    height_px = max(_LEAST, _ROW * len(model.months) - 20)
    legend = "".join(
        f"<span>{tier_mark(one, colour)}</span>" for one, colour in zip(model.tiers, colours, strict=True)
    )
    plot = frame(name, height_px, bars, up, _along(model.months, step))
    return f'<div><div class="tl-legend">{legend}</div>{plot}</div>'


def _along(months: list[str], step: float) -> list[Mark]:
    """Return the months that have room under the bars; the last one always has."""
    many = len(months) > _ROOM
    return [
        Mark((place + 0.5) * step, month[2:] if many else month, bool((len(months) - 1 - place) % 3))
        for place, month in enumerate(months)
        if not many or (len(months) - 1 - place) % 2 == 0
    ]


def _table(model: TrendModel, unit: numbers.MoneyUnit | None) -> str:
    columns = [Column(_("Month"), figures=False), *(Column(tier) for tier in model.tiers), Column(_("All"))]
    rows = []
    for month, tallies in reversed(list(zip(model.months, model.tallies, strict=True))):
        values = [model.value(one) for one in tallies]
        rows.append(
            [
                Cell(f"<b>{text(month)}</b>" if month == model.session.month else text(month), month),
                *(cell(_write(value, unit), value) for value in values),
                Cell(f"<b>{_write(sum(values), unit)}</b>", sum(values)),
            ]
        )
    return table(columns, rows, sortable=True)
