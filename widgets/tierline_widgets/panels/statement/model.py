"""The statement that is open: its figures, which of its lines is opened, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Unicode

from tierline.errors import ScopeError
from tierline.performance.facts import months_before

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.performance.statement import Statement
    from tierline_widgets.points.book import Book


class StatementModel(HasTraits):
    """One manager's statement of the month shown.

    Attributes
    ----------
    opened : str
        The indicator or event whose basis is shown; "" for none.
    """

    opened = Unicode("")

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.session = book.session
        book.observe(self._turned, names=["manager"])
        self.session.observe(self._turned, names=["month"])

    def statement(self) -> Statement:
        """Return the statement; see `Book.statement` for refusals."""
        return self.book.statement()

    def policy(self) -> PointsPolicy:
        """Return the policy that it was settled with."""
        return self.book.policy()

    def before(self) -> Statement | None:
        """Return the same manager's statement of the month before, where there is a settled one in sight."""
        month = months_before(self.session.month, 1)
        if month not in self.session.months:
            return None
        found = self.book.statements(month).get(self.book.manager)
        return found if found is not None and found.total is not None else None

    def toggle(self, name: str) -> None:
        """Open a line or event to show its basis, or close it again; names of others are left alone."""
        statement = self.statement()
        known = {*(each.indicator for each in statement.lines), *(each.event_id for each in statement.events)}
        if name in known:
            self.opened = "" if name == self.opened else name

    def next_band(self) -> tuple[int, int] | None:
        """Return how many hundredths are lacking to the next pay band, and its coefficient in hundredths."""
        statement = self.statement()
        if statement.total is None or statement.band is None or statement.band >= len(statement.pay.edges):
            return None
        edge = statement.pay.edges[statement.band]
        return edge - statement.total, statement.pay.coefficients[statement.band + 1]

    def figures(self) -> list[dict[str, Any]]:
        """Return the lines as plain rows, for the record of a run; none where there is no statement."""
        try:
            statement = self.statement()
        except ScopeError:
            return []
        names = ("indicator", "target", "actual", "completion", "points", "effect")
        return [{name: getattr(line, name) for name in names} for line in statement.lines]

    def _turned(self, _change: Any) -> None:
        self.opened = ""
