"""The performance page: a manager's own statement; for those above, the team and any statement in it."""

from __future__ import annotations

import ipywidgets as widgets

from tierline.messages import N_
from tierline_widgets.page import Page, app, page
from tierline_widgets.pane import Pane
from tierline_widgets.panels.header.view import HeaderView
from tierline_widgets.panels.open_events import OpenEventsModel, OpenEventsView
from tierline_widgets.panels.points_queue import QueueModel, QueueView
from tierline_widgets.panels.points_trend import PointsTrendModel, PointsTrendView
from tierline_widgets.panels.points_whatif import WhatIfModel, WhatIfView
from tierline_widgets.panels.raise_points import RaiseModel, RaiseView
from tierline_widgets.panels.statement import LinesView, StatementModel, StatementView
from tierline_widgets.points import Book
from tierline_widgets.session import Session

OWN_PAGE, TEAM_PAGE = N_("My points"), N_("Points of the team")


def performance() -> widgets.Widget:
    """Return the performance page for whoever visits."""
    return app(build)


def build(session: Session) -> Page:
    """Return the performance page of ``session``: by the scope, not by what is asked for."""
    book = Book(session)
    return _of_manager(book) if book.of_own else _of_team(book)


def _own_panels(book: Book, queue: QueueModel) -> list[tuple[Pane, int]]:
    statement, tried = StatementModel(book), WhatIfModel(book)
    return [
        (StatementView(statement), 4),
        (RaiseView(RaiseModel(book), tried), 8),
        (LinesView(statement, queue), 8),
        (PointsTrendView(PointsTrendModel(book)), 4),
        (WhatIfView(tried), 12),
    ]


def _of_manager(book: Book) -> Page:
    queue = QueueModel(book)
    head = HeaderView(book.session, OWN_PAGE, book.policy_named)
    return page(head, [*_own_panels(book, queue), (QueueView(queue), 12)])


def _of_team(book: Book) -> Page:
    from tierline_widgets.panels.team_points import CompareView, HeatView, TeamModel, TeamView

    queue, team = QueueModel(book), TeamModel(book)
    every: list[tuple[Pane, int]] = [(TeamView(team), 12), (HeatView(team), 12), (CompareView(team), 12)]
    head = HeaderView(book.session, TEAM_PAGE, book.policy_named)
    # of both, one is drawn: the team, or the statement that was opened
    waiting: list[tuple[Pane, int]] = [(QueueView(queue), 12), (OpenEventsView(OpenEventsModel(book)), 12)]
    return page(head, [*every, *_own_panels(book, queue), *waiting])
