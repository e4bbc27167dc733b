"""A panel's place on the page.

The widget holds finished markup and nothing else: no table, no rows beyond those that are drawn. What
the reader presses comes back as the name of an act and a value, both text, and only acts that the panel
offers are obeyed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Bool, HasTraits, Unicode

from tierline.errors import TierlineError
from tierline.messages import _, use_language
from tierline_widgets import language as _catalogue  # noqa: F401  (puts the texts in force)
from tierline_widgets.joined import joined
from tierline_widgets.lifeline import BOXES, lifeline
from tierline_widgets.look.markup import notice, style_sheet
from tierline_widgets.soon import drawing_later, later, soon

Act = Callable[[str], object]
_FOLDER = Path(__file__).parent
SEEN = "seen"  # what the browser says once when the place of a panel that waits is on the page
TOLD = "told"  # what it says when something else is pressed while a pane says what was done
PATIENCE = 3.0  # seconds until it is drawn in any case
WAITING = '<section class="tl-card tl-waiting" aria-busy="true" style="min-height:160px"></section>'


def _script() -> str:
    """Return the browser's part, with what it does by itself when nothing answers any more."""
    return f"{lifeline(*BOXES)}\n{joined([_FOLDER / 'pane.js'])}"


class Pane(anywidget.AnyWidget):
    """Draw a panel and pass on what its reader does.

    Parameters
    ----------
    draw : callable
        Returns the panel's markup; called with the reader's language in force.
    language : callable
        Returns the reader's language, "en" or "zh".
    acts : mapping of str to callable
        What a press or an entry named so does; each takes the value as text.
    page_head : bool
        Whether this pane names the page (title and language of the document).
    """

    _esm = _script()
    _css = style_sheet()
    html = Unicode().tag(sync=True)
    language = Unicode("en").tag(sync=True)
    page_head = Bool(False).tag(sync=True)

    def __init__(
        self,
        draw: Callable[[], str],
        language: Callable[[], str],
        acts: Mapping[str, Act] | None = None,
        *,
        page_head: bool = False,
    ) -> None:
        self._draw = draw
        self._language = language
        self._acts = dict(acts or {})
        self._notice = ""
        super().__init__(page_head=page_head)
        self.on_msg(self._heard)
        self._due = False
        self._unseen = drawing_later()
        if self._unseen:
            self.language, self.html = language(), WAITING
            later(self._seen, PATIENCE)
        else:
            self.refresh()

    def refresh(self, _change: Any = None) -> None:
        """Draw again; a failure the reader can mend is shown in place of the panel."""
        self._due = self._unseen = False
        language = self._language()
        with use_language(language):
            try:
                drawn = self._draw()
            except TierlineError as error:
                drawn = f'<section class="tl-card">{notice(error.render(language))}</section>'
        with self.hold_sync():
            self.language = language
            self.html = self._notice + drawn

    def refresh_soon(self, _change: Any = None) -> None:
        """Draw again once what the reader did is answered, however many things changed by it."""
        if not self._due and not self._unseen:
            self._due = True
            soon(self._refresh_due)

    def _seen(self) -> None:
        """Draw for the first time: the panel's place is on the page, or that was waited for long enough."""
        if self._unseen:
            self._unseen = False
            self.refresh_soon()

    def _refresh_due(self) -> None:
        if self._due:
            self.refresh()

    def follow(self, model: HasTraits, *names: str) -> None:
        """Draw again soon whenever one of ``names`` changes on ``model``."""
        model.observe(self.refresh_soon, names=list(names))

    def act(self, name: str, value: str = "") -> None:
        """Do what a press of ``name`` does; unknown names are left alone, failures are said in place."""
        if name not in self._acts:
            return
        before, self._notice = self._notice, ""
        language = self._language()
        try:
            with use_language(language):
                self._acts[name](value)
        except TierlineError as error:
            self._notice = notice(error.render(language))
        if before or self._notice:
            self.refresh()

    def save(self, name: str, content: bytes, kind: str = "text/csv") -> None:
        """Hand the reader a file; it goes through the widget's own channel, never through a served folder."""
        self.send({"save": {"name": name, "type": kind}}, buffers=[content])
        with use_language(self._language()):
            said = _("{file} was handed to your browser; the export is recorded.").format(file=name)
        self._notice = notice(said, good=True)

    def _put_away(self) -> None:
        """Stop saying what was done."""
        if self._notice:
            self._notice = ""
            self.refresh()

    def print_page(self, page: str) -> None:
        """Let the reader print a whole page of HTML, which runs nothing and asks for nothing."""
        self.send({"print": page})

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict) and isinstance(content.get("act"), str):
            if content["act"] == SEEN:
                self._seen()
            elif content["act"] == TOLD:
                self._put_away()
            else:
                self.act(content["act"], str(content.get("value", "")))

    def framed(self, kind: str = "") -> str:
        """Return the panel's markup with the frame that the page gives it, as things stand now."""
        self._refresh_due()
        language = "zh-CN" if self.language == "zh" else "en"
        kinds = " ".join(filter(None, ("tl", *self._dom_classes, kind)))
        return f'<div class="{kinds}" lang="{language}">{self.html}</div>'

    def picture(self) -> str:
        """Return the panel as markup that stands alone, for a report or a saved notebook."""
        return f"<style>{style_sheet()}</style>{self.framed('tl-static')}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "text/html": self.picture()}, metadata
