"""The way through the pages of a list."""

from __future__ import annotations

from tierline.messages import _
from tierline_widgets import numbers
from tierline_widgets.look.markup import does, text
from tierline_widgets.panels.listed.model import Listed


def draw_pages(listed: Listed, act: str = "page") -> str:
    """Return the buttons that turn the pages; nothing for a single page."""
    if listed.pages == 1:
        return ""
    back = _turn(act, _("Back"), "back", listed.page - 1, listed.page > 0)
    on = _turn(act, _("Further"), "on", listed.page + 1, listed.page < listed.pages - 1)
    place = _("page {page} of {pages}").format(page=listed.page + 1, pages=numbers.integer(listed.pages))
    parts = f'{back}<span class="tl-zero">{text(place)}</span>{on}'
    return f'<div class="tl-controls tl-live tl-pages">{parts}</div>'


def _turn(act: str, title: str, key: str, page: int, there: bool) -> str:
    attributes = f'{does(act, str(page))} data-key="{act}-{key}"{"" if there else " disabled"}'
    return f'<button type="button" class="tl-button" {attributes}>{text(title)}</button>'
