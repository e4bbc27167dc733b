"""The suite as tiles: an app is a link, a notebook says how it is opened."""

from __future__ import annotations

from tierline.messages import _
from tierline_widgets.look.markup import card, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.suite.model import Part, SuiteModel
from tierline_widgets.session import Session


class SuiteView(Pane):
    """The panel of the suite."""

    def __init__(self, model: SuiteModel, session: Session) -> None:
        self.model = model
        super().__init__(lambda: draw(model, session.language), lambda: session.language)
        self.follow(session, "language")


def draw(model: SuiteModel, language: str) -> str:
    """Return the panel's markup."""
    tiles = "".join(_tile(part, language) for part in model.parts)
    hint = _("Apps open here; notebooks open in JupyterLab (make lab), in the order of their numbers.")
    return card(_("What is in the suite?"), hint, f'<div class="tl-tiles">{tiles}</div>', name="suite")


def _tile(part: Part, language: str) -> str:
    title, summary = part.title[language], part.summary[language]
    body = f"<b>{text(title)}</b><span>{text(summary)}</span>"
    if part.kind == "app":
        return f'<a class="tl-tile" href="{text(part.file)}?lang={language}">{body}</a>'
    where = text(f"notebooks/{part.file}").replace("_", "_<wbr>")  # a long name is broken between its words
    return f'<div class="tl-tile">{body}<code>{where}</code></div>'
