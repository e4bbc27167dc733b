"""The months as a line with its figures, the place as a strip of quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _
from tierline.performance.place import QUARTERS
from tierline.times import today
from tierline_widgets import numbers
from tierline_widgets.look.markup import Cell, Column, card, cell, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.points_trend.model import Month, PointsTrendModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tierline.performance.place import Place

_HEIGHT = 150


class PointsTrendView(Pane):
    """The panel of the months and the place."""

    def __init__(self, model: PointsTrendModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language)
        self.follow(model.book, "manager", "version")
        self.follow(session, "language", "month")


def draw(model: PointsTrendModel) -> str:
    """Return the panel's markup; nothing where there is no statement."""
    if model.book.manager not in model.book.statements():
        return ""
    months = model.months()
    hint = _("The total of each month, and where this month stands; nobody else's points or names are told.")
    body = f"{_line(model, months)}{_places(model)}{_table(months)}"
    return card(_("Where does it stand?"), hint, body, name="points-trend")


def _line(model: PointsTrendModel, months: Sequence[Month]) -> str:
    """Return the line; the upright axis names the edges of the pay bands: what matters of a total."""
    known = [each.total for each in months if each.total is not None]
    if not known:
        return ""
    pay = model.book.statement().pay
    low = max(min(known) - 500, 0) // 1000 * 1000
    high = -(-(max(known) + 500) // 1000) * 1000
    step = 1000 / len(months)

    def place(at: int, total: int) -> tuple[float, float]:
        return (at + 0.5) * step, 1000 - 1000 * (total - low) / max(high - low, 1)

    dots = [(each, *place(at, each.total)) for at, each in enumerate(months) if each.total is not None]
    edges = [edge for edge in pay.edges if low <= edge <= high]
    grid = "".join(
        f'<line class="tl-grid" x1="0" x2="1000" y1="{place(0, edge)[1]:.1f}" y2="{place(0, edge)[1]:.1f}"/>'
        for edge in edges
    )
    names = "".join(
        f'<span class="tl-y" style="bottom:{100 - place(0, edge)[1] / 10:.1f}%">{edge // 100}</span>'
        for edge in edges
    )
    drawn = "".join(_strokes(months, place))
    marks = "".join(_dot(each, x, y, each is months[-1]) for each, x, y in dots)
    last = dots[-1]
    at_last = f"left:{last[1] / 10:.2f}%;top:{last[2] / 10:.2f}%"
    falls = len(dots) > 1 and (dots[-2][0].total or 0) > (last[0].total or 0)  # else a stroke crosses it
    kind, total = f"tp-last{' tp-falls' if falls else ''}", numbers.score(last[0].total or 0)
    said = f'<span class="{kind}" style="{at_last}">{total}</span>'
    along = "".join(
        f'<span class="tl-x{" tl-second" if (len(months) - 1 - at) % 3 else ""}" '
        f'style="left:{(at + 0.5) * step / 10:.2f}%">{text(each.month[2:])}</span>'
        for at, each in enumerate(months)
        if (len(months) - 1 - at) % 2 == 0
    )
    told = _("Total by month with the edges of the pay bands; the table holds the same figures")
    return (
        f'<div class="tl-plot tp-trend" style="height:{_HEIGHT}px" role="img" aria-label="{text(told)}">'
        f'<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">{grid}{drawn}'
        f'<line class="tl-axis" x1="0" x2="1000" y1="1000" y2="1000"/></svg>{names}{along}{marks}{said}</div>'
    )


def _dot(month: Month, x: float, y: float, own: bool) -> str:
    at = f"left:{x / 10:.2f}%;top:{y / 10:.2f}%"
    told = f"{month.month} {numbers.score(month.total or 0)}"
    return f'<i class="tl-dot{" tl-own" if own else ""}" style="{at}" title="{text(told)}"></i>'


def _strokes(months: Sequence[Month], place):  # type: ignore[no-untyped-def]
    """Yield a stroke between neighbouring months that both have a total."""
    for at in range(1, len(months)):
        before, now = months[at - 1].total, months[at].total
        if before is not None and now is not None:
            (x1, y1), (x2, y2) = place(at - 1, before), place(at, now)
            yield f'<line class="tp-stroke" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _table(months: Sequence[Month]) -> str:
    columns = [Column(_("Month"), figures=False), Column(_("Total")), Column(_("Pay coefficient"))]
    states = {
        "held": _("held"),
        "open": _("not closed"),
        "none": _("no statement"),
        "absent": _("no statement"),
    }
    rows = [
        [
            Cell(f"<b>{text(each.month)}</b>" if each is months[-1] else text(each.month), each.month),
            cell(
                states.get(each.state, numbers.NOTHING) if each.total is None else numbers.score(each.total)
            ),
            cell(numbers.NOTHING if each.coefficient is None else numbers.score(each.coefficient)),
        ]
        for each in reversed(months)
    ]
    return table(columns, rows)


def _places(model: PointsTrendModel) -> str:
    statement = model.book.statement()
    if statement.total is None:
        return f'<p class="tl-note">{text(_("A held statement has no place among others."))}</p>'
    team, role = model.places()
    told = ""
    if team is None:
        said = _(
            "The own team has fewer than {fewest} settled statements of this role: among so few, a place "
            "would tell whose points are whose."
        )
        told = f'<p class="tl-note">{text(said.format(fewest=model.book.policy().fewest["place"]))}</p>'
    among = _("Among others, as of {day}, corrections included").format(day=today())
    return (
        f'<h3 class="tp-sub">{text(among)}</h3>'
        f"{_strip(_('Own team'), team)}{_strip(_('Everybody of the role'), role)}{told}"
    )


def _strip(title: str, place: Place | None) -> str:
    if place is None:
        return ""
    quarters = "".join(
        f'<i class="{"tp-here" if quarter == place.quarter else ""}"></i>' for quarter in (3, 2, 1, 0)
    )
    lower, median, upper = place.quartiles
    said = _("{quarter} of {members}; half lie between {lower} and {upper}, the middle is {median}").format(
        quarter=_(QUARTERS[place.quarter]), members=place.members, lower=lower, median=median, upper=upper
    )
    return (
        f'<div class="tp-place"><span>{text(title)}</span>'
        f'<span class="tp-quarters" aria-hidden="true">{quarters}</span><span>{text(said)}</span></div>'
    )
