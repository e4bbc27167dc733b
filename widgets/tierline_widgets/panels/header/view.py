"""The head of a page. Its state is the session itself, so there is no model of its own."""

from __future__ import annotations

from collections.abc import Callable

from tierline.messages import LANGUAGES, _
from tierline_widgets.language import LANGUAGE_NAMES
from tierline_widgets.look.markup import does, text
from tierline_widgets.pane import Pane
from tierline_widgets.session import Session


class HeaderView(Pane):
    """The page's head.

    Parameters
    ----------
    session : Session
    page : str
        The page's English name, marked for translation.
    named : callable, optional
        Returns id and title of the policy that the page follows; that of accounts when left out.
    home : str
        Address of the home page, where there is one to go back to.
    """

    def __init__(
        self, session: Session, page: str, named: Callable[[], tuple[str, str]] | None = None, home: str = ""
    ) -> None:
        self.session = session
        acts = {"month": session.show_month, "language": session.speak}
        super().__init__(
            lambda: draw(session, page, named, home), lambda: session.language, acts, page_head=True
        )
        self.follow(session, "language", "month")


def language_switch(language: str) -> str:
    """Return the switch EN / 中文: links, so that it works even where nothing runs any more."""
    links = ""
    for one in LANGUAGES:
        name = f"<b>{LANGUAGE_NAMES[one]}</b>" if one == language else LANGUAGE_NAMES[one]
        current = ' aria-current="true"' if one == language else ""
        attributes = f'href="?lang={one}" {does("language", one)} hreflang="{one}" lang="{one}"{current}'
        links += f'<a class="tl-button" {attributes}>{name}</a>'
    return f'<nav class="tl-controls" aria-label="{text(_("Language"))}" style="gap:4px">{links}</nav>'


def draw(
    session: Session, page: str, named: Callable[[], tuple[str, str]] | None = None, home: str = ""
) -> str:
    """Return the head's markup."""
    months = "".join(
        f'<option value="{text(month)}"{" selected" if month == session.month else ""}>{text(month)}</option>'
        for month in reversed(session.months)
    )
    # a picture has nothing to choose from: the month stands there as text
    chosen = (
        f'<select class="tl-live" data-act="month" data-key="month" aria-label="{text(_("Month shown"))}">'
        f'{months}</select><b class="tl-still">{text(session.month)} </b>'
    )
    policy, title = named() if named else (session.policy().id, session.policy().title[session.language])
    name = text(_(page))
    who = text(session.scope.describe(session.language))
    told = f'data-page-language="{session.language}" data-page-title="Tierline \u00b7 {name}"'
    brand = "Tierline"
    if home:
        back = text(f"{home}?lang={session.language}")
        brand = f'<a class="tl-brand" href="{back}" title="{text(_("Home"))}">{brand}</a>'
    return (
        f'<header class="tl-header" {told}><h1>{brand}</h1><span class="tl-where">{name}</span>'
        f'<span class="tl-chip">{chosen}\u00b7 {text(_("closed"))}</span>'
        f'<span class="tl-chip" title="{text(title)}">{text(_("Policy"))} <b>{text(policy)}</b></span>'
        f'<span class="tl-space"></span>'
        f'<span class="tl-chip tl-who" title="{who}">{who}</span>'
        f"{language_switch(session.language)}</header>"
    )
