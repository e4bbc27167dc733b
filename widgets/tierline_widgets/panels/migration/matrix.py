"""The matrix drawn: as strong a colour as its share of the moves, with its number, direction and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import change, does, pressed, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.migration.model import ACCOUNTS, HOURS, REVENUE, SHARE, MigrationModel

_FAINTEST = 30  # per cent of the full colour for the smallest move


@dataclass(frozen=True)
class _Drawing:
    model: MigrationModel
    counts: Any
    values: Any
    unit: numbers.MoneyUnit
    strongest: int


def draw_matrix(model: MigrationModel) -> str:
    """Return the matrix with its sums; cells that hold accounts can be pressed."""
    counts, values = model.migration.moves[:, :, 0], model.values()
    moved = [abs(int(value)) for place, value in _cells(values) if place[0] != place[1]]
    drawing = _Drawing(model, counts, values, money_unit(model), max(moved, default=0))
    colours = tier_colours(len(model.tiers))
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in (*model.tiers, _("All")))
    lines = ""
    for row, name in enumerate(model.tiers):
        cells = "".join(_square(drawing, row, column) for column in range(len(model.tiers)))
        total = _total(drawing, counts[row].sum(), values[row].sum())
        lines += f'<tr><th scope="row">{tier_mark(name, colours[row])}</th>{cells}{total}</tr>'
    sums = "".join(
        _total(drawing, counts[:, rank].sum(), values[:, rank].sum()) for rank in range(len(model.tiers))
    )
    sums += _total(drawing, counts.sum(), values.sum())
    foot = f'<tfoot><tr><th scope="row">{text(_("All"))}</th>{sums}</tr></tfoot>'
    corner = f'<td class="tl-corner"><small>{text(_("today ↓ scenario →"))}</small></td>'
    caption = (
        f'<caption class="tl-aside">{text(_("Rows: tier today. Columns: tier in the scenario."))}</caption>'
    )
    return (
        f'<div class="tl-scroll"><table class="tl-matrix">{caption}<thead><tr>{corner}{head}</tr></thead>'
        f"<tbody>{lines}</tbody>{foot}</table></div>"
    )


def money_unit(model: MigrationModel) -> numbers.MoneyUnit:
    """Return the one unit in which the matrix writes revenue."""
    sums = (int(value) for _place, value in _cells(model.migration.moves[:, :, 1]))
    return numbers.MoneyUnit.over(sums, current_language(), model.desk.session.currency)


def _cells(values: Any) -> list[tuple[tuple[int, int], Any]]:
    size = len(values)
    return [((row, column), values[row, column]) for row in range(size) for column in range(size)]


def _square(drawing: _Drawing, row: int, column: int) -> str:
    count, value = int(drawing.counts[row, column]), int(drawing.values[row, column])
    if not count:
        return '<td class="tl-none">0</td>'
    model = drawing.model
    kind, arrow = ("tl-same", "") if row == column else ("tl-rise", "↑") if column < row else ("tl-fall", "↓")
    main = _written(drawing, count, value, int(drawing.counts[row].sum()))
    small = _beneath(drawing, count, row, column)
    spoken = _("{before} to {after}: {accounts} accounts, {revenue} {unit}").format(
        before=model.tiers[row],
        after=model.tiers[column],
        accounts=numbers.integer(count),
        revenue=drawing.unit.write(int(model.migration.moves[row, column, 1])),
        unit=drawing.unit.label,
    )
    sign = f' <span aria-hidden="true">{arrow}</span>' if arrow else ""
    attributes = (
        f"{does('cell', f'{row},{column}')} {pressed(model.place == (row, column))} "
        f'aria-label="{text(spoken)}"'
    )
    body = f'<button type="button" {attributes}>{main}{sign}<small>{small}</small></button>'
    return f'<td class="{kind}"{_heat(drawing, row, column, value)}>{body}</td>'


def _heat(drawing: _Drawing, row: int, column: int, value: int) -> str:
    if row == column:
        return ""
    part = abs(value) / drawing.strongest if drawing.strongest else 0
    return f' style="--heat:{round(_FAINTEST + (100 - _FAINTEST) * part)}%"'


def _written(drawing: _Drawing, count: int, value: int, of: int) -> str:
    writes: dict[str, Callable[[], str]] = {
        ACCOUNTS: lambda: text(numbers.integer(count)),
        SHARE: lambda: text(numbers.share(count, of)),
        REVENUE: lambda: text(drawing.unit.write(value)),
        HOURS: lambda: _hours(value),
    }
    return writes[drawing.model.measure]()


def _hours(value: int) -> str:
    """Return a change of hours with its sign; an arrow would be taken for the accounts' direction."""
    written = numbers.hours(value)
    if written == "0":
        return change(written, 0)
    return change(f"+{written}" if value > 0 else written, -value)


def _beneath(drawing: _Drawing, count: int, row: int, column: int) -> str:
    if drawing.model.measure == ACCOUNTS:
        return text(drawing.unit.write(int(drawing.model.migration.moves[row, column, 1])))
    return text(numbers.integer(count))


def _total(drawing: _Drawing, count: Any, value: Any) -> str:
    accounts = int(count)
    whole = int(drawing.counts.sum())
    main = _written(drawing, accounts, int(value), whole)
    faint = "" if accounts else " tl-zero"
    beneath = "" if drawing.model.measure == ACCOUNTS else f"<small>{numbers.integer(accounts)}</small>"
    return f'<td class="tl-sum{faint}">{main}{beneath}</td>'
