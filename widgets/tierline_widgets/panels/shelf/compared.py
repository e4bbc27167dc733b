"""Up to four scenarios side by side, and two laid on one another with what they contradict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tierline.messages import _, current_language
from tierline.policy.delta_words import changed_value
from tierline.simulate.scenarios_compared import Comparison
from tierline_widgets import numbers
from tierline_widgets.look.markup import (
    Cell,
    Column,
    button,
    cell,
    change,
    notice,
    table,
    text,
    tier_mark,
)
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.shelf.model import ShelfModel

_REVENUE = "revenue_fen"
_HOUR = 100
_ABREAST = 2


def draw_comparison(model: ShelfModel, found: Comparison) -> str:
    """Return lines, accounts, revenue, hours and matrices of the scenarios, against the month as closed."""
    names = [each.title or _("Unnamed draft") for each in model.compared]
    accounts = found.totals[:, :, 0]
    parts = [
        _block(_("Lines"), _("points"), found, names, _lines(model, found)),
        _block(_("Accounts"), "", found, names, _figures(found.base[:, 0], accounts, numbers.integer)),
    ]
    if _REVENUE in found.measures:
        place = 1 + found.measures.index(_REVENUE)
        before, after = found.base[:, place], found.totals[:, :, place]
        unit = numbers.MoneyUnit.over(map(int, before), current_language(), model.desk.session.currency)
        parts.append(
            _block(_("Monthly revenue"), unit.label, found, names, _figures(before, after, unit.write, 1))
        )
    hours = model.desk.hours
    if found.hours is not None and hours is not None:
        before = found.base[:, 0] * hours
        parts.append(
            _block(
                _("Staff hours"), _("hours a year"), found, names, _figures(before, found.hours, _whole, -1)
            )
        )
    # a column each and the month as closed: more than two scenarios take the whole width
    kind = "tc-blocks tc-many" if len(names) > _ABREAST else "tc-blocks"
    grid = f'<div class="{kind}">{"".join(parts)}</div>'
    matrices = (
        f'<div class="tc-blocks">{"".join(_matrix(found, names, one) for one in range(len(names)))}</div>'
    )
    return f'<div class="tc-compared">{grid}{matrices}</div>'


def _whole(hundredths: int) -> str:
    return numbers.integer(round(hundredths / _HOUR))


def _lines(model: ShelfModel, found: Comparison) -> list[list[Cell]]:
    base = model.desk.base_lines
    rows = []
    for tier in range(len(found.tiers) - 1):
        cells = [cell(numbers.score(base[tier]))]
        for case in range(len(found.names)):
            line = int(found.lines[case, tier])
            cells.append(_beside(numbers.score(line), line - base[tier], numbers.score))
        rows.append(cells)
    return rows


def _figures(before: Any, after: Any, write: Callable[[int], str], better: int = 0) -> list[list[Cell]]:
    """Return a row a tier and one for all: the month as closed, then each scenario with its change.

    ``better`` is 1 where more is better, -1 where less is, 0 where neither.
    """

    def row(was: int, now: Sequence[int]) -> list[Cell]:
        return [cell(write(was)), *(_beside(write(each), each - was, write, better) for each in now)]

    rows = [row(int(was), [int(case[tier]) for case in after]) for tier, was in enumerate(before)]
    return [*rows, row(int(before.sum()), [int(case.sum()) for case in after])]


def _beside(shown: str, more: int, write: Callable[[int], str], better: int = 0) -> Cell:
    """Return a figure with its change beside it, coloured where more or less is better."""
    size = write(abs(more))
    sign = "+" if more > 0 else numbers.MINUS
    told = f"{sign}{size}" if any(digit in size for digit in "123456789") else "0"
    kind = change(told, more * better) if better or told == "0" else text(told)
    return Cell(f'{text(shown)} <span class="tl-delta">{kind}</span>')


def _block(
    title: str, unit: str, found: Comparison, names: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> str:
    colours = tier_colours(len(found.tiers))
    columns = [Column(title, unit, figures=False), Column(_("As closed")), *(Column(name) for name in names)]
    drawn = []
    for place, row in enumerate(rows):
        last = place >= len(found.tiers)
        head = Cell(text(_("All"))) if last else Cell(tier_mark(found.tiers[place], colours[place]))
        drawn.append([head, *row])
    foot = drawn.pop() if len(drawn) > len(found.tiers) else None
    return f'<div class="tc-block">{table(columns, drawn, foot=foot)}</div>'


def _matrix(found: Comparison, names: Sequence[str], case: int) -> str:
    """Return a scenario's matrix; from the second on, what it moves more or less than the first."""
    moves = found.moves[case] if not case else found.difference(case, 0)
    title = (
        _("Moves of “{title}”") if not case else _("“{title}” less “{first}”: accounts moved more or less")
    )
    columns = [Column(_("from ↓ to →"), figures=False), *(Column(tier) for tier in found.tiers)]
    colours = tier_colours(len(found.tiers))
    rows = []
    for row, tier in enumerate(found.tiers):
        cells = [Cell(tier_mark(tier, colours[row]))]
        for column in range(len(found.tiers)):
            count = int(moves[row, column])
            cells.append(cell(numbers.signed(count) if case else numbers.integer(count)))
        rows.append(cells)
    told = title.format(title=names[case], first=names[0])
    moved = _("change tier: {count}").format(count=numbers.integer(found.moved[case]))
    caption = f"{told} · {moved}"
    return f'<div class="tc-block">{table(columns, rows, caption=caption)}</div>'


def draw_stack(model: ShelfModel) -> str:
    """Return where two scenarios contradict each other, and the step to a scenario of both."""
    language = current_language()
    first, second = (each.title or _("Unnamed draft") for each in model.stacked)
    head = _("“{second}” laid on “{first}”").format(first=first, second=second)
    drawn = f'<p class="tl-verdict">{text(head)}</p>'
    columns = [
        Column(_("Figure"), figures=False),
        Column(first, figures=False),
        Column(_("{title}: this holds").format(title=second), figures=False),
    ]
    rows = []
    for conflict in model.conflicts:
        words = changed_value(model.desk.base, conflict.path, conflict.first, conflict.second)
        rows.append(
            [
                cell(words.what.render(language), kind="tl-wrap"),
                cell(words.before.render(language), kind="tl-wrap"),
                Cell(f"<b>{text(words.after.render(language))}</b>", kind="tl-wrap"),
            ]
        )
    said = _("Figures that both change to different values: {count}. The second one's hold.")
    if rows:
        drawn += f'<p class="tl-hint">{text(said.format(count=len(rows)))}</p>{table(columns, rows)}'
    else:
        drawn += f'<p class="tl-hint">{text(_("They do not contradict each other."))}</p>'
    if model.misfits:
        told = "\n".join(each.render(language) for each in model.misfits)
        return f'<div class="tc-compared">{drawn}{notice(_("Both do not fit together:") + " " + told)}</div>'
    step = button("both", _("Begin a scenario of both")) if model.desk.session.scope.role else ""
    return f'<div class="tc-compared">{drawn}<p class="tl-live">{step}</p></div>'
