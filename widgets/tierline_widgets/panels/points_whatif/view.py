"""A slider and a box for each indicator; the total answers while it is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.form import TYPED
from tierline_widgets.look.markup import button, card, entry, paint, text
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.pane.pane import Act
from tierline_widgets.panels.points_whatif.model import WhatIfModel
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import Line, Statement


class WhatIfView(FormPane):
    """The panel of the sliders."""

    def __init__(self, model: WhatIfModel) -> None:
        self.model = model
        session = model.session

        def enter(value: str) -> None:
            name, _sign, typed = value.partition("=")
            model.type_in(name, typed)

        acts: dict[str, Act] = {"reset": model.reset, "set": enter}
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.slide)
        self.follow(model, "version")
        self.follow(session, "language")


def draw(model: WhatIfModel) -> str:
    """Return the panel's markup; nothing where there is no statement."""
    if model.book.manager not in model.book.statements():
        return ""
    before, after = model.before(), model.after()
    hint = _(
        "Move an actual and read what the month would have come to. Nothing is stored, nobody else sees it."
    )
    reset = button("reset", _("As it is")) if model.tried else ""
    rows = "".join(_row(model, now, then) for now, then in zip(before.lines, after.lines, strict=True))
    body = f'{_answer(before, after, model.gain())}<div class="tp-sliders">{_head()}{rows}</div>'
    return card(_("What if?"), hint, body, controls=f'<span class="tl-live">{reset}</span>', name="whatif")


def _answer(before: Statement, after: Statement, gain: int) -> str:
    """Return the totals, the pay and the categories, which are drawn anew while a slider is held."""
    total = _("held") if after.total is None else numbers.score(after.total)
    moved = difference(gain, numbers.score) if gain else ""
    pay = ""
    if after.coefficient is not None:
        was = numbers.NOTHING if before.coefficient is None else numbers.score(before.coefficient)
        said = _("pay coefficient {then} (now {now})")
        pay = said.format(then=numbers.score(after.coefficient), now=was)
    colours = tier_colours(len(after.categories) + 1)[1:]
    parts = "".join(
        f'<span class="tp-part" style="{paint(colour)}"><i></i>{text(each.title[current_language()])} '
        f"<b>{words.points(each.points)}</b> / {numbers.score(each.share)}</span>"
        for each, colour in zip(after.categories, colours, strict=True)
    )
    return (
        f'<div class="tp-answer" data-live="answer" role="status"><p class="tp-total"><b>{total}</b>'
        f'<span>{moved}<br>{text(pay)}</span></p><div class="tp-parts">{parts}</div></div>'
    )


def _head() -> str:
    titles = (_("Indicator"), _("Actual"), "", _("Target"), _("Completion"), _("Got"))
    return "".join(f'<span class="tp-head">{text(title)}</span>' for title in titles)


def _row(model: WhatIfModel, now: Line, then: Line) -> str:
    name = then.indicator
    title = then.title[current_language()]
    most, step = model.reach(now)
    value = then.actual if then.actual is not None else 0
    label = _("{indicator}, actual").format(indicator=title)
    slider = (
        f'<input type="range" class="tl-live" min="0" max="{most}" step="{step}" value="{value}" '
        f'data-act="{TYPED}{text(name)}" data-key="slide-{text(name)}" aria-label="{text(label)}" '
        f'aria-valuetext="{text(words.measured(then.actual, then.unit))}">'
    )
    fault = model.faults.get(name)
    said = "" if fault is None else fault.render(current_language())
    shown = words.figure(then.actual, then.unit) if then.actual is not None else ""
    box = entry("set", name, shown, label, fault=said)
    sign = words.unit_sign(then.unit)
    target = text(words.measured(then.target, then.unit))
    done = text(words.completion(then.completion))
    points = f"{words.points(then.points)} / {numbers.score(then.weight)}"
    change = (then.points or 0) - (now.points or 0)
    mark = " tp-moved" if name in model.tried else ""
    delta = difference(round(change / 10_000), numbers.score) if change else ""
    return (
        f'<span class="tp-what{mark}">{text(title)}</span>{slider}'
        f'<span class="tp-box" data-live="box-{text(name)}">{box} <small>{text(sign)}</small></span>'
        f'<span class="tp-figure" data-of="{text(_("Target"))}">{target}</span>'
        f'<span class="tp-figure" data-of="{text(_("Completion"))}" data-live="done-{text(name)}">'
        f"{done}</span>"
        f'<span class="tp-figure" data-of="{text(_("Got"))}" data-live="points-{text(name)}">'
        f"{text(points)} {delta}</span>"
    )
