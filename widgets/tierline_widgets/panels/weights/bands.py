"""The bands of one indicator as a table to type into, and what a missing value is worth."""

from __future__ import annotations

from decimal import Decimal

from tierline.messages import _
from tierline.tables.registry import ColumnSpec, table_spec
from tierline_widgets.look.markup import button, does, entry, text, tick
from tierline_widgets.panels.weights import scale
from tierline_widgets.panels.weights.model import WeightsModel


def draw_bands(model: WeightsModel) -> str:
    """Return the table of the indicator shown, with the choice of the indicator above."""
    language = model.desk.session.language
    one = model.chosen
    options = "".join(
        f'<option value="{text(each.id)}"{" selected" if each.id == one.id else ""}>'
        f"{text(each.title[language])}</option>"
        for each in model.desk.policy.indicators
    )
    pick = (
        f'<select class="tl-pick" data-act="indicator" data-key="indicator" '
        f'aria-label="{text(_("Indicator"))}">{options}</select>'
    )
    off = not model.desk.may_edit
    rows = model.rows()
    body = "".join(_row(model, rows, place, off) for place in range(len(rows)))
    head = (
        f'<thead><tr><th scope="col" class="tl-text">{text(_head(model))}'
        f'<span class="tl-unit">{text(_unit(model))}</span></th>'
        f'<th scope="col">{text(_("Points"))}<span class="tl-unit">0–100</span></th><th></th></tr></thead>'
    )
    path = model.scale_path
    back = button("back", _("As in the policy"), path) if model.changed(path) and not off else ""
    return (
        f'<div class="tl-controls">{pick}</div>'
        f'<div class="tl-scroll tw-rows"><table class="tl-table tw-bands">'
        f"{head}<tbody>{body}</tbody></table></div>{_missing(model, off)}"
        f'<div class="tl-controls tl-live tw-foot">{back}</div>'
    )


def _head(model: WeightsModel) -> str:
    heads = {
        "bands": _("From this value on"),
        "percentile": _("From this value on"),
        "linear": _("Corner at"),
    }
    return heads.get(model.chosen.kind, _("Code"))


def _spec(model: WeightsModel) -> ColumnSpec | None:
    columns = table_spec(model.desk.base.subject).columns
    return next((each for each in columns if each.name == model.chosen.column), None)


def _unit(model: WeightsModel) -> str:
    """Return the unit as the column registry has it, which is translated; else as the policy has it."""
    spec = _spec(model)
    if model.chosen.kind in ("category", "flag"):
        return ""
    if model.in_percent:
        return "%"
    return _(spec.unit) if spec is not None and spec.unit else model.chosen.unit


def _row(model: WeightsModel, rows: list[scale.Row], place: int, off: bool) -> str:
    language, row, indicator = model.desk.session.language, rows[place], model.chosen
    if row.code:
        first = text(_code(model, row.code, language))
    elif row.at is None:
        first = text(_("below {edge}").format(edge=_at(model, rows[1])))
    else:
        first = _box(
            model, "at", _at(model, row), _("{indicator}: value that row {row} begins at"), place, off
        )
    points = (
        text(_("by rank"))
        if row.points is None
        else _box(model, "points", plain(row.points), _("{indicator}: points of row {row}"), place, off)
    )
    tools = ""
    if scale.can_grow(indicator) and not off:
        tools = _tool("add", place, "+", _("Add a row after row {row}"))
        if row.at is not None and len(rows) > 2:
            tools += _tool("remove", place, "−", _("Take row {row} away"))
    return (
        f'<tr><th scope="row" class="tl-text">{first}</th><td>{points}</td>'
        f'<td class="tw-tools tl-live">{tools}</td></tr>'
    )


def _at(model: WeightsModel, row: scale.Row) -> str:
    return plain(row.at * 100 if model.in_percent and row.at is not None else row.at)


def _box(model: WeightsModel, column: str, value: str, label: str, place: int, off: bool) -> str:
    one, language = model.chosen, model.desk.session.language
    name = f"{one.id}.{place}.{column}"  # offered on a page opened anew, it may be of an indicator not shown
    fault = model.faults.get(f"band.{name}")
    shown = model.typed.get(f"band.{name}", "") or value
    said = fault.render(language) if fault is not None else ""
    told = label.format(indicator=one.title[language], row=place + 1)
    return entry("band", name, shown, told, fault=said, off=off)


def _tool(act: str, place: int, sign: str, label: str) -> str:
    told = text(label.format(row=place + 1))
    named = f'aria-label="{told}" title="{told}"'
    return f'<button type="button" class="tw-tool" {does(act, str(place))} {named}>{sign}</button>'


def _code(model: WeightsModel, code: str, language: str) -> str:
    """Return a code by its title where the column registry has one."""
    if code in ("true", "false"):
        return _("yes") if code == "true" else _("no")
    spec = _spec(model)
    titles = (spec.codes if spec is not None else None) or {}
    return str(titles.get(code, {}).get(language, code))


def _missing(model: WeightsModel, off: bool) -> str:
    one = model.chosen
    name, path = f"missing.{one.id}", f"indicators.{one.id}.missing"
    skipped = model.value(path) == "skip"
    fault = model.faults.get(name)
    said = fault.render(model.desk.session.language) if fault is not None else ""
    shown = model.typed.get(name, "" if skipped else plain(Decimal(model.value(path))))
    label = _("{indicator}: points when the value is missing")
    told = label.format(indicator=one.title[model.desk.session.language])
    box = entry("missing", one.id, shown, told, fault=said, off=off or skipped)
    whole = _("{indicator}, when missing: leave it out of the score")
    named = whole.format(indicator=one.title[model.desk.session.language])
    title = _("leave it out of the score")
    skip = tick("missing", f"{one.id}.skip", skipped, title, off=off, label=named)
    return f'<div class="tw-line"><span>{text(_("When missing"))}</span>{box}{skip}</div>'


def plain(value: Decimal | None) -> str:
    """Write a figure of a scale as a person would: 30,000 or 0.3, no zeros at the end."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return f"{int(value):,}" if whole else f"{value.normalize():f}"
