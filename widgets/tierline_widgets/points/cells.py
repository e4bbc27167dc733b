"""The panels of points as a notebook's cells use them: one call a panel."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tierline.messages import N_
from tierline_widgets.panels.header.view import HeaderView
from tierline_widgets.panels.points_queue import QueueModel, QueueView
from tierline_widgets.panels.points_trend import PointsTrendModel, PointsTrendView
from tierline_widgets.panels.statement import LinesView, StatementModel, StatementView
from tierline_widgets.panels.team_points import HeatView, TeamModel, TeamView
from tierline_widgets.points.book import Book

if TYPE_CHECKING:
    import pandas as pd

    from tierline_widgets.session import Session


def opened(session: Session) -> Book:
    """Return the statements of the month that the visitor may see; none of them is open."""
    return Book(session)


def opening(book: Book, page: str = N_("Points of the team")) -> HeaderView:
    """Return the head: month and whether closed, policy of points, who I am and what I may see."""
    return HeaderView(book.session, page, book.policy_named)


def team(book: Book) -> TeamView:
    """Return the team as a table, with who stands apart."""
    return TeamView(TeamModel(book))


def heat(view: TeamView) -> HeatView:
    """Return completion by manager and indicator of the team in ``view``."""
    return HeatView(view.model)


def waiting(book: Book) -> QueueView:
    """Return appeals, corrections and events that wait."""
    return QueueView(QueueModel(book))


def choose(book: Book, manager: str = "") -> Book:
    """Return the statements with one open: that of ``manager``, else the lowest total of the first role.

    Raises
    ------
    ScopeError
        ``manager`` has no statement among those that the visitor may see.
    """
    found = Book(book.session)
    every = [each for each in found.statements().values() if each.total is not None]
    first = [each for each in every if each.role == every[0].role]
    lowest = min(first, key=lambda each: (each.total or 0, each.manager_id)).manager_id if first else ""
    if manager or lowest:
        found.open(manager or lowest)
    return found


def statement(book: Book) -> StatementView:
    """Return what the statement that is open comes to."""
    return StatementView(StatementModel(book))


def lines(book: Book) -> LinesView:
    """Return how the statement that is open came about."""
    return LinesView(StatementModel(book), QueueModel(book))


def trend(book: Book) -> PointsTrendView:
    """Return twelve months of the statement that is open, and where it stands."""
    return PointsTrendView(PointsTrendModel(book))


def figures(book: Book) -> pd.DataFrame:
    """Return how many statements of each role are settled and held, and the sum of totals in hundredths."""
    import pandas as pd

    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in book.statements().values():
        sums = rows[each.role]
        sums[0 if each.total is not None else 1] += 1
        sums[2] += each.total or 0
    names = ("settled", "held", "hundredths")
    told = [{"role": role, **dict(zip(names, rows[role], strict=True))} for role in sorted(rows)]
    return pd.DataFrame(told)
