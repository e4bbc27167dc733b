"""The search, and the chosen account explained: every part of its score, its tier and what would lift it."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.policy.exact import decimal_text
from tierline.tables.registry import table_spec
from tierline.tiering.explain import Contribution, Explanation
from tierline.tiering.explain_text import band_text, lift_text, reason_text, value_text
from tierline_widgets import numbers
from tierline_widgets.look.markup import (
    Cell,
    Column,
    card,
    cell,
    does,
    pressed,
    search,
    table,
    text,
    tier_mark,
)
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.lookup.model import LookupModel, Match


class LookupView(Pane):
    """The panel of the look-up."""

    def __init__(self, model: LookupModel) -> None:
        self.model = model
        session = model.session
        super().__init__(
            lambda: draw(model), lambda: session.language, {"look": model.look_for, "account": model.choose}
        )
        self.follow(model, "matches", "found", "account")
        self.follow(session, "language")


def draw(model: LookupModel) -> str:
    """Return the panel's markup."""
    hint = _("Type part of a name or account number, then choose; only accounts that you may see are found.")
    box = search("look", model.needle, _("Name or account number"), _("Name or account number"))
    search_line = f'<p class="tl-hint tl-live">{text(hint)}</p><p class="tl-live">{box}</p>'
    said = _explained(model, model.explanation) if model.explanation is not None else ""
    return card(_("Why is this account here?"), "", search_line + _matches(model) + said, name="lookup")


def _matches(model: LookupModel) -> str:
    if not model.needle:
        return ""
    if not model.matches:
        nothing = _("No account that you may see holds “{needle}”. Try fewer letters.").format(
            needle=model.needle
        )
        return f'<p class="tl-live" role="status">{text(nothing)}</p>'
    buttons = "".join(_match(one, one.account_id == model.account) for one in model.matches)
    counted = _("{shown} of {found} found, best score first").format(
        shown=len(model.matches), found=numbers.integer(model.found)
    )
    parts = f'{buttons}<span class="tl-zero">{text(counted)}</span>'
    return f'<div class="tl-controls tl-live" style="margin:8px 0 16px">{parts}</div>'


def _match(one: Match, chosen: bool) -> str:
    told = (
        f'<span class="tl-zero">{text(one.account_id)} · {text(one.tier)} · {numbers.score(one.score)}</span>'
    )
    attributes = f"{does('account', one.account_id)} {pressed(chosen)}"
    return f'<button type="button" class="tl-button" {attributes}>{text(one.name)} {told}</button>'


def _explained(model: LookupModel, found: Explanation) -> str:
    language = current_language()
    ids = list(model.session.policy().tier_ids)
    mark = tier_mark(found.tier, tier_colours(len(ids))[ids.index(found.tier)])
    title = f" {found.tier_title[language]}"
    verdict = (
        f'<p class="tl-verdict"><b>{text(model.name)}</b> '
        f'<span class="tl-zero">{text(found.account_id)}</span> · '
        f"{mark}{text(title)} · {text(_('score'))} <b>{numbers.score(found.score)}</b></p>"
    )
    facts = "".join(f"<li>{text(one)}</li>" for one in _facts(found))
    return f'{verdict}<ul class="tl-facts">{facts}</ul><div style="height:12px"></div>{_table(found)}'


def _facts(found: Explanation) -> list[str]:
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
    said.append(lift_text(found))
    return said


def _table(found: Explanation) -> str:
    language = current_language()
    sources = {"seed": _("document"), "default": _("default")}
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
        held = one.scale_parameter
        source = f"{held.reference} · {sources.get(held.source, held.source)} · {held.since}"
        rows.append(
            [
                Cell(text(one.title[language])),
                Cell(_value(one, language)),
                Cell(f'<span class="tl-zero">{text(_band(one))}</span>', kind="tl-wrap"),
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


def _value(one: Contribution, language: str) -> str:
    """Return the value as a reader would say it: codes by their titles, figures with their unit."""
    spec = next((column for column in table_spec("accounts").columns if column.name == one.column), None)
    codes = (spec.codes if spec else None) or {}
    if isinstance(one.value, str):
        return text(codes.get(one.value, {}).get(language, one.value))
    unit = _(spec.unit) if spec and spec.unit and one.value is not None else ""
    return f'{text(value_text(one))} <span class="tl-zero">{text(unit)}</span>'


def _band(one: Contribution) -> str:
    """Return the band in words; codes and flags have none."""
    return numbers.NOTHING if one.low is None and one.high is None and not one.missing else band_text(one)


def _bar(begin: int, one: Contribution, found: Explanation) -> str:
    """Return the part of the score from ``begin``, with the neighbouring lines marked."""
    lines = "".join(
        f'<u style="left:0;width:{line[1] / 100:.2f}%"></u>'
        for line in (found.line_above, found.line_below)
        if line
    )
    part = f'<i style="left:{begin / 100:.2f}%;width:{one.contribution / 100:.2f}%"></i>'
    return f'<div class="tl-bars tl-one"><div class="tl-track">{lines}{part}</div></div>'
