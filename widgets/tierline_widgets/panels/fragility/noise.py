"""What the noise found: how many flip, from where to where, and which accounts most often."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, button, cell, table, text
from tierline_widgets.panels.fragility.model import FragilityModel
from tierline_widgets.panels.listed import draw_pages


def draw_noise(model: FragilityModel) -> str:
    """Return how many flip and from where to where; nothing before there is something."""
    found = model.noise
    if found is None:
        return ""
    verdict = _(
        "On average {mean} of {whole} accounts ({share}) stand in another tier when revenue is off by up to "
        "±{noise} %."
    ).format(
        mean=_mean(found.mean),
        whole=numbers.integer(model.counted),
        share=numbers.share(round(found.mean), model.counted),
        noise=numbers.score(found.noise),
    )
    spread = _("In {draws} draws (seed {seed}): {fewest} at least, {most} at most.").format(
        draws=numbers.integer(found.draws),
        seed=found.seed,
        fewest=numbers.integer(found.fewest),
        most=numbers.integer(found.most),
    )
    said = f'<p class="tl-verdict">{text(verdict)}</p><p class="tl-hint">{text(spread)}</p>'
    return said + _pairs(model) if found.most else said


def draw_fragile(model: FragilityModel) -> str:
    """Return the accounts that flipped, most often first; nothing while there are none."""
    return _accounts(model) if model.noise is not None and model.noise.most else ""


def _mean(mean: float) -> str:
    return f"{mean:,.1f}"


def _pairs(model: FragilityModel) -> str:
    assert model.noise is not None
    columns = [
        Column(_("Tier"), figures=False),
        Column(_("With noise"), figures=False),
        Column(_("Flips"), _("a draw")),
        Column(_("All draws")),
    ]
    rows = [
        [
            cell(row["tier"]),
            cell(row["tier_in_noise"]),
            cell(_mean(row["mean"]), row["mean"]),
            cell(numbers.integer(row["flips"]), row["flips"]),
        ]
        for row in model.noise.to_table().to_pylist()
    ]
    return table(columns, rows, sortable=True)


def _accounts(model: FragilityModel) -> str:
    assert model.noise is not None
    unit = numbers.MoneyUnit.over((), current_language(), model.desk.session.currency)
    columns = [
        Column(_("Most fragile accounts"), figures=False),
        Column(_("Tier"), _("with noise"), figures=False),
        Column(_("Score"), _("points")),
        Column(_("Flips"), _("of draws")),
        Column(_("Monthly revenue"), unit.label),
    ]
    rows = []
    for row in model.fragile.shown():
        name = row.get("name") or row["account_id"]
        rows.append(
            [
                Cell(f'{text(name)}<span class="tl-unit">{text(row["account_id"])}</span>', kind="tl-wrap"),
                cell(f"{row['tier']} → {row['tier_in_noise']}"),
                cell(numbers.score(row["score"])),
                cell(numbers.share(row["flips"], model.noise.draws), row["flips"]),
                cell(unit.write(row["revenue_fen"])),
            ]
        )
    counted = _("Flipped at least once: {count}").format(count=numbers.integer(model.fragile.total))
    head = f'<div class="tl-head"><span class="tl-zero">{text(counted)}</span>'
    head += f'<span class="tl-controls tl-live">{button("export", _("Export CSV"))}</span></div>'
    return head + table(columns, rows) + draw_pages(model.fragile)
