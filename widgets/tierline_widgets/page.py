"""A page: a head and panels on a grid of twelve columns, or a designed state in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from tierline.errors import BadInputError, ScopeError, TierlineError
from tierline.messages import N_, _, use_language
from tierline.store.workspace import Workspace
from tierline_widgets.look.markup import state, style_sheet
from tierline_widgets.pane import Pane
from tierline_widgets.panels.header.view import language_switch
from tierline_widgets.session import Session, open_session
from tierline_widgets.visitor import await_visit, preheated, visit_language

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline_widgets.ruler import Ruler


class Page(widgets.Box):  # type: ignore[misc]  # ipywidgets is untyped
    """Panels on a grid; where nothing runs, or not yet, a picture of them."""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return the live page, and beside it the same page as markup: seen at once, alive a little later."""
        data: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        panels = "".join(panel.framed() for panel in self.children)
        return {**data, "text/html": f'<style>{style_sheet()}</style><div class="tl-page">{panels}</div>'}


def page(head: Pane, panels: Sequence[tuple[Pane | Ruler, int]]) -> Page:
    """Return a page of ``panels``, each with its width in twelfths, under ``head``."""
    head.add_class("tl-top")
    for panel, width in panels:
        panel.add_class(f"tl-w{width}")
    box = Page([head, *(panel for panel, _width in panels)])
    box.add_class("tl-page")
    return box


def app(
    build: Callable[[Session], widgets.Widget],
    workspace: str | Path | None = None,
    warm: Callable[[Workspace, Policy], object] = lambda _workspace, _policy: None,
) -> widgets.Widget:
    """Return an app's page for the visitor, or a state that says why not and what to do; never a traceback.

    Parameters
    ----------
    build : callable
        Makes the page from a session. It is called only once the visitor and the scope are known.
    workspace : str or Path, optional
        Folder; $TIERLINE_WORKSPACE when left out.
    warm : callable
        Loads what every visit needs, given the newest month's policy: called ahead of the visitor where a
        kernel is started so. It may read no customer's row.
    """
    if preheated():
        _warm_up(workspace, warm)
        await_visit()
    language = visit_language()
    try:
        return build(open_session(workspace, lang=language))
    except (TierlineError, OSError) as error:
        return trouble(error, language)


def _warm_up(workspace: str | Path | None, warm: Callable[[Workspace, Policy], object]) -> None:
    """Load what every visit needs before there is a visitor: programs and the policy, not one customer."""
    with suppress(TierlineError, OSError):  # whatever is wrong is said when somebody is there to read it
        opened = Workspace.open(workspace or None)
        for month in opened.months()[-1:]:
            warm(opened, opened.closed(month).policy())


def trouble(error: TierlineError | OSError, language: str) -> Pane:
    """Return the page for ``error``: what happened, where, the next step; no rows, no traceback."""
    spoken = {"language": language}

    def draw() -> str:
        head = (
            f'<header class="tl-header" data-page-language="{spoken["language"]}" data-page-title="Tierline">'
            f'<h1>Tierline</h1><span class="tl-space"></span>{language_switch(spoken["language"])}</header>'
        )
        return head + _state(error, spoken["language"])

    def speak(value: str) -> None:
        spoken["language"] = "zh" if value == "zh" else "en"
        pane.refresh()

    pane = Pane(draw, lambda: spoken["language"], {"language": speak}, page_head=True)
    return pane


def _state(error: TierlineError | OSError, language: str) -> str:
    with use_language(language):
        if isinstance(error, ScopeError):
            title = N_("You may not see any customer here")
            step = N_(
                "Ask an administrator of this workspace to add you with your role, then reload the page."
            )
            command = "tierline staff add LOGIN --role ROLE --reason WHY --workspace FOLDER"
            return state("closed", _(title), error.render(language), _(step), command)
        if isinstance(error, BadInputError):
            title = N_("There is no closed month to show yet")
            step = N_(
                "Make the sample province and close its months, or name your own workspace; "
                "then reload the page."
            )
            return state(
                "empty", _(title), error.render(language), _(step), "tierline demo --workspace FOLDER"
            )
        title = N_("The page could not be shown")
        what = (
            error.render(language)
            if isinstance(error, TierlineError)
            else f"{error.filename or ''} {error.strerror or error}"
        )
        step = N_("Check the workspace, then reload the page.")
        return state("error", _(title), what, _(step), "tierline verify --workspace FOLDER")
