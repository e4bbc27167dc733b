"""The expected profile (XJ-2) beside the strip: kept or broken, where, and the means behind it."""

from __future__ import annotations

from fractions import Fraction

from tierline.messages import _, current_language
from tierline.simulate.impact import Expected
from tierline.tables.registry import table_spec
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, cell, table, text
from tierline_widgets.panels.impact.model import ImpactModel


def draw_profile(model: ImpactModel) -> str:
    """Return the expectations and whether they hold, contradictions in words; nothing without a profile."""
    profile = model.impact.profile
    if not profile:
        return ""
    columns = [
        Column(_("Expected profile"), _("mean of a tier or class"), figures=False),
        Column(_("Today"), figures=False),
        Column(_("Scenario"), figures=False),
    ]
    rows = [
        [
            Cell(f'{text(_title(each))}<span class="tl-unit">{text(_order(each))}</span>'),
            _verdict(each.kept_before),
            _verdict(each.kept),
        ]
        for each in profile
    ]
    return table(columns, rows) + _words(model)


def draw_means(model: ImpactModel) -> str:
    """Return the means of every group today and under the scenario."""
    tables = []
    for each in model.impact.profile:
        unit = _unit(each, model)
        columns = [
            Column(_title(each), unit.label if unit else "", figures=False),
            *(Column(group) for group in each.means),
        ]
        rows = [
            [Cell(text(head)), *(_mean(mean, unit) for mean in means.values())]
            for head, means in ((_("Today"), each.means_before), (_("Scenario"), each.means))
        ]
        tables.append(table(columns, rows))
    return f'<div class="tl-split" style="margin-top:12px">{"".join(tables)}</div>'


def _order(each: Expected) -> str:
    return " > ".join(_(", ").join(level) for level in each.expectation.order)


def _title(each: Expected) -> str:
    return str(each.expectation.title[current_language()])


def _verdict(kept: bool | None) -> Cell:
    if kept is None:
        return cell(_("not known"), kind="tl-zero")
    said = f"✓ {_('kept')}" if kept else f"✗ {_('broken')}"
    return Cell(f'<span class="{"tl-up" if kept else "tl-down"}">{text(said)}</span>', int(kept))


def _words(model: ImpactModel) -> str:
    if not model.broken:
        if any(each.kept is None for each in model.impact.profile):
            return ""
        return f'<p class="tl-note" role="status">✓ {text(_("Nothing contradicts the expected order."))}</p>'
    said = "".join(
        f"<li>{text(message.render())}</li>" for each in model.broken for message in each.contradictions
    )
    head = text(_("Against the expected order:"))
    return f'<p class="tl-note"><b class="tl-down">{head}</b></p><ul class="tl-facts">{said}</ul>'


def _unit(each: Expected, model: ImpactModel) -> numbers.MoneyUnit | None:
    kinds = {column.name: column.dtype for column in table_spec("accounts").columns}
    if kinds.get(each.expectation.column) != "money":
        return None
    means = [mean for part in (each.means, each.means_before) for mean in part.values() if mean is not None]
    return numbers.MoneyUnit.over(
        (round(mean * 100) for mean in means), current_language(), model.desk.session.currency
    )


def _mean(mean: Fraction | None, unit: numbers.MoneyUnit | None) -> Cell:
    if mean is None:
        return cell(numbers.NOTHING)
    return cell(unit.write(round(mean * 100)) if unit else f"{float(mean):,.1f}", float(mean))
