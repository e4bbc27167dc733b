"""The means as a table, the contradictions in words beneath."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.tables.registry import table_spec
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, card, cell, table, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.profile.model import Group, ProfileModel


class ProfileView(Pane):
    """The panel of the profile."""

    def __init__(self, model: ProfileModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language)
        self.follow(model, "groups", "means", "contradictions")
        self.follow(session, "language")


def draw(model: ProfileModel) -> str:
    """Return the panel's markup."""
    title = _("Do the tiers look as expected?")
    if not model.groups:
        return card(
            title,
            "",
            f'<p role="status">{text(_("This policy expects no order of means."))}</p>',
            name="profile",
        )
    hint = _(
        "Mean of an account in each tier, missing values left out; the last row is the order that the "
        "policy expects."
    )
    return card(title, hint, _table(model) + _words(model), name="profile")


def _unit(group: Group, model: ProfileModel) -> numbers.MoneyUnit | None:
    kinds = {column.name: column.dtype for column in table_spec("accounts").columns}
    if kinds.get(group.column) != "money":
        return None
    values = (
        round((mean or 0) * 100) for (column, _group), mean in model.means.items() if column == group.column
    )
    return numbers.MoneyUnit.over(values, current_language(), model.session.currency)


def _table(model: ProfileModel) -> str:
    language = current_language()
    policy = model.session.policy()
    colours = tier_colours(len(policy.tiers))
    units = [_unit(group, model) for group in model.groups]
    columns = [Column(_("Tier"), figures=False)]
    for group, unit in zip(model.groups, units, strict=True):
        said = unit.label if unit else ""
        columns.append(
            Column(
                group.title[language],
                said if group.by == "tier" else _("by class") + (f", {said}" if said else ""),
            )
        )
    rows, seen = [], set()
    for place, tier in enumerate(policy.tiers):
        row = [Cell(tier_mark(tier.id, colours[place]), place)]
        for group, unit in zip(model.groups, units, strict=True):
            if group.by == "tier":
                row.append(_mean(model, group, tier.id, unit))
            elif tier.class_id in seen:
                row.append(Cell(""))
            else:
                one = _mean(model, group, tier.class_id, unit)
                row.append(Cell(f'<span class="tl-zero">{text(tier.class_id)}</span> {one.shown}', one.value))
        seen.add(tier.class_id)
        rows.append(row)
    order = [Cell(f'<span class="tl-zero">{text(_("Expected"))}</span>')]
    for group in model.groups:
        said = " > ".join(", ".join(level) for level in group.order)
        order.append(
            Cell(f'<span class="tl-zero" style="font-weight:400;font-size:12px">{text(said)}</span>')
        )
    return table(columns, rows, foot=order)


def _mean(model: ProfileModel, group: Group, name: str, unit: numbers.MoneyUnit | None) -> Cell:
    mean = model.means.get((group.column, name))
    if mean is None:
        return cell(numbers.NOTHING)
    return cell(unit.write(round(mean * 100)) if unit else f"{mean:,.1f}", mean)


def _words(model: ProfileModel) -> str:
    if not model.contradictions:
        return f'<p class="tl-note" role="status">✓ {text(_("Nothing contradicts the expected order."))}</p>'
    said = "".join(f"<li>{text(one[current_language()])}</li>" for one in model.contradictions)
    head = text(_("Against the expected order:"))
    return f'<p class="tl-note"><b class="tl-down">{head}</b></p><ul class="tl-facts">{said}</ul>'
