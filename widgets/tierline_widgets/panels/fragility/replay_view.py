"""The replay drawn: flap rate against lag as a picture, every setting as a row of the table."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.form import entry, form, go, progress
from tierline_widgets.look.markup import Cell, Column, button, card, cell, choice, notice, table, text
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.panels.fragility.replay_model import OWN, SCENARIO, ReplayModel
from tierline_widgets.panels.fragility.scatter import draw_scatter, kind_of
from tierline_widgets.panels.fragility.setting import rate, setting_name, whose


class ReplayView(FormPane):
    """The panel of the replay."""

    def __init__(self, model: ReplayModel) -> None:
        self.model = model
        session = model.desk.session
        acts = {
            "run": lambda _value: model.run(soon=True),
            "stop": lambda _value: model.work.stop(),
            "policy": model.grade_by,
            "use": model.use,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.boxes.enter)
        self.follow(model, "version")
        self.follow(session, "language")


def draw(model: ReplayModel) -> str:
    """Return the panel's markup."""
    hint = _(
        "The stored months graded again: a calm setting keeps accounts from flapping between tiers, and "
        "makes those that fall for good wait longer. Down and left is better."
    )
    whose = choice(
        "policy",
        [(OWN, _("Each month's own policy")), (SCENARIO, _("This scenario's"))],
        model.policy,
        _("Policy of the months"),
    )
    asked = form(
        "run",
        _entry(model, "months", _("Months below before a downgrade"), long=True),
        _entry(model, "buffers", _("Downgrade at once below (points)"), long=True),
        _entry(model, "back", _("Flap: back within"), _("months")),
        _entry(model, "last", _("Replay the last"), _("months")),
        whose,
        go("run", _("Replay"), off=model.work.running),
    )
    body = f"{asked}{_state(model)}{_found(model)}"
    return card(_("How much hysteresis is right?"), hint, body, name="replay")


def _entry(model: ReplayModel, name: str, label: str, unit: str = "", *, long: bool = False) -> str:
    boxes = model.boxes
    return entry(name, boxes.typed[name], label, unit, long=long, fault=boxes.fault(name))


def _state(model: ReplayModel) -> str:
    work = model.work
    if work.running:
        said = _("step {done} of {total}: months, then settings").format(done=work.done, total=work.total)
        return progress(work.done, work.total, said, "stop")
    if work.trouble is not None:
        return notice(work.trouble.render(current_language()))
    if model.void:
        said = _("The scenario has changed since. Replay again.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    if model.found and model.boxes.faults:
        said = _("What stands below is still of the earlier entries.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    return ""


def _found(model: ReplayModel) -> str:
    if not model.found:
        return ""
    said = _(
        "Replayed: {whole}. Moves and flaps are those of {judged}: to judge a month takes the month before "
        "it and those in which a move may be taken back (months looked ahead: {back}). Lag, over the whole "
        "replay: months that an account due to fall for good keeps its tier (such falls: {falls})."
    ).format(
        whole=_span(model.replayed[0], model.replayed[-1]),
        judged=_span(*model.judged),
        back=model.back,
        falls=numbers.integer(model.found[0]["falls"]),
    )
    split = f'<div class="tl-split tl-lean"><div>{draw_scatter(model)}</div><div>{_table(model)}</div></div>'
    return f'<p class="tl-hint">{text(said)}</p>{split}'


def _span(first: str, last: str) -> str:
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def _table(model: ReplayModel) -> str:
    judged, whole = _span(*model.judged), _span(model.replayed[0], model.replayed[-1])
    columns = [
        Column(_("No.")),
        Column(_("Setting"), figures=False),
        Column(_("Flap rate"), _("of account-months")),
        Column(_("Flaps"), judged),
        Column(_("Moves"), judged),
        Column(_("Mean lag"), _("months")),
        Column(_("Still kept"), _("account-months, {months}").format(months=whole)),
        Column(""),
    ]
    rows = []
    for place, row in enumerate(model.found or []):
        own, today = model.own(row), model.today(row)
        name = text(setting_name(row))
        if marked := whose(today=today, own=own):
            name = f'<b>{name}</b><span class="tl-unit">{text(marked)}</span>'
        use = "" if own else f'<span class="tl-live">{button("use", _("Use"), str(place), plain=True)}</span>'
        lag = row["mean_lag"]
        rows.append(
            [
                Cell(f'<span class="tl-key{kind_of(today=today, own=own)}">{place + 1}</span>', place),
                Cell(name, place),
                cell(rate(row), row["flap_rate"]),
                cell(numbers.integer(row["flaps"]), row["flaps"]),
                cell(numbers.integer(row["moves"]), row["moves"]),
                cell(numbers.NOTHING if lag is None else f"{lag:.2f}", lag),
                cell(numbers.integer(row["kept"]), row["kept"]),
                Cell(use if model.desk.may_edit else ""),
            ]
        )
    return table(columns, rows, sortable=True)
