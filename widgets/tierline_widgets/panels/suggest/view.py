"""The suggestion drawn: what is asked, the lines found, how they were found and what binds."""

from __future__ import annotations

from tierline.messages import _
from tierline_widgets.look.form import form, go
from tierline_widgets.look.markup import button, card, choice, text
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.panels.suggest.answer import draw_answer
from tierline_widgets.panels.suggest.asking import draw_boxes, way_titles
from tierline_widgets.panels.suggest.model import SuggestModel


class SuggestView(FormPane):
    """The panel of the suggestion."""

    def __init__(self, model: SuggestModel) -> None:
        self.model = model
        session = model.desk.session
        acts = {
            "way": model.go_by,
            "limit": model.limit_by,
            "ask": lambda _value: model.ask(),
            "put": lambda _value: model.put(),
            "refill": lambda _value: model.refill(),
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.enter)
        self.follow(model, "version")
        self.follow(session, "language")


def draw(model: SuggestModel) -> str:
    """Return the panel's markup."""
    hint = _(
        "Say what the lines should bring about; the engine looks for them, says what binds, and puts them "
        "on the ruler when you like them."
    )
    ways = choice("way", way_titles(), model.way, _("Way"))
    presses = go("ask", _("Suggest lines")) + button("refill", _("As in the scenario"))
    asked = form("ask", draw_boxes(model), f'<span class="tl-controls">{presses}</span>')
    whose = _whose(model)
    body = f'<div class="tl-controls tl-live tl-ways">{ways}</div>{asked}{whose}{draw_answer(model)}'
    return card(_("Which lines would do it?"), hint, body, name="suggest")


def _whose(model: SuggestModel) -> str:
    if not model.desk.filter:
        return ""
    said = _("Counted over the accounts of the filter; the lines hold for everybody.")
    if model.way == "grades":
        said = _("Counted over all accounts that you may see, whatever the filter: staff serves them all.")
    return f'<p class="tl-note">{text(said)}</p>'
