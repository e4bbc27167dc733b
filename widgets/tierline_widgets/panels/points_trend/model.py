"""The totals of the months up to the one shown, and the place among others of the same role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from traitlets import HasTraits

from tierline.performance.facts import months_before

if TYPE_CHECKING:
    from tierline.performance.place import Place
    from tierline_widgets.points.book import Book

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """One month: its total in hundredths and pay coefficient; None where there is none."""

    month: str
    total: int | None
    coefficient: int | None
    state: str


class PointsTrendModel(HasTraits):
    """Twelve months of the manager whose statement is open."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.session = book.session

    def months(self) -> list[Month]:
        """Return the months up to the one shown, at most twelve, oldest first; open ones have no total."""
        names = [months_before(self.session.month, back) for back in reversed(range(MONTHS))]
        first = next((at for at, name in enumerate(names) if name in self.session.months), len(names))
        return [self._month(name) for name in names[first:]]

    def places(self) -> tuple[Place | None, Place | None]:
        """Return the place in the own team, and among everybody of the role."""
        return self.book.place()

    def _month(self, name: str) -> Month:
        if name not in self.session.months:
            return Month(name, None, None, "open")
        found = self.book.past(name)
        if found is None:
            return Month(name, None, None, "none")
        return Month(name, found.total, found.coefficient, found.state)
