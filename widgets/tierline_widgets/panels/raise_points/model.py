"""The gains within reach of the statement that is open, most points a step first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traitlets import HasTraits

from tierline.performance.gains import Gain, gain_between, gains

if TYPE_CHECKING:
    from tierline.performance.statement import Line
    from tierline_widgets.points.book import Book


class RaiseModel(HasTraits):
    """What the open statement can still gain."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.session = book.session

    def gains(self) -> tuple[Gain, ...]:
        """Return what each indicator can still give; nothing where there is no total."""
        if self.book.manager not in self.book.statements():
            return ()
        return gains(self.book.statement(), self.book.policy())

    def line(self, gain: Gain) -> Line:
        """Return the line that a gain is about."""
        return self.book.statement().line(gain.indicator)

    def together(self) -> int:
        """Return what all of them together give the total, in hundredths: caps may cut the sum."""
        from tierline.performance.what_if import with_actuals

        found = self.gains()
        if not found:
            return 0
        statement = self.book.statement()
        raised = with_actuals(statement, self.book.policy(), {each.indicator: each.needed for each in found})
        return gain_between(statement, raised)
