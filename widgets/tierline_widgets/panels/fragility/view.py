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
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.enter)
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
        entry("within", model.entry("within"), _("Within how many points"), long=True),
        go("near", _("Count")),
    )
    noise = form(
        "shake",
        entry("noise", model.entry("noise"), _("Revenue off by up to"), "± %"),
        entry("draws", model.entry("draws"), _("Draws")),
        entry("seed", model.entry("seed"), _("Seed")),
        go("shake", _("Shake"), off=model.work.running),
    )
    title = f"<h3>{text(_('And if revenue were a little different?'))}</h3>"
    shaken = f"{title}{noise}{_state(model)}{draw_noise(model)}"
    fragile = draw_fragile(model)
    body = f'<div class="tl-split tl-halves"><div>{near}{draw_near(model)}</div><div>{shaken}</div></div>'
    body += f'<div class="tl-parts">{fragile}</div>' if fragile else ""
    return card(_("How sure are the tiers?"), hint, body, name="fragility")


def _state(model: FragilityModel) -> str:
    work = model.work
    if work.running:
        said = _("draw {done} of {total}").format(done=work.done, total=work.total)
        return progress(work.done, work.total, said, "stop")
    if work.trouble is not None:
        return notice(work.trouble.render(current_language()))
    if model.noise is None and not model.void:
        said = _("Each draw moves every account's revenue a little and grades it again; nothing is stored.")
        return f'<p class="tl-note">{text(said)}</p>'
    if model.void:
        said = _("The scenario or the filter has changed since. Shake again.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    return ""
