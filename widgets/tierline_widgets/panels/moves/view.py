"""The matrix drawn, and the accounts of the open cell beside it."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import button, card, does, pressed, state, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.accounts.view import draw_list, list_acts
from tierline_widgets.panels.moves.model import MovesModel, Square


class MovesView(Pane):
    """The panel of the moves."""

    def __init__(self, model: MovesModel) -> None:
        self.model = model
        session = model.session
        acts = {"cell": model.choose, **list_acts(model.accounts, lambda: self)}
        super().__init__(lambda: draw(model), lambda: session.language, acts)
        self.follow(model, "squares", "chosen", "handed_on")
        self.follow(model.accounts, "version")
        self.follow(session, "language")


def draw(model: MovesModel) -> str:
    """Return the panel's markup."""
    title = _("Who moved since last month?")
    if not model.compared:
        what = _("{month} is the first closed month: there is no month before to compare with.").format(
            month=model.session.month
        )
        return card(
            title,
            "",
            state(
                "empty",
                _("Nothing to compare yet"),
                what,
                _("Close the next month; the moves then stand here."),
            ),
            name="moves",
        )
    up, down = model.sum_of("up"), model.sum_of("down")
    unit = _unit(model)
    hint = _(
        "Rows: tier in {before}. Columns: tier in {month}. Accounts, and monthly revenue in {unit} "
        "beneath; {up} accounts rose, {down} fell. Select a cell to see them."
    ).format(
        before=model.session.month_before,
        month=model.session.month,
        unit=unit.label,
        up=numbers.integer(up.accounts),
        down=numbers.integer(down.accounts),
    )
    listed = draw_list(model.accounts, _listed(model))
    body = f'<div class="tl-split">{_matrix(model, unit)}<div>{listed}</div></div>'
    return card(title, hint, body, name="moves")


def _unit(model: MovesModel) -> numbers.MoneyUnit:
    every = (square.revenue for row in model.squares for square in row)
    return numbers.MoneyUnit.over(every, current_language(), model.session.currency)


def _names(model: MovesModel) -> tuple[list[str], list[str]]:
    # without seeing everyone, an account that another has now cannot be told from one that is gone
    last = _("no longer mine") if model.handed_on else _("gone")
    return [*model.tiers, _("new")], [*model.tiers, last]


def _listed(model: MovesModel) -> str:
    row, column = model.chosen
    if row < 0:
        return _("Everyone who changed tier, largest revenue first")
    rows, columns = _names(model)
    return _("{before} → {tier}, largest revenue first").format(before=rows[row], tier=columns[column])


def _matrix(model: MovesModel, unit: numbers.MoneyUnit) -> str:
    rows, columns = _names(model)
    colours = tier_colours(len(model.tiers))
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in columns)
    lines = ""
    for i, row in enumerate(model.squares):
        name = tier_mark(rows[i], colours[i]) if i < len(colours) else text(rows[i])
        cells = "".join(_square(model, unit, (i, j), square) for j, square in enumerate(row))
        lines += f'<tr><th scope="row">{name}</th>{cells}</tr>'
    corner = '<td style="background:none"></td>'
    matrix = f'<table class="tl-matrix"><thead><tr>{corner}{head}</tr></thead><tbody>{lines}</tbody></table>'
    return f'<div class="tl-scroll">{matrix}{_handed_on(model)}{_back(model)}</div>'


def _handed_on(model: MovesModel) -> str:
    if not model.handed_on:
        return ""
    lost = sum(row[-1].accounts for row in model.squares)
    said = _("No longer mine: {lost}; of them still customers, with somebody else: {count}.").format(
        lost=numbers.integer(lost), count=numbers.integer(model.handed_on)
    )
    return f'<p class="tl-note" role="status">{text(said)}</p>'


def _square(model: MovesModel, unit: numbers.MoneyUnit, place: tuple[int, int], square: Square) -> str:
    i, j = place
    last = len(model.tiers)
    if not square.accounts:
        return '<td class="tl-none">' + ("" if i == j == last else "0") + "</td>"
    among = i < last and j < last
    kind, sign = ("tl-same", "") if i == j else ("tl-rise", " ↑") if j < i else ("tl-fall", " ↓")
    if not among:
        kind, sign = "", ""
    rows, columns = _names(model)
    spoken = _("{before} to {tier}: {accounts} accounts").format(
        before=rows[i], tier=columns[j], accounts=square.accounts
    )
    figures = f"{numbers.integer(square.accounts)}{sign}<small>{unit.write(square.revenue)}</small>"
    attributes = f'{does("cell", f"{i},{j}")} {pressed(place == model.chosen)} aria-label="{text(spoken)}"'
    return f'<td class="{kind}"><button type="button" {attributes}>{figures}</button></td>'


def _back(model: MovesModel) -> str:
    row, column = model.chosen
    if row < 0:
        return ""
    press = button("cell", _("Show everyone who moved"), f"{row},{column}")
    return f'<p class="tl-note tl-live">{press}</p>'
