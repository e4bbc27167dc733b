"""The engine's answer: lines and accounts tier by tier, how they were found and what binds."""

from __future__ import annotations

from collections.abc import Callable

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.form import go
from tierline_widgets.look.markup import Cell, Column, cell, notice, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.suggest.model import Row, SuggestModel


def draw_answer(model: SuggestModel) -> str:
    """Return the answer's markup; before there is one, what to do."""
    found = model.suggestion
    if found is None:
        said = (
            _("The scenario has changed since, so the suggestion does not hold any more. Ask again.")
            if model.void
            else _("Nothing is changed by asking.")
        )
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    if found.infeasible is not None:
        return notice(found.infeasible.render()) + _how(model)
    colours = tier_colours(len(model.desk.policy.tiers))
    rows = model.rows()
    columns = [
        Column(_("Tier"), figures=False),
        Column(_("Line today")),
        Column(_("Scenario")),
        Column(_("Suggested"), _("and change")),
        Column(_("Accounts"), _("scenario")),
        Column(_("As suggested"), _("and change")),
        Column(_("Share")),
    ]
    whole = sum(row.then for row in rows)
    drawn = [_row(row, colour, whole) for row, colour in zip(rows, colours, strict=True)]
    return table(columns, drawn) + _put(model) + _binds(model) + _figures(model) + _how(model)


def _row(row: Row, colours: tuple[str, str], whole: int) -> list[Cell]:
    known = row.suggested is not None and row.scenario is not None
    moved = (row.suggested or 0) - (row.scenario or 0) if known else 0
    return [
        Cell(tier_mark(row.tier, colours)),
        cell(_line(row.today)),
        cell(_line(row.scenario)),
        Cell(f"<b>{_line(row.suggested)}</b> {_change(moved, numbers.score)}", row.suggested),
        cell(numbers.integer(row.accounts)),
        Cell(f"{numbers.integer(row.then)} {_change(row.then - row.accounts, numbers.integer)}", row.then),
        cell(numbers.share(row.then, whole)),
    ]


def _line(line: int | None) -> str:
    return numbers.NOTHING if line is None else numbers.score(line)


def _change(value: int, write: Callable[[int], str]) -> str:
    """Return how far a line or a count goes; no colour: more is neither better nor worse here."""
    if not value:
        return '<span class="tl-delta"></span>'
    arrow, sign = ("\u2191", "+") if value > 0 else ("\u2193", numbers.MINUS)
    return f'<span class="tl-delta">{arrow}\u202f{sign}{write(abs(value))}</span>'


def _put(model: SuggestModel) -> str:
    if model.on_ruler:
        said = text(_("These lines are on the ruler."))
        return f'<p class="tl-note" role="status"><b>{said}</b></p>'
    press = go("put", _("Put on the ruler"), off=not model.desk.may_edit)
    return f'<p class="tl-controls tl-live tl-note">{press}</p>'


def _binds(model: SuggestModel) -> str:
    binding = model.suggestion.binding if model.suggestion else None
    said = binding.render() if binding is not None else _("Nothing binds: every figure asked for is met.")
    return f'<p class="tl-note tl-said"><b>{text(_("What binds"))}</b> {text(said)}</p>'


def _figures(model: SuggestModel) -> str:
    figures = model.suggestion.figures if model.suggestion else {}
    if not figures:
        return ""
    if "captured" in figures:
        unit = numbers.MoneyUnit.over([figures["at_risk"]], current_language(), model.desk.session.currency)
        said = _(
            "Of {whole} {unit} a month that left, {upper} accounts in the upper tiers hold "
            "{captured}: {share}."
        ).format(
            upper=numbers.integer(figures["upper"]),
            captured=unit.write(figures["captured"]),
            whole=unit.write(figures["at_risk"]),
            unit=unit.label,
            share=numbers.share(figures["captured"], figures["at_risk"]),
        )
    else:
        each = _("; ").join(
            _("class {name} {hours} h").format(name=name, hours=numbers.hours(held))
            for name, held in figures.items()
        )
        said = _("Hours demanded a year: {hours}.").format(hours=each)
    return f'<p class="tl-note">{text(said)}</p>'


def _how(model: SuggestModel) -> str:
    said = model.suggestion.found_how.render() if model.suggestion else ""
    return f'<p class="tl-note">{text(said)}</p>'
