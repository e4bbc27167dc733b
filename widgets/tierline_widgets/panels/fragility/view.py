"""Near lines and noise drawn, each with its figures as a table."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline_widgets.look.form import entry, form, go, progress
from tierline_widgets.look.markup import card, notice, text
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.panels.fragility.model import FragilityModel
from tierline_widgets.panels.fragility.near import draw_near
from tierline_widgets.panels.fragility.noise import draw_fragile, draw_noise


class FragilityView(FormPane):
    """The panel of near lines and noise."""

    def __init__(self, model: FragilityModel) -> None:
        self.model = model
        session = model.desk.session
        acts = {
            "near": lambda _value: model.look_near(),
            "shake": lambda _value: model.shake(soon=True),
            "stop": lambda _value: model.work.stop(),
            "page": model.turn,
            "export": lambda _value: self._export(),
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.boxes.enter)
        self.follow(model, "version")
        self.follow(session, "language")

    def _export(self) -> None:
        self.save(*self.model.export())


def draw(model: FragilityModel) -> str:
    """Return the panel's markup."""
    hint = _(
        "Accounts close to a line change tier by little; one that stands on the line counts as above it. The "
        "noise asks who would stand in another tier had revenue been a little different."
    )
    near = form(
        "near",
        _entry(model, "within", _("Within how many points"), long=True),
        go("near", _("Count")),
    )
    near += _stays(model.boxes.fault("within"))
    noise = form(
        "shake",
        _entry(model, "noise", _("Revenue off by up to"), "± %"),
        _entry(model, "draws", _("Draws")),
        _entry(model, "seed", _("Seed")),
        go("shake", _("Shake"), off=model.work.running),
    )
    title = f"<h3>{text(_('And if revenue were a little different?'))}</h3>"
    shaken = f"{title}{noise}{_state(model)}{draw_noise(model)}"
    fragile = draw_fragile(model)
    body = f'<div class="tl-split tl-halves"><div>{near}{draw_near(model)}</div><div>{shaken}</div></div>'
    body += f'<div class="tl-parts">{fragile}</div>' if fragile else ""
    return card(_("How sure are the tiers?"), hint, body, name="fragility")


def _entry(model: FragilityModel, name: str, label: str, unit: str = "", *, long: bool = False) -> str:
    boxes = model.boxes
    return entry(name, boxes.typed[name], label, unit, long=long, fault=boxes.fault(name))


def _stays(fault: str) -> str:
    """Mark a result that stands although a box above it was refused."""
    if not fault:
        return ""
    said = _("What stands below is still of the earlier entries.")
    return f'<p class="tl-note" role="status">{text(said)}</p>'


def _state(model: FragilityModel) -> str:
    work = model.work
    if work.running:
        said = _("draw {done} of {total}").format(done=work.done, total=work.total)
        return progress(work.done, work.total, said, "stop")
    if work.trouble is not None:
        return notice(work.trouble.render(current_language()))
    if model.noise is not None:
        return _stays("".join(map(model.boxes.fault, ("noise", "draws", "seed"))))
    said = (
        _("The scenario or the filter has changed since. Shake again.")
        if model.void
        else _("Each draw moves every account's revenue a little and grades it again; nothing is stored.")
    )
    role = ' role="status"' if model.void else ""
    return f'<p class="tl-note"{role}>{text(said)}</p>'
