"""The values that decide, as a table: what they are, what they give, and a box to try others."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.policy.exact import decimal_text
from tierline.policy.figures import figure_text
from tierline.tiering.explain import Contribution, Explanation
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.form import TYPED, box, drop_down
from tierline_widgets.look.markup import Cell, Column, cell, table, text
from tierline_widgets.panels.certificate.model import CertificateModel
from tierline_widgets.panels.certificate.values import FLAGS, Field
from tierline_widgets.panels.lookup.explained import band_words, source_words, value_markup


def draw_scores(
    found: Explanation, tried: Explanation | None = None, model: CertificateModel | None = None
) -> str:
    """Return the indicators as a table.

    Parameters
    ----------
    found : Explanation
        The account as it is.
    tried : Explanation, optional
        The same with other values: their points stand beside.
    model : CertificateModel, optional
        Draws boxes to type into; without it the table is for paper.
    """
    language = current_language()
    held = {each.column: each for each in model.fields} if model is not None else {}
    others = {each.indicator: each for each in tried.contributions} if tried is not None else {}
    columns = [Column(_("Indicator"), figures=False), Column(_("Value"))]
    if held or tried is not None:
        columns.append(Column(_("What if")))
    columns += [Column(_("Band")), Column(_("Points")), Column(_("Weight"), "%")]
    columns.append(Column(_("Contribution"), _("points")))
    sourced = tried is None or model is not None  # on paper the values tried need the room
    if sourced:
        columns.append(Column(_("Source"), figures=False))
    rows = []
    for one in found.contributions:
        other = others.get(one.indicator)
        row = [Cell(text(one.title[language])), Cell(value_markup(one, language))]
        if held and model is not None:
            row.append(Cell(draw_box(model, held[one.column])))
        elif tried is not None:
            row.append(Cell(_other(one, other, language)))
        now = other or one
        row += [
            Cell(f'<span class="tl-zero">{text(band_words(now))}</span>', kind="tl-wrap"),
            Cell(_figure(one.points, now.points)),
            cell(decimal_text(one.weight)),
            Cell(_figure(one.contribution, now.contribution)),
        ]
        if sourced:
            row.append(Cell(f'<span class="tl-zero">{text(source_words(one))}</span>', kind="tl-wrap"))
        rows.append(row)
    now_all = tried or found
    blanks, end = [Cell("")] * (len(columns) - 2 - sourced), [Cell("")] * sourced
    if found.rounding or now_all.rounding:
        figure = Cell(_figure(found.rounding, now_all.rounding))
        rows.append([cell(_("Rounding")), *blanks, figure, *end])
    foot = [cell(_("Score")), *blanks, Cell(_figure(found.score, now_all.score)), *end]
    return table(columns, rows, foot=foot)


def draw_facts(model: CertificateModel) -> str:
    """Return the values that only rules read, with boxes; nothing when there are none."""
    language = current_language()
    columns = [
        Column(_("Read by the rules"), figures=False),
        Column(_("Value"), figures=False),
        Column(_("What if"), figures=False),
    ]
    rows = [
        [
            Cell(text(field.spec.titled(language))),
            Cell(text(shown_value(field, language))),
            Cell(draw_box(model, field)),
        ]
        for field in model.fields
        if not field.indicator
    ]
    return f'<div class="tl-parts">{table(columns, rows)}</div>' if rows else ""


def shown_value(field: Field, language: str) -> str:
    """Return a value as a reader would say it."""
    if field.value is None:
        return numbers.NOTHING
    if field.codes:
        return _title(field, field.written, language)
    number = isinstance(field.value, int | float)
    return numbers.with_minus(figure_text(field.value, field.spec.unit)) if number else str(field.value)


def draw_box(model: CertificateModel, field: Field) -> str:
    """Return the box of a value, with what is wrong with what was typed."""
    language = current_language()
    label = _("What if: {title}").format(title=field.spec.titled(language))
    kind = "tl-changed" if model.changed(field) else ""
    value = model.entry(field)
    if field.codes:
        options = [("", numbers.NOTHING), *((code, _title(field, code, language)) for code in field.codes)]
        drawn = drop_down(f"{TYPED}{field.column}", options, value, label, kind=kind)
    else:
        wrong = field.column in model.faults
        drawn = box(field.column, value, label, kind=kind, wrong=wrong, own=field.written)
    fault = model.faults.get(field.column)
    told = f'<span class="tl-wrong" role="alert">{text(fault.render(language))}</span>' if fault else ""
    return f'<span class="tl-live">{drawn}{told}</span>'


def _title(field: Field, code: str, language: str) -> str:
    if field.spec.dtype == "flag":
        return _("yes") if code == FLAGS[0] else _("no")
    return str((field.spec.codes or {}).get(code, {}).get(language, code))


def _other(one: Contribution, other: Contribution | None, language: str) -> str:
    if other is None or other.value == one.value:
        return ""
    return f"<b>{value_markup(other, language)}</b>"


def _figure(now: int | None, then: int | None) -> str:
    """Return a figure in hundredths, and how far it goes when another value is tried."""
    if then is None:
        return text(numbers.NOTHING)
    shown = text(numbers.score(then))
    if now is None or now == then:
        return shown
    return f"{shown} {difference(then - now, decimal_text)}"
