"""An account explained: sentences, and every part of its score as a table."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.policy.exact import decimal_text
from tierline.policy.figures import RATIO
from tierline.policy.references import reference_text
from tierline.tables.registry import table_spec
from tierline.tiering.explain import Contribution, Explanation
from tierline.tiering.explain_text import band_text, lift_text, reason_text, value_text
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, cell, table, text


def facts(found: Explanation) -> list[str]:
    """Say in sentences what decided the tier, how far the lines are, and what would lift it."""
    if found.reason == "score":
        said = [_("{tier} by its score.").format(tier=found.tier)]
    else:
        said = [
            _("{tier}: {reason}. By its score alone it would be {by_score}.").format(
                tier=found.tier, reason=reason_text(found), by_score=found.tier_by_score
            )
        ]
    if found.override is not None:
        said.append(
            _("Override by {approver}: {reason}; in force until {end}.").format(
                approver=found.override.get("approver", numbers.NOTHING),
                reason=found.override.get("reason", numbers.NOTHING),
                end=found.override["expires_on"],
            )
        )
    if found.held is not None:
        months = _("Last month {held}; months below it so far: {months}.")
        last = months if found.months_below else _("Last month {held}.")
        said.append(last.format(held=found.held, months=found.months_below))
    if found.line_above is not None:
        tier, line, distance = found.line_above
        said.append(
            _("{distance} points to the line of {tier} at {line}.").format(
                distance=numbers.score(distance), tier=tier, line=numbers.score(line)
            )
        )
    if found.line_below is not None:
        tier, line, distance = found.line_below
        said.append(
            _("{distance} points above the line of {tier} at {line}.").format(
                distance=numbers.score(distance), tier=tier, line=numbers.score(line)
            )
        )
    said.append(numbers.with_minus(lift_text(found)))
    return said


def draw_parts(found: Explanation) -> str:
    """Return the parts of the score as a table whose bars add up to it."""
    language = current_language()
    columns = [
        Column(_("Indicator"), figures=False),
        Column(_("Value")),
        Column(_("Band")),
        Column(_("Points")),
        Column(_("Weight"), "%"),
        Column(_("Contribution"), _("points")),
        Column(_("Adds up to the score"), figures=False),
        Column(_("Source"), figures=False),
    ]
    rows, begin = [], 0
    for one in found.contributions:
        source = source_words(one)
        rows.append(
            [
                Cell(text(one.title[language])),
                Cell(value_markup(one, language)),
                Cell(f'<span class="tl-zero">{text(band_words(one))}</span>', kind="tl-wrap"),
                cell(numbers.NOTHING if one.points is None else decimal_text(one.points)),
                cell(decimal_text(one.weight)),
                cell(decimal_text(one.contribution)),
                Cell(_bar(begin, one, found)),
                Cell(f'<span class="tl-zero">{text(source)}</span>', kind="tl-wrap"),
            ]
        )
        begin += one.contribution
    if found.rounding:
        empty = Cell("")
        rows.append(
            [
                cell(_("Rounding")),
                empty,
                empty,
                empty,
                empty,
                cell(numbers.score(found.rounding)),
                empty,
                empty,
            ]
        )
    blank = Cell("")
    foot = [cell(_("Score")), blank, blank, blank, blank, cell(numbers.score(found.score)), blank, blank]
    return table(columns, rows, foot=foot)


def value_markup(one: Contribution, language: str) -> str:
    """Return the value as a reader would say it: codes by their titles, figures with their unit, faint."""
    said, unit = _value(one, language)
    return f'{text(said)} <span class="tl-zero">{text(unit)}</span>' if unit else text(said)


def value_words(one: Contribution, language: str) -> str:
    """Return the same as plain text."""
    return " ".join(filter(None, _value(one, language)))


def _value(one: Contribution, language: str) -> tuple[str, str]:
    """Return the value and its unit; "" where it has none."""
    spec = next((column for column in table_spec("accounts").columns if column.name == one.column), None)
    codes = (spec.codes if spec else None) or {}
    if isinstance(one.value, str):
        return str(codes.get(one.value, {}).get(language, one.value)), ""
    said = spec is not None and spec.unit not in ("", RATIO) and one.value is not None
    return numbers.with_minus(value_text(one)), _(spec.unit) if spec is not None and said else ""


def band_words(one: Contribution) -> str:
    """Return the band in words; codes and flags have none."""
    if one.low is None and one.high is None and not one.missing:
        return numbers.NOTHING
    return numbers.with_minus(band_text(one))


def _bar(begin: int, one: Contribution, found: Explanation) -> str:
    """Return the part of the score from ``begin``, with the neighbouring lines marked."""
    lines = "".join(
        f'<u style="left:0;width:{line[1] / 100:.2f}%"></u>'
        for line in (found.line_above, found.line_below)
        if line
    )
    part = f'<i style="left:{begin / 100:.2f}%;width:{one.contribution / 100:.2f}%"></i>'
    return f'<div class="tl-bars tl-one"><div class="tl-track">{lines}{part}</div></div>'


def source_words(one: Contribution) -> str:
    """Say where the bands of an indicator come from, and since when they hold."""
    held = one.scale_parameter
    sources = {"seed": _("document"), "default": _("default")}
    return f"{reference_text(held.reference)} · {sources.get(held.source, held.source)} · {held.since}"
