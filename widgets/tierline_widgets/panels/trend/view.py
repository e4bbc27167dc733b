"""Stacked bars by month and the same figures as a table."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.axis import marks
from tierline_widgets.look.markup import Cell, Column, card, cell, choice, paint, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.trend.model import MEASURES, TrendModel

_ROW = 32  # pixels a table row takes: the bars end where the table ends
_LEAST = 220


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
    totals = [sum(max(model.value(one), 0) for one in month) for month in model.tallies]
    divisor = unit.divisor if unit else 1
    largest = max([*totals, 1]) / divisor
    top = largest * 1.02
    step = 1000 / max(len(model.months), 1)
    bars, words = "", ""
    for place, month in enumerate(model.months):
        base = 0.0
        for colour, one in zip(colours, model.tallies[place], strict=True):
            height = 1000 * max(model.value(one), 0) / divisor / top
            if height > 0:
                bars += (
                    f'<rect x="{place * step + step * 0.14:.2f}" y="{1000 - base - height:.2f}" width="{step * 0.72:.2f}" height="{height:.2f}" style="{paint(colour)}">'
                    f"<title>{text(month)} {text(one.tier)}: {_write(model.value(one), unit)}</title></rect>"
                )
            base += height
        second = " tl-second" if (len(model.months) - 1 - place) % 3 else ""
        shown = month[2:] if len(model.months) > 8 else month
        if len(model.months) <= 8 or (len(model.months) - 1 - place) % 2 == 0:
            words += f'<span class="tl-x{second}" style="left:{(place + 0.5) * step / 10:.2f}%">{text(shown)}</span>'
    grid = ""
    for mark in marks(largest):
        y = 1000 * mark / top
        grid += f'<line class="tl-grid" x1="0" x2="1000" y1="{1000 - y:.1f}" y2="{1000 - y:.1f}"/>'
        words += f'<span class="tl-y" style="bottom:{y / 10:.2f}%">{numbers.integer(mark)}</span>'
    legend = "".join(
        f"<span>{tier_mark(one, colour)}</span>" for one, colour in zip(model.tiers, colours, strict=True)
    )
    height = max(_LEAST, _ROW * len(model.months) - 20)
    name = _("Stacked bars by month and tier; the table holds the same figures")
    return (
        f'<div><div class="tl-legend">{legend}</div><div class="tl-plot" style="height:{height}px" role="img" aria-label="{text(name)}">'
        f'<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">{grid}{bars}'
        f'<line class="tl-axis" x1="0" x2="1000" y1="1000" y2="1000"/></svg>{words}</div></div>'
    )


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
