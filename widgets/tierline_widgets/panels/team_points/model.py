"""The statements in sight as a team: filtered, sorted, paged; two of them set side by side."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int, List, Unicode

from tierline.performance.facts import months_before
from tierline.performance.outliers import outliers
from tierline.policy.exact import decimal_text
from tierline.tables.safe_text import neutralise

if TYPE_CHECKING:
    from tierline.performance.statement import Line, Statement
    from tierline_widgets.points.book import Book

PAGE = 25
SORTS = ("name", "team", "total", "change", "coefficient", "bonus", "deduction")
COLUMNS = ("manager_id", "name", "role", "team_id", "state", "total", "coefficient", "bonus", "deduction")
_FALLING = frozenset({"total", "change", "coefficient", "bonus", "deduction"})


class TeamModel(HasTraits):
    """The statements in sight, of one role at a time: points of different roles are not compared.

    Attributes
    ----------
    role, team, needle : str
        Which statements are kept; "" for every team.
    sort : str
        One of ``SORTS``.
    page : int
        From 0.
    beside : list of str
        Managers set side by side, at most two.
    version : int
        Counts up whenever what is to be drawn has changed.
    """

    role = Unicode("")
    team = Unicode("")
    needle = Unicode("")
    sort = Unicode("total")
    page = Int(0)
    beside: List[str] = List()
    version = Int(0)

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.session = book.session
        self.descending = False
        self.session.observe(self._turned, names=["month"])
        book.observe(self._changed, names=["version"])
        self._turned(None)

    def roles(self) -> list[str]:
        """Return the roles in sight in the policy's order."""
        there = {each.role for each in self.book.statements().values()}
        return [role for role in self.book.policy().role_ids if role in there] if there else []

    def teams(self) -> list[str]:
        """Return the teams in sight of the role shown."""
        return sorted({each.team_id for each in self._of_role() if each.team_id})

    def every(self) -> list[Statement]:
        """Return the statements of the role and team chosen, by number."""
        return [each for each in self._of_role() if not self.team or each.team_id == self.team]

    def kept(self) -> list[Statement]:
        """Return what the table lists, sorted; those without a total last."""
        needle = self.needle.lower()
        found = [each for each in self.every() if needle in f"{each.manager_id} {each.name or ''}".lower()]
        with_one = [each for each in found if self._key(each) is not None]
        without = [each for each in found if self._key(each) is None]
        return [*sorted(with_one, key=self._key, reverse=self.descending), *without]

    def shown(self) -> list[Statement]:
        """Return the rows of the page."""
        return self.kept()[self.page * PAGE : (self.page + 1) * PAGE]

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-len(self.kept()) // PAGE))

    def change(self, statement: Statement) -> int | None:
        """Return the change of a total on the month before; None where one of them is not there."""
        month = months_before(self.session.month, 1)
        before = (
            self.book.statements(month).get(statement.manager_id) if month in self.session.months else None
        )
        if before is None or before.total is None or statement.total is None:
            return None
        return statement.total - before.total

    def apart(self) -> dict[str, int]:
        """Return whose total stands apart from the others of the role in sight: -1 below, 1 above."""
        return outliers({each.manager_id: each.total for each in self._of_role() if each.total is not None})

    def indicators(self) -> list[Line]:
        """Return the lines of the role, for their titles; of any one statement."""
        every = self.every()
        return list(every[0].lines) if every else []

    def apart_in(self, indicator: str) -> dict[str, int]:
        """Return whose completion of one indicator stands apart."""
        known = {each.manager_id: each.line(indicator).completion for each in self._of_role()}
        return outliers({name: done for name, done in known.items() if done is not None})

    def choose_role(self, role: str) -> None:
        """Show another role; names of none are left alone."""
        if role in self.roles():
            self.role, self.team, self.page, self.beside = role, "", 0, []
            self.version += 1

    def choose_team(self, team: str) -> None:
        """Keep one team, or all with ""."""
        if not team or team in self.teams():
            self.team, self.page = team, 0
            self.version += 1

    def look_for(self, needle: str) -> None:
        """Keep those whose number or name holds ``needle``."""
        self.needle, self.page = needle.strip(), 0
        self.version += 1

    def sort_by(self, column: str) -> None:
        """Sort by a column; a second time turns the direction."""
        if column in SORTS:
            self.descending = not self.descending if column == self.sort else column in _FALLING
            self.sort, self.page = column, 0
            self.version += 1

    def turn(self, page: str) -> None:
        """Show page number ``page``, held within the list."""
        if page.lstrip("-").isdecimal():
            self.page = min(max(int(page), 0), self.pages - 1)
            self.version += 1

    def set_beside(self, manager: str) -> None:
        """Put a statement beside another, or take it away again; refused when it is not in sight."""
        self.book.statement(manager)
        kept = [each for each in self.beside if each != manager]
        self.beside = kept if manager in self.beside else [*kept[-1:], manager]
        self.version += 1

    def pair(self) -> tuple[Statement, Statement] | None:
        """Return the two statements side by side; None while there are fewer."""
        every = self.book.statements()
        found = [every[name] for name in self.beside if name in every]
        return (found[0], found[1]) if len(found) == 2 else None

    def export(self) -> tuple[str, bytes]:
        """Return (file name, CSV) of what the table lists, and put the export on record (LY-20)."""
        rows = self.kept()
        self.session.record_export("statements", COLUMNS, len(rows))
        out = StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(each, name) for name in COLUMNS] for each in rows)
        return f"tierline-{self.session.month}-points.csv", out.getvalue().encode("utf-8-sig")

    def figures(self) -> list[dict[str, Any]]:
        """Return the totals of the role shown, for the record of a run."""
        return [{name: getattr(each, name) for name in COLUMNS} for each in self.every()]

    def _of_role(self) -> list[Statement]:
        return [each for each in self.book.statements().values() if each.role == self.role]

    def _key(self, statement: Statement) -> Any:
        if self.sort == "name":
            return statement.name or statement.manager_id
        if self.sort == "team":
            return statement.team_id or ""
        if self.sort == "change":
            return self.change(statement)
        return getattr(statement, self.sort)

    def _turned(self, _change: Any) -> None:
        roles = self.roles()
        if self.role not in roles:
            self.role = roles[0] if roles else ""
        self.team = self.team if self.team in self.teams() else ""
        self.page, self.beside = 0, []
        self.version += 1

    def _changed(self, _change: Any) -> None:
        self.version += 1


def _cell(statement: Statement, name: str) -> str:
    value = getattr(statement, name)
    if value is None:
        return ""
    if name in ("bonus", "deduction"):
        return decimal_text(round(value / 10_000))
    return decimal_text(value) if isinstance(value, int) else neutralise(str(value))
