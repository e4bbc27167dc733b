"""Accounts near the lines: a row a line and distance, those below to the left, those above to the right."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, cell, paint, table, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.fragility.model import FragilityModel


def draw_near(model: FragilityModel) -> str:
    """Return the markup."""
    rows = model.near.to_pylist()
    sums = [row[name] for row in rows for name in ("revenue_above_fen", "revenue_below_fen")]
    unit = numbers.MoneyUnit.over(sums, current_language(), model.desk.session.currency)
    tiers = model.desk.policy.tier_ids
    colours = dict(zip(tiers, tier_colours(len(tiers)), strict=True))
    below = dict(zip(tiers, tiers[1:], strict=False))
    most = max((row[side] for row in rows for side in ("above", "below")), default=0)
    columns = [
        Column(_("Line"), figures=False),
        Column(_("Within"), _("points")),
        Column(_("Below"), _("accounts")),
        Column(_("Revenue"), unit.label),
        Column(_("Below | above"), figures=False),
        Column(_("Above"), _("accounts")),
        Column(_("Revenue"), unit.label),
    ]
    drawn, last = [], ""
    for row in rows:
        tier = row["tier"]
        mark = f"{tier_mark(tier, colours[tier])} {numbers.score(row['line'])}" if tier != last else ""
        last = tier
        drawn.append(
            [
                Cell(mark, row["line"]),
                cell(numbers.score(row["within"])),
                cell(numbers.integer(row["below"])),
                cell(unit.write(row["revenue_below_fen"])),
                Cell(_sides(row["below"], row["above"], most, colours[below[tier]], colours[tier])),
                cell(numbers.integer(row["above"])),
                cell(unit.write(row["revenue_above_fen"])),
            ]
        )
    return table(columns, drawn)


def _sides(below: int, above: int, most: int, lower: tuple[str, str], upper: tuple[str, str]) -> str:
    """Return two bars from the line in the middle, each in the colour of the tier it stands in."""
    left, right = (50 * count / most if most else 0 for count in (below, above))
    return (
        '<div class="tl-sides" aria-hidden="true">'
        f'<i style="right:50%;width:{left:.2f}%;{paint(lower)}"></i>'
        f'<i style="left:50%;width:{right:.2f}%;{paint(upper)}"></i></div>'
    )
